"""The three cuts by hand, and their numbers beside their lists."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.figures.collection.rules import Rule
from motcua.figures.cuts.baselines import Baselines, of_rules
from motcua.figures.cuts.counted import MEASURES, cell_behind
from motcua.figures.cuts.tallies import Cut, Tally, line_of, tallies
from motcua.figures.definitions.model import CountsFor, MeasureKey
from motcua.figures.periods import PeriodKind, numbered
from tests.figures.counting.made import COMMUNE, OTHER, at, facts_of, map_of

from .made import course, three, visit

MARCH = numbered(PeriodKind.MONTH, 2026, 3)
TERMS = {"trips_hundredths": 200, "desk_minutes": 45, "trip_dong": 30_000}


def known(**own: dict[str, int]) -> Baselines:
    rules = [Rule("baseline", "", dt.date(2020, 1, 1), TERMS, "test", "own")]
    rules += [Rule("baseline", key.replace("_", "."), MARCH.first, terms, "test", "own") for key, terms in own.items()]
    return of_rules(rules, MARCH.last)


def tally(rows: dict[str, Any], *, unit: str = "AS", baseline: Baselines | None = None, model: str = "") -> Tally:
    with facts_of({**map_of(), **rows}) as facts:
        lines = tallies(facts, [unit], MARCH, baseline or known()).get(unit, ())
    return next(line.tally for line in lines if (line.procedure, line.model) == ("", model))


def test_cuts_when_worked_by_hand_then_before_now_and_share_are_exact() -> None:
    found = tally(three())

    trips, wait, cost = (found.compared(cut) for cut in Cut)
    assert trips
    assert wait
    assert cost
    # 2 + 0 + 3 trips of three dossiers, against 2 each
    assert (trips.before, trips.now, trips.cut, trips.share) == (2, Fraction(5, 3), Fraction(1, 3), Fraction(1, 6))
    assert (trips.median, trips.of) == (2, 3)
    # 20 and 50 minutes in two of four visits, against 45
    assert (wait.before, wait.now, wait.median, wait.of, found.visits) == (45, 35, 35, 2, 4)
    # 15.000 + 2 x 30.000 and 7.000, against 75.000 and 67.000; of the third the fee is not known
    assert (cost.before, cost.now, cost.of) == (71_000, 41_000, 2)
    assert cost.share == Fraction(30, 71)
    assert found.is_small


def test_models_when_told_apart_then_each_application_is_of_one() -> None:
    rows = {
        "dossiers": [
            course("a"),
            course("b", online=True),
            course("c", boundary_free=True),
            course("d", grain="whole", umbrella=True),
            course("e") | {"channel": "post"},
        ]
    }
    with facts_of({**map_of(), **rows}) as facts:
        lines = tallies(facts, ["AS"], MARCH, known())["AS"]

    by_model = {line.model: line.tally.dossiers for line in lines if not line.procedure}
    assert by_model == {"": 5, "one_stop": 1, "online": 1, "boundary_free": 1, "interlinked": 1, "post": 1}


def test_baseline_when_a_procedure_has_its_own_then_it_counts_for_that_one() -> None:
    own = known(**{"1_000002": {"trips_hundredths": 450, "desk_minutes": 60, "trip_dong": 50_000, "fee_dong": 20_000}})
    found = tally(three(), baseline=own)

    trips, wait = found.compared(Cut.TRIPS), found.compared(Cut.WAIT)
    assert trips
    assert wait
    assert trips.before == Fraction(200 + 200 + 450, 300)
    assert wait.before == Fraction(45 + 60, 2)
    assert own.hash != known().hash


def test_waits_and_fees_when_nobody_recorded_them_then_missing_and_never_nothing() -> None:
    rows = {"dossiers": [course("a", fees_recorded=None)], "contacts": [visit("a", "submit")]}
    found = tally(rows)

    assert (found.compared(Cut.WAIT), found.compared(Cut.COST)) == (None, None)
    assert [MEASURES[name](found) for name in ("desk_wait_minutes", "cost_of_returned")] == ["source_missing"] * 2
    assert MEASURES["trips"](found) == 1


def test_fee_when_the_procedure_has_none_then_nothing_was_paid_and_that_is_known() -> None:
    rows: dict[str, Any] = {
        "dossiers": [course("a", fees_recorded=None), course("b", version="v2", fees_recorded=None)]
    }
    rows["procedure_versions"] = [
        {"version": "v1", "procedure": "1.000001"},
        {"version": "v2", "procedure": "1.000001"},
    ]
    rows["fees"] = [{"version": "v2", "channel": "online", "amount": 5_000}, {"version": "v1", "amount": 0}]
    found = tally(rows)
    assert (found.dossiers, found.costed, found.fees) == (2, 1, 0)

    rows["procedure_versions"][0]["unknown"] = ["fee"]
    assert tally(rows).costed == 0


def test_dossier_when_its_result_is_not_handed_over_in_the_period_then_not_counted() -> None:
    waiting = course("a") | {"handed_over_at": None}
    later = course("b") | {"handed_over_at": at("2026-04-01 00:00")}
    last = course("c") | {"handed_over_at": at("2026-03-31 23:59")}

    assert tally({"dossiers": [waiting, later, last]}).dossiers == 1


def test_unit_when_parts_were_settled_elsewhere_then_work_counts_there_and_the_whole_above() -> None:
    rows = {
        "dossiers": [
            course("w", grain="whole", umbrella=True),
            course("p", grain="part", settling_unit=OTHER),
            course("q", grain="part", settling_unit=COMMUNE),
        ]
    }
    assert [tally(rows, unit=code).dossiers for code in ("AS", "AS-0101", "AS-0102")] == [1, 1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_list_when_opened_then_its_amounts_add_up_to_the_number(measure: str) -> None:
    key = MeasureKey(measure, None, CountsFor.SETTLING)
    with facts_of({**map_of(), **three()}) as facts:
        lines = {(one.procedure, one.model): one.tally for one in tallies(facts, ["AS"], MARCH, known())["AS"]}
        for (procedure, model), one in lines.items():
            page = cell_behind(facts, key, "AS", MARCH, procedure=procedure, model=model)
            number = MEASURES[measure](one)
            assert sum(row.amount for row in page.rows) == page.total
            assert page.total == (0 if isinstance(number, str) else number)
            assert len(page.rows) == page.things


@given(st.lists(st.integers(0, 10**9), min_size=14, max_size=14))
def test_line_when_written_and_read_then_the_same(sums: list[int]) -> None:
    line = line_of(["1.000001", "online", *sums])
    assert line_of(line.as_json()) == line  # type: ignore[arg-type]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=1, max_size=8))
def test_sums_when_cut_by_procedure_and_model_then_add_up_to_the_whole(made: list[tuple[int, bool, int]]) -> None:
    rows: dict[str, Any] = {"dossiers": [], "contacts": []}
    for number, (procedure, online, visits) in enumerate(made):
        name = f"d{number}"
        rows["dossiers"].append(course(name, online=online, procedure=f"1.{procedure:06}"))
        rows["contacts"] += [visit(name, "submit", 10) for _ in range(visits)]
    with facts_of({**map_of(), **rows}) as facts:
        lines = tallies(facts, ["AS"], MARCH, known())["AS"]

    whole = next(line.tally for line in lines if not line.procedure and not line.model)
    for parts in (
        [line.tally for line in lines if line.procedure and not line.model],
        [line.tally for line in lines if line.model and not line.procedure],
        [line.tally for line in lines if line.model and line.procedure],
    ):
        assert sum(one.trips for one in parts) == whole.trips == sum(visits for _, _, visits in made)
        assert sum(one.trips_before for one in parts) == whole.trips_before == 200 * len(made)
    middle = sorted(visits for _, _, visits in made)
    low, high = middle[(len(middle) - 1) // 2], middle[len(middle) // 2]
    assert whole.trips_median == low + high
