"""What stands around the program: files, scanner, mail, account, secrets on the disk."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection

from motcua.core.errors import DomainError
from motcua.documents import blobs
from motcua.documents.clamd import ClamdScanner, parse_address

from .findings import Finding, Level, judged

LEAST_FREE_BYTES, LEAST_FREE_SHARE = 5_000_000_000, 0.05
SPARE_FREE_SHARE = 0.15
SECONDS = 10
PROBE = b"a look whether files can be kept"


def surroundings() -> Iterator[Finding]:
    yield judged("account", os.geteuid() != 0)
    yield from _files()
    if settings.CLAMD:
        yield _scanner()
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield _mail()
    yield _secrets()


def _files() -> Iterator[Finding]:
    yield _writable()
    if settings.FILES_BACKEND:
        yield judged("object_store_tls", _store_is_sealed(), Level.WARNING)
        return
    root = settings.FILES_ROOT
    near = next((place for place in (root, *root.parents) if place.exists()), Path("/"))
    usage = shutil.disk_usage(near)
    share = usage.free / usage.total
    enough = usage.free >= LEAST_FREE_BYTES and share >= LEAST_FREE_SHARE
    level = Level.WARNING if enough else Level.ERROR
    facts = {"free_gb": round(usage.free / 1e9, 1), "percent": round(100 * share)}
    yield judged("disk_space", enough and share >= SPARE_FREE_SHARE, level, **facts)
    open_to_others = root.exists() and bool(root.stat().st_mode & 0o077)
    yield judged("files_open", not open_to_others, Level.WARNING, folder=str(root))


def _store_is_sealed() -> bool:
    return str(settings.FILES_OPTIONS.get("endpoint_url") or "https:").startswith("https:")


def _writable() -> Finding:
    """Write, read and delete a blob of our own, where uploads begin and where they end."""
    name = blobs.new_blob_name()
    try:
        with blobs.open_incoming() as incoming:
            incoming.write(PROBE)
            try:
                blobs.take_in(incoming, name)
                same = b"".join(blobs.read_blob(name)) == PROBE
            finally:
                with suppress(OSError, DomainError):
                    blobs.delete_blob(name)
                with suppress(OSError):
                    Path(incoming.name).unlink(missing_ok=True)
    except (OSError, DomainError) as error:
        return judged("storage", good=False, reason=type(error).__name__)
    return judged("storage", same, reason="different")


def _scanner() -> Finding:
    try:
        answers = ClamdScanner(parse_address(settings.CLAMD), seconds=SECONDS).ping()
    except (OSError, ValueError, DomainError):
        answers = False
    return judged("scanner_away", answers, address=settings.CLAMD)


def _mail() -> Finding:
    """Say hello to the mail server, sign in, and go; no letter leaves."""
    door = get_connection(timeout=SECONDS)
    try:
        door.open()
    except OSError as error:  # smtplib's own errors are such, too
        return judged("mail_away", good=False, host=f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
                      reason=type(error).__name__)  # fmt: skip
    door.close()
    return judged("mail_away", good=True)


def secret_files() -> Iterator[Path]:
    """Files that hold secrets, as far as the environment names them."""
    if settings.CREDENTIALS_DIRECTORY:
        with suppress(OSError):
            yield from sorted(path for path in Path(settings.CREDENTIALS_DIRECTORY).iterdir() if path.is_file())
    yield from (Path(name) for name in settings.SECRET_FILES)


def _secrets() -> Finding:
    open_ones = [str(path) for path in secret_files() if path.exists() and _others_may_read(path)]
    in_temp = [str(path) for path in secret_files() if path.is_relative_to(tempfile.gettempdir())]
    return judged("secret_files", not open_ones and not in_temp, files=", ".join(sorted({*open_ones, *in_temp})))


def _others_may_read(path: Path) -> bool:
    mode = path.stat().st_mode
    return bool(mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP))
