"""Ways that hang on answers, and steps that nobody works at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.texts import known_codes
from motcua.forms.evaluation import Scope
from motcua.forms.expression import Expression
from motcua.forms.formula import parse
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, check
from motcua.procedures.process_conditions import default_outcome, open_outcomes
from motcua.procedures.process_json import UnreadableProcessError, from_json, to_json

from .given import step

COSTLY = parse("@fee > 1000000")
BIG = Outcome("leader", "Lãnh đạo tỉnh ký", "b", COSTLY)
SMALL = Outcome("head", "Trưởng phòng ký", "c", otherwise=True)
BACK = Outcome("back", "Trả lại", "a")


def at(*outcomes: Outcome, **changes: object) -> Process:
    return Process((step("a", (), outcomes=outcomes, **changes), step("b", END), step("c", END)))


def automatic(key: str, *outcomes: Outcome, **changes: object) -> Step:
    return step(key, (), kind=StepKind.AUTOMATIC, amount=0, outcomes=outcomes, **changes)


def codes(process: Process, fields: set[str] | None = None) -> list[str]:
    return [fault.code for fault in check(process, None, fields=fields)]


@pytest.mark.parametrize(
    ("fee", "expected"),
    [(2_000_000, ["leader", "back"]), (1_000_000, ["head", "back"]), (None, ["head", "back"]), ("x", ["head", "back"])],
)
def test_open_outcomes_when_a_condition_holds_then_the_otherwise_is_closed(fee: object, expected: list[str]) -> None:
    process = at(BIG, SMALL, BACK)

    found = open_outcomes(process.first, Scope({}, {"fee": fee}))

    assert [one.key for one in found] == expected
    assert default_outcome(process.first, Scope({}, {"fee": fee})) == found[0]


class Forbidden(dict[str, object]):
    def get(self, key: str, default: object = None) -> object:
        raise AssertionError("answers were looked at")


def test_open_outcomes_when_nothing_is_asked_then_the_answers_are_not_looked_at() -> None:
    one = step("a", ("b", END))

    assert open_outcomes(one, Scope(Forbidden(), Forbidden())) == one.outcomes


@pytest.mark.parametrize(
    ("process", "expected"),
    [
        (at(BIG, SMALL, BACK), []),
        (at(BIG, Outcome("x", "x", "c"), BACK), ["otherwise_missing"]),
        (at(Outcome("x", "x", "b"), Outcome("y", "y", "c", otherwise=True)), ["otherwise_alone"]),
        (at(BIG, SMALL, Outcome("y", "y", "c", otherwise=True)), ["otherwise_repeated"]),
        (at(BIG, Outcome("head", "x", "c", COSTLY, otherwise=True)), ["otherwise_with_condition"]),
        (at(Outcome("x", "x", "b", parse("@salary > 1")), SMALL), ["condition_fact_unknown"]),
        (at(BIG, SMALL, letter="notice"), ["letter_not_automatic"]),
        (at(Outcome("failed", "x", "b", COSTLY), SMALL, kind=StepKind.FAMILY), ["failed_conditional"]),
    ],
)
def test_check_when_conditions_are_wrong_then_told(process: Process, expected: list[str]) -> None:
    assert codes(process) == expected
    assert set(expected) <= known_codes()


def test_check_when_a_condition_asks_what_the_form_does_not_then_told() -> None:
    process = at(Outcome("x", "x", "b", parse('area > 5 and kind = "x"')), SMALL)

    assert codes(process) == []
    assert codes(process, {"area", "kind"}) == []
    assert [(f.code, f.params["named"]) for f in check(process, None, fields={"area"})] == [
        ("condition_field_unknown", "kind")
    ]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (automatic("a", BIG, SMALL), []),
        (automatic("a", Outcome("on", "", "b"), letter="notice"), ["step_unreachable"]),
        (automatic("a", BIG, SMALL, letter="invitation"), []),
        (automatic("a", BIG, SMALL, letter="refusal"), ["letter_unknown"]),
        (automatic("a", BIG, SMALL, letter="x"), ["letter_unknown"]),
        (automatic("a", BIG, Outcome("p", "", "c")), ["otherwise_missing", "automatic_outcome_plain"]),
        (automatic("a", BIG, SMALL, actions=("stop",)), ["automatic_with_work"]),
        (
            step("a", (), kind=StepKind.AUTOMATIC, amount=1, outcomes=(BIG, SMALL)),
            ["automatic_with_work"],
        ),
    ],
)
def test_check_when_an_automatic_step_is_wrong_then_told(first: Step, expected: list[str]) -> None:
    process = Process((first, step("b", END), step("c", END)))

    assert codes(process) == expected
    assert set(expected) <= known_codes()


def test_check_when_automatic_steps_lead_in_a_circle_then_the_circle_is_named() -> None:
    process = Process(
        (
            step("s", "a"),
            automatic("a", Outcome("x", "", "b", COSTLY), Outcome("y", "", "w", otherwise=True)),
            automatic("b", Outcome("x", "", "a", COSTLY), Outcome("y", "", "w", otherwise=True)),
            step("w", END),
        )
    )

    assert [(f.code, f.step, f.params["loop"]) for f in check(process, None)] == [
        ("automatic_circle", "a", "a → b → a"),
        ("automatic_circle", "b", "b → a → b"),
    ]


def test_check_when_a_person_stands_in_the_circle_then_allowed() -> None:
    process = Process(
        (step("w", "a"), automatic("a", Outcome("x", "", "w", COSTLY), Outcome("y", "", END, otherwise=True)))
    )

    assert codes(process) == []


def test_check_when_an_automatic_step_leads_to_the_desk_then_told() -> None:
    process = Process((automatic("a", Outcome("x", "", "t")), step("t", END, kind=StepKind.TRANSFER)))

    assert codes(process) == ["automatic_to_desk"]


def test_json_when_there_are_conditions_then_version_2_and_read_back() -> None:
    process = Process((automatic("a", BIG, SMALL, letter="notice"), step("b", END), step("c", END)))

    written = to_json(process)

    assert written["schema_version"] == 2
    assert from_json(written) == process


@pytest.mark.parametrize("outcome", [{"when": {"call": "read", "of": ["x"]}}, {"when": "x" * 400}, {"otherwise": 1}])
def test_from_json_when_a_condition_is_no_expression_then_refused(outcome: dict[str, object]) -> None:
    written = to_json(at(BIG, SMALL))
    written["steps"][0]["outcomes"][0].update(outcome)  # type: ignore[index,call-overload,union-attr]

    with pytest.raises(UnreadableProcessError):
        from_json(written)


_CONDITIONS: list[Expression | None] = [None, COSTLY, parse("area > 5"), parse('kind = "x"'), parse("not filled(area)")]


@st.composite
def _steps(draw: st.DrawFn) -> Step:
    whens = draw(st.lists(st.sampled_from(_CONDITIONS), min_size=1, max_size=4))
    outcomes = [Outcome(f"o{n}", "", END, when) for n, when in enumerate(whens)]
    if any(one.when is not None for one in outcomes):
        outcomes.insert(draw(st.integers(0, len(outcomes))), Outcome("other", "", END, otherwise=True))
    return step("a", (), outcomes=tuple(outcomes))


_VALUES = st.one_of(
    st.none(), st.integers(-10, 10), st.text(max_size=3), st.booleans(), st.floats(), st.lists(st.text())
)


@given(
    _steps(),
    st.dictionaries(st.sampled_from(["area", "kind"]), _VALUES),
    st.dictionaries(st.sampled_from(["fee", "case"]), _VALUES),
)
def test_open_outcomes_whatever_was_answered_then_there_is_a_way(
    one: Step, fields: dict[str, object], facts: dict[str, object]
) -> None:
    found = open_outcomes(one, Scope(fields, facts))

    assert check(Process((one,)), None) == []
    assert found
    assert default_outcome(one, Scope(fields, facts)) == found[0]
    conditional = [out for out in found if out.when is not None]
    assert any(out.otherwise for out in found) is (any(o.when for o in one.outcomes) and not conditional)
