"""The table of the guide is true."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import Basis, LimitUnit, due

from .calendars import at

GUIDE = settings.PROJECT / "docs" / "guides" / "working-time.md"
CASE = re.compile(r"^\| *\d+ \| (\S+) \| (\d+) (\w+) \| (\w+) \| (\S+) \| \S.* \|$", re.MULTILINE)


def test_guide_then_it_has_ten_cases_of_both_bases() -> None:
    cases = CASE.findall(GUIDE.read_text(encoding="utf-8"))

    assert len(cases) == 10
    assert {basis for *_, basis, _ in cases} == {basis.value for basis in Basis}


@pytest.mark.parametrize(("start", "amount", "unit", "basis", "expected"), CASE.findall(GUIDE.read_text("utf-8")))
def test_guide_case_then_computed_so(
    settlement: CompiledCalendar, start: str, amount: str, unit: str, basis: str, expected: str
) -> None:
    assert due(settlement, at(start), int(amount), LimitUnit(unit), Basis(basis)).at == at(expected)
