"""Files that prove a line."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core.errors import Conflict, NotFound
from motcua.documents.incoming import Source
from motcua.documents.services import store_upload
from motcua.figures.collection.models import Sheet, SheetEvidence
from motcua.figures.collection.permissions import FILL
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .sheets import FILLABLE, locked_sheet

PURPOSE = "figures.evidence"
MOST_FILES = 60


def add_evidence(
    uid: UUID, line: str, source: Source, *, file_name: str, declared_type: str, actor: Actor, now: dt.datetime
) -> SheetEvidence:
    """Raises as ``store_upload``; NotFound, NotAllowed, Conflict (``period_locked``, ``sheet_not_open``,
    ``evidence_too_many``)."""
    found = Sheet.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound("sheet_unknown")
    require(actor, FILL, [found.unit_id])
    stored = store_upload(
        source, file_name=file_name, declared_type=declared_type, actor=actor, now=now, purpose=PURPOSE
    )
    with transaction.atomic():
        sheet = _fillable(uid)
        if sheet.evidence.filter(removed_at=None).count() >= MOST_FILES:
            raise Conflict("evidence_too_many", params={"most": MOST_FILES})
        return SheetEvidence.objects.create(sheet=sheet, line=line[:80], file=stored, added_by=actor.uid, added_at=now)


@transaction.atomic
def remove_evidence(uid: UUID, *, actor: Actor, now: dt.datetime) -> SheetEvidence:
    """It proves nothing any more; the file stays with what was submitted before. Raises NotFound, NotAllowed."""
    found = SheetEvidence.objects.select_related("sheet").filter(uid=uid, removed_at=None).first()
    if found is None:
        raise NotFound("evidence_unknown")
    require(actor, FILL, [found.sheet.unit_id])
    _fillable(found.sheet.uid)
    found.removed_at = now
    found.save(update_fields=["removed_at"])
    return found


def _fillable(uid: UUID) -> Sheet:
    sheet = locked_sheet(uid)
    if sheet.campaign.locked_at is not None:
        raise Conflict("period_locked")
    if sheet.state not in FILLABLE:
        raise Conflict("sheet_not_open")
    return sheet
