"""Facts told from tables: what the log says of today, no past, and carried on by the log."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua import cli
from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, DomainError
from motcua.dossiers.lifecycle import Action, State, possible_actions
from motcua.dossiers.models import Dossier, ResponsibilityAccount
from motcua.dossiers.services.answering import decide_account
from motcua.dossiers.services.papers import add_document
from motcua.dossiers.services.responsibility import ended_late
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.build import build, update
from motcua.figures.facts.compact import compact
from motcua.figures.facts.history import Entry, tell
from motcua.figures.facts.projections import build as from_tables
from motcua.figures.facts.projections.build import build_from_projections
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.tail import MemorySink
from motcua.figures.facts.versions import standing_fact
from motcua.figures.periods import parse_code
from motcua.figures.summaries.rows import Kind, count_rows
from motcua.figures.tasks import compact_facts
from tests.dossiers.legal_time import context
from tests.dossiers.paths import PATHS, data_for, led_to, worker
from tests.dossiers.world import NOW, World

from .compared import rows, told_alike
from .histories import UID, histories, lived, minutes, told
from .test_history import as_of, cuts

HOUR = dt.timedelta(hours=1)
STEPS = [dt.timedelta(minutes=m) for m in (1, 90, 480, 1440, 5000)]


def wander(world: World, clock: FrozenClock, chance: random.Random, dossier: Dossier, acts: int) -> None:
    """Random acts, an hour or days apart."""
    for _ in range(acts):
        dossier.refresh_from_db()
        state = State(dossier.state)
        choices = [action for action in possible_actions(state) if chance.random() < 0.8]
        if not choices:
            return
        clock.advance(chance.choice(STEPS))
        action = chance.choice(choices)
        data = data_for(state, action)(world)
        for who in ("head", worker(state, action), "reception", "division_head", "settling", "citizen"):
            try:
                world.act(dossier, action, who, clock.now(), **data)
            except DomainError:
                continue
            break


def lives(world: World, clock: FrozenClock, seed: int) -> list[Dossier]:
    """Dossiers in every state and on the way to it, with papers, fees and opinions."""
    chance = random.Random(seed)
    clock.set(NOW)
    found = [led_to(world, state)[0] for state in PATHS]
    clock.set(NOW + dt.timedelta(days=2))
    for channel in ("online", "counter", "post", "counter"):
        dossier = world.submit("citizen" if channel == "online" else "reception", clock.now(), channel=channel)
        who = "citizen" if channel == "online" else "reception"
        file = world.file(who, clock.now())
        clock.advance(HOUR)
        add_document(
            dossier=dossier.uid, component=world.component, file=file, actor=world.actors[who], now=clock.now()
        )
        wander(world, clock, chance, dossier, 9)
        found.append(dossier)
    return [*found, decided_late(world, clock)]


def decided_late(world: World, clock: FrozenClock) -> Dossier:
    """A late dossier whose head has decided who answers for it."""
    dossier = world.submit(now=clock.now())
    settling = {"post": str(world.posts["settling"].uid)}
    for action, who, data in (
        (Action.ACCEPT, "reception", {"originals": [world.component]}),
        (Action.ASSIGN, "division_head", settling),
        (Action.COMPLETE_STEP, "settling", {}),
        (Action.COMPLETE_STEP, "head", {}),
        (Action.ISSUE_RESULT, "head", {}),
    ):
        clock.advance(HOUR if action is not Action.COMPLETE_STEP else dt.timedelta(days=9))
        world.act(dossier, action, who, clock.now(), **data)
    ended_late(dossier.uid, now=clock.now())
    clock.advance(dt.timedelta(days=40))
    account = ResponsibilityAccount.objects.get(record__dossier=dossier, person=world.users["settling"])
    given = {"decision": "not_accepted", "cause": "overload", "ground": "Không có căn cứ"}
    decide_account(account.uid, **given, actor=world.actors["division_head"], now=clock.now())
    return dossier


def test_facts_from_tables_then_they_say_of_today_what_the_log_says_and_go_on_with_it(
    world: World, clock: FrozenClock, root: Path, tmp_path: Path
) -> None:
    found = lives(world, clock, seed=5)
    clock.advance(HOUR)

    known = told_alike(tmp_path, clock.now())

    assert len(known["dossiers"]) == len(found)
    assert {name for name, there in known.items() if there} >= {
        *("clocks", "pauses", "components", "supplements", "contacts", "consultations", "causes", "units", "procedures")
    }
    manifest = manifests.required(tmp_path / "tables")
    assert (manifest.source, manifest.missing, manifest.exact_from) == (
        *("projections", ("steps",)),
        manifests.instant(clock.now()),
    )
    instants = [clock.now()]
    for number in range(2):
        for dossier in found[number::4]:
            wander(world, clock, random.Random(number), dossier, 2)
        world.submit(now=clock.now())
        instants.append(clock.now() + HOUR / 2)
        clock.advance(HOUR)
        tailed = rows(root=tmp_path / "tables")
        assert update(now=clock.now(), root=tmp_path / "tables").written
    build(now=clock.now(), root=tmp_path / "again")
    assert tailed == rows(root=tmp_path / "again", tail=False) == rows(root=tmp_path / "tables", tail=False)
    compact(now=clock.now(), root=tmp_path / "tables")
    for instant in instants[:2]:
        assert rows(instant, root=tmp_path / "tables") == rows(instant, root=tmp_path / "again"), instant
    assert manifests.required(tmp_path / "tables").missing == ("steps",)


def test_facts_from_tables_when_asked_for_what_they_lack_then_they_say_so(
    world: World, clock: FrozenClock, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_tables, "WIDTH", 1)
    clock.set(NOW)
    led_to(world, State.PROCESSING)
    clock.set(NOW + dt.timedelta(days=1))
    world.submit(now=clock.now())

    built = CliRunner().invoke(cli.motcua, ["facts", "build", "--from-projections", "--processes=1"])

    assert built.exit_code == 0, built.output
    assert "steps" in built.stderr
    before = clock.now() - HOUR
    with pytest.raises(Conflict, match="facts_inexact_then"):
        open_facts(before)
    with open_facts() as facts:
        assert facts["dossiers"].count().to_pyarrow().as_py() == 2
        with pytest.raises(Conflict, match="facts_table_missing"):
            facts["steps"]
        with pytest.raises(Conflict, match="facts_table_missing"):
            count_rows(facts, Kind.STAYS, [world.province.code], parse_code("2026"), by=["cell"])
    asked = (
        "figures",
        "show",
        "on_time_rate_ii06",
        "--unit",
        world.province.code,
        "--from=2026-11-01",
        "--to=2026-11-30",
    )
    refused = CliRunner().invoke(cli.motcua, [*asked, "--as-of", before.isoformat()])
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1), refused.output
    assert "facts build" in refused.stderr or "chuỗi sự kiện" in refused.stderr
    compact_facts(0)
    assert manifests.required(root).source == "log"
    with open_facts(before) as facts:
        assert facts["steps"].count().to_pyarrow().as_py() > 0


def test_facts_from_tables_when_an_act_is_under_way_then_what_it_leaves_out_comes_later(
    world: World, clock: FrozenClock, root: Path, tmp_path: Path, owner_connection: psycopg.Connection
) -> None:
    clock.set(NOW)
    known = world.submit(now=clock.now())
    owner_connection.execute("SELECT pg_current_xact_id()")  # an act under way
    clock.advance(HOUR)
    world.act(known, Action.ACCEPT, "reception", clock.now(), originals=[world.component])
    world.submit(now=clock.now())

    build_from_projections(now=clock.now())

    assert [row[5] for row in rows(tail=False)["dossiers"]] == ["submitted"]
    owner_connection.rollback()
    clock.advance(HOUR)
    update(now=clock.now())
    build(now=clock.now(), root=tmp_path / "log")
    assert rows() == rows(root=tmp_path / "log")
    assert len(rows()["dossiers"]) == 2


@settings(max_examples=60)
@given(histories(), st.data())
def test_chain_told_from_tables_first_then_by_the_log_then_it_says_the_same_from_then_on(
    entries: list[Entry], data: st.DataObject
) -> None:
    ends = sorted({entry.recorded_at for entry in entries})
    chosen = sorted(data.draw(st.integers(1, len(ends))) for _ in range(3))
    base, *later = ([entry for entry in entries if entry.recorded_at <= ends[number - 1]] for number in chosen)
    pieces = [standing(base)]
    told_until = len(base)
    for known in (*later, entries):
        sink = MemorySink()
        if len(known) > told_until:
            first = told_until == len(base)
            tell(UID, known, sink, minutes, first_new=told_until + 1, standing=7 if first else None)
        pieces.append(sink)
        told_until = len(known)

    for at in cuts(entries):
        if at >= base[-1].recorded_at:
            assert as_of(pieces, at) == as_of([told(entries)], at), at
    for piece in pieces:
        assert all(until is None or since < until for there in piece.rows.values() for _, since, until, *_ in there)


def standing(entries: list[Entry]) -> MemorySink:
    """What a build from tables holds of a chain: its rows of then, numbered as such."""
    sink = MemorySink()
    for name, there in told(entries).rows.items():
        open_rows = [row for row in there if row[2] is None]
        sink.rows[name] = [
            (standing_fact(7, place), entries[-1].recorded_at, None, *row[3:]) for place, row in enumerate(open_rows)
        ]
    return sink


def test_number_of_a_version_when_one_act_changes_it_twice_then_a_later_piece_knows_it() -> None:
    """An application filed and answered in one act is one row; when it is corrected, that row ends."""
    entries = lived_in_one_act()

    pieces = [told(entries[:-1]), told(entries, first_new=len(entries))]

    assert as_of(pieces, entries[-1].recorded_at) == as_of([told(entries)], entries[-1].recorded_at)


def lived_in_one_act() -> list[Entry]:
    entries = lived("online", context(), ((Action.ACCEPT, 60), (Action.COMPLETE_STEP, 60)))
    at = entries[0].recorded_at
    return [*(entry._replace(recorded_at=at) for entry in entries[:-1]), entries[-1]]
