"""What happens when a date passes, once."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.models import OutboxMessage
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.models import Dossier, DossierEvent, TimerFiring, TimerRule
from motcua.dossiers.services import timers as service
from motcua.dossiers.services.timers import coming, run_timers
from motcua.people.models import FollowUpTask

from .hands import given
from .paths import led_to
from .world import NOW, World

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def test_timers_when_a_step_is_past_its_date_then_remind_and_tell_the_head_once(world: World) -> None:
    dossier = given(world)
    late = NOW + 9 * DAY

    ran = [run_timers(now=NOW + HOUR), run_timers(now=late), run_timers(now=late)]

    outcomes = sorted(TimerFiring.objects.filter(dossier=dossier).values_list("outcome", flat=True))
    assert ran[0] == ran[2] == 0
    assert outcomes == ["reminded", "told_head"]
    task = FollowUpTask.objects.get()
    assert task.owner == world.posts["division_head"]
    assert OutboxMessage.objects.filter(topic="timer").count() == ran[1] == 2


def test_timer_when_the_case_says_so_then_a_silent_applicants_dossier_stops(world: World) -> None:
    dossier, at = led_to(world, State.SUPPLEMENT_AT_SETTLEMENT)
    silent, other_at = led_to(world, State.SUPPLEMENT_AT_SETTLEMENT)
    TimerRule.objects.create(
        name="Dừng sau 7 ngày làm việc im lặng",
        wait="supplement",
        act="stop",
        amount=7,
        unit="working_day",
        since_start=True,
        procedure=dossier.procedure,
        case_key="default",
        valid_from=legal_date(NOW),
        source="Nghị định 301/2026/NĐ-CP điều 6",
    )
    world.act(silent, Action.ANSWER_SUPPLEMENT, "citizen", other_at)

    run_timers(now=at + 8 * DAY)
    dossier.refresh_from_db()
    assert dossier.state == "supplement_at_settlement"
    run_timers(now=at + 10 * DAY)

    dossier.refresh_from_db()
    silent.refresh_from_db()
    event = DossierEvent.objects.filter(dossier=dossier).latest("seq")
    assert (dossier.state, silent.state) == ("stopped", "processing")
    assert b'"reason_code":"applicant_silent"' in bytes(event.payload)
    assert event.actor == "system"


def test_timer_when_the_applicant_answers_in_between_then_does_not_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, at = led_to(world, State.SUPPLEMENT_AT_SETTLEMENT)
    TimerRule.objects.create(
        name="Im lặng", wait="supplement", act="stop", since_start=True, valid_from=legal_date(NOW), source="x"
    )
    real = service.fires_at

    def answers_first(rule: TimerRule, one: Dossier, on: dt.date) -> dt.datetime | None:
        if rule.act == "stop":
            world.act(dossier, Action.ANSWER_SUPPLEMENT, "citizen", at + DAY)
            monkeypatch.setattr(service, "fires_at", real)
        return real(rule, one, on)

    monkeypatch.setattr(service, "fires_at", answers_first)
    run_timers(now=at + DAY)

    dossier.refresh_from_db()
    assert dossier.state == "processing"
    assert not TimerFiring.objects.filter(rule__act="stop").exists()


def test_coming_shows_what_will_happen_to_the_dossiers_in_reach(world: World) -> None:
    dossier = given(world)
    until = NOW + 7 * DAY

    seen = [(one.rule.act, one.dossier.pk) for one in coming(world.actors["settling"], now=NOW, until=until)]

    assert ("remind", dossier.pk) in seen
    assert coming(world.actors["stranger"], now=NOW, until=until) == []
