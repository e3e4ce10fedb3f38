"""Canonical JSON (RFC 8785): one byte string for one value, so that it can be hashed.

Floats are refused: a figure of legal weight is an integer, a fraction or a string.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
import rfc8785

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


class NotCanonical(TypeError):
    """A value has no canonical form: a float, a naive instant or an unknown type."""


def plain(value: object) -> Json:
    """Reduce to plain JSON: instants to UTC ISO 8601 with microseconds and ``Z``, dates to ISO, UUIDs, enums
    and decimals to strings. Raises :class:`NotCanonical` for floats, naive instants, unknown types."""
    return _REDUCE.get(type(value), _derived)(value)


_AS_IS = frozenset({type(None), bool, str, int})


def _same(value: Any) -> Json:
    kept: Json = value
    return kept


@lru_cache(maxsize=4096)
def _instant(value: dt.datetime) -> str:
    if value.tzinfo is None:
        raise NotCanonical("a naive instant has no canonical form")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def _object(value: Mapping[Any, object]) -> dict[str, Json]:
    return {
        str(key): item if type(item) in _AS_IS else _REDUCE.get(type(item), _derived)(item)  # type: ignore[misc]
        for key, item in value.items()
    }


def _array(value: Iterable[object]) -> list[Json]:
    return [item if type(item) in _AS_IS else _REDUCE.get(type(item), _derived)(item) for item in value]  # type: ignore[misc]


def _set(value: Iterable[Any]) -> list[Json]:
    return _array(sorted(value))


def _derived(value: object) -> Json:
    """A value of a class derived from one of those below."""
    if isinstance(value, enum.Enum):
        return plain(value.value)
    for kind in (str, int, dt.datetime, dt.date, uuid.UUID, Decimal, bytes, Mapping, Sequence, set, frozenset):
        if isinstance(value, kind):
            return _REDUCE[kind](value)
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


_REDUCE: Mapping[type, Callable[[Any], Json]] = {
    type(None): _same,
    bool: _same,
    str: _same,
    int: _same,
    dt.datetime: _instant,
    dt.date: dt.date.isoformat,
    uuid.UUID: str,
    Decimal: str,
    bytes: bytes.hex,
    dict: _object,
    Mapping: _object,
    list: _array,
    tuple: _array,
    Sequence: _array,
    set: _set,
    frozenset: _set,
}

_LARGE = re.compile(rb"[:,\[][-0-9][0-9]{15}")
"""A number within a value that may lie beyond 2^53: it follows one of these signs."""
_FAR = re.compile(rb"[\xee-\xff]")
"""First bytes of what UTF-16 sorts otherwise than Unicode does."""


def encode(value: object) -> bytes:
    """Canonical bytes of ``value``. Integers beyond 2^53 are refused (I-JSON).

    A quicker encoder gives the same bytes, except for what ``_LARGE`` and ``_FAR`` find and what it refuses; a property
    test holds the two equal.
    """
    return encode_plain(plain(value))


def encode_plain(reduced: Json) -> bytes:
    """As :func:`encode`, of a value that :func:`plain` has reduced already: floats are not looked for again."""
    try:
        quick = orjson.dumps(reduced, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return _by_the_book(reduced)
    if _LARGE.search(quick) or type(reduced) is int or (not quick.isascii() and _FAR.search(quick)):
        return _by_the_book(reduced)
    return quick


def _by_the_book(reduced: Json) -> bytes:
    try:
        return rfc8785.dumps(reduced)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotCanonical(str(error)) from error


def decode(data: bytes | memoryview) -> dict[str, Json]:
    """The object whose canonical bytes are ``data``."""
    value = orjson.loads(data)
    if not isinstance(value, dict):
        raise NotCanonical("a canonical document is an object")
    return value


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def commitment(salt: bytes, body: bytes) -> bytes:
    """HMAC-SHA-256 commitment to ``body``: kept in the chain while the body itself may be erased by law."""
    return hmac.new(salt, body, hashlib.sha256).digest()
