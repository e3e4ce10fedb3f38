"""Facts on PostgreSQL: built from the log, carried on by its cursor, read as of any instant."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from motcua import cli
from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict
from motcua.core.remember import forget_everything
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.replan import replan_calendar
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts import shared
from motcua.figures.facts.build import LONGEST, build, update
from motcua.figures.facts.compact import compact
from motcua.figures.facts.reader import open_facts, with_service_level
from motcua.figures.facts.schema import tables
from motcua.figures.tasks import compact_facts, update_facts
from motcua.people.actors import SYSTEM
from motcua.procedures.models import Procedure, ServiceLevel
from motcua.worktime.content import DayKind
from motcua.worktime.services import revise_days
from tests.dossiers.world import APPLICANT, NOW, World
from tests.worktime.calendars import day

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


def test_files_when_packed_then_every_instant_says_the_same_and_the_old_manifest_reads_on(
    world: World, clock: FrozenClock, root: Path
) -> None:
    clock.set(NOW)
    instants = lived(world, clock)
    build(now=clock.now())
    for _ in range(2):
        one = world.accepted(now=clock.now())
        instants.append(clock.now() + HOUR / 2)
        clock.advance(HOUR)
        world.act(one, Action.COMPLETE_STEP, "division_head", clock.now())
        before = update(now=clock.now()).manifest
        clock.advance(HOUR)
    known = [everything(instant, tail=False) for instant in (*instants, None)]

    packed = compact(now=clock.now())

    assert (packed.written, packed.manifest.previous, packed.manifest.cursor) == (True, before.sha256, before.cursor)
    assert len(packed.manifest.files) < len(before.files)
    assert not [file for file in packed.manifest.files if file.kind == "ends"]
    assert [everything(instant, tail=False) for instant in (*instants, None)] == known
    assert everything(manifest=before) == known[-1]
    assert not compact(now=clock.now()).written
    world.submit(now=clock.now())
    assert update(now=clock.now()).written


def test_due_date_when_a_calendar_is_revised_then_earlier_figures_keep_the_one_of_then(
    world: World, clock: FrozenClock, root: Path
) -> None:
    clock.set(NOW)
    world.accepted(now=clock.now())
    build(now=clock.now())
    then = clock.now() + HOUR

    clock.advance(2 * HOUR)
    days = [day("2026-11-25", DayKind.CLOSED)]
    revised = revise_days(code="as-settlement", days=days, source="quyết định thử", actor=SYSTEM, now=clock.now())
    forget_everything()
    assert replan_calendar("as-settlement", revised.number, now=clock.now()) == 1
    clock.advance(HOUR)

    ((now_due, now_revision),) = due_dates(None)
    ((then_due, then_revision),) = due_dates(then)
    assert (then_revision, now_revision) == (1, 2)
    assert now_due - then_due == dt.timedelta(days=1)
    update(now=clock.now())
    assert due_dates(then) == [(then_due, then_revision)]
    assert due_dates(None) == [(now_due, now_revision)]


def due_dates(as_of: dt.datetime | None) -> list[tuple[Any, ...]]:
    with open_facts(as_of) as facts:
        return facts.connection.execute(
            "SELECT d.statutory_due_at, c.calendar_revision FROM dossiers d JOIN clocks c USING (dossier)"
            " WHERE c.clock = 'settlement' AND c.due_at = d.statutory_due_at"
        ).fetchall()


def test_facts_hold_nothing_personal(world: World, clock: FrozenClock, root: Path) -> None:
    world.submit(now=clock.now())
    world.accepted(now=clock.now())
    world.returned(now=clock.now(), channel="counter")

    build(now=clock.now())

    told = repr(everything())
    assert "returned" in told
    for value in (*APPLICANT.values(), "Ánh Tuyết", "Cán bộ"):
        if value != APPLICANT["kind"]:
            assert str(value) not in told, value
    for person in [*world.users.values()]:
        assert str(person.uid) not in told
    for dossier in Dossier.objects.all():
        assert dossier.receipt_no not in told
        assert dossier.link_secret not in told
        assert dossier.code is None or dossier.code not in told


def test_facts_when_the_database_was_restored_then_nothing_is_put_beside_them(
    world: World, clock: FrozenClock, root: Path, owner_connection: psycopg.Connection
) -> None:
    world.submit(now=clock.now())
    built = build(now=clock.now())
    owner_connection.execute("INSERT INTO core_epoch (number, started_at, reason) VALUES (2, now(), 'test')")
    owner_connection.commit()

    with pytest.raises(Conflict, match="facts_other_epoch"):
        update(now=clock.now())
    with pytest.raises(Conflict, match="facts_other_epoch"):
        open_facts()
    with open_facts(manifest=built.manifest) as facts:
        assert facts["dossiers"].count().to_pyarrow().as_py() == 1
    again = build(now=clock.now())
    assert (again.manifest.number, again.manifest.epoch) == (2, 2)


def test_writing_when_another_writes_then_it_says_so_and_leaves_off(
    world: World, clock: FrozenClock, root: Path, owner_connection: psycopg.Connection
) -> None:
    owner_connection.execute("SELECT pg_advisory_lock(hashtext('figures_facts'))")

    with pytest.raises(Conflict, match="facts_busy"):
        build(now=clock.now())

    owner_connection.rollback()
    owner_connection.execute("SELECT pg_advisory_unlock_all()")
    assert build(now=clock.now()).written


def test_update_when_little_is_new_then_it_waits_until_that_is_old(
    world: World, clock: FrozenClock, root: Path
) -> None:
    build(now=clock.now())
    world.submit(now=clock.now())

    assert not update(now=clock.now(), worth=100).written
    assert everything()["dossiers"]
    assert update(now=clock.now() + LONGEST, worth=100).written


def test_what_is_not_committed_is_not_known_and_the_settled_instant_lies_before_it(
    world: World, clock: FrozenClock, root: Path, owner_connection: psycopg.Connection
) -> None:
    build(now=clock.now())
    owner_connection.execute("SELECT pg_current_xact_id()")  # an act under way
    world.submit(now=clock.now())

    with open_facts() as facts:
        assert facts["dossiers"].count().to_pyarrow().as_py() == 0
        assert facts.settled_at <= clock.now()
    owner_connection.rollback()
    with open_facts() as facts:
        assert facts["dossiers"].count().to_pyarrow().as_py() == 1


def test_job_when_there_are_no_facts_then_builds_them_and_then_carries_on(
    world: World, clock: FrozenClock, root: Path
) -> None:
    world.submit(now=clock.now())

    update_facts(0)
    assert manifests.required(root).made_by == "build"
    clock.advance(LONGEST)
    world.submit(now=clock.now())
    update_facts(0)
    assert manifests.required(root).made_by == "update"
    compact_facts(0)
    assert manifests.required(root).made_by == "compact"


def told(*arguments: str) -> Any:
    result = CliRunner().invoke(cli.motcua, ["facts", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_commands_print_counts_and_fail_in_one_line(world: World, clock: FrozenClock, root: Path) -> None:
    missing = CliRunner().invoke(cli.motcua, ["facts", "status"])
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
    world.submit(now=clock.now())

    built = told("build", "--processes", "1")

    assert (built["dossiers"], built["events"], built["manifest"]) == (1, 1, 1)
    status = told("status", "--check")
    assert status["rows"]["dossiers"] == 1
    assert status["sha256"] == built["sha256"]
    assert told("update")["written"] is False
    assert told("compact")["written"] is False
    assert "dossiers" in CliRunner().invoke(cli.motcua, ["facts", "status"]).stdout


def test_facts_when_borrowed_then_kept_open_until_they_are_old(
    world: World, clock: FrozenClock, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(now=clock.now())
    shared.forget()
    with shared.borrowed() as first, shared.borrowed() as again:
        assert first is again
    world.submit(now=clock.now())

    with shared.borrowed() as facts:
        assert facts["dossiers"].count().to_pyarrow().as_py() == 0
    monkeypatch.setattr(shared, "FRESH_SECONDS", -1.0)
    shared.forget()
    for _ in range(shared.KEPT + 1):
        with shared.borrowed(clock.now()) as facts, shared.borrowed() as now:
            assert now["dossiers"].count().to_pyarrow().as_py() == 1
        clock.advance(HOUR)
    shared.forget()


def test_service_level_is_the_one_of_the_day_of_filing(world: World, clock: FrozenClock, root: Path) -> None:
    world.submit(now=clock.now())
    procedure = Procedure.objects.get()
    decision = procedure.versions.get().decision
    levels = (("partial", dt.date(2026, 1, 1), clock.now().date()), ("full", clock.now().date(), None))
    for level, since, until in levels:
        ServiceLevel.objects.create(
            procedure=procedure, decision=decision, level=level, valid_from=since, valid_to=until
        )
    build(now=clock.now())

    with open_facts() as facts:
        assert with_service_level(facts).service_level.to_pyarrow().to_pylist() == ["full"]
