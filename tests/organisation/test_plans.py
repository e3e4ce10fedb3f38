"""What decisions about units come to, and every reason why one cannot be."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.organisation.changes import ChangeError, PostRule, read_change
from motcua.organisation.plans import Living, Map, Plan, PlanFault, after, make_plan

ON = dt.date(2025, 7, 1)
LONG_AGO = dt.date(1997, 1, 1)


def unit(code: str, parent: str = "P", level: str = "commune", kind: str = "commune", **dates: Any) -> Living:
    return Living(code, dates.get("begins", LONG_AGO), dates.get("ends"), level, kind, parent)


def country(*units: Living, touched: dict[str, str] | None = None) -> Map:
    province = Living("P", LONG_AGO, None, "province", "province", "")
    there = {one.code: one for one in (province, *units)}
    before = {code: one for code, one in there.items() if one.valid_from < ON}
    during = {code: one for code, one in there.items() if one.valid_to is None or one.valid_to > ON}
    return Map(ON, before, during, touched or {})


COMMUNES = (unit("A"), unit("B"), unit("C"))


def planned(*changes: dict[str, Any], units: Map | None = None) -> tuple[Plan, list[PlanFault]]:
    return make_plan([read_change(one) for one in changes], units or country(*COMMUNES))


def codes(*changes: dict[str, Any], units: Map | None = None) -> list[str]:
    return [fault.code for fault in planned(*changes, units=units)[1]]


def new(code: str, **more: str) -> dict[str, str]:
    return {"code": code, "name": f"Xã {code}", "level": "commune", "kind": "commune", "parent": "P", **more}


def test_merger_when_sound_then_the_old_end_and_the_new_takes_all() -> None:
    plan, faults = planned({"kind": "merge", "from": ["A", "B"], "into": new("N")})

    assert faults == []
    assert sorted(plan.endings) == ["A", "B"]
    assert [(heir.code, heir.share, heir.is_default) for heir in plan.endings["A"].heirs] == [("N", Decimal(1), True)]
    assert sorted(plan.begins) == ["N"]
    assert plan.codes == ["A", "B", "N"]


def test_merger_when_one_of_the_old_takes_over_under_its_code_then_it_begins_anew() -> None:
    plan, faults = planned({"kind": "merge", "from": ["A", "B"], "into": new("A")})

    assert faults == []
    assert plan.begins["A"].texts["name"] == "Xã A"


def test_merger_when_into_a_unit_that_stays_then_nothing_begins() -> None:
    plan, faults = planned({"kind": "merge", "from": ["A", "B"], "into": "C"})

    assert (faults, plan.begins) == ([], {})


SPLIT = {"kind": "split", "from": "A"}


def halves(first: object, second: object, **more: Any) -> dict[str, Any]:
    one = {**new("X"), "share": first, "default": True, **more}
    return {**SPLIT, "into": [one, {**new("Y"), "share": second}]}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (halves("0.5", "0.4"), "shares_not_one"),
        (halves("0.7", "0.4"), "shares_not_one"),
        ({**SPLIT, "into": [{**new("X"), "share": "0.5"}, {**new("Y"), "share": "0.5"}]}, "default_successor_not_one"),
        (halves("0.5", "0.5", code="Y"), "successor_twice"),
        ({"kind": "dissolve", "unit": "A"}, "dissolved_without_successor"),
        ({"kind": "dissolve", "unit": "A", "successor": "Q"}, "successor_unknown"),
        ({"kind": "dissolve", "unit": "Q", "successor": "A"}, "unit_not_in_force"),
        ({"kind": "merge", "from": ["A"], "into": new("B")}, "code_in_use"),
        ({"kind": "merge", "from": ["A"], "into": new("N", parent="Q")}, "parent_unknown"),
        ({"kind": "create", "unit": new("N", parent="N")}, "unit_under_itself"),
        ({"kind": "create", "unit": new("A")}, "code_in_use"),
        ({"kind": "merge", "from": ["A", "A"], "into": new("N")}, "unit_touched_twice"),
    ],
)
def test_change_when_it_cannot_be_then_its_fault_is_named(change: dict[str, Any], fault: str) -> None:
    assert fault in codes(change)


def test_decision_when_two_changes_end_one_unit_then_the_second_is_at_fault() -> None:
    _plan, faults = planned(
        {"kind": "merge", "from": ["A", "B"], "into": new("N")}, {"kind": "dissolve", "unit": "A", "successor": "C"}
    )

    assert [(fault.code, fault.change) for fault in faults] == [("unit_touched_twice", 2)]


def test_decision_when_another_of_the_day_touches_the_unit_then_its_number_is_told() -> None:
    units = country(*COMMUNES, touched={"A": "7/NQ-HĐND"})

    _plan, faults = planned({"kind": "merge", "from": ["A", "B"], "into": new("N")}, units=units)

    assert [(fault.code, fault.params["number"]) for fault in faults] == [("unit_touched_by_another", "7/NQ-HĐND")]


def test_decision_when_the_successor_ends_too_then_that_is_a_fault() -> None:
    assert "successor_ends_too" in codes(
        {"kind": "dissolve", "unit": "A", "successor": "B"}, {"kind": "dissolve", "unit": "B", "successor": "C"}
    )


def test_decision_when_empty_then_it_says_so() -> None:
    assert codes() == ["reorganisation_empty"]


@pytest.mark.parametrize(
    ("late", "fault"),
    [
        (unit("D", begins=ON), "unit_younger"),
        (unit("D", begins=ON + dt.timedelta(days=30)), "unit_younger"),
        (unit("D", ends=ON + dt.timedelta(days=30)), "unit_ends_already"),
    ],
)
def test_decision_when_entered_late_and_the_unit_changed_meanwhile_then_that_is_a_fault(
    late: Living, fault: str
) -> None:
    units = country(*COMMUNES, late)

    assert fault in codes({"kind": "dissolve", "unit": "D", "successor": "A"}, units=units)


def test_unit_inside_when_its_counterpart_begins_then_it_ends_with_the_one_above() -> None:
    desk = unit("A.MC", "A", "unit", "one_stop_centre")
    office = unit("A.VP", "A", "unit", "office")
    made = {"code": "N.MC", "name": "TT", "level": "unit", "kind": "one_stop_centre", "parent": "N"}

    plan, faults = planned(
        {"kind": "merge", "from": ["A", "B"], "into": new("N")},
        {"kind": "create", "unit": made},
        units=country(*COMMUNES, desk, office),
    )

    assert faults == []
    assert plan.endings["A.MC"].mirrored
    assert [heir.code for heir in plan.endings["A.MC"].heirs] == ["N.MC"]
    assert "A.VP" not in plan.endings


def test_unit_inside_when_the_one_above_is_only_renamed_then_it_stays() -> None:
    desk = unit("A.MC", "A", "unit", "one_stop_centre")

    plan, _faults = planned({"kind": "rename", "unit": "A", "to": {"name": "Xã Mới"}}, units=country(*COMMUNES, desk))

    assert sorted(plan.endings) == ["A"]
    assert plan.endings["A"].posts is PostRule.FOLLOW
    assert plan.begins["A"].like == "A"


def test_decisions_of_one_day_when_the_second_builds_on_the_first_then_it_finds_what_began() -> None:
    units = country(*COMMUNES)
    first, _ = planned({"kind": "create", "unit": new("N")}, units=units)

    second = after(units, first, "1/NQ")

    assert codes({"kind": "merge", "from": ["A"], "into": new("M", parent="N")}, units=second) == []
    assert codes({"kind": "dissolve", "unit": "N", "successor": "A"}, units=second) == ["unit_touched_by_another"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (7, "not_an_object"),
        ({"kind": "explode"}, "unknown_change"),
        ({"kind": "merge", "from": [], "into": "N"}, "missing"),
        ({"kind": "merge", "from": ["A"], "into": {"code": "N", "name": "X"}}, "missing"),
        ({"kind": "merge", "from": ["A"], "into": "N", "why": "x"}, "unknown_field"),
        ({"kind": "split", "from": "A", "into": [{"code": "N", "share": 0}]}, "bad_share"),
        ({"kind": "split", "from": "A", "into": [{"code": "N", "share": "nhiều"}]}, "bad_share"),
        ({"kind": "split", "from": "A", "into": [{"code": "N", "share": True}]}, "bad_share"),
        ({"kind": "split", "from": "A", "into": [{"code": "N", "default": "có"}]}, "bad_default"),
        ({"kind": "split", "from": "A", "into": [{"code": "N", "parts": "Thôn 1"}]}, "bad_parts"),
        ({"kind": "move", "unit": "A"}, "missing"),
        ({"kind": "move", "unit": "a b", "parent": "P"}, "bad_code"),
        ({"kind": "rename", "unit": "A"}, "missing"),
        ({"kind": "create", "unit": {**new("N"), "level": "planet"}}, "unknown_level"),
        ({"kind": "create", "unit": {**new("N"), "kind": "Xã"}}, "bad_kind"),
        ({"kind": "create", "unit": {**new("N"), "name": 7}}, "not_text"),
        ({"kind": "create", "unit": {**new("N"), "name": "x" * 301}}, "too_long"),
        ({"kind": "create", "unit": {**new("N"), "name": "a\x01"}}, "bad_character"),
        ({"kind": "dissolve", "unit": "A", "successor": "B", "posts": "fly"}, "bad_posts"),
        ({"kind": "dissolve", "unit": "A", "successor": "B", "post_map": {"a": 1}}, "bad_posts"),
    ],
)
def test_change_when_it_cannot_be_read_then_the_fault_is_named(data: object, fault: str) -> None:
    with pytest.raises(ChangeError) as caught:
        read_change(data)

    assert caught.value.fault.code == fault


shares = st.lists(st.integers(1, 1000), min_size=2, max_size=5)


@given(shares)
def test_split_when_shares_add_up_then_there_is_no_fault_and_else_there_is(parts: list[int]) -> None:
    into = [{**new(f"N{n}"), "share": f"0.{part:04d}", "default": n == 0} for n, part in enumerate(parts)]

    found = codes({"kind": "split", "from": "A", "into": into})

    assert ("shares_not_one" in found) == (sum(parts) != 10_000)


@given(shares)
def test_unit_inside_when_split_then_its_counterparts_take_exactly_all(parts: list[int]) -> None:
    whole = sum(parts)
    given_ = [Decimal(part) / whole for part in parts]
    given_ = [one.quantize(Decimal("0.0001")) for one in given_]
    given_[0] += 1 - sum(given_)
    into = [{**new(f"N{n}"), "share": str(one), "default": n == 0} for n, one in enumerate(given_) if 0 < one <= 1]
    if len(into) != len(parts):
        return
    desks = [
        {"kind": "create", "unit": {**new(f"N{n}.MC"), "level": "unit", "kind": "one_stop_centre", "parent": f"N{n}"}}
        for n in range(0, len(parts), 2)
    ]
    units = country(*COMMUNES, unit("A.MC", "A", "unit", "one_stop_centre"))

    plan, _faults = planned({"kind": "split", "from": "A", "into": into}, *desks, units=units)

    heirs = plan.endings["A.MC"].heirs
    assert sum(heir.share for heir in heirs) == 1
    assert [heir.is_default for heir in heirs].count(True) == 1
