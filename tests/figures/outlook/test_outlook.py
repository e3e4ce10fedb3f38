"""Series on a screen: domains as dated data, changes, courses with gaps."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from fractions import Fraction

import pytest

from motcua.figures.outlook import domains
from motcua.figures.outlook.reading import Point, change, drawn
from motcua.figures.periods import PeriodKind, numbered
from motcua.figures.reported import ValueKind

DATA = tomllib.loads(domains._FILE.read_text(encoding="utf-8"))


def test_domains_when_shipped_then_cover_what_a_province_watches() -> None:
    found = {domain.id for domain in domains.in_force(dt.date(2026, 11, 23)).domains}

    assert found >= {"industry", "trade_tourism", "budget", "enterprises", "security", "education", "health"}


def test_domains_when_an_indicator_is_unknown_twice_or_a_day_is_then_refused() -> None:
    strange, twice, day = (copy.deepcopy(DATA) for _ in range(3))
    strange["edition"][0]["domain"][0]["series"][0]["indicator"] = "happiness"
    twice["edition"][0]["domain"].append(twice["edition"][0]["domain"][0])
    day["edition"].append(copy.deepcopy(day["edition"][0]))

    for wrong in (strange, twice, day, {}):
        with pytest.raises(ValueError, match=r"series|editions"):
            domains.read_editions(wrong)


@pytest.mark.parametrize(
    ("now", "before", "kind", "expected"),
    [
        (120, 100, ValueKind.LEVEL, (Fraction(1, 5), False)),
        (120, 0, ValueKind.LEVEL, None),
        (None, 100, ValueKind.LEVEL, None),
        (100, None, ValueKind.LEVEL, None),
        (Fraction("0.93"), Fraction("0.91"), ValueKind.SHARE, (Fraction("0.02"), True)),
    ],
)
def test_change_when_numbers_or_shares_then_growth_or_points(
    now: Fraction | None, before: Fraction | None, kind: ValueKind, expected: object
) -> None:
    exact = [None if one is None else Fraction(one) for one in (now, before)]

    assert change(exact[0], exact[1], kind) == expected


def points(*values: int | None) -> list[Point]:
    months = [numbered(PeriodKind.MONTH, 2026, number + 1) for number in range(len(values))]
    return [
        Point(month, None if value is None else Fraction(value), "", "", "")
        for month, value in zip(months, values, strict=True)
    ]


def test_course_when_a_period_is_missing_then_the_line_breaks_and_never_falls_to_nothing() -> None:
    lines = drawn(points(1, 3, None, 2, 2), 104, 24)

    assert lines == ["2.0,22.0 27.0,2.0", "77.0,12.0 102.0,12.0"]
    assert drawn(points(None, 5, None), 104, 24) == []
    assert drawn(points(4, 4), 104, 24) == ["2.0,12.0 102.0,12.0"]
