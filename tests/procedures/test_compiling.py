"""Limits and fees of a way, and what the province adds: known, unknown, most specific."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.procedures.compiling import CaseRow, ChannelRow, Overlay, Span, VersionBody, body_of, local, way, ways
from motcua.procedures.rules import (
    agency_level,
    committed_fault,
    latest_signing,
    service_level_fault,
)
from motcua.procedures.source_rows import read_row
from motcua.procedures.terms import FeeTerm, Limit, SupplementClock
from motcua.worktime.rules import LimitUnit

from .given import row

ON = dt.date(2026, 1, 1)
FREE = FeeTerm("fee1", "", 0, "", "")
HIDDEN = FeeTerm("fee1", "", None, "", "")


def body(*rows: ChannelRow, unknown: tuple[str, ...] = ()) -> VersionBody:
    cases = {"default": CaseRow(1, "default", "", 1), "other": CaseRow(2, "other", "Khác", 2)}
    return VersionBody(cases, {}, rows, unknown)


def channel(
    amount: int | None = 3, unit: str = "working_day", *, case: int | None = None, fees: tuple[FeeTerm, ...] = ()
) -> ChannelRow:
    return ChannelRow(case, "online", amount, unit, "", fees)


@pytest.mark.parametrize(
    ("rows", "limit", "unknown"),
    [
        ((channel(),), Limit(3, LimitUnit.WORKING_DAY), ()),
        ((channel(None),), None, ("limit",)),
        ((channel(3, ""),), None, ("limit",)),
        ((channel(3), channel(3)), Limit(3, LimitUnit.WORKING_DAY), ()),
        ((channel(3), channel(5)), None, ("limit",)),
        ((channel(9), channel(5, case=1)), Limit(5, LimitUnit.WORKING_DAY), ()),
        ((channel(9), channel(5, case=2)), Limit(9, LimitUnit.WORKING_DAY), ()),
        ((channel(fees=(FREE,)),), Limit(3, LimitUnit.WORKING_DAY), ()),
        ((channel(fees=(HIDDEN,)),), Limit(3, LimitUnit.WORKING_DAY), ("fee",)),
        ((channel(fees=(FREE,)), channel(fees=())), Limit(3, LimitUnit.WORKING_DAY), ("fee",)),
        ((channel(3, "day"), channel(3, "month", fees=(HIDDEN,))), None, ("limit", "fee")),
    ],
)
def test_way_when_rows_agree_then_known_and_when_not_then_unknown(
    rows: tuple[ChannelRow, ...], limit: Limit | None, unknown: tuple[str, ...]
) -> None:
    found = way(body(*rows), 1, "online")

    assert found is not None
    assert (found.statutory, found.unknown) == (limit, unknown)


def test_way_when_the_channel_is_not_offered_then_none_and_without_any_channel_unknown() -> None:
    assert way(body(channel()), 1, "counter") is None
    nothing = way(body(), 1, "counter")
    assert nothing is not None
    assert nothing.unknown == ("channel", "limit", "fee")


def test_way_when_the_source_declares_the_unknown_then_it_is_unknown() -> None:
    found = way(body(channel(), unknown=("fee", "components", "limit")), 1, "online")

    assert found is not None
    assert found.unknown == ("fee", "components")


def test_ways_when_a_case_or_channel_is_named_then_only_those() -> None:
    made = body_of(read_row(row()).content)

    assert len(ways(made)) == 3
    assert [one.statutory for one in ways(made, channel="post")] == [Limit(5, LimitUnit.WORKING_DAY)]
    assert ways(made, case_key="none") == []


def overlay(case: str = "", channel: str = "", **changes: object) -> Overlay:
    values: dict[str, object] = {
        "span": Span(dt.date(2025, 1, 1), None),
        "case_key": case,
        "channel": channel,
        "committed": None,
        "supplement_clock": "",
        "is_instant": None,
        "fees": None,
        "place": "",
        "form_version_id": None,
    }
    return Overlay(**{**values, **changes})  # type: ignore[arg-type]


def test_local_when_nothing_is_said_then_the_law_s_defaults() -> None:
    here = local([], "default", "online", ON)

    assert (here.committed, here.supplement_clock, here.is_instant, here.fees) == (
        None,
        SupplementClock.RESET,
        False,
        None,
    )


def test_local_when_several_rows_speak_then_the_most_specific_with_a_value_decides() -> None:
    rows = [
        overlay(committed=Limit(9, LimitUnit.DAY), supplement_clock="pause", is_instant=True),
        overlay(channel="online", committed=Limit(8, LimitUnit.DAY)),
        overlay(case="default", committed=Limit(7, LimitUnit.DAY)),
        overlay(case="default", channel="online", fees=(FREE,)),
        overlay(case="other", committed=Limit(1, LimitUnit.DAY)),
    ]

    here = local(rows, "default", "online", ON)

    assert here.committed == Limit(7, LimitUnit.DAY)
    assert (here.supplement_clock, here.is_instant, here.fees) == (SupplementClock.PAUSE, True, (FREE,))
    assert local(rows, "third", "online", ON).committed == Limit(8, LimitUnit.DAY)


def test_local_when_a_row_is_not_in_force_then_it_says_nothing() -> None:
    ended = overlay(committed=Limit(1, LimitUnit.DAY), span=Span(dt.date(2025, 1, 1), ON))
    future = overlay(committed=Limit(2, LimitUnit.DAY), span=Span(ON + dt.timedelta(1), None))

    assert local([ended, future], "default", "online", ON).committed is None


@pytest.mark.parametrize(
    ("committed", "statutory", "fault"),
    [
        (Limit(3, LimitUnit.WORKING_DAY), Limit(3, LimitUnit.WORKING_DAY), None),
        (Limit(4, LimitUnit.WORKING_DAY), Limit(3, LimitUnit.WORKING_DAY), "committed_over_statutory"),
        (Limit(24, LimitUnit.WORKING_HOUR), Limit(3, LimitUnit.WORKING_DAY), None),
        (Limit(25, LimitUnit.WORKING_HOUR), Limit(3, LimitUnit.WORKING_DAY), "committed_over_statutory"),
        (Limit(10, LimitUnit.WORKING_DAY), Limit(15, LimitUnit.DAY), None),
        (Limit(15, LimitUnit.WORKING_DAY), Limit(15, LimitUnit.DAY), "committed_over_statutory"),
        (Limit(1, LimitUnit.DAY), None, "committed_without_statutory"),
    ],
)
def test_committed_when_longer_than_the_law_s_limit_then_a_fault(
    committed: Limit, statutory: Limit | None, fault: str | None
) -> None:
    assert committed_fault(committed, statutory) == fault


@pytest.mark.parametrize(
    ("level", "reason", "ground", "on", "fault"),
    [
        ("4", "", "", dt.date(2022, 8, 14), None),
        ("4", "", "", dt.date(2022, 8, 15), "service_level_scale"),
        ("full", "", "", dt.date(2022, 8, 14), "service_level_scale"),
        ("full", "", "", dt.date(2026, 7, 1), None),
        ("partial", "", "", dt.date(2026, 6, 30), None),
        ("partial", "", "", dt.date(2026, 7, 1), "service_level_reason"),
        ("partial", "presence", " ", dt.date(2026, 7, 1), "service_level_reason"),
        ("partial", "presence", "Điều 5", dt.date(2026, 7, 1), None),
        ("partial", "habit", "Điều 5", dt.date(2026, 7, 1), "service_level_reason"),
    ],
)
def test_service_level_when_the_law_of_the_day_does_not_know_it_then_a_fault(
    level: str, reason: str, ground: str, on: dt.date, fault: str | None
) -> None:
    assert service_level_fault(level, reason, ground, on) == fault


def test_latest_signing_when_the_law_takes_effect_then_five_days_before() -> None:
    assert latest_signing(dt.date(2026, 7, 1)) == dt.date(2026, 6, 26)


def test_agency_level_when_several_then_the_nearest() -> None:
    assert agency_level(("ministry", "commune", "province")) == "commune"
    assert agency_level(()) == ""
