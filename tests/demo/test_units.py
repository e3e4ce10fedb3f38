"""The units of the demo province through time."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from fractions import Fraction

import pytest
from tools.demo_catalogue.units import text

from motcua.core.canonical import Json
from motcua.organisation.rules import parse_line
from motcua.organisation.services.unit_book import Book
from tests.demo.given import DATA, TODAY, is_in_force, units, units_on

REFORM = dt.date(2025, 7, 1)


def _list(row: dict[str, Json], name: str) -> list[dict[str, Json]]:
    found = row.get(name, [])
    assert isinstance(found, list)
    return [item for item in found if isinstance(item, dict)]


def test_units_file_when_written_anew_is_the_same() -> None:
    assert (DATA / "units.jsonl").read_text(encoding="utf-8") == text()


def test_units_file_when_imported_has_no_rejection() -> None:
    lines = (DATA / "units.jsonl").read_bytes().splitlines()
    book = Book([], [parse_line(number, line) for number, line in enumerate(lines, start=1)])
    book.settle()
    assert book.rejections == []
    assert len(book.lines) == len(lines)


def test_province_when_counted_has_two_levels_today_and_three_before() -> None:
    now = Counter(str(unit["level"]) for unit in units_on(TODAY).values())
    before = Counter(str(unit["level"]) for unit in units_on(REFORM - dt.timedelta(days=1)).values())
    assert (now["province"], now["district"], now["commune"]) == (1, 0, 60)
    assert (before["province"], before["district"]) == (1, 9)
    assert 140 <= before["commune"] <= 160
    kinds = Counter(str(unit["kind"]) for unit in units_on(TODAY).values())
    assert kinds["one_stop_centre"] == 61
    assert kinds["special_zone"] == 1
    assert 18 <= kinds["department"] + kinds["vertical_agency"] <= 24


def test_unit_when_ended_hands_all_of_it_to_units_that_begin_or_go_on() -> None:
    identities = {(str(unit["code"]), str(unit["valid_from"])): unit for unit in units()}
    for unit in units():
        heirs = _list(unit, "successors")
        if not unit["valid_to"]:
            assert not heirs
            continue
        assert heirs, unit["code"]
        assert sum(Fraction(str(heir["share"])) for heir in heirs) == 1, unit["code"]
        assert [heir["default"] for heir in heirs].count(True) == 1, unit["code"]
        day = dt.date.fromisoformat(str(unit["valid_to"]))
        for heir in heirs:
            assert is_in_force(identities[str(heir["code"]), str(heir["valid_from"])], day)


def test_old_commune_when_split_goes_to_two_new_ones() -> None:
    split = [unit for unit in units() if unit["level"] == "commune" and len(_list(unit, "successors")) > 1]
    assert 5 <= len(split) <= 20


@pytest.mark.parametrize("kind", ["land", "tax", "insurance", "police"])
def test_commune_when_asked_who_serves_it_has_exactly_one(kind: str) -> None:
    today = units_on(TODAY)
    serving: defaultdict[str, list[str]] = defaultdict(list)
    for unit in today.values():
        for area in _list(unit, "service_areas"):
            if area["kind"] == kind and is_in_force(area, TODAY):
                serving[str(area["area"])].append(str(unit["code"]))
    communes = {code for code, unit in today.items() if unit["level"] == "commune"}
    assert set(serving) == communes
    assert {len(found) for found in serving.values()} == {1}


def test_service_area_when_dated_names_a_unit_of_those_days() -> None:
    spans = defaultdict(list)
    for unit in units():
        spans[str(unit["code"])].append((str(unit["valid_from"]), str(unit["valid_to"] or "9999-12-31")))
    for unit in units():
        for area in _list(unit, "service_areas"):
            since, until = str(area["valid_from"]), str(area["valid_to"] or "9999-12-31")
            assert any(first <= since and until <= last for first, last in spans[str(area["area"])])


@pytest.mark.parametrize("kind", ["commune_office", "commune_economy", "commune_society", "one_stop_centre"])
def test_commune_when_looked_into_has_its_offices(kind: str) -> None:
    today = units_on(TODAY)
    below = Counter(str(unit["parent"]) for unit in today.values() if unit["kind"] == kind)
    communes = {code for code, unit in today.items() if unit["level"] == "commune"}
    assert {code: below[code] for code in communes} == dict.fromkeys(communes, 1)


def test_reception_point_when_listed_stands_in_a_centre() -> None:
    today = units_on(TODAY)
    with_points = {code for code, unit in today.items() if _list(unit, "reception_points")}
    assert with_points == {code for code, unit in today.items() if unit["kind"] == "one_stop_centre"}
    codes = [str(point["code"]) for unit in units() for point in _list(unit, "reception_points")]
    assert len(set(codes)) == len(codes)


def test_contacts_when_given_reach_nobody() -> None:
    for unit in units():
        points = _list(unit, "reception_points")
        for place in [unit, *points]:
            assert re.fullmatch(r"(0200 \d{4} \d{3})?", str(place.get("phone", "")))
            assert re.fullmatch(r"([a-z0-9.-]+@anson\.example)?", str(place.get("email", "")))


def test_names_when_in_force_together_are_told_apart() -> None:
    communes = Counter(str(unit["name"]) for unit in units_on(TODAY).values() if unit["level"] == "commune")
    assert set(communes.values()) == {1}
    agencies = Counter(str(unit["agency_code"]) for unit in units_on(TODAY).values() if unit.get("agency_code"))
    assert set(agencies.values()) == {1}
