"""Command screens counted from made facts, and their pages."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from motcua.core.clock import FrozenClock
from motcua.desk.figures.command_map import shades_of
from motcua.desk.figures.command_shown import Screen
from motcua.figures.answers import asking
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.facts.reader import Facts
from motcua.figures.screens import runs
from motcua.figures.screens.age import threats, used_percent
from motcua.figures.screens.models import ScreenItem, ScreenRun
from motcua.figures.screens.who import drawn_as, has_screen, with_screens
from motcua.organisation.models import Unit
from motcua.worktime.calendar_file import shipped_calendar
from tests.desk.conftest import SignIn, sign_in, world  # noqa: F401  (fixtures)
from tests.dossiers.world import World
from tests.figures.summaries.given import AS_OF, lend, uid
from tests.organisation.factories import UnitFactory

from .given import PART, SOON, facts_with, leader
from .opening import Figure, Opener

LATE_ONES = {name: uid(name) for name in ("s00", "s01", "s02", "s03")}


@pytest.fixture
def facts(world: World, monkeypatch: pytest.MonkeyPatch) -> Facts:  # noqa: F811
    found = facts_with(world)
    lend(monkeypatch, found)
    monkeypatch.setattr(runs, "borrowed", asking.borrowed)
    return found


def micro(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp() * 1_000_000)


def test_time_used_when_half_the_working_time_is_gone_then_is_fifty_per_cent() -> None:
    # Monday 08:00 to Friday 08:00 are four working days, whatever the hours of the night.
    began, due = [micro("2026-11-16T08:00:00+07:00")], [micro("2026-11-20T08:00:00+07:00")]
    at = dt.datetime.fromisoformat("2026-11-18T08:00:00+07:00")

    assert used_percent(shipped_calendar(), began, due, at) == [50]
    assert used_percent(shipped_calendar(), due, due, at) == [100]


def test_threats_when_time_is_mostly_used_then_only_those_not_late_yet(
    world: World,  # noqa: F811
    facts: Facts,
) -> None:
    codes = [world.commune.code, world.province.code]

    found = threats(facts, codes, AS_OF.date(), AS_OF)

    # One is late already, one has used a half, one waits for the applicant; the part counts for the agency only.
    ours, whole = world.commune.code, world.province.code
    assert sorted((one.member, one.dossier) for one in found) == [(whole, SOON), (ours, SOON), (ours, PART)]
    assert all(one.used > 80 for one in found)


def test_run_when_computed_then_every_area_has_its_row_and_the_same_minute_is_counted_once(
    world: World,  # noqa: F811
    facts: Facts,
    clock: FrozenClock,
) -> None:
    run = runs.compute(now=clock.now())

    assert runs.compute(now=clock.now()) == run
    assert ScreenRun.objects.count() == 1
    row = runs.newest(world.commune.code)
    assert row is not None
    assert row.body["month"]["on_time_rate_ii06"][0] == "3/4"
    assert row.body["procedures"] == [["1.009999", "Thủ tục mẫu", 11]]
    assert row.body["threats"][0] == 2
    assert row.body["threats"][0] == ScreenItem.objects.filter(member=world.commune.code).count()
    assert runs.newest("linh-vuc:Hộ tịch") is not None


def test_late_units_when_not_all_are_shown_then_the_lines_add_up_to_the_province(
    world: World,  # noqa: F811
    facts: Facts,
    clock: FrozenClock,
) -> None:
    given = {"province": str(world.province.uid), "other": str(Unit.objects.get(code="TS-0102").uid)}
    for change in (
        "settling_unit = $province WHERE dossier = $s00",  # settled by the province itself: no unit counts it
        "grain = 'part' WHERE dossier = $s01",  # work of an agency on an application that is counted whole
        "settling_unit = $other WHERE dossier IN ($s02, $s03)",
    ):
        named = {name: value for name, value in {**given, **LATE_ONES}.items() if f"${name}" in change}
        facts.connection.execute(f"UPDATE dossiers SET {change}", named)
    clock.set(AS_OF)
    runs.compute(now=clock.now())
    row = runs.newest(world.province.code)
    assert row is not None
    screen, opener = Screen(row, clock.now()), Opener(leader(world))

    shown = [line["number"] for line in screen.late_units(1)]
    rest = {bar.name: (bar.number, bar.address) for bar in screen.late_rest(1)}

    assert shown == [8]  # of 11: one is the province's, two are the other commune's
    assert {name: number for name, (number, _address) in rest.items()} == {
        "Các đơn vị khác": 2,
        "Chỉ tính ở tỉnh": 1,
        "Trừ: chỉ tính ở đơn vị": 1,
    }
    assert screen.figure("month", "dossiers_late_total").value == 8 + 2 + 1 - 1
    faults = [opener.faults_behind(Figure(name, str(of), to, has_proof=False)) for name, (of, to) in rest.items()]
    assert faults == [[], [], []]


def test_screens_when_an_agency_is_of_a_ministry_then_it_has_one_like_a_department(world: World) -> None:  # noqa: F811
    police = UnitFactory(code="TS.N01", kind="vertical_agency", level="unit", parent=world.province)
    station = UnitFactory(code="TS-0101.CA", kind="commune_police", level="unit", parent=police)

    codes = set(with_screens(AS_OF.date()).values_list("code", flat=True))

    assert "TS.N01" in codes
    assert not {"TS-0101.CA", "TS-0101.MC"} & codes
    assert [has_screen(one) for one in (police, station, world.centre, world.commune)] == [True, False, False, True]
    assert drawn_as(police) is UnitLevel.DEPARTMENT


def test_shades_when_values_differ_then_the_worst_is_darkest() -> None:
    values = [Fraction(0), None, Fraction(5), Fraction(10)]

    assert shades_of(values, wants_more=False) == [1, 0, 3, 5]
    assert shades_of(values, wants_more=True) == [5, 0, 3, 1]
    assert shades_of([Fraction(2)] * 2, wants_more=False) == [1, 1]
