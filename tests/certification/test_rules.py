"""Fees by law, and what may be typed into a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.certification.kinds import first_terms, kinds
from motcua.certification.models import Terms
from motcua.certification.rules import (
    LONGEST_TITLE,
    MOST_COPIES,
    MOST_PAGES,
    Counts,
    Line,
    Tariff,
    book_name,
    copy_fee,
    fee,
    number_text,
    read_line,
)

COPY = Tariff(first_pages=2, first_amount=2000, later_amount=1000, most_per_copy=200_000)
PAGES = st.integers(1, MOST_PAGES)
COPIES = st.integers(1, MOST_COPIES)


@pytest.mark.parametrize(
    ("pages", "amount"),
    [(1, 2_000), (2, 4_000), (3, 5_000), (10, 12_000), (198, 200_000), (199, 200_000), (2000, 200_000)],
)
def test_a_copy_costs_by_the_pages_of_its_original(pages: int, amount: int) -> None:
    """Circular 226/2016/TT-BTC: 2,000 d a page, 1,000 d from the third on, at most 200,000 d a copy."""
    assert copy_fee(COPY, pages) == amount


@given(PAGES, COPIES)
def test_copies_cost_alike(pages: int, copies: int) -> None:
    assert fee(COPY, Counts.COPIES, Line("a", pages, copies)) == copies * copy_fee(COPY, pages)


@given(PAGES, PAGES)
def test_more_pages_never_cost_less_nor_more_than_the_ceiling(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert 2_000 <= copy_fee(COPY, less) <= copy_fee(COPY, more) <= 200_000


@given(PAGES, COPIES)
def test_a_signature_costs_by_the_paper_not_by_its_pages(pages: int, papers: int) -> None:
    assert fee(Tariff(per_case=10_000), Counts.CASES, Line("a", pages, papers)) == 10_000 * papers


@given(PAGES)
def test_without_a_ceiling_each_page_counts(pages: int) -> None:
    assert copy_fee(Tariff(2, 2000, 1000), pages) == 1000 * pages + 1000 * min(pages, 2)


def test_every_kind_has_terms_and_a_register_of_its_own() -> None:
    assert [row["kind"] for row in first_terms()] == list(kinds())
    assert len({one.symbol for one in kinds().values()}) == len(kinds())
    for row in first_terms():
        assert row["source"]
        assert "{number}" in row["wording"]
        assert len(row["source"]) <= Terms._meta.get_field("source").max_length  # type: ignore[operator]


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        (("Bằng tốt nghiệp", "2", "40"), {}),
        ((" Bằng  tốt nghiệp ", " 2", "040 "), {}),
        (("Thư 🙂", "1", "1"), {}),
        (("", "2", "40"), {"title": "required"}),
        (("🙂", "2", "40"), {"title": "required"}),
        (("a" * 201, "1", "1"), {"title": "certification_title_too_long"}),
        (("a", "", ""), {"pages": "required", "copies": "required"}),
        (("a", "0", "1"), {"pages": "certification_at_least_one"}),
        (("a", "-1", "1"), {"pages": "not_a_number"}),
        (("a", "1.5", "1"), {"pages": "not_a_number"}),
        (("a", "²", "1"), {"pages": "not_a_number"}),
        (("a", "٣", "1"), {"pages": "not_a_number"}),
        (("a", "1", "40000"), {"copies": "certification_copies_too_many"}),
        (("a", "1", "9" * 5000), {"copies": "not_a_number"}),
        (("a", "2001", "1"), {"pages": "certification_pages_too_many"}),
    ],
)
def test_a_row_says_what_is_wrong_with_it(typed: tuple[str, str, str], faults: dict[str, str]) -> None:
    read = read_line(*typed)

    assert read is not None
    assert read.faults == faults
    assert (read.line is None) == bool(faults)


def test_an_empty_row_is_no_row() -> None:
    assert read_line(" ", "", "  ") is None


@given(st.text(max_size=300), st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused(title: str, pages: str, copies: str) -> None:
    read = read_line(title, pages, copies)

    if read is not None and read.line is not None:
        assert 1 <= read.line.pages <= MOST_PAGES
        assert 1 <= read.line.copies <= MOST_COPIES
        assert 0 < len(read.line.title) <= LONGEST_TITLE
        assert "\x00" not in read.line.title


def test_numbers_are_written_as_registers_have_them() -> None:
    assert number_text(7) == "07"
    assert number_text(1234) == "1234"
    assert book_name("SCT/BS", 2026) == "01/2026 - SCT/BS"
