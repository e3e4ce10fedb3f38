"""Expressions: written, read, kept as JSON and worked out, never raising."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.canonical import encode
from motcua.forms import expression as ex
from motcua.forms.evaluation import MOST_ROWS, Scope, evaluate, holds
from motcua.forms.expression import Call, Expression, ExpressionError, Fact, Literal, Name, from_json, names, to_json
from motcua.forms.formula import MOST_FORMULA, parse, say

TODAY = dt.date(2026, 11, 23)
FIELDS: dict[str, object] = {
    "name": "Hoa",
    "born": dt.date(2008, 11, 23),
    "leap": dt.date(2008, 2, 29),
    "income": 7_000_000,
    "share": Decimal("0.5"),
    "poor": True,
    "kinds": ("land", "house"),
    "nothing": None,
    "family": (
        {"age": 5, "works": False, "pay": None},
        {"age": 40, "works": True, "pay": 6_000_000},
        {"age": None, "works": None, "pay": Decimal("1.5")},
    ),
    "no_rows": (),
}
SCOPE = Scope(FIELDS, {"case": "default", "fee": 50_000}, TODAY)

CASES = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("7 / 2", Decimal("3.5")),
    ("1 / 3", Decimal("0.333333333333")),
    ("1 / 0", None),
    ("-income", -7_000_000),
    ("10 - 4 - 3", 3),
    ("0.1 + 0.2 = 0.3", True),
    ("999999999999999999 * 999999999999999999", None),
    ("income * share", 3_500_000),
    ("round(2.5)", 3),
    ("round(1234.567, 1)", Decimal("1234.6")),
    ("round(1234, -2)", 1200),
    ("age(born)", 18),
    ("age(leap, date(2026, 2, 28))", 17),
    ("age(leap, date(2026, 3, 1))", 18),
    ("age(date(2030, 1, 1))", None),
    ("days(born, today())", 6574),
    ("months(born, today())", 216),
    ("year(today())", 2026),
    ("add_days(born, 1)", dt.date(2008, 11, 24)),
    ("add_days(born, 999999999)", None),
    ("born < today()", True),
    ("born < 5", None),
    ('name = "Hoa"', True),
    ('name != "Hoa"', False),
    ("name = nothing", None),
    ("name = 5", None),
    ("poor = true", True),
    ("not poor", False),
    ("not nothing", None),
    ("poor or nothing", True),
    ("nothing or poor", True),
    ("poor and nothing", None),
    ("nothing and not poor", False),
    ('name in ("Lan", "Hoa")', True),
    ('name in ("Lan", nothing)', None),
    ('has(kinds, "land")', True),
    ('has(kinds, "car")', False),
    ('has(name, "Hoa")', True),
    ("length(kinds)", 2),
    ("length(name)", 3),
    ("filled(nothing)", False),
    ("empty(nothing)", True),
    ("filled(family)", True),
    ("filled(no_rows)", False),
    ("default(nothing, 5) + 1", 6),
    ('if(income > 5_000_000, "a", "b")', "a"),
    ('if(nothing, "a", "b")', None),
    ('join(name, nothing, "x", 5)', "Hoa x 5"),
    ("min(3, 1, 2)", 1),
    ("max(born, today())", TODAY),
    ("max(1, nothing)", None),
    ("max(1, name)", None),
    ("count(family)", 3),
    ("count(no_rows)", 0),
    ("count(unknown)", 0),
    ("count(family, age < 18)", 1),
    ("sum(family, pay)", Decimal("6000001.5")),
    ("sum(no_rows, pay)", 0),
    ("any(family, works)", True),
    ("all(family, works)", False),
    ("all(no_rows, works)", True),
    ("any(family, age > 100)", None),
    ("lowest(family, age)", 5),
    ("highest(family, age)", 40),
    ("highest(no_rows, age)", None),
    ("count(family, pay > income)", 0),
    ('@case = "default" and @fee >= 50000', True),
    ("@channel = 1", None),
    ("AGE(born) >= 18 AND NOT empty(name)", True),
    ("max(1; 2)", 2),
    ("`born` <> today()", True),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_evaluate_when_a_formula_then_its_value(written: str, expected: object) -> None:
    found = evaluate(parse(written), SCOPE)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("written", [written for written, _ in CASES])
def test_say_when_read_again_then_the_same(written: str) -> None:
    read = parse(written)

    assert parse(say(read)) == read
    assert from_json(json.loads(json.dumps(to_json(read)))) == read


@pytest.mark.parametrize(
    ("written", "code", "at"),
    [
        ("", "formula_empty", None),
        ("   ", "formula_empty", None),
        ("1 +", "formula_unfinished", 4),
        ("1 2", "formula_unexpected", 3),
        ("(1", "formula_unfinished", 3),
        ("a < b < c", "formula_unexpected", 7),
        ('"open', "formula_unclosed", 1),
        ("a # b", "formula_character", 3),
        ("open(1)", "function_unknown", 1),
        ("__import__(1)", "function_unknown", 1),
        ("name.upper", "formula_character", 5),
        ("a[0]", "formula_character", 2),
        ("age()", "arguments_wrong", 1),
        ("today(1)", "arguments_wrong", 1),
        ("sum(1, age)", "rows_expected", 1),
        ("count(a, count(b) > 1)", "rows_nested", 1),
        ("date(2026, 2, 30)", "formula_date_wrong", 1),
        ("date(a, 2, 3)", "formula_date_wrong", 1),
        ("9" * 30, "formula_number_wrong", 1),
        ("9" * 300, "formula_number_wrong", 1),
        ("0.1234567890123", "formula_number_wrong", 1),
        ("_x", "formula_name_wrong", 1),
        ("(" * 100 + "1" + ")" * 100, "expression_too_deep", 42),
        ("not " * 100 + "a", "expression_too_deep", 165),
        ("-" * 100 + "a", "expression_too_deep", 42),
        ("a" + " + a" * 39, None, None),
        ("a" + " + a" * 60, "expression_too_deep", None),
        ("a in (" + "1, " * 90 + "1) " + ("or b in (" + "1, " * 90 + "1) ") * 3, "expression_too_large", None),
        ("a " * MOST_FORMULA, "formula_too_long", None),
        ('"' + "x" * 301 + '"', "formula_text_wrong", 1),
        ('"\x00"', "formula_text_wrong", 1),
    ],
)
def test_parse_when_wrong_then_a_code_and_the_place(written: str, code: str | None, at: int | None) -> None:
    if code is None:
        parse(written)
        return

    with pytest.raises(ExpressionError) as caught:
        parse(written)

    assert caught.value.code == code
    assert caught.value.params.get("at") == at


@pytest.mark.parametrize(
    "data",
    [
        1.5,
        [1],
        {},
        {"field": "a", "more": 1},
        {"field": 5},
        {"field": "../../etc/passwd"},
        {"field": "__class__"},
        {"call": "eval", "of": ["1"]},
        {"call": "and", "of": []},
        {"call": "and"},
        {"number": "1e99"},
        {"number": "NaN"},
        {"date": "2026-02-30"},
        {"date": "20260101"},
        {"fact": "A b"},
        "x" * 301,
        10**19,
    ],
)
def test_from_json_when_malformed_then_refused(data: object) -> None:
    with pytest.raises(ExpressionError):
        from_json(data)


def test_from_json_when_as_deep_as_json_goes_then_refused() -> None:
    data: object = {"field": "a"}
    for _ in range(500):
        data = {"call": "not", "of": [data]}

    with pytest.raises(ExpressionError) as caught:
        from_json(data)

    assert caught.value.code == "expression_too_deep"


def test_names_when_rows_and_facts_then_every_field_and_no_fact() -> None:
    written = parse("count(family, age < limit) > 0 and @case = name")

    assert names(written) == {"family", "age", "limit", "name"}
    assert ex.facts(written) == {"case"}
    assert ex.groups_named(written) == {"family"}
    assert names(None) == frozenset()


def test_renamed_when_a_key_changes_then_only_that_one() -> None:
    assert say(ex.renamed(parse("count(a, b) + c"), {"a": "x", "c": "y"})) == "count(x, b) + y"


def test_holds_when_unsure_then_not() -> None:
    assert holds(None, SCOPE)
    assert holds(parse("poor"), SCOPE)
    assert not holds(parse("nothing"), SCOPE)
    assert not holds(parse("income"), SCOPE)


def test_evaluate_when_more_rows_than_bearable_then_empty() -> None:
    rows = tuple({"age": 1} for _ in range(MOST_ROWS + 1))

    assert evaluate(parse("count(family, age > 0)"), Scope({"family": rows})) is None


# ---- properties

_KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_.:-]{0,8}", fullmatch=True)
_DECIMALS = st.decimals(-(10**9), 10**9, places=6, allow_nan=False)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | _DECIMALS
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
    | st.dates()
)
_LEAVES = st.builds(Literal, _SCALARS) | st.builds(Name, _KEYS) | st.builds(Fact, st.sampled_from(["case", "fee"]))


def _calls(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def call(name: str) -> st.SearchStrategy[Expression]:
        least, most = ex.FUNCTIONS[name]
        if name in ex.OVER_ROWS:
            plain = _LEAVES
            return st.tuples(st.builds(Name, _KEYS), plain).map(lambda two: Call(name, two))
        return st.lists(inner, min_size=least, max_size=min(most, 3)).map(lambda some: Call(name, tuple(some)))

    return st.sampled_from(sorted(ex.FUNCTIONS)).flatmap(call)


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(_LEAVES, _calls, max_leaves=12)
_GARBAGE: st.SearchStrategy[object] = (
    _SCALARS
    | st.floats()
    | st.decimals()
    | st.datetimes()
    | st.binary(max_size=3)
    | st.lists(st.text(max_size=3) | st.integers(), max_size=3)
    | st.lists(st.dictionaries(_KEYS, _SCALARS, max_size=2), max_size=3)
)


@given(EXPRESSIONS)
def test_say_and_parse_when_any_expression_then_the_same_again(expression: Expression) -> None:
    assert parse(say(expression)) == expression


@given(EXPRESSIONS)
def test_json_when_any_expression_then_canonical_and_the_same_again(expression: Expression) -> None:
    body = to_json(expression)

    encode(body)
    assert from_json(json.loads(json.dumps(body))) == expression


@given(EXPRESSIONS, st.dictionaries(_KEYS, _GARBAGE, max_size=4), st.none() | st.dates())
@settings(max_examples=300)
def test_evaluate_when_any_values_then_a_bounded_value_and_no_error(
    expression: Expression, fields: dict[str, object], today: dt.date | None
) -> None:
    for key in names(expression):
        fields.setdefault(key, fields[min(fields)] if fields else None)

    found = evaluate(expression, Scope(fields, fields, today))

    assert found is None or isinstance(found, bool | int | Decimal | str | dt.date | tuple)
    if isinstance(found, int | Decimal):
        assert abs(found) <= ex.LARGEST


_PIECES = st.lists(st.sampled_from(["a", "1", "(", ")", "and", "not", "-", ",", '"x"', "sum"])).map(" ".join)


@given(st.text(max_size=60) | _PIECES)
def test_parse_when_any_text_then_an_expression_or_a_code(text: str) -> None:
    found = _parsed(text)

    assert found is None or parse(say(found)) == found


def _parsed(text: str) -> Expression | None:
    try:
        return parse(text)
    except ExpressionError:
        return None
