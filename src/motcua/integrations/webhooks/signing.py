"""The signature of a call. Pure.

``X-Motcua-Timestamp: 1772410530`` (whole seconds since 1970) and ``X-Motcua-Signature: v1=HEX``, one or several
separated by commas while a key is being changed. HEX is HMAC-SHA256 over ``TIMESTAMP.BODY`` with the source's key. A
call may be at most five minutes old or early.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Final

TIMESTAMP, SIGNATURE = "X-Motcua-Timestamp", "X-Motcua-Signature"
WINDOW: Final = dt.timedelta(minutes=5)
SHORTEST_KEY: Final = 16
_STAMP = re.compile(r"[0-9]{9,11}", re.ASCII)


def signature(key: str, timestamp: str, body: bytes) -> str:
    """Raises ValueError for a key that is too short to protect anything."""
    if len(key) < SHORTEST_KEY:
        raise ValueError("the key of a webhook is too short")
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def headers(key: str, body: bytes, *, now: dt.datetime) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    return {TIMESTAMP: stamp, SIGNATURE: f"v1={signature(key, stamp, body)}"}


def is_signed(keys: Iterable[str], *, timestamp: str, given: str, body: bytes, now: dt.datetime) -> bool:
    """Whether one of the signatures is by one of the keys, and the time stamp is of now. Every pair is compared, each
    in constant time."""
    if not _STAMP.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        return False
    claimed = [part.strip().removeprefix("v1=").lower() for part in given.split(",")[:5]]
    found = False
    for key in keys:
        wanted = signature(key, timestamp, body).encode()
        for one in claimed:
            found |= hmac.compare_digest(wanted, one.encode("utf-8", "replace"))
    return found
