"""Every number on the pages of index 766, of coverage and of statutory reports opens: on facts built from real
dossiers, seen by the head of procedure control."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from motcua.core.clock import FrozenClock
from motcua.figures.answers import asking
from motcua.figures.boards import runs
from motcua.figures.boards.models import Breakdown
from motcua.figures.boards.runs import Spec, of_level
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.facts import shared
from motcua.figures.facts.build import build
from motcua.figures.periods import PeriodKind, numbered, parse_code
from motcua.figures.statutory.services.filling import prepare
from motcua.figures.statutory.services.opening import open_report
from motcua.people.actors import SYSTEM
from tests.dossiers.world import World
from tests.figures.statutory.conftest import LATER, house, world  # noqa: F401  (fixtures)
from tests.matrix.addresses import signed_in

from .opening import Opener

QUARTER = numbered(PeriodKind.QUARTER, 2026, 4)
REPORTED = parse_code("R2026-Q4")


@pytest.fixture
def opener(world: World) -> Iterator[Opener]:  # noqa: F811
    shared.forget()
    asking.forget()
    build(now=LATER)
    yield Opener(signed_in(world, "control"))
    shared.forget()
    asking.forget()


def faults(opener: Opener, addresses: list[str]) -> list[str]:
    return [fault for address in addresses for fault in opener.faults_of(address)]


@pytest.mark.foreign
def test_boards_when_opened_then_every_number_is_proven(opener: Opener, world: World, clock: FrozenClock) -> None:  # noqa: F811
    commune = world.commune.code
    for level in (UnitLevel.PROVINCE, UnitLevel.COMMUNE):
        runs.compute(of_level(level, QUARTER), now=clock.now())
    runs.compute(Spec(UnitLevel.COMMUNE, QUARTER, commune, Breakdown.PROCEDURES), now=clock.now())
    queries = [urlencode({"cap": level, "ky": QUARTER.code}) for level in ("commune", "province")]
    pages = [f"{reverse('desk:boards')}?{query}" for query in queries]
    pages += [f"{reverse(name, args=[commune])}?{queries[0]}" for name in ("desk:board_unit", "desk:board_next")]
    pages += [f"{reverse('desk:board_procedures', args=[commune])}?{queries[0]}", reverse("desk:coverage")]

    found = faults(opener, pages)

    assert not found, "\n".join(found)
    assert opener.opened > 100


@pytest.mark.foreign
def test_statutory_reports_when_opened_then_every_cell_is_proven(
    opener: Opener,
    world: World,  # noqa: F811
    clock: FrozenClock,
) -> None:
    pages = [reverse("desk:statutory"), f"{reverse('desk:statutory_level')}?bieu=ii06a&ky={REPORTED.code}"]
    for form, unit in (("ii06a", world.commune), ("ii07a", world.commune), ("ii06c", world.province)):
        report = open_report(form, unit.code, REPORTED, actor=SYSTEM, now=clock.now())
        prepare(report.uid, expected=0, actor=SYSTEM, now=clock.now())
        pages.append(reverse("desk:statutory_report", args=[report.uid]))

    found = faults(opener, pages)

    assert not found, "\n".join(found)
    assert opener.opened > 50
