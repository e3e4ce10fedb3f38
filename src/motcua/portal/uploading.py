"""Files that arrive in a form: each is kept or refused by itself, so that one bad file loses none of the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.documents.limits import limits_on, megabytes
from motcua.documents.models import StoredFile
from motcua.documents.services import store_upload
from motcua.people.actors import Actor

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file of a form: stored, or refused in words."""

    name: str
    file: StoredFile | None
    fault: str = ""


def arrivals(request: HttpRequest, field: str, *, actor: Actor, now: dt.datetime) -> Iterator[Arrived]:
    """The files of one input, one after another. A fault of the store itself (no room, away) is raised."""
    for upload in request.FILES.getlist(field):
        yield _arrived(upload, actor=actor, now=now)


def _arrived(upload: UploadedFile, *, actor: Actor, now: dt.datetime) -> Arrived:
    name = upload.name or ""
    try:
        stored = store_upload(
            upload,
            file_name=name,
            declared_type=upload.content_type or "",
            actor=actor,
            now=now,
            purpose="dossier",
        )
    except DomainError as error:
        if error.status >= 500:
            raise
        return Arrived(name, None, _said(name, error))
    return Arrived(name, stored)


def _said(name: str, error: DomainError) -> str:
    return (
        gettext("{file}: {fault}").format(file=name, fault=say(error.code, error.params)) if name else say(error.code)
    )


def size_hint(now: dt.datetime) -> str:
    """What an input for files says under its label."""
    limit = megabytes(limits_on(legal_date(now)).file_bytes)
    return gettext("PDF hoặc ảnh, mỗi tệp dưới {mb} MB. Chọn được nhiều tệp.").format(mb=limit)
