"""Files that speak for a criterion: taken in by the file store, which looks at their content and has them scanned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from motcua.core.clock import legal_date
from motcua.core.errors import Invalid, NotFound, TooLarge
from motcua.documents.incoming import Source
from motcua.documents.limits import check_room, limits_on
from motcua.documents.models import StoredFile
from motcua.documents.services import store_upload
from motcua.figures.assessments.models import AssessmentEvidence, AssessmentSheet
from motcua.people.actors import Actor

PURPOSE: Final = "assessment"
MOST_FILES: Final = 10
"""Files that one entry may name."""


@dataclass(frozen=True, slots=True)
class Upload:
    source: Source
    name: str
    declared_type: str


def store(uploads: Sequence[Upload], *, actor: Actor, now: dt.datetime) -> list[StoredFile]:
    """Take the files in, before anything is locked. Raises as ``documents.services.store_upload``, TooLarge
    ``too_many_files``."""
    if len(uploads) > MOST_FILES:
        raise TooLarge("too_many_files", params={"limit": MOST_FILES})
    return [
        store_upload(
            one.source, file_name=one.name, declared_type=one.declared_type, actor=actor, now=now, purpose=PURPOSE
        )
        for one in uploads
    ]


def attach(
    sheet: AssessmentSheet, criterion: str, files: Sequence[StoredFile], *, actor: Actor, now: dt.datetime
) -> list[UUID]:
    """Rows of the files, in the caller's transaction. Raises TooLarge ``too_many_files``,
    ``dossier_files_too_large`` when a sheet holds more than a dossier may."""
    limits = limits_on(legal_date(now))
    held = list(AssessmentEvidence.objects.filter(sheet=sheet).values_list("file__size", flat=True))
    made = []
    for file in files:
        check_room(files_so_far=len(held), bytes_so_far=sum(held), adding=file.size, limits=limits)
        held.append(file.size)
        row = AssessmentEvidence.objects.create(
            sheet=sheet, criterion=criterion, file=file, added_by_id=actor.user_id, added_at=now
        )
        made.append(row.uid)
    return made


def kept(sheet: AssessmentSheet, criterion: str, wanted: Collection[str], adding: int) -> list[UUID]:
    """Of the files there, those that the form leaves ticked. Raises Invalid ``assessment_file_unknown`` for one that is
    not this criterion's, TooLarge ``too_many_files``."""
    rows = AssessmentEvidence.objects.filter(sheet=sheet, criterion=criterion).order_by("id")
    known = {str(row.uid): row.uid for row in rows}
    if not set(wanted) <= set(known):
        raise Invalid("assessment_file_unknown")
    if len(wanted) + adding > MOST_FILES:
        raise TooLarge("too_many_files", params={"limit": MOST_FILES})
    return [uid for text, uid in known.items() if text in wanted]


def find_evidence(sheet: AssessmentSheet, uid: UUID) -> AssessmentEvidence:
    """Raises NotFound ``assessment_file_unknown``. Whether the reader may see the sheet is the caller's question."""
    row = AssessmentEvidence.objects.filter(sheet=sheet, uid=uid).select_related("file").first()
    if row is None:
        raise NotFound("assessment_file_unknown")
    return row
