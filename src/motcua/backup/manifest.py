"""The manifest of a backup: what it holds, and the seal on that. It says nothing about people.

It is one line of canonical JSON with its HMAC-SHA-256. Any changed byte is found: the file must be the canonical form
of what it says, and what it says must carry its MAC.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from uuid import UUID

from motcua.backup import sealing
from motcua.core import canonical
from motcua.core.errors import Invalid
from motcua.documents.crypto import DamagedError
from motcua.documents.keys import KeyRing

FORMAT = 1
DATABASE, FILES, GONE = "database.part", "files.part", "gone.part"
PARTS = (DATABASE, FILES, GONE)


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part as it lies on the disk."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``files`` and ``file_bytes`` are all blobs the backup needs; ``new_files`` those it copied itself. ``gone`` were
    erased while it ran; ``missing`` were not where their rows said. ``root`` is the newest daily root."""

    backup: str
    made_at: str
    version: str
    postgresql: str
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    parts: Mapping[str, Part]
    files: int
    file_bytes: int
    new_files: int
    gone: int
    missing: tuple[str, ...] = ()
    root: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    key_id: str = ""
    wrapped_key: str = ""
    format: int = FORMAT

    @property
    def uid(self) -> UUID:
        return UUID(self.backup)

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.made_at)


def write(manifest: Manifest, key: bytes) -> bytes:
    """The file's bytes."""
    body = asdict(manifest)
    mac = sealing.manifest_mac(key, backup=manifest.uid, body=canonical.encode(body))
    return canonical.encode({**body, "mac": mac.hex()})


def read(data: bytes, ring: KeyRing, *, name: str) -> tuple[Manifest, bytes]:
    """The manifest and the backup's key. Raises Invalid ``backup_damaged``, ``backup_format_unknown``,
    ``backup_key_unknown`` or ``backup_key_wrong``."""
    damaged = Invalid("backup_damaged", params={"backup": name, "part": "manifest.json"})
    try:
        body = json.loads(data)
        if not isinstance(body, dict) or canonical.encode(body) != data:
            raise damaged
        told = str(body.pop("mac", ""))
        mac = bytes.fromhex(told)
        if mac.hex() != told:  # capital letters say the same number, but nobody wrote them here
            raise damaged
    except (ValueError, TypeError) as error:
        raise damaged from error
    if body.get("format") != FORMAT:
        raise Invalid("backup_format_unknown", params={"backup": name, "format": str(body.get("format"))[:20]})
    manifest = _shaped(body, damaged)
    key = _key(manifest, ring, name)
    if not hmac.compare_digest(mac, sealing.manifest_mac(key, backup=manifest.uid, body=canonical.encode(body))):
        raise damaged
    return manifest, key


def _shaped(body: dict[str, object], damaged: Invalid) -> Manifest:
    try:
        parts = body.get("parts")
        if not isinstance(parts, dict) or set(parts) != set(PARTS):
            raise damaged
        shaped = {**body, "parts": {str(name): Part(**part) for name, part in parts.items()}}
        manifest = Manifest(**shaped)  # type: ignore[arg-type]
        UUID(manifest.backup)
        bytes.fromhex(manifest.wrapped_key)
    except (TypeError, ValueError, AttributeError) as error:
        raise damaged from error
    return manifest


def _key(manifest: Manifest, ring: KeyRing, name: str) -> bytes:
    wrapping_key = ring.keys.get(manifest.key_id)
    if wrapping_key is None:
        raise Invalid("backup_key_unknown", params={"key": str(manifest.key_id)[:16]})
    try:
        return sealing.unwrap(bytes.fromhex(manifest.wrapped_key), wrapping_key=wrapping_key, backup=manifest.uid)
    except DamagedError as error:
        raise Invalid("backup_key_wrong", params={"backup": name}) from error
