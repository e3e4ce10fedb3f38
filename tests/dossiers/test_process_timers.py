"""Timers of a step's own: fired once, for the dossiers that run on the version, and only while it waits."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest
from django.db import connections

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, DossierEvent, TimerFiring, TimerRule
from motcua.dossiers.services import timer_acts
from motcua.dossiers.services.timer_rules import end_rule
from motcua.dossiers.services.timers import coming, run_timers, still_waits
from motcua.people.actors import SYSTEM
from motcua.people.models import FollowUpTask
from motcua.procedures.process import Process
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince, TimerWait
from motcua.worktime.rules import LimitUnit

from .conditional import bound
from .hands import given
from .legal_time import PROCESS
from .world import NOW, World, build

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)

NEAR = Timer("near", "Sắp hết hạn bước", TimerWait.STEP, TimerAct.REMIND, TimerSince.BEFORE, 1, LimitUnit.HOUR)
OVER = Timer("over", "Quá hạn bước", TimerWait.STEP, TimerAct.ESCALATE, TimerSince.DUE, 1, LimitUnit.WORKING_DAY)
SILENT = Timer(
    "silent", "Không bổ sung", TimerWait.SUPPLEMENT, TimerAct.STOP, TimerSince.START, 7, LimitUnit.WORKING_DAY,
    ground="Nghị định 301/2026/NĐ-CP điều 6",
)  # fmt: skip
ASKED = Timer("asked", "Chưa trả lời", TimerWait.CONSULTATION, TimerAct.ESCALATE, TimerSince.DUE, 0, LimitUnit.DAY)
AGREED = Timer(
    "agreed", "Im lặng là đồng ý", TimerWait.CONSULTATION, TimerAct.PROCEED, TimerSince.DUE, 1, LimitUnit.WORKING_DAY,
    outcome="done", ground="Nghị định 61/2018/NĐ-CP điều 19 khoản 5",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


@pytest.fixture
def quiet(world: World) -> World:
    """Only timers of processes."""
    TimerRule.objects.update(valid_to=legal_date(NOW))
    return world


def timed(*timers: Timer) -> Process:
    return Process(tuple(replace(step, timers=timers) if step.key == "work" else step for step in PROCESS.steps))


def outcomes(dossier: Dossier) -> list[str]:
    return sorted(TimerFiring.objects.filter(dossier=dossier).values_list("outcome", flat=True))


def test_timers_when_a_step_nears_and_passes_its_limit_then_remind_and_tell_the_head_once(quiet: World) -> None:
    bound(timed(NEAR, OVER))
    dossier = given(quiet)  # four working hours from 08:30, the noon rest between

    ran = [run_timers(now=NOW + minutes) for minutes in (HOUR, 5.5 * HOUR, 5.5 * HOUR, 3 * DAY, 4 * DAY)]

    assert ran == [0, 1, 0, 1, 0]
    assert outcomes(dossier) == ["reminded", "told_head"]
    assert FollowUpTask.objects.get().owner == quiet.posts["division_head"]


def test_timers_when_the_dossier_runs_on_another_version_then_they_are_not_its(quiet: World) -> None:
    old = given(quiet)
    bound(timed(NEAR, OVER))
    new = given(quiet)

    run_timers(now=NOW + 9 * DAY)

    assert outcomes(old) == []
    assert outcomes(new) == ["reminded", "told_head"]


def test_timers_when_a_later_version_has_none_then_those_of_the_old_one_still_hold(quiet: World) -> None:
    bound(timed(OVER))
    dossier = given(quiet)
    bound(timed())

    run_timers(now=NOW + 9 * DAY)

    assert outcomes(dossier) == ["told_head"]


def test_timers_when_the_step_is_left_then_nothing_fires(quiet: World) -> None:
    bound(timed(NEAR, OVER))
    dossier = given(quiet)
    quiet.act(dossier, Action.COMPLETE_STEP, "settling", NOW + HOUR)

    assert run_timers(now=NOW + 9 * DAY) == 0


def supplement(world: World, dossier: Dossier, at: dt.datetime) -> None:
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "settling", at, items=[{"component": world.component, "note": "x"}])


def test_timers_when_the_applicant_is_silent_for_as_long_as_the_law_says_then_the_dossier_stops(quiet: World) -> None:
    bound(timed(SILENT, OVER))
    dossier, answered = given(quiet), given(quiet)
    supplement(quiet, dossier, NOW + HOUR)
    supplement(quiet, answered, NOW + HOUR)
    quiet.act(answered, Action.ANSWER_SUPPLEMENT, "citizen", NOW + DAY)

    assert run_timers(now=NOW + 7 * DAY) == 1  # the step of the one that was answered
    run_timers(now=NOW + 12 * DAY)

    dossier.refresh_from_db()
    answered.refresh_from_db()
    assert (dossier.state, answered.state) == ("stopped", "processing")
    assert b'"reason_code":"applicant_silent"' in bytes(
        DossierEvent.objects.filter(dossier=dossier).latest("seq").payload
    )


def consulted(world: World) -> Dossier:
    dossier = given(world)
    world.act(dossier, Action.CONSULT, "settling", NOW + HOUR, unit=world.consulted.code, question="ý kiến")
    dossier.refresh_from_db()
    return dossier


def test_timers_when_an_opinion_does_not_come_then_the_head_of_the_asked_unit_is_told(quiet: World) -> None:
    bound(timed(ASKED))
    dossier = consulted(quiet)
    told: list[int | None] = []

    run_timers(now=NOW + 2 * DAY)
    assert outcomes(dossier) == []
    with pytest.MonkeyPatch.context() as patched:
        real = timer_acts.head_of
        patched.setattr(timer_acts, "head_of", lambda unit, on: told.append(unit) or real(unit, on))
        run_timers(now=NOW + 9 * DAY)
        run_timers(now=NOW + 9 * DAY)

    assert told == [quiet.consulted.pk]
    assert len(outcomes(dossier)) == 1


def test_timers_when_silence_is_agreement_by_law_then_the_step_goes_on(quiet: World) -> None:
    bound(timed(AGREED))
    dossier = consulted(quiet)

    run_timers(now=NOW + 9 * DAY)

    dossier.refresh_from_db()
    assert outcomes(dossier) == ["went_on"]
    assert (dossier.state, dossier.step) == ("processing", "sign")
    assert DossierEvent.objects.filter(dossier=dossier).latest("seq").actor == "system"


def test_timers_when_the_opinion_came_then_the_firing_no_longer_waits(quiet: World) -> None:
    bound(timed(ASKED))
    dossier = consulted(quiet)
    run_timers(now=NOW + 9 * DAY)
    firing = TimerFiring.objects.get(dossier=dossier)
    assert still_waits(firing)

    quiet.act(dossier, Action.ANSWER_CONSULTATION, "consulted", NOW + 9 * DAY, answer="đồng ý")

    assert not still_waits(TimerFiring.objects.select_related("rule", "dossier").get())


def test_timers_when_the_worker_dies_between_row_and_act_then_both_come_again(
    quiet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(timed(AGREED))
    dossier = consulted(quiet)

    def dies(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(timer_acts, "act", dies)
        with pytest.raises(KeyboardInterrupt):
            run_timers(now=NOW + 9 * DAY)
    assert outcomes(dossier) == []

    assert [run_timers(now=NOW + 9 * DAY), run_timers(now=NOW + 9 * DAY)] == [1, 0]
    assert outcomes(dossier) == ["went_on"]


def test_timers_when_a_rule_belongs_to_a_process_then_it_is_edited_by_no_page(quiet: World) -> None:
    bound(timed(OVER))
    run_timers(now=NOW)
    rule = TimerRule.objects.get(process_version__isnull=False)
    with pytest.raises(Conflict) as refused:
        end_rule(rule.uid, on=legal_date(NOW) + DAY, actor=SYSTEM, now=NOW)

    assert refused.value.code == "timer_rule_of_process"


def test_coming_when_a_step_has_timers_then_they_are_foreseen(quiet: World) -> None:
    bound(timed(OVER, SILENT))
    dossier = given(quiet)
    run_timers(now=NOW)

    seen = coming(quiet.actors["settling"], now=NOW, until=NOW + 9 * DAY)

    assert [(one.rule.timer, one.dossier.pk) for one in seen] == [("over", dossier.pk)]
    assert coming(quiet.actors["stranger"], now=NOW, until=NOW + 9 * DAY) == []


@pytest.mark.django_db(transaction=True)
def test_timers_when_two_workers_run_at_once_then_each_fires_once() -> None:
    world = build()
    TimerRule.objects.update(valid_to=legal_date(NOW))
    bound(timed(AGREED, OVER))
    dossier = consulted(world)
    other = given(world)
    barrier = threading.Barrier(2)
    fired: list[int] = []

    def work() -> None:
        try:
            barrier.wait(timeout=30)
            fired.append(run_timers(now=NOW + 9 * DAY))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(fired) == 2
    assert sum(fired) == TimerFiring.objects.count()
    assert outcomes(other) == ["told_head"]
    assert outcomes(dossier).count("went_on") == 1
    assert TimerRule.objects.filter(process_version__isnull=False).count() == 2
    kinds = list(DossierEvent.objects.filter(dossier=dossier).values_list("kind", flat=True))
    assert kinds.count("step_completed") == 2  # given to the officer, and by silence
