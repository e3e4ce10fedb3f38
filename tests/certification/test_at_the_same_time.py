"""Eight officials at once on a real PostgreSQL: no number twice, none missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from motcua.certification.models import Entry
from motcua.certification.rules import Line
from motcua.certification.selectors import Book
from motcua.certification.services.certifying import certify
from motcua.certification.services.register import gaps
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.act import Answer
from tests.core.parallel import at_once
from tests.dossiers.world import NOW, World, build, claim

from .given import certifying, order

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


class Boom(Exception): ...


@pytest.fixture
def world(transactional_db: None) -> World:
    return certifying(build())


def fall() -> None:
    raise Boom


def four_turns(world: World, number: int) -> Callable[[], int]:
    """Four acts of one official; every fifth of all is rolled back. How many numbers were kept."""

    def turn(which: int) -> int:
        lines = [Line(f"Giấy {number}-{which}-{part}", 1, 1) for part in range(1 + which % 2)]
        try:
            with transaction.atomic():
                certify(order(world, *lines), actor=world.actors["reception"], now=NOW)
                if (number + which) % 5 == 0:
                    fall()
        except Boom:
            return 0
        return len(lines)

    return lambda: sum(turn(which) for which in range(4))


def test_eight_at_once_draw_numbers_without_gaps_even_when_some_fail(world: World) -> None:
    kept = at_once([four_turns(world, number) for number in range(THREADS)])

    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, sum(kept) + 1))  # type: ignore[arg-type]
    assert gaps(Book(world.commune.pk, "copy", 2026)) == []
    codes = Dossier.objects.order_by("code").values_list("code", flat=True)
    assert [int(str(code)[-4:]) for code in codes] == list(range(1, len(codes) + 1))


def test_one_form_sent_eight_times_at_once_is_one_entry(world: World) -> None:
    key = claim("same", operation="certify", who=str(world.actors["reception"].uid))

    answers = at_once(
        [lambda: certify(order(world), actor=world.actors["reception"], now=NOW, idempotency=key)] * THREADS
    )

    told = [one for one in answers if isinstance(one, Answer)]
    assert len(told) == THREADS
    assert sorted(one.replayed for one in told) == [False] + [True] * (THREADS - 1)
    assert all(one.body == told[0].body for one in told)
    assert Entry.objects.count() == 1
