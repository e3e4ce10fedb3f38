"""Facts on PostgreSQL: built from the log, carried on by its cursor, read as of any instant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from motcua.core.clock import FrozenClock
from motcua.dossiers.lifecycle import Action
from motcua.figures.facts.build import build, update
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.schema import tables
from tests.dossiers.world import NOW, World

HOUR = dt.timedelta(hours=1)


def everything(as_of: dt.datetime | None = None, **how: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, numbers of facts left out, in order."""
    with open_facts(as_of, **how) as facts:
        found = {}
        for name in tables():
            names = [column for column in facts[name].columns if column not in {"fact", "recorded_from"}]
            chosen = ", ".join(f'"{column}"' for column in names)
            found[name] = facts.connection.execute(f'SELECT {chosen} FROM "{name}" ORDER BY ALL').fetchall()
        return found


def lived(world: World, clock: FrozenClock) -> list[dt.datetime]:
    """Two dossiers in different months of their lives; the instants between their acts."""
    instants = []
    first = world.submit(now=clock.now())
    for action, actor, data in (
        (Action.ACCEPT, "reception", {"originals": [world.component]}),
        (Action.COMPLETE_STEP, "division_head", {}),
    ):
        instants.append(clock.now() + HOUR / 2)
        clock.advance(HOUR)
        world.act(first, action, actor, clock.now(), **data)
    instants.append(clock.now() + HOUR / 2)
    clock.advance(HOUR)
    world.submit(now=clock.now())
    instants.append(clock.now() + HOUR / 2)
    clock.advance(HOUR)
    return instants


def test_facts_when_built_and_asked_as_of_an_instant_then_they_say_what_was_known(
    world: World, clock: FrozenClock, root: Path
) -> None:
    clock.set(NOW)
    instants = lived(world, clock)

    built = build(now=clock.now())

    assert (built.dossiers, built.manifest.number) == (2, 1)
    states = []
    for instant in instants:
        with open_facts(instant) as facts:
            dossiers = facts["dossiers"]
            states.append(sorted(dossiers.state.to_pyarrow().to_pylist()))
    assert states == [["submitted"], ["accepted"], ["processing"], ["processing", "submitted"]]
    rows = everything()
    assert len(rows["dossiers"]) == 2
    assert len(rows["units"]) > 3


def test_facts_when_carried_on_then_they_are_those_of_a_full_build(
    world: World, clock: FrozenClock, root: Path, tmp_path: Path
) -> None:
    clock.set(NOW)
    instants = lived(world, clock)
    build(now=clock.now())
    one = world.accepted(now=clock.now())
    instants.append(clock.now() + HOUR / 2)
    tailed = everything()

    clock.advance(HOUR)
    updated = update(now=clock.now())
    world.act(one, Action.COMPLETE_STEP, "division_head", clock.now())
    clock.advance(HOUR)
    update(now=clock.now())

    assert updated.written
    build(now=clock.now(), root=tmp_path / "again")
    assert everything() == everything(root=tmp_path / "again") != tailed
    for instant in instants:
        assert everything(instant, tail=False) == everything(instant, root=tmp_path / "again"), instant
    assert everything(instants[-1]) == tailed
