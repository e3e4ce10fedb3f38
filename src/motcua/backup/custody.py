"""Key material apart from the data: sealed for one person who keeps the other half.

That person (the key custodian) has an X25519 secret in a file of their own, made on a machine of their own; the server
knows only the public half (``MOTCUA_KEYS_RECIPIENT``) and so can seal but never open. A sealed file is: header, the
public half of a key used once, and the text under AES-256-GCM with a key derived from both (HKDF-SHA-256).
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from motcua.core.errors import Invalid

_MAGIC = b"MTCK\x01"
_PUBLIC, _SECRET = "motcua-recipient-1", "motcua-identity-1"
_BYTES = 32


def new_identity() -> tuple[str, str]:
    """A new secret line, for the custodian's file, and its public line, for the server's settings."""
    secret = X25519PrivateKey.generate()
    return _line(_SECRET, secret.private_bytes_raw()), _line(_PUBLIC, secret.public_key().public_bytes_raw())


def seal(values: Mapping[str, str], *, recipient: str) -> bytes:
    """Raises Invalid ``backup_recipient_invalid``."""
    theirs = _parsed(_PUBLIC, recipient, Invalid("backup_recipient_invalid"))
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    head = _MAGIC + ours
    key = _derived(once.exchange(X25519PublicKey.from_public_bytes(theirs)), ours + theirs)
    return head + AESGCM(key).encrypt(bytes(12), json.dumps(dict(values)).encode(), head)


def open_sealed(data: bytes, *, identity: str) -> dict[str, str]:
    """Raises Invalid ``backup_identity_wrong``."""
    wrong = Invalid("backup_identity_wrong")
    secret = X25519PrivateKey.from_private_bytes(_parsed(_SECRET, identity, wrong))
    head, sealed = data[: len(_MAGIC) + _BYTES], data[len(_MAGIC) + _BYTES :]
    if not head.startswith(_MAGIC) or len(head) != len(_MAGIC) + _BYTES:
        raise wrong
    ours = head[len(_MAGIC) :]
    try:
        shared = secret.exchange(X25519PublicKey.from_public_bytes(ours))
        key = _derived(shared, ours + secret.public_key().public_bytes_raw())
        values = json.loads(AESGCM(key).decrypt(bytes(12), sealed, head))
    except (InvalidTag, ValueError) as error:
        raise wrong from error
    return {str(name): str(value) for name, value in values.items()}


def _line(kind: str, value: bytes) -> str:
    return f"{kind}:{base64.b64encode(value).decode()}"


def _parsed(kind: str, line: str, wrong: Invalid) -> bytes:
    said, _, encoded = line.strip().partition(":")
    try:
        value = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise wrong from error
    if said != kind or len(value) != _BYTES:
        raise wrong
    return value


def _derived(shared: bytes, both: bytes) -> bytes:
    info = b"motcua key custody 1\x00" + both
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)


def write_private(path: str | os.PathLike[str], data: bytes) -> None:
    """A new file that only its owner can read; an existing one is not replaced. Raises FileExistsError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
