"""Before and after a decision that moves competence: what settling took, by the dossiers really settled, and what the
internal process gives on both sides.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from motcua.core.clock import LEGAL_ZONE
from motcua.organisation.models import in_force
from motcua.procedures.items import CompetenceItem, ProcessItem
from motcua.procedures.models import Competence, Decision, ProcedureVersion, ProcessBinding
from motcua.procedures.process import Process
from motcua.procedures.process_json import from_json
from motcua.procedures.services.decision_content import read_items
from motcua.procedures.terms import Signing, SigningForm

WINDOW = dt.timedelta(days=365)
MOST_MEASURED = 2000
"""The newest dossiers of a procedure that are measured on a side: a page must not grow with the years."""

_MEASURED = """
WITH settled AS (
    SELECT d.id, d.accepted_at, d.finished_at FROM dossier d JOIN procedures_procedure p ON p.id = d.procedure_id
    WHERE p.key = %s AND d.accepted_at >= %s AND d.accepted_at < %s AND d.finished_at IS NOT NULL
    ORDER BY d.id DESC LIMIT %s
)
SELECT count(*), avg(extract(epoch FROM finished_at - accepted_at)),
    avg((SELECT count(*) FROM dossier_event e WHERE e.dossier_id = settled.id AND e.kind IN (
        'dossier_transferred', 'dossier_assigned', 'step_completed', 'dossier_forwarded', 'dossier_rerouted'))),
    avg((SELECT count(*) FROM dossiers_contact c WHERE c.dossier_id = settled.id AND c.kind = 'visit')),
    avg((SELECT coalesce(sum(f.amount), 0) FROM dossiers_dossierfee f WHERE f.dossier_id = settled.id))
FROM settled
"""


@dataclass(frozen=True, slots=True)
class Side:
    """Averages of the dossiers settled on one side; None where there are none. ``days`` are calendar days with one
    decimal, ``cost`` is in đồng; ``steps`` is the number of steps of the internal process; ``signer`` says for whom
    results are signed (*TUQ. …*), empty where the settling unit signs by its own right."""

    dossiers: int
    days: Decimal | None
    hand_overs: Decimal | None
    trips: Decimal | None
    cost: int | None
    steps: int | None
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    key: str
    name: str
    before: Side
    after: Side


def before_after(decision: Decision, *, now: dt.datetime) -> list[Compared]:
    """One line for each procedure that the decision names or whose field or level it names, by name."""
    items = read_items(decision)
    keys = {one.row.procedure_key for one in items if isinstance(one.item, CompetenceItem) and one.row.procedure_key}
    on = decision.effective_on
    versions = ProcedureVersion.objects.filter(in_force(on))
    for one in items:
        if isinstance(one.item, CompetenceItem) and not one.row.procedure_key:
            rows = versions.filter(field=one.item.field) if one.item.field else versions
            rows = rows.filter(levels__contains=[one.item.level]) if one.item.level else rows
            keys |= set(rows.order_by("procedure__key").values_list("procedure__key", flat=True))
    rules = [(one.row.procedure_key, one.item) for one in items if isinstance(one.item, CompetenceItem)]
    proposed = {one.row.procedure_key: one.item.process for one in items if isinstance(one.item, ProcessItem)}
    names = dict(versions.filter(procedure__key__in=keys).order_by("pk").values_list("procedure__key", "name"))
    start = dt.datetime.combine(on, dt.time(), LEGAL_ZONE)
    return [
        Compared(
            key,
            names.get(key, key),
            replace(
                _side(key, start - WINDOW, start, _process(key, on - dt.timedelta(days=1))),
                signer=_signer(key, on - dt.timedelta(days=1)),
            ),
            replace(
                _side(key, start, max(start, now), proposed.get(key) or _process(key, on)),
                signer=next((_words(item) for named, item in rules if named == key), "") or _signer(key, on),
            ),
        )
        for key in sorted(keys, key=lambda one: (names.get(one, one), one))
    ]


def _side(key: str, since: dt.datetime, until: dt.datetime, process: Process | None) -> Side:
    with connection.cursor() as cursor:
        cursor.execute(_MEASURED, [key, since, until, MOST_MEASURED])
        number, seconds, hand_overs, trips, cost = cursor.fetchone()
    return Side(
        dossiers=number,
        days=_tenths(Decimal(seconds) / 86_400) if seconds is not None else None,
        hand_overs=_tenths(hand_overs),
        trips=_tenths(trips),
        cost=int(cost) if cost is not None else None,
        steps=len(process.steps) if process else None,
    )


def _signer(key: str, on: dt.date) -> str:
    """For whom results of the procedure are signed by the rule made for it, on the day."""
    own = Competence.objects.filter(in_force(on), procedure__key=key).exclude(signing="")
    rule = own.order_by("area", "case_key", "pk").first()
    return _words(rule) if rule else ""


def _words(rule: Competence | CompetenceItem) -> str:
    return Signing(SigningForm(rule.signing), rule.signer, rule.seal).words if rule.signing else ""


def _tenths(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _process(key: str, on: dt.date) -> Process | None:
    """The process of the whole province on the day, else any."""
    bound = ProcessBinding.objects.filter(in_force(on), procedure__key=key).select_related("process_version")
    row = bound.order_by("unit_code", "case_key", "pk").first()
    return from_json(row.process_version.steps) if row else None
