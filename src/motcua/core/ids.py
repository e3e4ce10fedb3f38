"""Identifiers that may leave the process: UUID version 7 (RFC 9562), ordered by creation."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from uuid_utils.compat import uuid7 as _uuid7


def new_id() -> uuid.UUID:
    """A fresh UUIDv7. Unique across processes; sorts by time of creation."""
    return _uuid7()


def id_at(instant: dt.datetime) -> uuid.UUID:
    """A UUIDv7 whose time part is ``instant``: for histories made under a moved clock."""
    milliseconds = int(instant.timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def new_secret() -> str:
    """A URL-safe secret of 160 random bits, for links that open a file without signing in."""
    return secrets.token_urlsafe(20)
