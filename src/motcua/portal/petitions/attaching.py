"""The page of photographs, video and voice: each file is kept or refused by itself, the others and the text stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import IO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from motcua.core.errors import DomainError, Invalid, TooLarge, TooMany
from motcua.core.texts import say
from motcua.documents.limits import megabytes
from motcua.documents.uploads import SealedFile
from motcua.petitions.intake import drafts
from motcua.petitions.intake.limits import intake_limits
from motcua.petitions.models import PetitionDraftFile
from motcua.web.words import file_size

from . import guard
from .writing import Writing

FIELDS = ("photo", "files")
ACCEPT = "image/jpeg,image/png,video/mp4,video/quicktime,video/webm,audio/*,application/pdf"


def take(request: HttpRequest, writing: Writing) -> Mapping[str, str] | None:
    """Keep what came. None: go on; else the faults to show (none of them: the page again, with what is there now)."""
    uid = request.POST.get("remove", "")
    if uid:
        try:
            drafts.remove_file(writing.draft, UUID(uid), now=writing.at)
        except ValueError:
            return {}
    came = keep_all(request, writing)
    refused = [row for row in came if row.refused]
    if refused:
        return {"files": f"{row.name}: {said(row)}" if (row := refused[0]).name else said(refused[0])}
    return None if "on" in request.POST.getlist("go") and not uid else {}


def keep_all(request: HttpRequest, writing: Writing) -> list[PetitionDraftFile]:
    """Every file of the form, as its row in the draft."""
    rows = []
    for name in FIELDS:
        for upload in request.FILES.getlist(name):
            if upload.name or upload.size:
                rows.append(_keep(request, upload, writing))
    return rows


def _keep(request: HttpRequest, upload: UploadedFile, writing: Writing) -> PetitionDraftFile:
    name = upload.name or ""
    try:
        guard.allow_file(request, now=writing.at)
        if isinstance(upload, SealedFile) and upload.fault is not None:
            raise _own(upload.fault, writing)
    except (TooMany, DomainError) as error:
        if error.status >= 500:
            raise
        return drafts.refuse_file(writing.draft, name, error, now=writing.at)
    return drafts.add_file(writing.draft, opened_file(upload), file_name=name, actor=writing.actor, now=writing.at)


def opened_file(upload: UploadedFile) -> IO[bytes]:
    """The content, to be read and sought in. Raises Invalid ``file_empty`` where there is none."""
    file = upload.file
    if file is None:
        raise Invalid("file_empty")
    return file


def _own(fault: DomainError, writing: Writing) -> DomainError:
    """Too large on the way in: said in the words of petitions."""
    if fault.code != "file_too_large":
        return fault
    return TooLarge("petition_file_too_large", params={"limit_mb": megabytes(intake_limits(writing.on).largest)})


def said(row: PetitionDraftFile) -> str:
    """Why a file could not be kept, and what to do."""
    return say(row.refused, row.params)


def context(writing: Writing) -> dict[str, object]:
    rows = list(writing.draft.files.select_related("file").order_by("added_at", "id"))
    return {
        **limits_context(writing.on),
        "kept": [_row(row) for row in rows if row.file is not None],
        "refused": [{"uid": row.uid, "name": row.name, "why": said(row)} for row in rows if row.file is None],
    }


def limits_context(on: dt.date) -> dict[str, object]:
    """What an input for files says and what its script measures by."""
    limits = intake_limits(on)
    hint = gettext("Nhiều nhất {photos} ảnh, {videos} video dưới {mb} MB và {seconds} giây, {voices} ghi âm.")
    return {
        "accept": ACCEPT,
        "limits": limits,
        "photo_mb": megabytes(limits.photo_bytes),
        "video_mb": megabytes(limits.video_bytes),
        "hint": hint.format(
            photos=limits.photos,
            videos=limits.videos,
            mb=megabytes(limits.video_bytes),
            seconds=limits.video_seconds,
            voices=limits.voices,
        ),
    }


def _row(row: PetitionDraftFile) -> dict[str, object]:
    size = row.file.size if row.file is not None else 0
    return {"uid": row.uid, "name": row.name, "size": file_size(size), "sort": row.sort}
