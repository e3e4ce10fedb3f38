"""Definitions of fan-outs: which parts, in which order, and whether the whole may go on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.bundle import (
    RUNNING,
    Bundle,
    Condition,
    Facts,
    Outcome,
    Part,
    Returns,
    Verdict,
    check,
    to_open,
    verdict,
)
from motcua.procedures.bundle_json import UnreadableBundleError, from_json, to_json
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

G, F, W = Outcome.GRANTED, Outcome.REFUSED, Outcome.WAITING


def part(key: str, *after: str, needed: bool = True, **more: object) -> Part:
    return Part(key, f"Phần {key}", "việc", "1.000001", after=after, needed=needed, **more)  # type: ignore[arg-type]


BIRTH = (part("birth"), part("home", "birth"), part("card", "birth"))


@pytest.mark.parametrize(
    ("known", "opens", "found"),
    [
        ({}, ["birth"], Verdict.OPEN),
        ({"birth": Outcome.OPEN}, [], Verdict.OPEN),
        ({"birth": W}, [], Verdict.OPEN),
        ({"birth": G}, ["home", "card"], Verdict.OPEN),
        ({"birth": F}, [], Verdict.FAILED),
        ({"birth": G, "home": G, "card": Outcome.OPEN}, [], Verdict.OPEN),
        ({"birth": G, "home": G, "card": Outcome.WITHDRAWN}, [], Verdict.FAILED),
        ({"birth": G, "home": G, "card": G}, [], Verdict.DONE),
    ],
)
def test_parts_when_known_so_far_then_open_and_judge(
    known: dict[str, Outcome], opens: list[str], found: Verdict
) -> None:
    assert [one.key for one in to_open(BIRTH, known)] == opens
    assert verdict(BIRTH, known) is found


def test_part_when_not_needed_then_its_failure_fails_nothing() -> None:
    parts = (part("death"), part("funeral", "death", needed=False))

    assert verdict(parts, {"death": G, "funeral": F}) is Verdict.DONE


def test_part_when_its_predecessor_is_not_asked_for_then_does_not_wait_for_it() -> None:
    asked = (part("home", "birth"),)

    assert to_open(asked, {}) == asked


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (Condition(), True),
        (Condition(cases=("sale",)), True),
        (Condition(cases=("gift",)), False),
        (Condition(answers={"wants": ("yes",)}), True),
        (Condition(answers={"wants": ("no",)}), False),
        (Condition(answers={"missing": ("x",)}), False),
        (Condition(papers=("tp01", "tp09")), True),
        (Condition(papers=("tp09",)), False),
        (Condition(cases=("sale",), papers=("tp09",)), False),
    ],
)
def test_condition_when_asked_then_all_that_is_named_must_hold(when: Condition, holds: bool) -> None:
    facts = Facts("sale", {"wants": "yes"}, frozenset({"tp01"}))

    assert when.holds(facts) is holds


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ((), ["bundle_empty"]),
        ((part("a"), part("a")), ["part_key_repeated"]),
        ((part("a", "b"),), ["part_unknown"]),
        ((part("a", "b"), part("b", "a")), ["parts_in_a_circle", "parts_in_a_circle"]),
        ((part("a"), part("b", takes={"a": "tp01"})), ["part_result_too_early"]),
        ((Part("a", " ", "", "1.000001"),), ["part_without_duty"]),
        (tuple(part(f"p{n}") for n in range(21)), ["bundle_too_long"]),
    ],
)
def test_definition_when_it_cannot_work_then_says_why(parts: tuple[Part, ...], codes: list[str]) -> None:
    assert [fault.code for fault in check(Bundle("step", parts))] == codes


@st.composite
def bundles(draw: st.DrawFn) -> tuple[Part, ...]:
    size = draw(st.integers(1, 7))
    return tuple(
        part(
            f"p{number}",
            *draw(st.sets(st.sampled_from([f"p{n}" for n in range(number)]), max_size=3) if number else st.just(())),
            needed=draw(st.booleans()),
        )
        for number in range(size)
    )


ENDS = st.sampled_from([one for one in Outcome if one not in RUNNING])


@given(parts=bundles(), data=st.data())
def test_family_when_parts_end_in_any_order_then_always_comes_to_a_verdict(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    known: dict[str, Outcome] = {}
    for _turn in range(2 * len(parts) + 1):
        for one in to_open(parts, known):
            assert all(known[before] is G for before in one.after)
            known[one.key] = Outcome.OPEN
        running = sorted(key for key, outcome in known.items() if outcome in RUNNING)
        if not running:
            break
        assert verdict(parts, known) is Verdict.OPEN
        known[data.draw(st.sampled_from(running))] = data.draw(ENDS)

    granted = {key for key, outcome in known.items() if outcome is G}
    expected = Verdict.DONE if {one.key for one in parts if one.needed} <= granted else Verdict.FAILED
    assert verdict(parts, known) is expected
    assert check(Bundle("step", parts)) == []


@given(parts=bundles(), returns=st.sampled_from(Returns), umbrella=st.booleans())
def test_definition_when_written_and_read_then_is_the_same(
    parts: tuple[Part, ...], returns: Returns, umbrella: bool
) -> None:
    bundle = Bundle("step", parts, returns, umbrella)

    assert from_json(to_json(bundle)) == bundle


def test_definition_when_it_names_a_limit_then_keeps_it() -> None:
    bundle = Bundle("step", (part("a", limit=Limit(2, LimitUnit.WORKING_DAY)),))

    assert from_json(to_json(bundle)) == bundle


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"schema_version": 99},
        {"step": "x"},
        {"step": "x", "parts": "y"},
        {"step": "x", "parts": [1]},
        {"step": "x", "parts": [{"key": "a"}]},
        {"step": "x", "parts": [{"key": "a", "name": "b", "procedure": "c", "needed": "yes"}]},
        {"step": "x", "parts": [{"key": "a", "name": "b", "procedure": "c", "after": "d"}]},
        {"step": "x", "parts": [{"key": "a", "name": "b", "procedure": "c", "limit": {"amount": 0, "unit": "day"}}]},
        {"step": "x", "parts": [], "returns": "never"},
    ],
)
def test_definition_when_it_has_another_shape_then_is_refused(data: object) -> None:
    with pytest.raises(UnreadableBundleError):
        from_json(data)
