"""The hand-written projection against a rebuild by ORM, over random lives."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest
from click.testing import CliRunner

from motcua.cli.rebuild import command
from motcua.core.errors import DomainError
from motcua.dossiers.lifecycle import Action, State, possible_actions
from motcua.dossiers.log.rebuild import differences, restore
from motcua.dossiers.models import ClockPause, ClockRun, Dossier
from motcua.dossiers.services.verify import verify

from .paths import PATHS, data_for, led_to, worker
from .world import NOW, World

pytestmark = pytest.mark.django_db

STEPS = [dt.timedelta(minutes=m) for m in (0, 1, 90, 480, 1440, 5000, 30_000)]


@pytest.mark.parametrize("seed", range(5))
def test_tables_when_a_life_is_random_then_they_are_what_a_rebuild_gives(world: World, seed: int) -> None:
    chance = random.Random(seed)
    done: set[tuple[str, str]] = set()
    for _ in range(8):
        channel = chance.choice(["online", "counter", "post"])
        dossier = world.submit("citizen" if channel == "online" else "reception", NOW, channel=channel)
        _wander(world, dossier, chance, done)

    assert len(done) > 8
    assert verify().findings == []


def _wander(world: World, dossier: Dossier, chance: random.Random, done: set[tuple[str, str]]) -> None:
    now = NOW
    for _ in range(14):
        state = State(dossier.state)
        choices = [a for a in possible_actions(state) if chance.random() < _liking(a)]
        if not choices:
            continue
        action = chance.choice(choices)
        data = data_for(state, action)(world)
        if action in {Action.RECORD_VERIFICATION, Action.FOLLOW_ELSEWHERE}:
            data["finished"] = chance.random() < 0.5
        now += chance.choice(STEPS)
        for who in ("head", worker(state, action), "reception", "division_head", "settling"):
            try:
                world.act(dossier, action, who, now, **data)
            except DomainError:
                continue
            done.add((state, action))
            break
        dossier.refresh_from_db()
        assert differences(dossier) == [], (state, action)
        if dossier.closed:
            return


def _liking(action: Action) -> float:
    return 0.15 if action in {Action.WITHDRAW, Action.REFUSE} else 0.8


def test_tables_when_led_to_each_state_then_they_are_what_a_rebuild_gives(world: World) -> None:
    found = {state: differences(led_to(world, state)[0]) for state in PATHS}

    assert found == {state: [] for state in PATHS}


def test_restore_when_rows_were_spoilt_then_they_are_what_they_were(world: World) -> None:
    dossier, _ = led_to(world, State.STOPPED)
    before = (
        list(ClockRun.objects.order_by("id").values()),
        list(ClockPause.objects.order_by("id").values("due_before")),
    )
    Dossier.objects.filter(pk=dossier.pk).update(step="sign", appointed_due_at=None)
    ClockRun.objects.filter(dossier=dossier, kind="settlement").update(due_at=NOW + dt.timedelta(days=99))
    ClockPause.objects.filter(run__dossier=dossier, run__kind="step").delete()
    dossier.refresh_from_db()

    found = differences(dossier)
    changed = restore(dossier)

    assert changed
    assert {line.split()[0] for line in found} == {"dossier", "clock_run", "clock_pause"}
    dossier.refresh_from_db()
    assert differences(dossier) == []
    assert list(ClockRun.objects.order_by("id").values()) == before[0]
    assert ClockPause.objects.count() == len(before[1])
    assert not restore(dossier)


def test_restore_when_a_run_is_not_in_the_log_then_it_goes(world: World) -> None:
    dossier = world.accepted()
    run = ClockRun.objects.filter(dossier=dossier).first()
    assert run is not None
    ClockRun.objects.create(
        **{**{f.attname: getattr(run, f.attname) for f in run._meta.fields if f.name != "id"}, "run_no": 9}
    )

    restore(dossier)

    assert differences(dossier) == []


def test_command_when_checking_spoilt_rows_then_fails_and_changes_nothing(world: World) -> None:
    good, spoilt = world.accepted(), world.submit()
    Dossier.objects.filter(pk=spoilt.pk).update(holder_role="clerk")

    checked = CliRunner().invoke(command, ["--check", "--json"])
    told = CliRunner().invoke(command, ["--check"])
    mended = CliRunner().invoke(command, ["--json"])
    again = CliRunner().invoke(command, ["--check", "--json"])

    assert (checked.exit_code, told.exit_code, mended.exit_code, again.exit_code) == (1, 1, 0, 0)
    assert json.loads(checked.stdout)["differences"] == {str(spoilt.uid): ["dossier holder_role"]}
    assert json.loads(mended.stdout)["rebuilt"] == 1
    assert json.loads(again.stdout) == {"dossiers": 2, "differing": 0, "rebuilt": 0, "differences": {}}
    assert str(good.uid) not in checked.stdout
