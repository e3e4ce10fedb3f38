"""Late dossiers without a record: found a piece at a time, each once, without letters."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.models import OutboxMessage
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, LateSweep, ResponsibilityRecord
from motcua.dossiers.selectors.responsibility import to_explain
from motcua.dossiers.services import late_sweep
from motcua.dossiers.services.late_sweep import sweep_late
from motcua.dossiers.services.telling import remind, tell_heads

from .hands import given
from .world import NOW, World

pytestmark = pytest.mark.django_db

LATE = NOW + dt.timedelta(days=14)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def ended(world: World, at: dt.datetime) -> Dossier:
    dossier = given(world)
    for action, who in (
        (Action.COMPLETE_STEP, "settling"),
        (Action.COMPLETE_STEP, "head"),
        (Action.ISSUE_RESULT, "head"),
    ):
        world.act(dossier, action, who, at)
    return dossier


def recorded() -> set[int]:
    return set(ResponsibilityRecord.objects.values_list("dossier", flat=True))


def test_late_dossiers_without_a_record_when_swept_then_each_gets_one_and_nobody_a_letter(world: World) -> None:
    late, in_time, running = ended(world, LATE), ended(world, NOW), given(world)

    opened = [sweep_late(now=LATE), sweep_late(now=LATE)]

    assert opened == [1, 0]
    assert recorded() == {late.pk}
    assert in_time.pk not in recorded()
    assert running.pk not in recorded()
    assert [one.record.dossier_id for one in to_explain(world.actors["settling"])] == [late.pk]
    assert [remind(now=LATE + dt.timedelta(days=9)), tell_heads(now=LATE + dt.timedelta(days=9))] == [0, 0]
    assert not OutboxMessage.objects.filter(topic="responsibility").exists()


def test_sweep_when_pieces_are_small_then_goes_on_from_the_newest_and_round_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [ended(world, LATE) for _ in range(3)]
    monkeypatch.setattr(late_sweep, "STRIDE", 2)
    monkeypatch.setattr(late_sweep, "MOST", 1)

    seen = []
    for _piece in range(4):
        sweep_late(now=LATE)
        seen.append(sorted(recorded()))

    newest_first = [one.pk for one in reversed(dossiers)]
    assert seen[:3] == [sorted(newest_first[:count]) for count in (1, 2, 3)]
    assert LateSweep.objects.get().lap_ended_at == LATE
    ResponsibilityRecord.objects.filter(dossier=dossiers[0]).delete()
    for _piece in range(3):
        sweep_late(now=LATE)
    assert recorded() == {one.pk for one in dossiers}


def test_sweep_when_killed_in_the_middle_then_nothing_is_passed_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [ended(world, LATE) for _ in range(2)]
    real = late_sweep.keep_record

    def dies(key: int, **more: object) -> object:
        if recorded():
            raise ConnectionError
        return real(key, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(late_sweep, "keep_record", dies)
    with pytest.raises(ConnectionError):
        sweep_late(now=LATE)
    monkeypatch.setattr(late_sweep, "keep_record", real)
    sweep_late(now=LATE)

    assert recorded() == {one.pk for one in dossiers}


def test_sweep_when_it_ended_long_ago_then_left_alone(world: World) -> None:
    ended(world, LATE)

    assert sweep_late(now=LATE + dt.timedelta(days=400)) == 0
