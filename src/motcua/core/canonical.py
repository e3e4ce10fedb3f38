"""Canonical JSON (RFC 8785): one byte string for one value, so that it can be hashed.

Floats are refused: a figure of legal weight is an integer, a fraction or a string.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal

import rfc8785

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


class NotCanonical(TypeError):
    """A value has no canonical form: a float, a naive instant or an unknown type."""


def plain(value: object) -> Json:
    """Reduce to plain JSON: instants to UTC ISO 8601 with microseconds and ``Z``, dates to ISO, UUIDs, enums
    and decimals to strings. Raises :class:`NotCanonical` for floats, naive instants, unknown types."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, str | int):
        return value
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise NotCanonical("a naive instant has no canonical form")
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return [plain(item) for item in sorted(value)]
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def encode(value: object) -> bytes:
    """Canonical bytes of ``value``. Integers beyond 2^53 are refused (I-JSON)."""
    try:
        return rfc8785.dumps(plain(value))
    except rfc8785.CanonicalizationError as error:
        raise NotCanonical(str(error)) from error


def decode(data: bytes | memoryview) -> dict[str, Json]:
    """The object whose canonical bytes are ``data``."""
    value = json.loads(bytes(data))
    if not isinstance(value, dict):
        raise NotCanonical("a canonical document is an object")
    return value


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def commitment(salt: bytes, body: bytes) -> bytes:
    """HMAC-SHA-256 commitment to ``body``: kept in the chain while the body itself may be erased by law."""
    return hmac.new(salt, body, hashlib.sha256).digest()
