"""The statements every act costs are prepared: planned once a connection, not once an act."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.locking import claimed_row
from motcua.dossiers.services.act import act
from motcua.people.actors import load_actor

from .world import LIFE, NOW, World, claim

pytestmark = pytest.mark.django_db


def plans() -> dict[str, int]:
    """How often each prepared statement of this connection ran."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def live(world: World, number: int) -> None:
    dossier = world.submit(idempotency=claim(f"submit {number}"))
    load_actor(world.users["reception"].pk, legal_date(NOW))
    todo = [(Action.ACCEPT, "reception"), *LIFE]
    for place, (action, who) in enumerate(todo):
        data = {"originals": [world.component]} if action is Action.ACCEPT else {}
        key = claim(f"{number} {place}")
        act(dossier=dossier.uid, action=action, data=data, actor=world.actors[who], now=NOW, idempotency=key)


def test_hot_statements_when_several_lives_passed_then_prepared_once_and_used_again(world: World) -> None:
    live(world, 0)
    before = plans()

    for number in range(1, 7):
        live(world, number)

    after = plans()
    assert set(after) == set(before), "a life like the first brought a new text"
    used = {text: after[text] - before[text] for text in after}
    claimed = [text for text in used if text.startswith("WITH claimed") and "FOR UPDATE" in text]
    assert [used[text] for text in claimed] == [6 * 6]
    written = [text for text in used if text.startswith("WITH ev ")]
    assert sum(used[text] for text in written) == 6 * 7
    assert sum(used[text] for text in used if "people_standings" in text) == 6
    assert len(written) <= 7


def test_hot_statements_when_used_often_then_planned_for_all_values_alike(world: World) -> None:
    for number in range(7):
        live(world, number)

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE 'WITH claimed%'")
        (generic,) = cursor.fetchone()
    assert generic > 0


@pytest.fixture
def other(transactional_db: None) -> Iterator[psycopg.Connection]:
    with psycopg.connect(settings.DATABASE_URL) as another:
        yield another


@pytest.mark.django_db(transaction=True)
def test_claim_and_lock_when_another_act_ends_meanwhile_then_what_that_one_left(
    world: World, other: psycopg.Connection
) -> None:
    dossier = world.submit()
    other.execute("UPDATE dossier SET next_at = %s WHERE id = %s", [NOW + dt.timedelta(days=9), dossier.pk])
    pid = connection.connection.info.backend_pid
    ender = threading.Thread(target=_commit_when_waited_for, args=(other, pid))

    with transaction.atomic():
        ender.start()
        found = claimed_row(dossier.uid, claim("k"), now=NOW)
    ender.join()

    assert found is not None
    assert found.next_at == NOW + dt.timedelta(days=9)


def _commit_when_waited_for(other: psycopg.Connection, pid: int) -> None:
    for _ in range(2000):
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as looking:
            if looking.execute("SELECT pg_blocking_pids(%s) <> '{}'", [pid]).fetchone() == (True,):
                break
    other.commit()


@pytest.mark.django_db(transaction=True)
def test_claim_and_lock_when_the_key_was_used_then_nothing_is_locked(world: World, other: psycopg.Connection) -> None:
    dossier = world.submit()
    with transaction.atomic():
        assert claimed_row(dossier.uid, claim("k"), now=NOW) is not None

    with transaction.atomic():
        assert claimed_row(dossier.uid, claim("k"), now=NOW) is None
        locked = other.execute("SELECT id FROM dossier WHERE id = %s FOR UPDATE NOWAIT", [dossier.pk]).fetchone()

    assert locked == (dossier.pk,)
