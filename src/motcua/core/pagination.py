"""Lists a page at a time by key, not by number: the hundredth page costs what the first does, and a row added
meanwhile neither repeats nor hides another.

A cursor is the last row's sort values, sealed: it can be neither read nor made by others, and it works only for the
list (``purpose``) it was made for.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import Model, Q, QuerySet

from motcua.core.errors import Invalid

T = TypeVar("T")
M = TypeVar("M", bound=Model)

Value = str | int | dt.datetime | dt.date | uuid.UUID | None
_NONCE = 12
_LONGEST = 1024


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items and the cursor of the next page, ``None`` on the last."""

    items: tuple[T, ...]
    next: str | None


def seal(values: Sequence[Value], *, purpose: str) -> str:
    nonce = os.urandom(_NONCE)
    body = json.dumps([_pack(value) for value in values], separators=(",", ":")).encode()
    sealed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, body, purpose.encode())
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def unseal(cursor: str, *, purpose: str) -> tuple[Value, ...]:
    """The values sealed. Raises Invalid (``cursor_invalid``) for anything this installation did not make for this
    purpose."""
    if len(cursor) > _LONGEST:
        raise Invalid("cursor_invalid")
    try:
        sealed = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        body = _cipher(settings.SECRET_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise Invalid("cursor_invalid") from error
    return tuple(_unpack(kind, text) for kind, text in json.loads(body))


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"motcua.cursor\x00" + secret.encode()).digest())


def _pack(value: Value) -> tuple[str, str]:
    match value:
        case None:
            return "n", ""
        case bool():
            raise TypeError("a list is not sorted by a truth value")
        case int():
            return "i", str(value)
        case dt.datetime():
            return "t", value.isoformat()
        case dt.date():
            return "d", value.isoformat()
        case uuid.UUID():
            return "u", str(value)
        case str():
            return "s", value


_UNPACK: dict[str, Callable[[str], Value]] = {
    "n": lambda text: None,
    "i": int,
    "t": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "u": uuid.UUID,
    "s": str,
}


def _unpack(kind: str, text: str) -> Value:
    return _UNPACK[kind](text)


def paginate(rows: QuerySet[M], *, order: Sequence[str], cursor: str | None, limit: int, purpose: str) -> Page[M]:
    """One page of ``rows`` by ``order`` (``"due_at"``, ``"-uid"``): field names of the model that are never null, all
    ascending or all descending, the last of them unique. One statement, whatever the page.

    Raises Invalid (``cursor_invalid``) for a strange cursor, ValueError for a mixed order.
    """
    descending = {name.startswith("-") for name in order}
    if len(descending) != 1:
        raise ValueError("a keyset needs one direction")
    names = [name.removeprefix("-") for name in order]
    if cursor is not None:
        values = unseal(cursor, purpose=purpose)
        if len(values) != len(names):
            raise Invalid("cursor_invalid")
        rows = rows.filter(_beyond(names, values, "lt" if descending == {True} else "gt"))
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    last = [getattr(found[-1], name) for name in names] if more else []
    return Page(tuple(found), seal(last, purpose=purpose) if more else None)


def _beyond(names: Sequence[str], values: Sequence[Value], compare: str) -> Q:
    """``(a, b, c) > (x, y, z)``, written so that an index on ``a, b, c`` is used: the first field bounds the scan."""
    first, *rest = names
    condition = Q(**{f"{names[-1]}__{compare}": values[-1]})
    for name, value in reversed(list(zip(names[:-1], values[:-1], strict=True))):
        condition = Q(**{f"{name}__{compare}": value}) | (Q(**{name: value}) & condition)
    return Q(**{f"{first}__{compare}e": values[0]}) & condition if rest else condition
