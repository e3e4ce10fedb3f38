"""Checking the store against its rows, for ``motcua verify``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from motcua.core.errors import DomainError
from motcua.documents.blobs import blob_exists, blob_written_at, list_blobs
from motcua.documents.models import ScanState, StoredFile
from motcua.documents.services import read_content

GRACE = dt.timedelta(hours=24)
"""A blob is written before its row; younger ones may still be waiting for it."""


class Fault(StrEnum):
    BLOB_MISSING = "blob_missing"
    FILE_DAMAGED = "file_damaged"
    ERASED_BLOB_LEFT = "erased_blob_left"
    BLOB_ORPHAN = "blob_orphan"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the store. ``file`` is None for a blob that no row names."""

    kind: Fault
    file: UUID | None
    blob: str


def check_files(since: dt.datetime | None = None, *, now: dt.datetime) -> Iterator[Finding]:
    """Read every file stored at or after ``since`` (all of them without it) to its last byte and compare it with its
    row; then look for blobs that no row names and that are older than a day."""
    rows = StoredFile.objects.order_by("id")
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    for file in rows.iterator(chunk_size=500):
        yield from _check(file)
    for name in orphan_blobs(before=now - GRACE):
        yield Finding(Fault.BLOB_ORPHAN, None, name)


def _check(file: StoredFile) -> Iterator[Finding]:
    if file.is_erased:
        if blob_exists(file.blob_name):
            yield Finding(Fault.ERASED_BLOB_LEFT, file.uid, file.blob_name)
        return
    if not blob_exists(file.blob_name):
        yield Finding(Fault.BLOB_MISSING, file.uid, file.blob_name)
        return
    try:
        size = sum(len(piece) for piece in read_content(file))
    except DomainError:
        yield Finding(Fault.FILE_DAMAGED, file.uid, file.blob_name)
        return
    if size != file.size:
        yield Finding(Fault.FILE_DAMAGED, file.uid, file.blob_name)


def orphan_blobs(*, before: dt.datetime) -> Iterator[str]:
    """Blobs written before that instant that no row names."""
    blobs = list_blobs()
    while names := list(islice(blobs, 1000)):
        known = set(StoredFile.objects.filter(blob_name__in=names).values_list("blob_name", flat=True))
        yield from (name for name in names if name not in known and blob_written_at(name) < before)


def unclaimed_files(*, before: dt.datetime) -> QuerySet[StoredFile]:
    """Uploads kept before that instant that no row of any table names: what they were for was never written, because
    the process died in between. Whatever keeps a file must name it by a foreign key."""
    rows = StoredFile.objects.filter(erased_at=None, created_at__lt=before).exclude(scan_state=ScanState.OWN.value)
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's own public name
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.related_model, type):
            claims: QuerySet[Model] = QuerySet(relation.related_model).filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(claims))
    return rows.order_by("id")


def file_by_uid(uid: UUID) -> StoredFile | None:
    return StoredFile.objects.filter(uid=uid).first()
