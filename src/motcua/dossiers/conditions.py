"""What the conditions of a process may ask of a dossier: its answers and a few facts, read when first asked for.

A process without conditions asks nothing, so its acts read nothing. Answers that were erased by law are no answers: no
condition on them holds, and the way that was taken before stays in the log.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from motcua.core import hot
from motcua.core.clock import legal_date
from motcua.forms.evaluation import Scope
from motcua.forms.schema import FormSchema
from motcua.forms.selectors import schema as form_schema
from motcua.forms.values import scope_fields

_READ = """
SELECT c.key, d.channel, pl.code, pa.kind,
    (SELECT coalesce(sum(f.amount), 0) FROM dossiers_dossierfee f WHERE f.dossier_id = d.id),
    (SELECT p.body FROM dossier_event e JOIN event_private p ON p.event_id = e.position
     WHERE e.dossier_id = d.id AND e.seq = 1)
FROM dossier d JOIN procedures_case c ON c.id = d.case_id
    JOIN organisation_unit pl ON pl.id = d.place_id JOIN people_party pa ON pa.id = d.applicant_id
WHERE d.id = %s
"""


def scope_of(dossier_id: int, form_version_id: int, now: dt.datetime) -> Scope:
    """The scope of a stored dossier. One SQL statement when a condition asks for the first time, else none."""
    asked = _Asked(dossier_id, form_version_id)
    return Scope(_Part(asked, "fields"), _Part(asked, "facts"), legal_date(now))


def scope_filed(
    schema: FormSchema, answers: Mapping[str, object], facts: Mapping[str, object], now: dt.datetime
) -> Scope:
    """The scope of a dossier that is being written."""
    return Scope(scope_fields(schema, answers), facts, legal_date(now))


@dataclass
class _Asked:
    """Reads once."""

    dossier_id: int
    form_version_id: int

    @cached_property
    def read(self) -> Mapping[str, Mapping[str, object]]:
        row = hot.row(_READ, (self.dossier_id,))
        if row is None:
            return {"fields": {}, "facts": {}}
        case, channel, place, kind, fee, body = row
        filed = json.loads(bytes(body)) if body is not None else {}
        answers = filed.get("answers") if isinstance(filed, dict) else None
        facts = {"case": case, "channel": channel, "fee": int(fee), "applicant": kind, "place": place}
        known = scope_fields(form_schema(self.form_version_id), answers if isinstance(answers, dict) else {})
        return {"fields": known, "facts": facts}


@dataclass(frozen=True)
class _Part(Mapping[str, object]):
    asked: _Asked
    name: str

    def __getitem__(self, key: str) -> object:
        return self.asked.read[self.name][key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.asked.read[self.name])

    def __len__(self) -> int:
        return len(self.asked.read[self.name])
