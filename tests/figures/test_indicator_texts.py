"""Every code that numbers, periods, definitions and trees can return has its words."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

import motcua.figures
from motcua.core.texts import known_codes
from motcua.figures import indicator_texts as words
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import CountsFor, DueDate, Mark, ZeroPolicy
from motcua.figures.numbers import whole_numbers_behind
from motcua.figures.reported import ValueKind
from motcua.figures.trees.layers import Layer
from motcua.figures.typed_numbers import Expected, Remark, read_number
from motcua.figures.wording import impossible_rate, understood, why_missing

ROOM = Path(motcua.figures.__file__).parent
MODULES = sorted([*ROOM.glob("*.py"), *ROOM.glob("definitions/*.py"), *ROOM.glob("trees/*.py")])
RAISED = {"Invalid": "", "NotFound": "", "Conflict": "", "_refusal": "", "FormulaFault": "definition_",
          "Mismatch": "figure_why_"}  # fmt: skip
SET = {"why": "figure_why_", "why_not": "figure_why_", "missing": "figure_why_", "reason": "figure_why_"}


def codes(path: Path) -> set[str]:
    found = set()
    for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = [(RAISED[name], call.args[0])] if name in RAISED and call.args else []
        if name == "fault" and len(call.args) > 1:
            given.append(("definition_", call.args[1]))
        if name == "Fault" and len(call.args) > 3:
            given.append(("definition_", call.args[3]))
        if name == "Lacking" and call.args:
            given.append(("figure_why_", call.args[0]))
        given += [(SET[word.arg], word.value) for word in call.keywords if word.arg in SET]
        found |= {
            prefix + leaf.value
            for prefix, value in given
            for leaf in ([value.body, value.orelse] if isinstance(value, ast.IfExp) else [value])
            if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and leaf.value
        }
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_code_when_returned_then_it_has_words(path: Path) -> None:
    assert codes(path) <= known_codes()


def test_code_when_listed_then_some_module_returns_it_or_a_kind_names_it() -> None:
    returned = {code for path in MODULES for code in codes(path)}
    kinds = {f"number_remark_{remark.value}" for remark in Remark} | {f"figure_why_{absent.value}" for absent in Absent}

    assert kinds <= set(words.TEXTS)
    assert set(words.TEXTS) - returned - kinds == {"reported_rate_impossible"}


def test_words_when_a_kind_is_shown_then_each_value_has_one() -> None:
    assert set(words.MARKS) == set(Mark)
    assert set(words.TESTED_DATES) == set(DueDate)
    assert set(words.COUNTS_FOR) == set(CountsFor)
    assert set(words.ZERO_POLICIES) == set(ZeroPolicy)
    assert set(words.VALUE_KINDS) == set(ValueKind)
    assert set(words.LAYERS) == {*Layer, "final"}


def test_impossible_rate_when_said_then_with_the_nearest() -> None:
    assert impossible_rate(whole_numbers_behind(Decimal("74.26"), 1392)) == (
        "Không có số nguyên nào trên tổng 1.392 cho tỷ lệ 74,26%: 1.033 cho 74,21%, 1.034 cho 74,28%."
    )
    assert impossible_rate(whole_numbers_behind(Decimal("74.28"), 1392)) == ""
    with override("en"):
        assert "1,392" in impossible_rate(whole_numbers_behind(Decimal("74.26"), 1392))


def test_number_when_understood_then_said() -> None:
    assert understood(read_number("29%%", Expected.PERCENT)) == ["dấu phần trăm ghi hai lần, đã đọc như một"]
    assert understood(read_number("1.835", Expected.COUNT)) == ["có thể hiểu hai cách: đã đọc là hàng nghìn"]


def test_figure_when_missing_then_said_with_the_name_of_what_lacks() -> None:
    said = why_missing("source_missing", "dossiers_paid_online", shipped())

    assert said == "chưa có nguồn số liệu (Hồ sơ thanh toán trực tuyến)"
    assert "on_time_rate_766" not in why_missing("over_the_whole", "on_time_rate_766", shipped())
