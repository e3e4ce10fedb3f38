"""The keys of backups: ``MOTCUA_BACKUP_KEY="2026:BASE64 2025:BASE64"``. The first seals, every one opens."""

from __future__ import annotations

from django.conf import settings

from motcua.core.errors import Invalid
from motcua.documents.keys import KeyRing, parse_keys


def backup_ring() -> KeyRing:
    """Raises Invalid ``backup_key_missing`` or ``backup_key_invalid``."""
    if not settings.BACKUP_KEY.strip():
        raise Invalid("backup_key_missing")
    try:
        return parse_keys(settings.BACKUP_KEY)
    except ValueError as error:
        raise Invalid("backup_key_invalid", params={"reason": str(error)}) from error


def secrets_in_force() -> dict[str, bytes]:
    """Name and value of every key a restored system needs to read what it holds."""
    files = parse_keys(settings.FILE_KEY)
    return {"MOTCUA_SECRET_KEY": settings.SECRET_KEY.encode()} | {
        f"MOTCUA_FILE_KEY {name}": value for name, value in files.keys.items()
    }
