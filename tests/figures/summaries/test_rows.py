"""Rows of summaries: the same as the measures of the catalogue count, and lists that equal their numbers."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.figures.counting import count
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.periods import PeriodKind, numbered
from motcua.figures.summaries.rows import Kind, count_rows, list_rows
from tests.figures.counting.made import COMMUNE, OTHER, at, dossier, facts_of, map_of

MARCH = numbered(PeriodKind.MONTH, 2026, 3)
LATE_DUE = "2026-03-04 17:00"


def stay(name: str, step: str, entered: str, due: str, left: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "dossier": name,
        "procedure": "1.000001",
        "step": step,
        "unit": COMMUNE,
        "visit": 1,
        "entered_at": at(entered),
        "left_at": at(left) if left else None,
        "due_at": at(due),
        "late": bool(left) and left > due,
        "used_minutes": 60 if left else None,
        **more,
    }


def province() -> dict[str, Any]:
    asked = {"asked_at": at("2026-03-03 08:00"), "asked_last_at": at("2026-03-03 08:00")}
    return {
        **map_of(),
        "dossiers": [
            dossier("late", "2026-03-02 08:00", "2026-03-09 08:00", LATE_DUE),
            dossier("good", "2026-03-02 08:00", "2026-03-03 08:00", LATE_DUE, channel="counter"),
            dossier("open-late", "2026-03-02 08:00", due=LATE_DUE),
            dossier("waiting", "2026-03-02 08:00", due=LATE_DUE, **asked),
            dossier("open", "2026-03-02 08:00", due="2026-04-02 17:00", settling_unit=OTHER),
            dossier("before", "2026-02-02 08:00", "2026-02-09 08:00", "2026-02-04 17:00"),
            dossier("part", "2026-03-02 08:00", "2026-03-09 08:00", LATE_DUE, grain="part", whole="w"),
            dossier("w", "2026-03-02 08:00", "2026-03-09 08:00", LATE_DUE, grain="whole", umbrella=True),
        ],
        "steps": [
            stay("late", "check", "2026-03-02 08:00", "2026-03-03 08:00", "2026-03-05 08:00"),
            stay("good", "check", "2026-03-02 08:00", "2026-03-03 08:00", "2026-03-02 09:00", used_minutes=30),
            stay("open-late", "sign", "2026-03-02 08:00", "2026-03-04 08:00"),
            stay("open", "check", "2026-03-30 08:00", "2026-04-02 08:00", unit=OTHER),
            stay("late", "sign", "2026-03-05 08:00", "2026-04-05 08:00", "2026-04-01 08:00"),
        ],
        "supplements": [
            {"dossier": "waiting", "procedure": "1.000001", "stage": "settlement", "number": 1, "reason": "missing"}
            | {"asked_at": at("2026-03-03 08:00")}
        ],
    }


@pytest.mark.parametrize("unit", ["AS", "AS-0101", "AS-0102"])
@pytest.mark.parametrize(
    ("kind", "state", "measure"),
    [
        (Kind.SETTLED, "", "dossiers_settled"),
        (Kind.SETTLED, "late", "dossiers_settled_late"),
        (Kind.LATE, "settled", "dossiers_settled_late"),
        (Kind.LATE, "open", "dossiers_open_late"),
        (Kind.RECEIVED, "", "dossiers_received"),
    ],
)
def test_rows_when_a_measure_counts_the_same_then_the_same_number(
    unit: str, kind: Kind, state: str, measure: str
) -> None:
    tested = DueDate.APPOINTED if measure.endswith("late") else None
    key = MeasureKey(measure, tested, CountsFor.SETTLING)
    with facts_of(province()) as facts:
        rows = count_rows(facts, kind, [unit], MARCH, by=["state"])
        assert sum(row.number for row in rows if state in {"", row.state}) == count(facts, [key], unit, MARCH)[key]


def test_steps_when_late_open_or_ended_then_each_in_its_place() -> None:
    with facts_of(province()) as facts:
        late = count_rows(facts, Kind.LATE_STEPS, ["AS"], MARCH, by=["cell"])
        load = count_rows(facts, Kind.OPEN_STEPS, ["AS", "AS-0102"], MARCH, by=["cell", "state"])
        stays = count_rows(facts, Kind.STAYS, ["AS"], MARCH, by=["cell"])

    assert [(row.cell, row.number) for row in late] == [("check", 1), ("sign", 1)]
    # 31 March 2026 is a Tuesday: 2 April lies in its week, 5 April is the Sunday of it
    assert [(row.member, row.cell, row.state, row.number) for row in load] == [
        ("AS", "check", "week", 1),
        ("AS", "sign", "late", 1),
        ("AS", "sign", "week", 1),
        ("AS-0102", "check", "week", 1),
    ]
    assert [(row.cell, row.number, row.middle) for row in stays] == [("check", 2, 90)]


@pytest.mark.parametrize("kind", list(Kind))
def test_list_when_opened_then_as_many_as_the_number_page_by_page(kind: Kind) -> None:
    with facts_of(province()) as facts:
        counted = count_rows(facts, kind, ["AS"], MARCH, by=["procedure", "cell", "state"])
        assert counted
        for row in counted:
            asked = {"procedure": row.procedure, "cell": row.cell, "state": row.state}
            first = list_rows(facts, kind, "AS", MARCH, limit=1, **asked)
            found, after = list(first.rows), first.next
            while after:
                page = list_rows(facts, kind, "AS", MARCH, limit=1, after=after, **asked)
                found, after = [*found, *page.rows], page.next
            assert first.total == row.number == sum(int(one.amount) for one in found)
