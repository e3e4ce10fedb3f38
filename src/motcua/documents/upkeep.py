"""What a dead process, a full disk or a rolled-back transaction left behind."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

import structlog

from motcua.documents.blobs import delete_blob, stale_uploads, store_errors
from motcua.documents.selectors import GRACE, orphan_blobs
from motcua.documents.services import delete_erased_blobs

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were deleted: uploads that never became whole, blobs no row names, blobs of erased files."""

    uploads: int
    orphans: int
    erased: int


def sweep(*, now: dt.datetime) -> Swept:
    """Delete what is older than a day and nobody's, and the blobs of erased files.
    Raises Unavailable ``storage_unavailable``."""
    uploads = orphans = 0
    for path in stale_uploads(now - GRACE):
        with store_errors(), suppress(FileNotFoundError):
            path.unlink()
            uploads += 1
    for name in list(orphan_blobs(before=now - GRACE)):
        delete_blob(name)
        orphans += 1
    swept = Swept(uploads=uploads, orphans=orphans, erased=delete_erased_blobs(now=now))
    log.info("file.swept", uploads=swept.uploads, orphans=swept.orphans, erased=swept.erased)
    return swept
