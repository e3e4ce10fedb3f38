"""Seals small secrets that must be read back (a TOTP key, a code on its way to an e-mail), and makes the keyed digests
of those that need not be. The keys come from ``SECRET_KEY``; what older keys in ``SECRET_KEY_FALLBACKS`` sealed is
still opened.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from motcua.core.errors import Unavailable


def _key(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"motcua.{purpose}".encode()).derive(secret.encode())


@lru_cache(maxsize=32)
def _box(secrets: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(secret, purpose))) for secret in secrets])


@lru_cache(maxsize=32)
def _digest_key(secret: str, purpose: str) -> bytes:
    return _key(secret, f"digest.{purpose}")


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *(str(key) for key in settings.SECRET_KEY_FALLBACKS))


def seal(purpose: str, text: str) -> str:
    """The text encrypted and authenticated, readable only with the same purpose."""
    return _box(_secrets(), purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """Raises Unavailable (``secret_unreadable``) when the key it was sealed with is gone."""
    try:
        return _box(_secrets(), purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unavailable("secret_unreadable") from None


def keyed_digest(purpose: str, *parts: str) -> bytes:
    """32 bytes that stand for the parts; without the key nobody can tell which, not even by trying all."""
    return hmac.new(_digest_key(settings.SECRET_KEY, purpose), "\x1f".join(parts).encode(), hashlib.sha256).digest()
