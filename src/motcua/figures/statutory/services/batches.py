"""One act for all units' reports of a period. Every report is begun, written about or issued by itself: one that may
not be leaves the others done and says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Count

from motcua.core import audit, jobs
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period, parse_code
from motcua.figures.statutory.batch_models import BatchAct, RowState, StatutoryBatch, StatutoryBatchRow
from motcua.figures.statutory.gathering import require_period
from motcua.figures.statutory.lifecycle import State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.making import settled_facts
from motcua.figures.statutory.model import ReportForm
from motcua.figures.statutory.models import StatutoryReport
from motcua.figures.statutory.permissions import DRAFT, LOCK, PROVINCE, RECEIVE
from motcua.figures.statutory.selectors import NOTHING, closed_periods, states_of
from motcua.people.actors import Actor
from motcua.people.permissions import decide, require

from .asking import require_idle
from .filling import prepare
from .issuing import issue
from .opening import open_period_of, units_owing
from .reminding import WAITING, remind_at_once

log = structlog.get_logger(__name__)

JOB: Final = "figures.statutory_batch"
MOST: Final = 5000
VERB_OF: Final = {BatchAct.BEGIN: DRAFT, BatchAct.COUNT: DRAFT, BatchAct.REMIND: RECEIVE, BatchAct.ISSUE: LOCK}
FROM_STATES: Final = {
    BatchAct.BEGIN: (NOTHING,),
    BatchAct.COUNT: (State.PREPARED.value,),
    BatchAct.REMIND: WAITING,
    BatchAct.ISSUE: (State.RECEIVED.value,),
}
Defer = Callable[[UUID], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch would do. ``left``: how many stay as they are, by state; ``closed``: how many are of a locked
    period; ``unopened``: units that have no report yet and get one."""

    reports: Sequence[StatutoryReport]
    left: dict[str, int]
    closed: int
    unopened: int


def forms_of(form: str, period: Period) -> list[ReportForm]:
    """The form asked for; without one every form that units file for such a period. Raises NotFound
    ``report_form_unknown``, Invalid ``report_period_kind``."""
    if form:
        known = shipped().in_force(form, period)
        if period.kind not in known.periods:
            raise Invalid("report_period_kind", params={"form": known.number})
        return [known]
    return [
        one
        for one in shipped().on(period.last)
        if any(period.kind in due.periods and due.level is not UnitLevel.PROVINCE for due in one.deadlines)
    ]


def plan(act: BatchAct, form: str, period: Period, *, actor: Actor, now: dt.datetime) -> Plan:
    """What would be done, without doing it. Raises NotAllowed, Invalid ``report_period_not_over``, as
    :func:`forms_of`."""
    require(actor, VERB_OF[act], [None])
    require_period(period, legal_date(now))
    forms = forms_of(form, period)
    rows = StatutoryReport.objects.filter(form__in=[one.id for one in forms], period=period.code)
    rows = rows.exclude(unit__level=PROVINCE)
    found = list(rows.select_related("unit").order_by("form", "unit__code")[:MOST])
    states, closed = states_of(rows), closed_periods((one.form, one.period) for one in found)
    fit = [one for one in found if states[one.pk] in FROM_STATES[act]]
    left: dict[str, int] = {}
    for one in found:
        if states[one.pk] not in FROM_STATES[act]:
            left[states[one.pk]] = left.get(states[one.pk], 0) + 1
    open_ = [one for one in fit if (one.form, one.period) not in closed]
    unopened = _unopened(forms, period, found) if act is BatchAct.BEGIN else 0
    return Plan(open_, left, len(fit) - len(open_), unopened)


def _levels(form: ReportForm) -> Iterable[UnitLevel]:
    return (level for level in form.levels if level is not UnitLevel.PROVINCE)


def _unopened(forms: Sequence[ReportForm], period: Period, found: Sequence[StatutoryReport]) -> int:
    there = {(one.form, one.unit_id) for one in found}
    wanted = {
        (form.id, unit) for form in forms for level in _levels(form)
        for unit in units_owing(level, period.last).values_list("pk", flat=True)
    }  # fmt: skip
    return len(wanted - there)


def ask_batch(
    uid: UUID, act: BatchAct, form: str, period: Period, *, actor: Actor, now: dt.datetime, defer: Defer
) -> StatutoryBatch:
    """Queue a batch under the public id that its page was given: asked for twice it is queued once. Raises as
    :func:`plan`, Invalid ``report_batch_empty``, NotFound ``report_unknown`` for an id of somebody else."""
    with transaction.atomic():
        batch, is_new = StatutoryBatch.objects.get_or_create(
            uid=uid,
            defaults={"act": act.value, "form": form, "period": period.code, "asked_by_id": actor.user_id,
                      "asked_at": now},
        )  # fmt: skip
        if not is_new:
            if batch.asked_by_id != actor.user_id:
                raise NotFound("report_unknown")
            return batch
        require(actor, VERB_OF[act], [None])
        if act is BatchAct.BEGIN:
            require_period(period, legal_date(now))
            for one in forms_of(form, period):
                for level in _levels(one):
                    open_period_of(one, level, period, now=now)
        reports = plan(act, form, period, actor=actor, now=now).reports
        if not reports:
            raise Invalid("report_batch_empty")
        _keep_rows(batch, reports)
        batch.job = jobs.begin(kind=JOB, started_by=actor.uid, now=now, total=len(reports))
        batch.save(update_fields=["job"])
        details = {"act": act.value, "form": form, "period": period.code, "reports": len(reports)}
        audit.record(act="figures.report_batch", actor=actor, subject_kind="report_batch", subject=str(batch.uid),
                     now=now, details=details)  # fmt: skip
        defer(batch.job)
        return batch


def _keep_rows(batch: StatutoryBatch, reports: Sequence[StatutoryReport]) -> None:
    keys = [one.pk for one in reports]
    counted = StatutoryReport.objects.filter(pk__in=keys).annotate(n=Count("editions__passages"))
    seen = dict(counted.values_list("pk", "n"))
    StatutoryBatchRow.objects.bulk_create(
        [
            StatutoryBatchRow(batch=batch, ordinal=ordinal, report=one, seen=seen[one.pk])
            for ordinal, one in enumerate(reports, 1)
        ],
        batch_size=500,
    )


def run_batch(uid: UUID, *, actor: Actor, clock: Callable[[], dt.datetime], told: Callable[[int], None]) -> None:
    """Do what waits, report by report; one that was begun goes on where a killed worker left it. Drafts are counted as
    of one instant, from facts opened once."""
    batch = StatutoryBatch.objects.get(uid=uid)
    done = batch.rows.exclude(state=RowState.WAITING).count()
    with _Opened(clock) as opened:
        for row in batch.rows.filter(state=RowState.WAITING).select_related("report__unit").order_by("ordinal"):
            told(done)
            at = clock()
            try:
                _do(BatchAct(batch.act), row, actor, at, opened)
            except DomainError as error:
                row.state, row.code = RowState.REFUSED.value, error.code[:60]
                row.about = {key: str(value)[:300] for key, value in error.params.items()}
            else:
                row.state = RowState.DONE.value
            row.at = at
            row.save(update_fields=["state", "code", "about", "at"])
            done += 1
    log.info("figures.report_batch_done", batch=str(uid), rows=done)


class _Opened:
    """Facts for all reports of one run of a batch, opened when the first one asks."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._facts: Facts | None = None

    def facts(self) -> Facts:
        """Raises as :func:`settled_facts`."""
        if self._facts is None:
            self._facts = settled_facts(self._clock())
        return self._facts

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_: object) -> None:
        if self._facts is not None:
            self._facts.close()


def _do(act: BatchAct, row: StatutoryBatchRow, actor: Actor, now: dt.datetime, opened: _Opened) -> None:
    """Raises as the act on a single report."""
    report = row.report
    require_idle(report, now=now)
    if act is BatchAct.REMIND:
        require(actor, RECEIVE, [report.unit_id])
        if states_of(StatutoryReport.objects.filter(pk=report.pk))[report.pk] not in WAITING:
            raise Conflict("report_sent_meanwhile")
        remind_at_once(report, now=now)
    elif act is BatchAct.ISSUE:
        issue(report.uid, expected=row.seen, actor=actor, now=now)
    else:
        prepare(report.uid, expected=row.seen, actor=actor, now=now, facts=opened.facts())


def may_read_batch(actor: Actor, batch: StatutoryBatch) -> bool:
    """Who asked for it, and whoever holds the same right everywhere."""
    return batch.asked_by_id == actor.user_id or bool(decide(actor, VERB_OF[BatchAct(batch.act)], [None]))


def period_of_batch(batch: StatutoryBatch) -> Period:
    return parse_code(batch.period)
