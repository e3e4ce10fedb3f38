"""What a dead process, a full disk or a rolled-back transaction left behind."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import asdict, dataclass

import structlog
from django.db import transaction

from motcua.documents.blobs import delete_blob, stale_uploads, store_errors
from motcua.documents.selectors import GRACE, orphan_blobs, unclaimed_files
from motcua.documents.services import delete_erased_blobs, erase_file

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were deleted: uploads that never became whole, blobs no row names, blobs of erased files, among them
    files that nothing claimed."""

    uploads: int
    orphans: int
    erased: int
    unclaimed: int = 0


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
    unclaimed = _erase_unclaimed(now)
    swept = Swept(uploads=uploads, orphans=orphans, erased=delete_erased_blobs(now=now), unclaimed=unclaimed)
    log.info("file.swept", **asdict(swept))
    return swept


def _erase_unclaimed(now: dt.datetime) -> int:
    """One by one, looked at again under lock: what is claimed meanwhile stays."""
    count = 0
    for pk in list(unclaimed_files(before=now - GRACE).values_list("pk", flat=True)):
        with transaction.atomic():
            file = unclaimed_files(before=now - GRACE).select_for_update(of=("self",)).filter(pk=pk).first()
            if file is not None:
                erase_file(file, now=now)
                count += 1
    return count
