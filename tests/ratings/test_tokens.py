"""Tokens: what is issued reads back, nothing else does."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.ratings import box
from motcua.ratings.tokens import LENGTH, Kind, Token, issue, read

SECRET, OTHER = b"k" * 32, b"o" * 32
KEYS = {3: (SECRET,), 4: (OTHER,)}
TODAY = dt.date(2026, 11, 23)
kinds, days = st.sampled_from(Kind), st.dates(TODAY + dt.timedelta(days=1), dt.date(2190, 1, 1))


def code_of(text: str, today: dt.date = TODAY) -> str:
    try:
        read(text, KEYS, today)
    except Invalid as error:
        return error.code
    return ""


@given(kinds, st.uuids(), days)
def test_what_is_issued_reads_back(kind: Kind, ref: uuid.UUID, until: dt.date) -> None:
    text = issue(kind, ref, until, key=3, secret=SECRET)

    assert len(text) == LENGTH
    assert read(text, KEYS, TODAY) == Token(kind, ref, until, 3)
    assert issue(kind, ref, until, key=3, secret=SECRET) == text


@given(kinds, st.uuids(), days, st.integers(0, LENGTH - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_any_other_letter_makes_it_no_token(kind: Kind, ref: uuid.UUID, until: dt.date, at: int, letter: str) -> None:
    text = issue(kind, ref, until, key=3, secret=SECRET)
    changed = text[:at] + letter + text[at + 1 :]

    assert changed == text or code_of(changed) in {"rating_token_forged", "rating_token_malformed"}


@given(st.text(max_size=60))
def test_any_text_is_refused_without_fault(text: str) -> None:
    assert code_of(text) in {"rating_token_forged", "rating_token_malformed"}


@given(st.binary(min_size=29, max_size=29))
def test_any_bytes_of_the_right_length_are_forged(raw: bytes) -> None:
    import base64

    assert code_of(base64.urlsafe_b64encode(raw).rstrip(b"=").decode()) == "rating_token_forged"


def test_a_token_ends_on_its_day() -> None:
    text = issue(Kind.DOSSIER, uuid.uuid4(), dt.date(2026, 12, 1), key=3, secret=SECRET)

    assert code_of(text, dt.date(2026, 11, 30)) == ""
    assert code_of(text, dt.date(2026, 12, 1)) == "rating_token_expired"


def test_a_key_that_was_taken_out_takes_its_tokens_along() -> None:
    text = issue(Kind.POSTER, uuid.uuid4(), dt.date(2027, 1, 1), key=3, secret=SECRET)

    with pytest.raises(Invalid, match="rating_token_forged"):
        read(text, {4: (OTHER,)}, TODAY)


def test_a_replaced_key_is_tried_after_the_present_one() -> None:
    text = issue(Kind.POSTER, uuid.uuid4(), dt.date(2027, 1, 1), key=0, secret=OTHER)

    assert read(text, {0: (SECRET, OTHER)}, TODAY).kind is Kind.POSTER


def test_two_dossiers_have_tokens_with_nothing_in_common() -> None:
    one, two = uuid.UUID(int=1), uuid.UUID(int=2)
    texts = [issue(Kind.DOSSIER, ref, dt.date(2027, 1, 1), key=3, secret=SECRET) for ref in (one, two)]

    same = sum(a == b for a, b in zip(*texts, strict=True))
    assert one.hex not in texts[0]
    assert same < 10


PRIVATE = bytes(range(32))


def public() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=80), max_size=6))
def test_what_is_sealed_opens_with_the_key_only(body: dict[str, str]) -> None:
    sealed = box.seal(public(), dict(body), least=900)

    assert box.unseal([OTHER, PRIVATE], sealed) == body
    with pytest.raises(Exception, match="rating_box_locked"):
        box.unseal([OTHER], sealed)


def test_lengths_tell_nothing() -> None:
    short = box.seal(public(), {"a": ""}, least=900)
    long = box.seal(public(), {"a": "x" * 900}, least=900)

    assert len(short) == len(long)
    assert box.seal(public(), {"a": ""}) != box.seal(public(), {"a": ""})


@given(st.integers(0, 1072))
def test_a_broken_seal_stays_shut(at: int) -> None:
    sealed = bytearray(box.seal(public(), {"a": "b"}, least=900))
    sealed[at] ^= 1

    with pytest.raises(Exception, match="rating_box_locked"):
        box.unseal([PRIVATE], bytes(sealed))
