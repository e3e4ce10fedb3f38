"""The wrapping keys of the file store: ``MOTCUA_FILE_KEY="2026b:BASE64 2026a:BASE64"``, the first one wraps new files,
the others only open old ones until :func:`motcua.documents.services.rewrap_keys` has moved them over.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from motcua.documents import crypto
from motcua.documents.crypto import KEY_BYTES, DamagedError

KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Wrapping keys by id. ``current`` wraps; every key opens."""

    current: str
    keys: dict[str, bytes]

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r}, ids={sorted(self.keys)})"


def parse_keys(text: str) -> KeyRing:
    """``id:base64`` entries separated by spaces or commas. Raises ValueError, never naming key material."""
    keys: dict[str, bytes] = {}
    for number, entry in enumerate(text.replace(",", " ").split(), start=1):
        key_id, colon, encoded = entry.partition(":")
        if not colon or not KEY_ID.fullmatch(key_id):
            raise ValueError(f"file key {number}: write id:base64 (id of a-z, 0-9, -; at most 16)")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(f"file key {key_id!r} is not base64") from error
        if len(key) != KEY_BYTES:
            raise ValueError(f"file key {key_id!r} must be {KEY_BYTES} bytes, it is {len(key)}")
        if key_id in keys:
            raise ValueError(f"file key {key_id!r} is given twice")
        keys[key_id] = key
    if not keys:
        raise ValueError("no file key is given")
    return KeyRing(current=next(iter(keys)), keys=keys)


@lru_cache(maxsize=4)
def _ring(text: str) -> KeyRing:
    return parse_keys(text)


def key_ring() -> KeyRing:
    """The ring of the settings. Raises ImproperlyConfigured with the reason."""
    try:
        return _ring(settings.FILE_KEY)
    except ValueError as error:
        raise ImproperlyConfigured(f"MOTCUA_FILE_KEY: {error}") from error


def wrap(file_key: bytes, *, file_uid: UUID) -> tuple[str, bytes]:
    """The current wrapping key's id, and the file's key wrapped by it."""
    ring = key_ring()
    return ring.current, crypto.wrap_key(file_key, wrapping_key=ring.keys[ring.current], file_uid=file_uid)


def unwrap(wrapped: bytes, *, key_id: str, file_uid: UUID) -> bytes:
    """The file's key. Raises DamagedError, also when the ring has no key of this id."""
    wrapping_key = key_ring().keys.get(key_id)
    if wrapping_key is None:
        raise DamagedError("the ring has no key of this id")
    return crypto.unwrap_key(wrapped, wrapping_key=wrapping_key, file_uid=file_uid)
