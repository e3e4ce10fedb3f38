"""What submission, a paper and every act cost in statements. Control statements and authentication apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core import remember
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.act import act
from motcua.dossiers.services.papers import add_document
from motcua.dossiers.services.submit import submit_dossier
from motcua.worktime import selectors as calendars

from .paths import ACTS, Doing, led_to
from .world import NOW, World, claim

pytestmark = pytest.mark.django_db

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
MOST_FOR_A_SUBMISSION = 5
MOST_FOR_A_PAPER = 3
MOST_FOR_AN_ACT = 4


@contextmanager
def statements() -> Iterator[list[str]]:
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [q["sql"] for q in captured if not q["sql"].startswith(CONTROL)]


def listed(found: list[str]) -> str:
    return "\n".join(" ".join(statement.split())[:160] for statement in found)


@pytest.fixture
def warm(world: World, store: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A process that has served a dossier already: published law and units are remembered, however slow the test."""
    standing = SimpleNamespace(monotonic=lambda: 0.0)
    monkeypatch.setattr(remember, "time", standing)
    monkeypatch.setattr(calendars, "time", standing)
    remember.forget_everything()
    calendars.forget()
    world.returned()
    return world


@pytest.mark.parametrize("channel", ["online", "counter", "post"])
def test_submission_when_the_law_is_remembered_then_at_most_five_statements(warm: World, channel: str) -> None:
    application = warm.application(channel=channel)
    who = "citizen" if channel == "online" else "reception"
    warm.submit(who, channel=channel)

    with statements() as found:
        submit_dossier(application, actor=warm.actors[who], now=NOW, idempotency=claim("k1"))

    assert len(found) <= MOST_FOR_A_SUBMISSION, listed(found)


def test_paper_when_added_by_the_applicant_then_at_most_three_statements(warm: World) -> None:
    dossier, file = warm.submit(), warm.file("citizen")

    with statements() as found:
        add_document(
            dossier=dossier.uid,
            component=warm.component,
            file=file,
            actor=warm.actors["citizen"],
            now=NOW,
            idempotency=claim("k1"),
        )

    assert len(found) <= MOST_FOR_A_PAPER, listed(found)


def test_paper_when_digitised_at_the_counter_then_at_most_three_statements(warm: World) -> None:
    dossier, file = warm.submit("reception", channel="counter"), warm.file("reception")

    with statements() as found:
        add_document(
            dossier=dossier.uid,
            component=warm.component,
            file=file,
            actor=warm.actors["reception"],
            now=NOW,
            idempotency=claim("k1"),
        )

    assert len(found) <= MOST_FOR_A_PAPER, listed(found)


def test_act_when_done_in_each_state_then_at_most_four_statements(warm: World) -> None:
    over: list[str] = []
    for (state, action), doing in ACTS.items():
        for key in ("warming", "counted"):
            dossier, at = led_to(warm, state)
            with statements() as found:
                _do(warm, dossier, action, doing, at, key + str(dossier.uid))
        if len(found) > MOST_FOR_AN_ACT:
            over.append(f"{state} {action} {len(found)}:\n{listed(found)}")

    assert not over, "\n".join(over)


def _do(world: World, dossier: Dossier, action: Action, doing: Doing, at: dt.datetime, key: str) -> None:
    data, actor = doing.data(world), world.actors[doing.who]
    act(dossier=dossier.uid, action=action, data=data, actor=actor, now=at, idempotency=claim(key))
