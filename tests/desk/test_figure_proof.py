"""The proof of a figure in words."""

from __future__ import annotations

from motcua.figures.definitions.catalogue import shipped
from motcua.figures.wording import formula_words


def test_sum_when_divided_then_stands_in_brackets() -> None:
    rate = shipped().indicators["on_time_rate_ii06"][-1]

    assert formula_words(rate.numerator, rate.denominator, shipped()) == (
        "(“Hồ sơ giải quyết trước hạn” + “Hồ sơ giải quyết đúng hạn”) : “Hồ sơ đã giải quyết”"
    )
