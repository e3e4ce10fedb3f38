"""The links that print figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.template import engines
from django.utils.translation import override


@dataclass(frozen=True)
class Said:
    printed: str
    why: str
    address: str = "/proof"


def drawn(call: str, **context: object) -> str:
    text = '{% from "web/figures.jinja" import figure, counted %}{{ ' + call + " }}"
    return str(engines["jinja2"].from_string(text).render(context)).strip()


def test_count_when_printed_then_is_grouped_and_said_plainly_beside() -> None:
    assert drawn('counted(1835, "/list")') == (
        '<a class="figure govuk-link mc-figure" data-number="1835" href="/list">1.835</a>'
    )
    with override("en"):
        assert ">1,835<" in drawn('counted(1835, "/list")')


def test_nothing_when_counted_then_is_a_number_and_missing_says_why() -> None:
    assert 'data-number="0"' in drawn('counted(0, "/list")')
    missing = drawn('counted(none, "/list", why="chưa đồng bộ")')
    assert "chưa đồng bộ" in missing
    assert "data-number" not in missing


def test_rate_when_printed_then_plain_number_reads_as_programs_do() -> None:
    assert 'data-number="28.13"' in drawn("figure(one)", one=Said("28,13%", ""))
    with override("en"):
        assert 'data-number="1028.13"' in drawn("figure(one)", one=Said("1,028.13%", ""))


def test_figure_when_missing_then_prints_its_reason_and_no_number() -> None:
    text = drawn("figure(one)", one=Said("", "mẫu số bằng không"))

    assert "mẫu số bằng không" in text
    assert "data-number" not in text
