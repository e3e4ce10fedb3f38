"""Sealing what must not be read by whoever reads the tables: to a public key, padded so that length tells nothing.
Pure but for the one-time key of each seal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from motcua.core.canonical import Json
from motcua.core.errors import Unavailable

_VERSION: Final = b"\x01"
_BUCKETS: Final = (64, 1024, 4096, 16384)
"""Lengths before sealing. A link takes the first; a ballot the second, or the third and fourth with many words."""
_NONCE: Final = bytes(12)
"""Each seal has a key of its own, so its nonce may stand still."""


def seal(public: bytes, body: Json, *, least: int = 0) -> bytes:
    """``body`` as JSON, for the holder of the private key only. Raises ValueError beyond 16 KiB."""
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    size = next((one for one in _BUCKETS if one >= max(len(plain), least)), 0)
    if not size:
        raise ValueError("too long to be sealed")
    once = X25519PrivateKey.generate()
    own = once.public_key().public_bytes_raw()
    key = _key(once.exchange(X25519PublicKey.from_public_bytes(public)), own, public)
    return _VERSION + own + ChaCha20Poly1305(key).encrypt(_NONCE, plain.ljust(size), _VERSION)


def unseal(privates: Sequence[bytes], sealed: bytes) -> Json:
    """Raises Unavailable (``rating_box_locked``) where no key fits or the seal was broken."""
    own, hidden = sealed[1:33], sealed[33:]
    for private in privates if sealed[:1] == _VERSION and len(own) == 32 else ():
        pair = X25519PrivateKey.from_private_bytes(private)
        try:
            shared = pair.exchange(X25519PublicKey.from_public_bytes(own))
            key = _key(shared, own, pair.public_key().public_bytes_raw())
            found: Json = json.loads(ChaCha20Poly1305(key).decrypt(_NONCE, hidden, _VERSION))
        except (InvalidTag, ValueError):
            continue
        return found
    raise Unavailable("rating_box_locked")


def fingerprint(public: bytes) -> str:
    """Eight letters by which people compare keys."""
    return hashlib.sha256(public).hexdigest()[:8]


def _key(shared: bytes, own: bytes, public: bytes) -> bytes:
    info = b"motcua rating box 1\0" + public
    return HKDF(algorithm=SHA256(), length=32, salt=own, info=info).derive(shared)
