"""When somebody is called again, and what of a note is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.petitions.hotline.rules import LONGEST, MOST_TRIES, Outcome, after_try, draft_of

NOW = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("outcome", "tries", "then"),
    [
        (Outcome.NO_ANSWER, 1, NOW + dt.timedelta(hours=2)),
        (Outcome.NO_ANSWER, 2, NOW + dt.timedelta(days=1)),
        (Outcome.NO_ANSWER, MOST_TRIES, None),
        (Outcome.REACHED, 1, None),
        (Outcome.REFUSED, 1, None),
        (Outcome.WRONG_NUMBER, 2, None),
    ],
)
def test_after_try_calls_again_only_who_did_not_answer(outcome: Outcome, tries: int, then: dt.datetime | None) -> None:
    assert after_try(outcome, tries, NOW) == then


@given(st.integers(1, 99))
def test_nobody_is_called_for_ever(tries: int) -> None:
    assert tries < MOST_TRIES or after_try(Outcome.NO_ANSWER, tries, NOW) is None


def test_a_try_counts_from_one() -> None:
    with pytest.raises(ValueError, match="from one"):
        after_try(Outcome.NO_ANSWER, 0, NOW)


@given(st.dictionaries(st.sampled_from([*LONGEST, "secret", "csrfmiddlewaretoken"]), st.text(max_size=9000)))
def test_draft_keeps_known_fields_cut_and_clean(given_: dict[str, str]) -> None:
    kept = draft_of(given_)

    assert set(kept) <= set(LONGEST)
    for name, text in kept.items():
        assert 0 < len(text) <= LONGEST[name]
        assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert draft_of(kept) == kept


def test_draft_keeps_lines_and_drops_what_a_database_cannot_hold() -> None:
    assert draft_of({"text": "một\nhai\x00\ud800", "place": "  "}) == {"text": "một\nhai"}
