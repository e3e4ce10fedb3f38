"""The keys of this room, out of the settings: those that sign tokens, that of the digests of used tokens, and the pair
that seals the ballot box. Without keys of their own all come from ``SECRET_KEY``."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .tokens import MOST_KEY, Keys


def token_keys() -> Keys:
    """All keys whose tokens are still good. One that is taken out of the settings is revoked with all its tokens."""
    named = _named(settings.RATING_KEYS)
    own = [_derived(str(secret), "token") for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return {number: (key,) for number, key in named} if named else {0: own}


def signing_key() -> tuple[int, bytes]:
    """Number and key of new tokens: the one named last."""
    named = _named(settings.RATING_KEYS)
    return named[-1] if named else (0, _derived(settings.SECRET_KEY, "token"))


def use_digest(ref: bytes) -> bytes:
    """What is kept of a used token: it can be found again by whoever comes with the token, not led back to it. The key
    stays when signing keys change."""
    key = _derived(settings.RATING_USE_KEY or settings.SECRET_KEY, "use")
    return hmac.new(key, ref, hashlib.sha256).digest()


def box_public() -> bytes:
    """What ballots are sealed with: all that a process that only takes ratings needs."""
    if settings.RATING_BOX_PUBLIC:
        return _whole(settings.RATING_BOX_PUBLIC)
    return X25519PrivateKey.from_private_bytes(box_privates()[0]).public_key().public_bytes_raw()


def box_privates() -> tuple[bytes, ...]:
    """What opens ballots, newest first; empty in a process that was given the public half only."""
    if settings.RATING_BOX_PRIVATE:
        return tuple(_whole(one) for one in settings.RATING_BOX_PRIVATE.split(","))
    if settings.RATING_BOX_PUBLIC:
        return ()
    return tuple(_derived(str(one), "box") for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=8)
def _named(text: str) -> list[tuple[int, bytes]]:
    """``1:hex,2:hex``; at least 16 bytes each."""
    found: list[tuple[int, bytes]] = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        number, colon, key = part.partition(":")
        if not (colon and number.isdecimal() and 1 <= int(number) <= MOST_KEY) or int(number) in dict(found):
            raise ImproperlyConfigured("MOTCUA_RATING_KEYS is a list of NUMBER:HEX, numbers 1 to 31, each once")
        found.append((int(number), _hex(key, least=16)))
    return found


def _whole(text: str) -> bytes:
    key = _hex(text.strip(), least=32)
    if len(key) != 32:
        raise ImproperlyConfigured("a key of the ballot box is 32 bytes in hex")
    return key


def _hex(text: str, *, least: int) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        raise ImproperlyConfigured("a key of ratings is not hex") from None
    if len(key) < least:
        raise ImproperlyConfigured(f"a key of ratings has at least {least} bytes")
    return key


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: str) -> bytes:
    info = f"motcua.ratings.{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
