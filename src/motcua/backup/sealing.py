"""What protects a backup. Pure: bytes in, bytes out.

Each backup has a random key of its own, kept in its manifest wrapped by a key of ``MOTCUA_BACKUP_KEY``. From it every
part gets another key (HKDF over the part's name), and the manifest its own for HMAC-SHA-256. Parts are sealed in chunks
as files at rest are (:mod:`motcua.documents.crypto`): a part that was changed, cut, reordered, taken from another
backup or put in another part's place does not open. Forgetting a backup's manifest is forgetting the backup.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from motcua.documents.crypto import KEY_BYTES, NONCE_BYTES, DamagedError

_WRAP_PURPOSE = b"motcua backup key 1\x00"


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap(key: bytes, *, wrapping_key: bytes, backup: UUID) -> bytes:
    """The backup's key sealed for this backup only: nonce (12), key (32), tag (16)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, key, _WRAP_PURPOSE + backup.bytes)


def unwrap(wrapped: bytes, *, wrapping_key: bytes, backup: UUID) -> bytes:
    """Raises :class:`DamagedError` for another backup, another wrapping key or changed bytes."""
    nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return AESGCM(wrapping_key).decrypt(nonce, sealed, _WRAP_PURPOSE + backup.bytes)
    except (InvalidTag, ValueError) as error:
        raise DamagedError("the backup's key does not open") from error


def part_key(key: bytes, *, backup: UUID, part: str) -> bytes:
    """The key of one part: no two parts of any backup share one."""
    info = b"motcua backup part 1\x00" + backup.bytes + part.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def manifest_mac(key: bytes, *, backup: UUID, body: bytes) -> bytes:
    """HMAC-SHA-256 over the manifest's canonical bytes."""
    return hmac.new(part_key(key, backup=backup, part="manifest"), body, hashlib.sha256).digest()


def fingerprint(key: bytes, *, backup: UUID, secret: bytes) -> str:
    """Tells, to whoever can open the backup, whether a secret is the one that was in force; says nothing else."""
    own = part_key(key, backup=backup, part="fingerprints")
    return hmac.new(own, secret, hashlib.sha256).hexdigest()[:32]
