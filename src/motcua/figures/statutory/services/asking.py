"""Counting that somebody asked for, done by the worker: the report remembers its job until that has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core import jobs
from motcua.core.errors import Conflict, DomainError, Invalid
from motcua.core.models import JobProgress, JobState
from motcua.figures.statutory.lifecycle import NEEDS_REASON, Act
from motcua.figures.statutory.making import Told
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReport
from motcua.people.actors import Actor

from .filling import prepare
from .issuing import correct, issue
from .passing import require_other
from .steps import begin, reason_of

JOB: Final = "figures.statutory"
COUNTED: Final = (Act.PREPARE, Act.LOCK, Act.CORRECT)
"""Acts that count: for a province that is no work for a request."""
STALE: Final = dt.timedelta(hours=1)
"""A job that has said nothing for so long is dead; the act may be asked for again."""
Defer = Callable[[UUID], None]
"""Queues the work of a job."""


def running(report: StatutoryReport, *, now: dt.datetime) -> JobProgress | None:
    """The counting of a report that was asked for and has not ended."""
    if report.job is None:
        return None
    job = JobProgress.objects.filter(uid=report.job, state__in=[JobState.QUEUED, JobState.RUNNING]).first()
    return job if job is not None and now - job.updated_at < STALE else None


def has_broken_off(report: StatutoryReport) -> bool:
    """Whether the counting that was asked for last ended by a fault of the system."""
    return report.job is not None and JobProgress.objects.filter(uid=report.job, state=JobState.FAILED).exists()


def act_of(job: JobProgress) -> Act:
    """What a job of a report does."""
    return Act(job.kind.rpartition(".")[2])


def require_idle(report: StatutoryReport, *, now: dt.datetime) -> None:
    """Raises Conflict ``report_is_counting``."""
    if running(report, now=now) is not None:
        raise Conflict("report_is_counting")


def ask(
    uid: UUID, act: Act, *, expected: int, reason: str = "", actor: Actor, now: dt.datetime, defer: Defer
) -> UUID | None:
    """Queue an act that counts; ``defer`` is called within the transaction. A second click queues nothing: None. Raises
    as the act itself would before it counts, and Conflict ``report_is_counting`` while somebody else's runs."""
    if act not in COUNTED:
        raise Invalid("data_invalid")
    if act in NEEDS_REASON:
        reason_of(reason)
    with transaction.atomic():
        step = begin(uid, act, expected=expected, actor=actor, now=now)
        if step.repeated:
            return None
        report = step.report
        before = running(report, now=now)
        if before is not None:
            if before.kind == f"{JOB}.{act.value}" and before.started_by == actor.uid:
                return None
            raise Conflict("report_is_counting")
        if act is Act.LOCK:
            require_other(step.current, actor)
        report.job = jobs.begin(kind=f"{JOB}.{act.value}", started_by=actor.uid, now=now)
        report.fault, report.fault_about = "", {}
        report.save(update_fields=["job", "fault", "fault_about"])
        defer(report.job)
        return report.job


def perform(
    uid: UUID, act: Act, *, expected: int, reason: str, actor: Actor, now: dt.datetime, told: Told
) -> StatutoryEdition:
    """What was asked for. Raises as the act."""
    if act is Act.CORRECT:
        return correct(uid, reason=reason, expected=expected, actor=actor, now=now, told=told)
    if act is Act.LOCK:
        return issue(uid, expected=expected, actor=actor, now=now, told=told)
    return prepare(uid, expected=expected, actor=actor, now=now, told=told)


def note_end(uid: UUID, job: UUID, error: DomainError | None = None) -> None:
    """That a job ended; ``error``: why it came to nothing, for the report's page."""
    about = {"params": _plain(dict(error.params)), "errors": _plain(list(error.errors))} if error else {}
    StatutoryReport.objects.filter(uid=uid, job=job).update(
        job=None, fault=error.code[:60] if error else "", fault_about=about
    )


def _plain(value: object) -> object:
    """As JSON keeps it."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, int | float | bool) or value is None else str(value)
