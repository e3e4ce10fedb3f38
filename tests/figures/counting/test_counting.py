"""Measures by their sentences, on facts made by hand."""

# ruff: noqa: E501 - a table reads by its lines

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import NotFound
from motcua.figures.counting import Dimension, behind, count, count_table
from motcua.figures.counting.dossier_measures import BINDINGS
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.periods import PeriodKind, numbered

from .made import COMMUNE, DEPARTMENT, OTHER, PROVINCE, above, at, dossier, facts_of, map_of, unit

MARCH = numbered(PeriodKind.MONTH, 2026, 3)
APRIL = numbered(PeriodKind.MONTH, 2026, 4)


def key(measure: str, whose: CountsFor = CountsFor.SETTLING, tested: DueDate = DueDate.APPOINTED) -> MeasureKey:
    return MeasureKey(measure, tested if shipped().measures[measure].tests_date else None, whose)


def counted(rows: list[Any], measure: str, period: Any = MARCH, unit_code: str = "AS") -> Any:
    with facts_of({**map_of(), "dossiers": rows}) as facts:
        return count(facts, [key(measure)], unit_code, period)[key(measure)]


IN_TIME = "dossiers_in_time_766"
ASKED: dict[str, Any] = {"asked_at": at("2026-03-10 08:00"), "asked_last_at": at("2026-03-10 08:00")}
ANSWERED: dict[str, Any] = {"answered_at": at("2026-03-16 08:00"), "answered_last_at": at("2026-03-16 08:00")}
TWICE: dict[str, Any] = {"asked_again_at": at("2026-03-18 08:00"), "answered_again_at": at("2026-03-18 09:00")}


@pytest.mark.parametrize(
    ("measure", "row", "expected"),
    [
        ("dossiers_received", dossier("a", "2026-03-01 00:00"), 1),
        ("dossiers_received", dossier("a", "2026-02-28 23:59"), 0),
        ("dossiers_received", dossier("a", "2026-03-31 23:59"), 1),
        ("dossiers_received_post", dossier("a", "2026-03-02 08:00", channel="post"), 1),
        ("dossiers_received_online", dossier("a", "2026-03-02 08:00", channel="post"), 0),
        ("dossiers_carried_over", dossier("a", "2026-02-10 08:00"), 1),
        ("dossiers_carried_over", dossier("a", "2026-02-10 08:00", "2026-02-28 09:00"), 0),
        ("dossiers_settled", dossier("a", "2026-02-10 08:00", "2026-03-02 09:00"), 1),
        ("dossiers_settled", dossier("a", "2026-03-02 08:00", "2026-04-01 09:00"), 0),
        ("dossiers_settled_early", dossier("a", "2026-03-02 08:00", "2026-03-19 23:00"), 1),
        ("dossiers_settled_early", dossier("a", "2026-03-02 08:00", "2026-03-20 08:00"), 0),
        ("dossiers_settled_on_time", dossier("a", "2026-03-02 08:00", "2026-03-20 17:00"), 1),
        ("dossiers_settled_late", dossier("a", "2026-03-02 08:00", "2026-03-20 17:01"), 1),
        ("dossiers_settled_on_time", dossier("a", "2026-03-02 08:00", "2026-03-05 08:00", has_result=False), 1),
        ("dossiers_settled_late", dossier("a", "2026-03-02 08:00", "2026-03-25 08:00", has_result=False), 1),
        ("dossiers_open", dossier("a", "2026-03-02 08:00", "2026-04-01 08:00"), 1),
        ("dossiers_open_within", dossier("a", "2026-03-02 08:00", due="2026-04-01 17:00"), 1),
        ("dossiers_open_late", dossier("a", "2026-03-02 08:00"), 1),
        ("dossiers_open_within", dossier("a", "2026-03-02 08:00", **ASKED), 1),
        ("dossiers_open_late", dossier("a", "2026-03-02 08:00", **ASKED, **ANSWERED), 1),
        (IN_TIME, dossier("a", "2026-03-02 08:00", "2026-03-20 17:00"), 1),
        (IN_TIME, dossier("a", "2026-03-02 08:00", "2026-03-20 17:01"), 0),
        (IN_TIME, dossier("a", "2026-03-02 08:00", "2026-03-25 17:00", **ASKED, **ANSWERED), 1),
        (IN_TIME, dossier("a", "2026-03-02 08:00", "2026-03-26 18:00", **ASKED, **ANSWERED), 0),
        (IN_TIME, dossier("a", "2026-03-02 08:00", "2026-03-19 08:00", **ASKED, **ANSWERED, **TWICE), 0),
        (IN_TIME, dossier("a", "2026-03-02 08:00", **ASKED), 1),
        (IN_TIME, dossier("a", "2026-03-02 08:00", due="2026-03-09 17:00", **ASKED), 0),
        (IN_TIME, dossier("a", "2026-03-02 08:00", due="2026-03-31 17:00"), 0),
        (IN_TIME, dossier("a", "2026-03-02 08:00", due="2026-04-01 17:00"), 1),
        ("dossiers_apologised", dossier("a", "2026-03-02 08:00", late_warned=True), 1),
        ("dossiers_completed", dossier("a", "2026-02-02 08:00", "2026-03-03 08:00"), 0),
        ("settlement_minutes", dossier("a", "2026-03-02 08:00", "2026-03-03 08:00", settlement_minutes=450), 450),
        ("waiting_minutes", dossier("a", "2026-03-02 08:00", "2026-03-03 08:00", handed_over_at=at("2026-03-03 09:00")), 1500),
        ("dossiers_all_components_digitised", dossier("a", "2026-03-02 08:00", papers_required=2, required_digitised=1), 0),
        ("dossiers_all_components_digitised", dossier("a", "2026-03-02 08:00", papers_required=2, required_digitised=2), 1),
        ("dossiers_result_digitised", dossier("a", "2026-03-02 08:00", "2026-03-03 08:00", result_digitised=True), 1),
        ("components_digitised", dossier("a", "2026-03-02 08:00", papers_present=5, papers_digitised=3), 3),
        ("dossiers_reusing_data", dossier("a", "2026-03-02 08:00", papers_reused=1), 1),
    ],
)  # fmt: skip
def test_measure_when_one_dossier_is_asked_then_it_counts_by_its_sentence(
    measure: str, row: dict[str, Any], expected: int
) -> None:
    assert counted([row], measure) == expected


def test_grain_when_a_whole_has_parts_then_a_province_counts_the_whole_and_agencies_their_parts() -> None:
    rows = [
        dossier("w", "2026-03-02 08:00", grain="whole", umbrella=True),
        dossier("p", "2026-03-02 08:00", grain="part", whole="w", settling_unit=DEPARTMENT),
        dossier("q", "2026-03-02 08:00", grain="part", whole="w", settling_unit=OTHER),
    ]

    found = {
        code: counted(rows, "dossiers_received", unit_code=code) for code in ("AS", "AS.S01", "AS-0101", "AS-0102")
    }

    assert found == {"AS": 1, "AS.S01": 1, "AS-0101": 0, "AS-0102": 1}


def merged() -> dict[str, Any]:
    """Both communes become a new one on 1 April."""
    day = dt.date(2026, 4, 1)
    new = "uid-0900"
    return {
        "units": [
            unit(PROVINCE, "AS", "province"),
            unit(COMMUNE, "AS-0101", "commune", until=day),
            unit(OTHER, "AS-0102", "commune", until=day),
            unit(new, "AS-0900", "commune", since=day),
        ],
        "unit_above": [
            above(PROVINCE, PROVINCE, 0),
            above(new, new, 0, day),
            above(new, PROVINCE, 1, day),
            *[above(old, old, 0, until=day) for old in (COMMUNE, OTHER)],
            *[above(old, PROVINCE, 1, until=day) for old in (COMMUNE, OTHER)],
            *[above(old, new, 0, day) for old in (COMMUNE, OTHER)],
            *[above(old, PROVINCE, 1, day) for old in (COMMUNE, OTHER)],
        ],
        "successions": [{"old": old, "new": new, "is_default": True} for old in (COMMUNE, OTHER)],
        "dossiers": [
            dossier("a", "2026-02-02 08:00", "2026-03-03 08:00"),
            dossier("b", "2026-02-02 08:00", "2026-03-03 08:00", reception_unit=OTHER, settling_unit=OTHER),
            dossier("c", "2026-04-02 08:00", "2026-04-03 08:00", reception_unit=new, settling_unit=new),
        ],
    }


def test_map_when_communes_merge_then_either_map_says_the_same_of_the_province() -> None:
    settled = key("dossiers_settled")
    with facts_of(merged()) as facts:
        then = count_table(facts, [settled], [MARCH], by=Dimension.COMMUNE, unit="AS")
        after = count_table(facts, [settled], [MARCH], by=Dimension.COMMUNE, unit="AS", on=APRIL.last)
        gone = count(facts, [settled], "AS-0101", APRIL)

        assert {code: row[MARCH][settled] for code, row in then.items()} == {"AS-0101": 1, "AS-0102": 1}
        assert {code: row[MARCH][settled] for code, row in after.items()} == {"AS-0900": 2}
        assert gone == {settled: Absent.UNIT_GONE}
        assert count(facts, [settled], "AS", MARCH)[settled] == 2
        before = count_table(facts, [settled], [APRIL], by=Dimension.UNIT, unit="AS", on=MARCH.last)
        assert before["AS"][APRIL][settled] == 1


def test_count_when_the_unit_was_never_there_then_says_so() -> None:
    with facts_of(map_of()) as facts, pytest.raises(NotFound, match="figure_unit_unknown"):
        count(facts, [key("dossiers_settled")], "XX", MARCH)


def test_period_outside_the_facts_is_unknown_and_never_nothing() -> None:
    opened, decided = key("dossiers_open"), key("decisions_publication")
    with facts_of({**map_of(), "dossiers": [dossier("a", "2026-03-31 23:00")]}) as facts:
        before, future = numbered(PeriodKind.MONTH, 2026, 2), numbered(PeriodKind.YEAR, 2027)
        months = count_table(facts, [opened], [before, MARCH], by=Dimension.COMMUNE, unit="AS")

        assert count(facts, [opened, decided], "AS", MARCH) == {opened: 1, decided: Absent.NO_DATA}
        assert count(facts, [opened], "AS", before)[opened] is Absent.NO_DATA
        assert count(facts, [opened], "AS", future)[opened] is Absent.NO_DATA
        assert behind(facts, opened, "AS", before).total is Absent.NO_DATA
        assert [months["AS-0102"][month][opened] for month in (before, MARCH)] == [Absent.NO_DATA, 0]


dossiers = st.lists(
    st.builds(
        lambda day, lasts, limit, place, channel, asked: dossier(
            f"d{day}",
            f"{dt.date(2026, 1, 1) + dt.timedelta(days=day)} 09:00",
            f"{dt.date(2026, 1, 1) + dt.timedelta(days=day + lasts)} 15:00" if lasts is not None else None,
            f"{dt.date(2026, 1, 1) + dt.timedelta(days=day + limit)} 17:00",
            reception_unit=place,
            settling_unit=place,
            channel=channel,
            **(ASKED if asked else {}),
        ),
        st.integers(0, 110),
        st.none() | st.integers(0, 60),
        st.integers(1, 40),
        st.sampled_from([DEPARTMENT, COMMUNE, OTHER]),
        st.sampled_from(["online", "counter", "post"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one["dossier"],
).filter(lambda rows: min(row["accepted_on"] for row in rows) < dt.date(2026, 4, 1))
"""One at least before April: a month before all facts is unknown, and unknown numbers add up to nothing."""


@settings(max_examples=6)
@given(dossiers)
def test_tables_add_up_and_lists_are_as_long_as_their_numbers(rows: list[Any]) -> None:
    keys = [key(measure) for measure in BINDINGS]
    with facts_of({**map_of(), "dossiers": rows}) as facts:
        said = count(facts, keys, "AS", MARCH)
        by_unit = count_table(facts, keys, [MARCH, APRIL], by=Dimension.UNIT, unit="AS")
        by_channel = count_table(facts, keys, [MARCH], by=Dimension.CHANNEL, unit="AS")

        below = [code for code in by_unit if code != "AS"]
        for one in keys:
            assert sum(by_unit[code][MARCH][one] for code in below) == said[one] == by_unit["AS"][MARCH][one]
            assert sum(row[MARCH][one] for row in by_channel.values()) == said[one]
            assert count(facts, [one], "AS", APRIL)[one] == by_unit["AS"][APRIL][one] if one == keys[6] else True
        for measure in ("dossiers_settled_late", IN_TIME, "components_received", "waiting_minutes"):
            listed = behind(facts, key(measure), "AS", MARCH, limit=3)
            assert listed.total == said[key(measure)]
            seen, page = list(listed.rows), listed
            while page.next:
                page = behind(facts, key(measure), "AS", MARCH, after=page.next, limit=3)
                seen += page.rows
            assert sum(row.amount for row in seen) == listed.total
            assert len(seen) == listed.things == len({row.id for row in seen})
        late = said[key("dossiers_settled_early")] + said[key("dossiers_settled_on_time")]
        assert late + said[key("dossiers_settled_late")] == said[key("dossiers_settled")]
        assert said[key("dossiers_open_within")] + said[key("dossiers_open_late")] == said[key("dossiers_open")]
        both = said[key("dossiers_received")] + said[key("dossiers_carried_over")]
        assert both == said[key("dossiers_settled")] + said[key("dossiers_open")]
