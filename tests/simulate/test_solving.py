"""Whole numbers that meet every margin, or the line that cannot be met."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.simulate.spec.model import REST, SpecFault, Wanted, printed, wanted
from motcua.simulate.spec.solving import Class, quotas, solved


def line(value: object, number: int = 1) -> Wanted:
    return wanted(value, path=f"g.t.{number}", line=number)


@given(st.integers(1, 5000), st.integers(0, 3), st.data())
def test_rate_when_it_was_printed_then_the_count_it_came_from_fits(
    whole: int, decimals: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, whole))
    rate = line(f"{printed(part, whole, decimals)}%".replace(".", ","))

    candidates = rate.candidates(whole)

    assert part in candidates
    assert all(rate.fits(one, whole) for one in (candidates.start, candidates.stop - 1))
    assert candidates.start == 0 or not rate.fits(candidates.start - 1, whole)
    assert candidates.stop > whole or not rate.fits(candidates.stop, whole)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=6), st.integers(1, 2))
def test_quotas_when_rates_were_printed_of_one_whole_then_they_add_up(parts: list[int], decimals: int) -> None:
    whole = sum(parts)
    if not whole:
        return
    table = {str(n): line(f"{printed(part, whole, decimals)}%", n) for n, part in enumerate(parts)}

    found = quotas(table, whole, has_rest=False)

    assert sum(found.values()) == whole
    assert all(table[name].fits(count, whole) for name, count in found.items())


def test_quotas_when_something_is_not_named_then_it_takes_the_rest() -> None:
    assert quotas({"a": line(3), "b": line("25%")}, 12, has_rest=True) == {"a": 3, "b": 3, REST: 6}


@pytest.mark.parametrize(
    ("table", "whole", "code"),
    [
        ({"a": line(7), "b": line(6)}, 12, "spec_sum"),
        ({"a": line(5), "b": line(6)}, 12, "spec_sum"),
        ({"a": line("33,33%")}, 10, "spec_rate"),
        ({"a": line("0,1%")}, 100, "spec_rate"),
    ],
)
def test_quotas_when_they_cannot_be_met_then_the_line_is_named(table: dict[str, Wanted], whole: int, code: str) -> None:
    with pytest.raises(SpecFault) as fault:
        quotas(table, whole, has_rest=False)

    assert (fault.value.code, fault.value.line) == (code, 1)


@given(st.data())
def test_solution_when_margins_come_from_a_whole_then_every_margin_is_met(data: st.DataObject) -> None:
    names = [data.draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)) for _dim in range(3)]
    combinations = [(x, y, z) for x in names[0] for y in names[1] for z in names[2]]
    there = data.draw(st.lists(st.sampled_from(combinations), min_size=1, max_size=12, unique=True))
    real = {one: data.draw(st.integers(0, 30)) for one in there}
    whole = sum(real.values())
    margins = []
    for dim in range(3):
        counts: Counter[str] = Counter()
        for one, count in real.items():
            counts[one[dim]] += count
        margins.append((dim, dict(counts), {name: line(count) for name, count in counts.items()}))

    found = solved(dict.fromkeys(there, 1.0), margins, whole)

    assert all(count >= 0 for count in found.values())
    for dim, counts_wanted, _lines in margins:
        for name, count in counts_wanted.items():
            assert sum(n for one, n in found.items() if one[dim] == name) == count


def test_solution_when_a_line_contradicts_those_before_it_then_it_is_blamed() -> None:
    classes: dict[Class, float] = {("a", "x"): 1.0, ("b", "y"): 1.0}
    margins = [
        (0, {"a": 6, "b": 4}, {"a": line(6, 3), "b": line(4, 4)}),
        (1, {"x": 5, "y": 5}, {"x": line(5, 6), "y": line(5, 7)}),
    ]

    with pytest.raises(SpecFault) as fault:
        solved(classes, margins, 10)

    assert (fault.value.code, fault.value.line) == ("spec_beside", 6)


def test_solution_when_nothing_can_be_filed_for_a_name_then_its_line_is_blamed() -> None:
    with pytest.raises(SpecFault) as fault:
        solved({("a",): 1.0}, [(0, {"a": 6, "c": 4}, {"a": line(6, 3), "c": line(4, 4)})], 10)

    assert (fault.value.code, fault.value.line, fault.value.params["name"]) == ("spec_nothing", 4, "c")


@pytest.mark.parametrize("value", [-1, 1.5, True, "12", "%", "abc%", "101%", "-1%", "NaN%", None])
def test_value_when_it_is_neither_count_nor_rate_then_it_is_refused(value: object) -> None:
    with pytest.raises(SpecFault, match="spec_value"):
        line(value)


def test_value_when_it_is_a_rate_then_its_decimals_count() -> None:
    assert (line("62,50%").rate, line("62,50%").decimals) == (Decimal("62.50"), 2)
