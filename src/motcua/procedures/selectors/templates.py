"""Which template a letter of a dossier is written by: the one that was in force, and known, when it was filed."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import legal_date
from motcua.documents.letters.source import LetterSource, from_json
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.models import TemplateBinding


def template_for(procedure: str, case: str, letter: LetterKind, filed_at: dt.datetime) -> LetterSource | None:
    """The most specific template for a dossier filed at an instant; None where the province has none. What was decided
    after the filing, for whatever day, does not count. One SQL statement."""
    return templates_for(procedure, case, filed_at).get(letter)


def templates_for(procedure: str, case: str, filed_at: dt.datetime) -> dict[LetterKind, LetterSource]:
    """As :func:`template_for` for every letter that has one. One SQL statement."""
    rows = TemplateBinding.objects.select_related("template_version").filter(
        procedure_key__in={"", procedure},
        case_key__in={"", case},
        valid_from__lte=legal_date(filed_at),
        recorded_at__lte=filed_at,
    )
    newest = {
        (row.letter, row.procedure_key, row.case_key): row for row in rows.order_by("valid_from", "recorded_at", "pk")
    }
    found: dict[LetterKind, LetterSource] = {}
    for (letter, _procedure, _case), row in sorted(newest.items(), key=lambda one: (bool(one[0][1]), bool(one[0][2]))):
        if row.template_version is not None:
            found[LetterKind(letter)] = from_json(row.template_version.source)
    return found
