"""Publications on PostgreSQL: issued, made again from the log, explained after what came later."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from motcua.core.canonical import decode
from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.figures.counting import Dimension
from motcua.figures.definitions.catalogue import build as catalogue_of
from motcua.figures.definitions.catalogue import shipped, shipped_texts
from motcua.figures.facts.build import build
from motcua.figures.periods import PeriodKind, numbered
from motcua.figures.publications.asked import Asked, CountAsked, FigureAsked, TableAsked
from motcua.figures.publications.causes import CauseKind
from motcua.figures.publications.difference import Difference, difference
from motcua.figures.publications.models import Publication
from motcua.figures.publications.recompute import Outcome, note, recompute, recompute_each
from motcua.figures.publications.services import add_file, publish, withdraw
from motcua.people.actors import SYSTEM
from tests.dossiers.world import NOW, World
from tests.figures.publications.plain_counting import PlainCounting, behind, key

BY = PlainCounting()
QUARTER = numbered(PeriodKind.QUARTER, 2026, 4)
HOUR = dt.timedelta(hours=1)


def asked(unit: str) -> Asked:
    return Asked(
        "report",
        "Báo cáo quý IV",
        unit,
        QUARTER,
        figures={"rate": FigureAsked("on_time_rate_ii06", unit, QUARTER)},
        counts={"received": CountAsked(key("dossiers_received"), unit, QUARTER)},
        tables={
            "by_unit": TableAsked((key("dossiers_received"), key("dossiers_settled")), Dimension.UNIT, unit, (QUARTER,))
        },
        about={"form": "II.06a"},
    )


def explained(row: Publication, clock: FrozenClock) -> Difference:
    return difference(row, now=clock.now(), by=BY, behind=behind)


@pytest.fixture
def issued(world: World, clock: FrozenClock, root: Path) -> tuple[World, Publication, Dossier, Dossier]:
    """A report on one dossier that was settled and one that is in process."""
    clock.set(NOW)
    done = world.ready(now=clock.now())
    running = world.accepted(now=clock.now())
    build(now=clock.now())
    clock.advance(HOUR)
    row = publish(asked(world.province.code), actor=SYSTEM, now=clock.now(), by=BY)
    clock.advance(HOUR)
    return world, row, done, running


def test_publication_when_issued_then_its_document_says_everything_and_is_made_again_from_the_log(
    issued: tuple[World, Publication, Dossier, Dossier], clock: FrozenClock, root: Path, tmp_path: Path
) -> None:
    world, row, _, running = issued
    body = decode(bytes(row.body))
    assert (body["figures"]["rate"]["printed"], body["counts"]["received"]) == ("100,00%", 2)  # type: ignore[index,call-overload]
    assert row.manifest.encode() not in bytes(row.body)
    for action, who in ((Action.COMPLETE_STEP, "division_head"),):
        world.act(running, action, who, clock.now())
    shutil.move(root, tmp_path / "away")

    assert recompute(row, now=clock.now(), by=BY).why == "facts_missing"
    (result,) = recompute_each_by(row, clock)

    assert (result.outcome, result.sha256) == (Outcome.EQUAL, row.sha256)
    assert note(result, actor=SYSTEM, now=clock.now()).from_log
    assert not list(root.parent.glob("facts-again-*"))


def recompute_each_by(row: Publication, clock: FrozenClock) -> list:  # type: ignore[type-arg]
    return list(recompute_each([row], now=clock.now(), from_log=True, by=BY))


def test_difference_when_a_dossier_was_settled_later_then_it_is_named_with_its_event(
    issued: tuple[World, Publication, Dossier, Dossier], clock: FrozenClock
) -> None:
    world, row, _, running = issued
    assert explained(row, clock).is_same
    for action, who in (
        (Action.COMPLETE_STEP, "division_head"),
        (Action.COMPLETE_STEP, "settling"),
        (Action.ISSUE_RESULT, "leader"),
    ):
        if who in world.actors:
            world.act(running, action, who, clock.now())
    late = world.accepted(now=clock.now())

    found = explained(row, clock)

    assert {line.place for line in found.lines} >= {"counts/received"}
    received = next(one for one in found.explained if one.number.path == ("counts", "received"))
    assert (received.entered, received.left) == (1, 0)
    ((thing, causes),) = received.moved
    assert UUID(thing.id) == late.uid
    assert [cause.kind for cause in causes] == [CauseKind.COURSE] * len(causes)
    assert "dossier_accepted" in {cause.event for cause in causes}


def test_definition_when_closed_edited_or_gone_then_it_is_made_again_all_the_same_and_said(
    issued: tuple[World, Publication, Dossier, Dossier], clock: FrozenClock
) -> None:
    _, row, _, _ = issued
    above = 'numerator = "dossiers_settled_early + dossiers_settled_on_time"'
    edited = {
        name: body.replace(above, 'numerator = "dossiers_settled_early"', 1) for name, body in shipped_texts().items()
    }
    catalogue = catalogue_of(edited)
    assert catalogue.indicators["on_time_rate_ii06"] != shipped().indicators["on_time_rate_ii06"]

    found = difference(row, now=clock.now(), by=BY, behind=behind, catalogue=catalogue)

    assert found.definitions == [("on_time_rate_ii06", 1, "definition_edited")]
    assert recompute(row, now=clock.now(), by=BY).outcome is Outcome.EQUAL


def test_publication_when_it_cannot_be_made_again_then_it_says_why(
    issued: tuple[World, Publication, Dossier, Dossier],
    clock: FrozenClock,
    owner_connection: psycopg.Connection,
) -> None:
    _, row, _, _ = issued
    with pytest.raises(Invalid, match="publication_not_settled"):
        publish(asked(row.unit_code), actor=SYSTEM, now=clock.now(), as_of=clock.now() + HOUR, by=BY)
    row.body = bytes(row.body).replace(b"100,00", b"100,01")
    assert recompute(row, now=clock.now(), by=BY).why == "body_damaged"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner_connection.execute("UPDATE figures_publication SET sha256 = ''")
    owner_connection.rollback()
    owner_connection.execute("INSERT INTO core_epoch (number, started_at, reason) VALUES (2, now(), 'test')")
    owner_connection.commit()
    row.refresh_from_db()
    assert recompute(row, now=clock.now(), by=BY).why == "facts_other_epoch"


def test_withdrawing_and_files(issued: tuple[World, Publication, Dossier, Dossier], clock: FrozenClock) -> None:
    world, row, _, _ = issued
    later = publish(asked(world.province.code), actor=SYSTEM, now=clock.now(), by=BY)
    with pytest.raises(NotAllowed):
        withdraw(row.uid, reason="sai", actor=world.actors["reception"], now=clock.now())
    with pytest.raises(Invalid, match="publication_reason"):
        withdraw(row.uid, reason="  ", actor=SYSTEM, now=clock.now())

    first = add_file(row.uid, "pdf", b"%PDF-1.7 thu", actor=SYSTEM, now=clock.now())
    ended = withdraw(row.uid, reason="nhầm đơn vị", replaced_by=later.uid, actor=SYSTEM, now=clock.now())

    assert add_file(row.uid, "pdf", b"%PDF-1.7 thu", actor=SYSTEM, now=clock.now()) == first
    assert ended.replaced_by == later
    with pytest.raises(Conflict, match="publication_withdrawn"):
        withdraw(row.uid, reason="lần nữa", actor=SYSTEM, now=clock.now())
