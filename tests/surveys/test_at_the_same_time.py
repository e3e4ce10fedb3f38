"""Many at once on a real PostgreSQL: one answer for each person, a reserve for each who gave up, quotas kept."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict
from motcua.core.ids import new_id
from motcua.surveys.design import Design, Quota
from motcua.surveys.keys import key_of
from motcua.surveys.lifecycle import CaseState, Mode
from motcua.surveys.models import Response, SetAside, WaveCase, WaveGroup
from motcua.surveys.services.closing import close_wave
from motcua.surveys.services.fielding import Entry, Told, answer_by_key, record_fate
from motcua.surveys.services.waves import draw_wave, plan_wave
from tests.core.parallel import at_once
from tests.dossiers.world import NOW, World

from .given import DESIGN, KEY, cases_of, entry, fielded, finished_dossiers, plan, published, runner, world_of_surveys

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


@pytest.fixture
def world(transactional_db: None, clock: FrozenClock) -> World:
    made = world_of_surveys()
    finished_dossiers(made, communes=4, each=30)
    return made


def test_one_entry_sent_by_eight_at_once_is_one_answer(world: World) -> None:
    key, one = key_of(cases_of(fielded(world))[0].uid), entry(random.Random(1))

    told = at_once([lambda: answer_by_key(key, one, now=NOW)] * THREADS)

    assert Counter(told) == {Told.KEPT: 1, Told.ALREADY: THREADS - 1}
    assert (Response.objects.count(), SetAside.objects.count()) == (1, 0)


def test_eight_answers_of_one_person_at_once_are_one_and_seven_set_aside(world: World) -> None:
    key = key_of(cases_of(fielded(world))[0].uid)

    told = at_once([lambda: answer_by_key(key, entry(random.Random(2), new_id()), now=NOW)] * THREADS)

    assert Counter(told) == {Told.KEPT: 1, Told.SET_ASIDE: THREADS - 1}
    assert (Response.objects.count(), SetAside.objects.count()) == (1, THREADS - 1)


def test_one_entry_for_eight_people_at_once_is_one_answer_and_no_fault(world: World) -> None:
    keys = [key_of(case.uid) for case in cases_of(fielded(world))[:THREADS]]
    one = entry(random.Random(3))

    told = at_once([lambda key=key: answer_by_key(key, one, now=NOW) for key in keys])  # type: ignore[misc]

    assert Counter(told) == {Told.KEPT: 1, Told.ALREADY: THREADS - 1}


def test_quota_of_three_when_eight_come_at_once_then_three_are_kept(world: World) -> None:
    design = Design(DESIGN.strata, (Mode.QR,), 0, (Quota("tuoi", "a60", 3),))
    keys = [key_of(case.uid) for case in cases_of(fielded(world, design=design))[:THREADS]]

    def answer(key: str) -> Told:
        one = entry(random.Random(4), new_id())
        return answer_by_key(key, Entry(one.entry, {**one.answers, "tuoi": "a60"}, one.mode, one.answered_on), now=NOW)

    told = at_once([lambda key=key: answer(key) for key in keys])  # type: ignore[misc]

    assert Counter(told) == {Told.KEPT: 3, Told.SET_ASIDE: THREADS - 3}


def test_members_of_a_group_given_up_at_once_get_a_reserve_each_while_there_are_some(world: World) -> None:
    wave = fielded(world)
    group = WaveGroup.objects.filter(wave=wave).order_by("-take", "pk")[0]
    asked = list(WaveCase.objects.filter(group=group).exclude(state="reserve").order_by("rank"))
    reserves = WaveCase.objects.filter(group=group, state="reserve").count()

    at_once(
        [
            lambda case=case: record_fate(case.uid, CaseState.REFUSED, actor=runner(world), now=NOW)  # type: ignore[misc]
            for case in asked
        ]
    )

    states = Counter(WaveCase.objects.filter(group=group).values_list("state", flat=True))
    assert reserves > 0
    assert states == {"refused": len(asked), "drawn": reserves}


def test_wave_drawn_by_eight_at_once_is_drawn_once(world: World) -> None:
    published(world)
    wave = plan_wave(KEY, plan(), actor=runner(world), now=NOW)

    done = at_once([lambda: draw_wave(wave.uid, actor=runner(world), now=NOW)] * THREADS)

    assert [one.code for one in done if isinstance(one, Conflict)] == ["wave_drawn"] * (THREADS - 1)
    groups = WaveGroup.objects.filter(wave=wave)
    assert WaveCase.objects.filter(wave=wave).count() >= sum(group.take for group in groups) * 0.5


def test_answers_that_come_while_the_wave_is_closed_are_counted_or_refused_never_half(world: World) -> None:
    wave = fielded(world)
    cases = cases_of(wave)
    answer_by_key(key_of(cases[0].uid), entry(random.Random(5)), now=NOW)
    keys = [key_of(case.uid) for case in cases[1:THREADS]]

    at_once(
        [
            *[lambda key=key: answer_by_key(key, entry(random.Random(6), new_id()), now=NOW) for key in keys],  # type: ignore[misc]
            lambda: close_wave(wave.uid, actor=runner(world), now=NOW),
        ]
    )

    rows = Response.objects.filter(wave=wave)
    assert not rows.filter(weight__isnull=True).exists()
    assert not rows.filter(case__isnull=False).exists()
    assert WaveCase.objects.filter(wave=wave, state="answered").count() == rows.count()
