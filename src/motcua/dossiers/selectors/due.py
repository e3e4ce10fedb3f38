"""Why a due date is what it is: the clock, its rule and calendar, the days it counted, the time that did not count."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.core.canonical import Json, plain
from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import ClockPause, ClockRun, Dossier
from motcua.worktime.rules import Basis, DayWorking, LimitUnit, due
from motcua.worktime.selectors import compiled


@dataclass(frozen=True, slots=True)
class ClockAnswer:
    """A run with its pauses and, when asked for, the working of its first due date."""

    run: ClockRun
    pauses: tuple[ClockPause, ...]
    working: tuple[DayWorking, ...]

    @property
    def is_paused(self) -> bool:
        return any(pause.paused_to is None for pause in self.pauses)

    def to_json(self) -> Json:
        run = self.run
        return plain(
            {
                "kind": run.kind,
                "step": run.step or None,
                "run": run.run_no,
                "amount": run.amount,
                "unit": run.unit,
                "basis": run.basis,
                "calendar": run.calendar,
                "calendar_revision": run.calendar_revision,
                "provisional": run.provisional,
                "started_at": run.started_at,
                "due_at": run.due_at,
                "ended_at": run.ended_at,
                "paused": self.is_paused,
                "pauses": [
                    {
                        "kind": pause.kind,
                        "from": pause.paused_from,
                        "to": pause.paused_to,
                        "due_before": pause.due_before,
                        "due_after": pause.due_after,
                    }
                    for pause in self.pauses
                ],
                "working": [
                    {"date": day.date, "counted": str(day.counted), "reason": day.reason, "minutes": day.minutes}
                    for day in self.working
                ],
            }
        )


def clocks(dossier: Dossier, *, explain: bool = False) -> list[ClockAnswer]:
    """Every clock run of a dossier, oldest first, in two statements."""
    runs = ClockRun.objects.filter(dossier=dossier).prefetch_related("pauses").order_by("started_at", "id")
    return [_answer(run, explain=explain) for run in runs]


def _answer(run: ClockRun, *, explain: bool) -> ClockAnswer:
    pauses = tuple(sorted(run.pauses.all(), key=lambda pause: pause.paused_from))
    return ClockAnswer(run, pauses, _working(run) if explain else ())


def _working(run: ClockRun) -> tuple[DayWorking, ...]:
    """The days of the limit before any pause. The transfer and instant clocks follow the 15:00 rule, not a count."""
    if run.kind == "transfer" or run.amount == 0:
        return ()
    calendar = compiled(run.calendar)
    return due(calendar, run.started_at, run.amount, LimitUnit(run.unit), Basis(run.basis), explain=True).working


def came_early(dossier: Dossier) -> bool:
    """A result that waits at the desk on a legal day before the one appointed: the applicant may come at once (Decree
    61/2018/ND-CP art. 20)."""
    finished, appointed = dossier.finished_at, dossier.appointed_due_at
    if dossier.state != State.RESULT_READY or finished is None or appointed is None:
        return False
    return legal_date(finished) < legal_date(appointed)


def settlement_clock(dossier: Dossier, *, explain: bool = True) -> ClockAnswer | None:
    """The latest settlement run: the one the appointment rests on."""
    run = (
        ClockRun.objects.filter(dossier=dossier, kind="settlement")
        .prefetch_related("pauses")
        .order_by("-run_no")
        .first()
    )
    return _answer(run, explain=explain) if run else None
