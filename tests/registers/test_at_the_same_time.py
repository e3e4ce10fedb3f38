"""Several officials at once on a real PostgreSQL: no number twice, one effect of one step, one version a day."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict
from motcua.registers.models import Record, RecordEvent, RegisterVersion
from motcua.registers.services.records import do_step
from motcua.registers.services.registering import publish_register
from tests.core.parallel import at_once
from tests.dossiers.world import NOW, World

from .given import FORM, KEY, entered, published, world_of_registers

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


@pytest.fixture
def world(transactional_db: None) -> World:
    return world_of_registers()


def test_eight_at_once_draw_numbers_without_gaps(world: World) -> None:
    published(world)

    at_once([lambda: [entered(world) for _turn in range(3)]] * THREADS)

    ordinals = list(Record.objects.order_by("ordinal").values_list("ordinal", flat=True))
    assert ordinals == list(range(1, 3 * THREADS + 1))


def test_one_step_done_by_eight_at_once_is_done_once(world: World) -> None:
    published(world)
    record = entered(world)

    answers = at_once(
        [lambda: do_step(record.uid, "dong-y", expected=1, actor=world.actors["clerk"], now=NOW)] * THREADS
    )

    refused = [one for one in answers if isinstance(one, Conflict)]
    assert {one.code for one in refused} == {"record_moved"}
    assert len(refused) == THREADS - 1
    assert RecordEvent.objects.filter(record=record, kind="step_done").count() == 1


def test_two_authors_publish_at_once_and_one_version_is_in_force(world: World) -> None:
    published(world)
    author, later = world.actors["author"], legal_date(NOW) + dt.timedelta(days=1)

    at_once([lambda: publish_register(KEY, FORM, None, expected=1, valid_from=later, actor=author, now=NOW)] * THREADS)

    versions = list(RegisterVersion.objects.order_by("number").values_list("number", "valid_from", "valid_to"))
    assert versions == [(1, legal_date(NOW), later), (2, later, None)]
