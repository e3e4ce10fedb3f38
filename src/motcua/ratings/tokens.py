"""The short signed token of a rating address. Pure.

29 bytes, 39 letters: one byte of kind and key number, a tag of 80 bits, and the enciphered reference and last day. The
tag is an HMAC over what is told; the cipher's stream comes from the tag (a synthetic initialisation vector), so the
token of a dossier says nothing of the dossier to whoever has no key, and the same dossier always has the same token:
a letter can be drawn again, a slip printed again.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from uuid import UUID

from motcua.core.errors import Invalid

LENGTH: Final = 39
_BYTES: Final = 29
_TAG: Final = 10
_DAY_ZERO: Final = dt.date(2020, 1, 1)
MOST_KEY: Final = 31
Keys = Mapping[int, Sequence[bytes]]
"""Number of a key -> the keys it may be: one, or the present one and older ones that were replaced in place."""


class Kind(IntEnum):
    DOSSIER = 1
    POSTER = 2
    TABLET = 3


@dataclass(frozen=True, slots=True)
class Token:
    """What a good token says. ``expires_on`` is the first day on which it is no longer good."""

    kind: Kind
    ref: UUID
    expires_on: dt.date
    key: int


def issue(kind: Kind, ref: UUID, expires_on: dt.date, *, key: int, secret: bytes) -> str:
    """The token's 39 letters. ``key`` 0 to 31; ``expires_on`` 2020 to 2199."""
    if not 0 <= key <= MOST_KEY:
        raise ValueError("a key number is 0 to 31")
    head = bytes([kind << 5 | key])
    told = ref.bytes + (expires_on - _DAY_ZERO).days.to_bytes(2, "big")
    tag = _tag(secret, head + told)
    return base64.urlsafe_b64encode(head + tag + _mixed(secret, head + tag, told)).rstrip(b"=").decode()


def read(text: str, keys: Keys, today: dt.date) -> Token:
    """Raises Invalid: ``rating_token_malformed`` (not of this form), ``rating_token_forged`` (no key of ours made
    it, or one taken out since), ``rating_token_expired``."""
    raw = _bytes(text)
    head, tag, hidden = raw[:1], raw[1 : 1 + _TAG], raw[1 + _TAG :]
    kind, number = head[0] >> 5, head[0] & MOST_KEY
    for secret in keys.get(number, ()):
        told = _mixed(secret, head + tag, hidden)
        if hmac.compare_digest(_tag(secret, head + told), tag):
            return _good(kind, told, number, today)
    raise Invalid("rating_token_forged")


def _good(kind: int, told: bytes, number: int, today: dt.date) -> Token:
    expires_on = _DAY_ZERO + dt.timedelta(days=int.from_bytes(told[16:], "big"))
    if kind not in set(Kind):
        raise Invalid("rating_token_forged")
    if today >= expires_on:
        raise Invalid("rating_token_expired", params={"on": expires_on})
    return Token(Kind(kind), UUID(bytes=told[:16]), expires_on, number)


def _bytes(text: str) -> bytes:
    """Only the one spelling that :func:`issue` makes."""
    if len(text) != LENGTH or not text.isascii():
        raise Invalid("rating_token_malformed")
    try:
        raw = base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("rating_token_malformed") from None
    if len(raw) != _BYTES or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise Invalid("rating_token_malformed")
    return raw


def _tag(secret: bytes, said: bytes) -> bytes:
    return hmac.new(secret, b"motcua rating tag 1\0" + said, hashlib.sha256).digest()[:_TAG]


def _mixed(secret: bytes, seed: bytes, told: bytes) -> bytes:
    stream = hmac.new(secret, b"motcua rating stream 1\0" + seed, hashlib.sha256).digest()
    return bytes(one ^ other for one, other in zip(told, stream, strict=False))
