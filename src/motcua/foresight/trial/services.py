"""Asking for a dry run, doing it, giving it up. Whoever may draft a decision may ask; a report is read by whoever reads
decisions that are not in force yet."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import connection, transaction

from motcua.core import audit, jobs
from motcua.core.canonical import Json
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.core.models import JobProgress, JobState
from motcua.figures.facts.reader import open_facts
from motcua.foresight.trial import report as reports
from motcua.foresight.trial.change import Change, Item, Staffing, digest_of, read_change
from motcua.foresight.trial.history import read_history
from motcua.foresight.trial.models import TrialReport, TrialState
from motcua.foresight.trial.packing import pack
from motcua.foresight.trial.reach import more_desks
from motcua.foresight.trial.registry import read_registry
from motcua.foresight.trial.replay import Replay
from motcua.forms.digest import digest
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.models import Decision
from motcua.procedures.selectors.decisions import find_decision

log = structlog.get_logger(__name__)

JOB: Final = "foresight.trial"
DRAFT: Final = "procedure.draft"
AT_ONCE: Final = 2
"""Dry runs that may wait or run at the same time: they are long and large."""
LOCK: Final = 4_700_129_450
STALE: Final = dt.timedelta(hours=1)
MOST_DAYS: Final = 3 * 366
SEED: Final = 20260101
_LOOK_SECONDS: Final = 1.0
_LEAST_PEOPLE, _MOST_PEOPLE = 1, 500

Defer = Callable[[UUID, UUID], None]
"""Queues the work: the job, the report."""


def items_of(decision: Decision) -> list[Item]:
    rows = decision.items.order_by("ordinal")
    return [Item(row.kind, row.procedure_key, row.content) for row in rows]


def ask_trial(
    items: Sequence[Item],
    *,
    title: str,
    first: dt.date,
    last: dt.date,
    actor: Actor,
    now: dt.datetime,
    defer: Defer,
    decision: UUID | None = None,
    staffing: Sequence[Staffing] = (),
    measured: Sequence[str] = (),
    seed: int = SEED,
) -> TrialReport:
    """Lay down what is tried and queue the work; later changes of the draft do not touch it. With ``decision`` its
    items are taken and the report is attached; ``measured`` are procedures that are
    looked at though nothing of theirs changes. Raises NotAllowed, Invalid ``trial_nothing``, ``trial_days_reversed``,
    ``trial_period``, ``trial_staffing``, and as :func:`read_change`; Conflict ``trial_busy`` when two are under way,
    ``trial_running`` when the same is."""
    require(actor, DRAFT, ())
    _require_days(first, last, now)
    with transaction.atomic():
        found = find_decision(decision) if decision is not None else None
        tried = items_of(found) if found is not None else list(items)
        _require_staffing(staffing)
        change = read_change(tried, staffing, measured)
        if not change.procedures:
            raise Invalid("trial_nothing")
        what = digest_of(tried, staffing, measured)
        _require_room(what, first, last, now=now)
        row = TrialReport.objects.create(
            decision=found,
            decision_revision=found.revision if found is not None else None,
            title=title[:300],
            items=[asdict(one) for one in tried],
            staffing=[one.to_json() for one in staffing],
            measured=sorted(measured),
            items_digest=what,
            first_day=first,
            last_day=last,
            seed=seed,
            asked_by_id=actor.user_id,
            asked_at=now,
        )
        row.job = jobs.begin(kind=JOB, started_by=actor.uid, now=now)
        row.save(update_fields=["job"])
        audit.record(
            act="foresight.trial_asked",
            actor=actor,
            subject_kind="trial",
            subject=str(row.uid),
            now=now,
            details={"items": what},
        )
        defer(row.job, row.uid)
    return row


def _require_days(first: dt.date, last: dt.date, now: dt.datetime) -> None:
    if first > last:
        raise Invalid("trial_days_reversed")
    if (last - first).days > MOST_DAYS or last > now.date():
        raise Invalid("trial_period", params={"most": MOST_DAYS})


def _require_staffing(staffing: Sequence[Staffing]) -> None:
    for one in staffing:
        least = 0 if one.first else _LEAST_PEOPLE
        if not one.unit or not one.role or not least <= one.people <= _MOST_PEOPLE:
            raise Invalid("trial_staffing")
        if (one.first is None) != (one.last is None) or (one.first and one.last and one.first > one.last):
            raise Invalid("trial_days_reversed")


def _require_room(what: str, first: dt.date, last: dt.date, *, now: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # two who ask at once: one sees the other
    going = TrialReport.objects.filter(state=TrialState.ASKED).select_for_update()
    alive = [row for row in going if is_alive(row, now=now)]
    if any((row.items_digest, row.first_day, row.last_day) == (what, first, last) for row in alive):
        raise Conflict("trial_running")
    if len(alive) >= AT_ONCE:
        raise Conflict("trial_busy", params={"most": AT_ONCE})


def job_of(row: TrialReport) -> JobProgress | None:
    return JobProgress.objects.filter(uid=row.job).first() if row.job is not None else None


def is_alive(row: TrialReport, *, now: dt.datetime) -> bool:
    """Whether the work of a report that is asked for is still to be expected."""
    job = job_of(row)
    if row.state != TrialState.ASKED or job is None or job.state == JobState.FAILED:
        return False
    return now - job.updated_at < STALE


def find_trial(uid: UUID) -> TrialReport:
    """Raises NotFound ``trial_unknown``."""
    row = TrialReport.objects.select_related("decision", "asked_by").filter(uid=uid).first()
    if row is None:
        raise NotFound("trial_unknown")
    return row


def cancel_trial(uid: UUID, *, actor: Actor, now: dt.datetime) -> TrialReport:
    """Give up a dry run: one that runs stops within moments, one whose worker died is given up at once. Doing it again
    changes nothing. Raises NotAllowed, NotFound, Conflict ``trial_ended``."""
    require(actor, DRAFT, ())
    with transaction.atomic():
        row = TrialReport.objects.select_for_update().filter(uid=uid).first()
        if row is None:
            raise NotFound("trial_unknown")
        if row.state == TrialState.CANCELLED:
            return row
        if row.state != TrialState.ASKED:
            raise Conflict("trial_ended")
        row.cancel_asked_at = row.cancel_asked_at or now
        job = job_of(row)
        if job is None or job.state != JobState.RUNNING or not is_alive(row, now=now):
            row.state, row.ended_at = TrialState.CANCELLED.value, now
        row.save(update_fields=["cancel_asked_at", "state", "ended_at"])
    return row


def run_trial(uid: UUID, *, clock: Callable[[], dt.datetime], told: jobs.Report) -> TrialReport:
    """Do it. A report appears whole or not at all: a worker that is killed leaves none, and the next begins anew. One
    that is done or given up is left alone. A refusal is noted on the row and not raised."""
    row = find_trial(uid)
    if row.state != TrialState.ASKED:
        return row
    try:
        body, packed = _replayed(row, told)
    except DomainError as error:
        return _ended(row, error, now=clock())
    with transaction.atomic():
        row = TrialReport.objects.select_for_update().get(uid=uid)
        if row.state == TrialState.ASKED:
            row.state, row.ended_at = TrialState.DONE.value, clock()
            row.report, row.digest, row.rows = body, digest(body), packed
            row.save(update_fields=["state", "ended_at", "report", "digest", "rows"])
    log.info("foresight.trial_done", trial=str(uid), digest=row.digest)
    return row


def _ended(row: TrialReport, error: DomainError, *, now: dt.datetime) -> TrialReport:
    is_cancel = error.code == "trial_cancelled"
    params = {name: value if isinstance(value, int) else str(value) for name, value in error.params.items()}
    TrialReport.objects.filter(pk=row.pk, state=TrialState.ASKED).update(
        state=(TrialState.CANCELLED if is_cancel else TrialState.FAILED).value,
        ended_at=now,
        fault="" if is_cancel else error.code[:60],
        fault_params={} if is_cancel else params,
    )
    return find_trial(row.uid)


def _replayed(row: TrialReport, told: jobs.Report) -> tuple[dict[str, Any], bytes]:
    change, pulse = change_of(row), _Pulse(row.uid, told)
    pulse("reading", 0, 100)
    registry = read_registry(change.procedures, row.last_day)
    with open_facts() as facts:
        history = read_history(facts, change.procedures, row.first_day, row.last_day, more=more_desks(change, registry))
    pulse("learning", 10, 100)
    replay = Replay(history, registry, change, seed=row.seed, pulse=pulse.within(15, 90))
    outcome = replay.result()
    pulse("writing", 95, 100)
    inputs: dict[str, Json] = {"items": row.items_digest, "seed": row.seed, "revision": row.decision_revision}
    return reports.made(history, registry, change, outcome, inputs), pack(outcome.rows)


def change_of(row: TrialReport) -> Change:
    items = [Item(str(one["kind"]), str(one["procedure"]), one["content"]) for one in row.items]
    return read_change(items, _staffing(row), row.measured)


def _staffing(row: TrialReport) -> list[Staffing]:
    return [Staffing.from_json(one) for one in row.staffing]


class _Pulse:
    """Tells how far the work is, and stops it when somebody gave it up."""

    def __init__(self, uid: UUID, told: jobs.Report) -> None:
        self._uid, self._told, self._looked = uid, told, float("-inf")

    def __call__(self, stage: str, done: int, whole: int) -> None:
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._looked = time.monotonic()
            asked = TrialReport.objects.filter(uid=self._uid).values_list("cancel_asked_at", flat=True).first()
            if asked is not None:
                raise Conflict("trial_cancelled")
        self._told(done * 100 // max(1, whole), total=100, message=f"trial_{stage}")

    def within(self, low: int, high: int) -> Callable[[str, int, int], None]:
        return lambda stage, done, whole: self(stage, low + (high - low) * done // max(1, whole), 100)


def attached(decision: Decision) -> list[TrialReport]:
    """Reports of a decision, the newest first; without their rows."""
    rows = TrialReport.objects.filter(decision=decision).defer("rows", "report", "items")
    return list(rows.select_related("asked_by").order_by("-asked_at", "-pk"))


def is_current(row: TrialReport, decision: Decision) -> bool:
    """Whether the decision still says what was tried."""
    return row.items_digest == digest_of(items_of(decision), _staffing(row), row.measured)


def text_of_fault(row: TrialReport) -> Mapping[str, object]:
    return {"code": row.fault, "params": row.fault_params}
