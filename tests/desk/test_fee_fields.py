"""The fees on the form of a province's terms: nothing is lost on the way through the form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.desk.decisions.fee_fields import LEAST, SPARE, fee_answers, fee_fields, fees_of
from motcua.forms.schema import FormSchema, Page
from motcua.forms.validation import validate

WORDS = st.text(alphabet="abcđêô 0", max_size=20).map(lambda text: " ".join(text.split()))
FEES = st.lists(
    st.fixed_dictionaries(
        {"name": WORDS, "amount": st.integers(0, 10**9), "kind": WORDS, "note": WORDS},
    ),
    max_size=12,
)


@given(FEES)
def test_fees_when_the_form_is_sent_unchanged_then_as_before(fees: list[dict[str, Json]]) -> None:
    held: list[Json] = [{**fee, "key": f"fee{number}"} for number, fee in enumerate(fees, start=1)]
    fields = fee_fields(held)

    typed = {name: str(value) for name, value in fee_answers(held).items()}
    checked = validate(FormSchema("", (Page("x", "", tuple(fields)),)), typed)

    assert list(checked.errors) == []
    assert fees_of(checked.answers) == held
    assert len(fields) == 5 * max(LEAST, len(fees) + SPARE)


def test_fees_when_given_other_places_then_in_that_order() -> None:
    answers: dict[str, Json] = {
        "fee1_name": "a",
        "fee1_amount": 1,
        "fee1_place": 2,
        "fee2_name": "b",
        "fee2_amount": 2,
        "fee2_place": 1,
    }

    assert [fee["name"] for fee in fees_of(answers) if isinstance(fee, dict)] == ["b", "a"]


def test_fee_with_a_name_but_no_amount_is_refused() -> None:
    with pytest.raises(Invalid):
        fees_of({"fee3_name": "a"})
