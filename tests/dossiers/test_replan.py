"""A calendar is revised under open dossiers: their dates move, by events, once."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from motcua.core.clock import legal_date
from motcua.core.outbox import Message
from motcua.core.remember import forget_everything
from motcua.dossiers import consumers
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import ClockRun, Dossier, DossierEvent
from motcua.dossiers.services import replan as service
from motcua.dossiers.services.replan import replan_calendar, replan_leftovers
from motcua.dossiers.services.verify import verify
from motcua.organisation.models import UnitCalendar
from motcua.people.actors import SYSTEM
from motcua.worktime.content import DayKind
from motcua.worktime.selectors import compiled
from motcua.worktime.services import revise_days
from tests.worktime.calendars import day

from .paths import led_to
from .world import NOW, World

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def close(date: str) -> int:
    revised = revise_days(
        code="as-settlement", days=[day(date, DayKind.CLOSED)], source="quyết định thử", actor=SYSTEM, now=NOW
    )
    forget_everything()
    return revised.number


def close_elsewhere(date: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """As :func:`close`, by another process: this one goes on remembering what it knew."""
    known = compiled("as-settlement")
    with monkeypatch.context() as patch:
        patch.setattr("motcua.worktime.selectors.forget", lambda: None)
        revised = revise_days(
            code="as-settlement", days=[day(date, DayKind.CLOSED)], source="quyết định thử", actor=SYSTEM, now=NOW
        )
    assert compiled("as-settlement") is known
    return revised.number


def replanned(dossier: Dossier) -> int:
    return DossierEvent.objects.filter(dossier=dossier, kind="due_dates_replanned").count()


def test_revision_when_a_day_falls_out_then_open_dossiers_move_a_day_and_closed_ones_do_not(world: World) -> None:
    open_, returned = world.accepted(), world.returned()
    before, settled = open_.appointed_due_at, returned.appointed_due_at
    revision = close("2026-11-25")

    moved = replan_calendar("as-settlement", revision, now=NOW + DAY)
    again = replan_calendar("as-settlement", revision, now=NOW + DAY)

    open_.refresh_from_db()
    returned.refresh_from_db()
    assert (moved, again) == (1, 0)
    assert before is not None
    assert open_.appointed_due_at == before + DAY
    assert open_.statutory_due_at == open_.appointed_due_at
    assert returned.appointed_due_at == settled
    assert (replanned(open_), replanned(returned)) == (1, 0)
    assert set(ClockRun.objects.filter(ended_at=None).values_list("calendar_revision", flat=True)) == {revision}
    assert differences(open_) == []
    assert verify().findings == []


def test_revision_when_no_date_is_touched_then_no_event_and_no_second_look(world: World) -> None:
    dossier = world.accepted()
    revision = close("2027-03-10")

    moved = replan_calendar("as-settlement", revision, now=NOW + DAY)

    assert (moved, replanned(dossier)) == (0, 0)
    assert not ClockRun.objects.filter(ended_at=None, calendar="as-settlement", calendar_revision__lt=revision).exists()
    world.act(dossier, Action.COMPLETE_STEP, "division_head", NOW + DAY)
    dossier.refresh_from_db()
    settlement = ClockRun.objects.get(dossier=dossier, kind="settlement")
    assert settlement.calendar_revision == revision
    assert differences(dossier) == []


def test_revision_when_re_appointed_then_the_promise_stays(world: World) -> None:
    dossier = world.accepted()
    assert dossier.appointed_due_at is not None
    promised = dossier.appointed_due_at + 7 * DAY
    world.act(dossier, Action.APOLOGISE, "head", NOW, reason="x", new_due=promised.isoformat())
    revision = close("2026-11-25")

    replan_calendar("as-settlement", revision, now=NOW + DAY)

    before = dossier.statutory_due_at
    dossier.refresh_from_db()
    assert before is not None
    assert dossier.appointed_due_at == promised
    assert dossier.statutory_due_at == before + DAY


def test_revision_when_the_time_is_paused_then_the_new_date_counts_after_it_resumes(world: World) -> None:
    paused, at = led_to(world, State.STOPPED)
    running, _ = led_to(world, State.PROCESSING)
    revision = close("2026-11-27")

    replan_calendar("as-settlement", revision, now=at)
    world.act(paused, Action.RESUME, "division_head", at)

    paused.refresh_from_db()
    running.refresh_from_db()
    assert running.statutory_due_at is not None
    assert paused.statutory_due_at is not None
    assert paused.statutory_due_at >= running.statutory_due_at
    assert differences(paused) == []


def test_replan_when_cut_off_then_a_second_run_ends_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossiers = [world.accepted() for _ in range(5)]
    revision = close("2026-11-25")
    monkeypatch.setattr(service, "BATCH", 2)
    real, seen = service.replan_dossier, []

    def breaks(key: int, **more: object) -> int:
        if len(seen) == 3:
            raise ConnectionError("the worker was killed")
        seen.append(key)
        return real(key, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "replan_dossier", breaks)
    with pytest.raises(ConnectionError):
        replan_calendar("as-settlement", revision, now=NOW + DAY)
    monkeypatch.setattr(service, "replan_dossier", real)

    assert replan_calendar("as-settlement", revision, now=NOW + DAY) == 2
    assert [replanned(dossier) for dossier in dossiers] == [1] * 5


def test_revision_when_another_process_published_it_then_the_one_that_replans_asks_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.accepted()
    before = dossier.appointed_due_at
    revision = close_elsewhere("2026-11-25", monkeypatch)

    moved = replan_calendar("as-settlement", revision, now=NOW + DAY)

    dossier.refresh_from_db()
    assert before is not None
    assert (moved, dossier.appointed_due_at) == (1, before + DAY)


def test_clock_when_started_by_a_remembered_revision_then_found_again_that_night(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process may plan by the old calendar for some seconds after all others were told."""
    revision = close_elsewhere("2026-11-25", monkeypatch)
    late = world.accepted()
    by_old = late.appointed_due_at
    assert not ClockRun.objects.filter(dossier=late, calendar="as-settlement", calendar_revision=revision).exists()
    forget_everything()

    moved = replan_leftovers(now=NOW + DAY)

    late.refresh_from_db()
    assert by_old is not None
    assert (moved, late.appointed_due_at) == (1, by_old + DAY)
    assert replan_leftovers(now=NOW + DAY) == 0


def test_consumer_when_a_calendar_is_revised_then_replans_now_and_after_the_last_late_writer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queued: list[tuple[object, dict[str, object]]] = []

    class Task:
        def __init__(self, delay: object = None) -> None:
            self.delay = delay

        def configure(self, *, schedule_in: object) -> Task:
            return Task(schedule_in)

        def defer(self, **named: object) -> None:
            queued.append((self.delay, named))

    monkeypatch.setattr(consumers, "replan_open", Task())
    body = {"calendar": "as-settlement", "revision": 4, "changed_from": "2026-11-25"}

    consumers.on_calendar(_message("calendar_revised", body), now=NOW)
    consumers.on_calendar(_message("calendar_revised", {**body, "changed_from": None}), now=NOW)
    consumers.on_calendar(_message("calendar_ending", body), now=NOW)

    assert [named for _, named in queued] == [{"calendar": "as-settlement", "revision": 4}] * 2
    assert [delay for delay, _ in queued] == [None, {"seconds": consumers.LATE_WRITERS}]


def _message(kind: str, body: dict[str, object]) -> Message:
    values = {field.name: "" for field in dataclasses.fields(Message)}
    return Message(**{**values, "kind": kind, "body": body})  # type: ignore[arg-type]


def test_unit_when_it_gets_a_calendar_of_its_own_then_by_the_day_however_the_clock_moves(world: World) -> None:
    """What a process remembers is asked for by the day: a clock set to tomorrow and back sees each day's calendar."""
    tomorrow = legal_date(NOW + DAY)
    UnitCalendar.objects.create(
        unit=world.division,
        purpose="settlement",
        calendar_code="as-reception",
        valid_from=tomorrow,
        source="quyết định thử",
    )

    calendars = [
        ClockRun.objects.get(dossier=world.accepted(at), kind="settlement").calendar
        for at in (NOW, NOW + DAY, NOW, NOW + 2 * DAY)
    ]

    assert calendars == ["as-settlement", "as-reception", "as-settlement", "as-reception"]
