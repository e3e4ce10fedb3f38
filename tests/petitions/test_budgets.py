"""How many statements taking in and moving a petition cost; no more with more petitions there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.petitions import selectors
from motcua.petitions.lifecycle import Answer, Approve, Assign, Command, Publish, Take, Verify

from .world import NOW, World, done, published, sent

pytestmark = pytest.mark.django_db
_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")


def statements(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        work()
    return [one["sql"] for one in seen if not one["sql"].lstrip().startswith(_CONTROL)]


def test_submission_costs_eight_statements(world: World) -> None:
    sent(key="first")

    found = statements(lambda: sent(key="second"))

    assert len(found) == 8, found


@pytest.mark.parametrize(
    ("before", "command", "name", "most"),
    [
        ((), Verify(), "operator", 5),
        ((), Assign(unit="T-SXD"), "operator", 5),
        ((Assign(unit="T-SXD"),), Take(), "officer", 4),
        ((Assign(unit="T-SXD"), Take()), Answer(text="Đã vá."), "officer", 6),
        ((Assign(unit="T-SXD"), Take(), Answer(text="Đã vá.")), Approve(), "head", 5),
    ],
)
def test_an_act_costs_few_statements(
    world: World, before: tuple[Command, ...], command: Command, name: str, most: int
) -> None:
    who = {"assign": "operator", "take": "officer", "answer": "officer"}
    petitions = [sent(), sent()]
    for index, petition in enumerate(petitions):
        moved = petition
        for one in before:
            moved = done(moved, one, world.actor(who[one.action.value]))
        petitions[index] = moved
    actor = world.actor(name)
    done(petitions[0], command, actor)

    found = statements(lambda: done(petitions[1], command, actor))

    assert len(found) <= most, found


def test_publishing_costs_what_it_writes(world: World) -> None:
    published(world)
    shown = Publish(title="a", question="b", answer="c")
    petition = sent()
    for command, name in ((Assign(unit="T-SXD"), "operator"), (Answer(text="Vá"), "officer"), (Approve(), "head")):
        petition = done(petition, command, world.actor(name))
    actor = world.actor("operator")

    assert len(statements(lambda: done(petition, shown, actor))) <= 10


def test_lists_cost_the_same_however_long(world: World) -> None:
    actor = world.actor("operator")

    def listed() -> int:
        return len(statements(lambda: selectors.for_desk(actor, selectors.Pile.ALL_OPEN, now=NOW)))

    sent()
    first = listed()
    for _ in range(5):
        sent()

    assert listed() == first == 1
    assert len(statements(lambda: selectors.piles(actor, now=NOW))) == 1
