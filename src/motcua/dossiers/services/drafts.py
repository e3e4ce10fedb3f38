"""Applications being filled in: saved as often as one likes, filed once, purged when left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json, plain
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, NotFound, NotSignedIn
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file
from motcua.dossiers.models import ApplicationDraft, DraftFile
from motcua.people.actors import Actor

KEEP = dt.timedelta(days=30)
"""A draft nobody touches is deleted after 30 days; the page says so."""

MOST_FILES = 50


def start_draft(*, case: int, form_version: int, actor: Actor, now: dt.datetime) -> ApplicationDraft:
    """A new draft of the account. Raises NotSignedIn for anybody without one."""
    if actor.user_id is None:
        raise NotSignedIn("not_signed_in")
    return ApplicationDraft.objects.create(
        account_id=actor.user_id,
        case_id=case,
        form_version_id=form_version,
        created_at=now,
        saved_at=now,
        purge_on=legal_date(now + KEEP),
    )


def draft_of(uid: UUID, actor: Actor) -> ApplicationDraft:
    """The actor's own draft. Raises NotFound("draft_unknown") for anybody else's."""
    found = ApplicationDraft.objects.filter(uid=uid, account_id=actor.user_id).select_related("case__version").first()
    if found is None or actor.user_id is None:
        raise NotFound("draft_unknown")
    return found


def save_draft(
    draft: ApplicationDraft,
    *,
    answers: Mapping[str, object],
    place_code: str | None = None,
    expected_revision: int | None = None,
    now: dt.datetime,
) -> int:
    """Keep ``answers`` (merged over the earlier ones) as typed, valid or not; returns the new revision.
    Raises Conflict("draft_moved") when another window saved meanwhile."""
    with transaction.atomic():
        locked = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
        if expected_revision is not None and expected_revision != locked.revision:
            raise Conflict("draft_moved")
        added: Json = plain(dict(answers))
        locked.answers = {**locked.answers, **(added if isinstance(added, dict) else {})}
        if place_code is not None:
            locked.place_code = place_code
        locked.revision += 1
        locked.saved_at, locked.purge_on = now, legal_date(now + KEEP)
        locked.save(update_fields=["answers", "place_code", "revision", "saved_at", "purge_on"])
    return locked.revision


FORM_CHANGED = "form_changed"
"""Among the answers: ``{"from": id}`` of the form version the draft was begun on, until the person saw what changed."""


def change_case(
    draft: ApplicationDraft, *, case: int, form_version: int, now: dt.datetime, begun_on: int | None = None
) -> None:
    """Go on with another case of the procedure (or a newer wording of it); answers and files stay. ``begun_on``: the
    form version that the answers were given to, when the person has to be told what changed since."""
    with transaction.atomic():
        locked = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
        locked.case_id, locked.form_version_id = case, form_version
        if begun_on is not None and not locked.answers.get(FORM_CHANGED):
            locked.answers = {**locked.answers, FORM_CHANGED: {"from": begun_on}}
        locked.revision += 1
        locked.saved_at, locked.purge_on = now, legal_date(now + KEEP)
        locked.save(update_fields=["answers", "case", "form_version", "revision", "saved_at", "purge_on"])


def begun_on(draft: ApplicationDraft) -> int | None:
    """The form version the draft was begun on, while the person has not confirmed what changed since; else None."""
    held = draft.answers.get(FORM_CHANGED)
    found = held.get("from") if isinstance(held, dict) else None
    return found if isinstance(found, int) else None


def confirm_form(draft: ApplicationDraft, *, now: dt.datetime) -> None:
    """The person saw what changed in the form."""
    save_draft(draft, answers={FORM_CHANGED: None}, now=now)


def add_draft_file(draft: ApplicationDraft, *, component: str, file: StoredFile, now: dt.datetime) -> DraftFile:
    """Keep a stored file with the draft. Raises Conflict("documents_too_many")."""
    with transaction.atomic():
        locked = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
        if locked.files.count() >= MOST_FILES:
            raise Conflict("documents_too_many", params={"most": MOST_FILES})
        return DraftFile.objects.create(draft=locked, component=component, file=file, added_at=now)


def remove_draft_file(draft: ApplicationDraft, uid: UUID, *, now: dt.datetime) -> None:
    """Take a file out of the draft and erase it. Raises NotFound("draft_unknown")."""
    with transaction.atomic():
        row = DraftFile.objects.select_related("file").filter(draft=draft, uid=uid).first()
        if row is None:
            raise NotFound("draft_unknown")
        file = row.file
        row.delete()
        erase_file(file, now=now)


def discard_draft(draft: ApplicationDraft, *, now: dt.datetime, keep_files: bool = False) -> None:
    """Delete a draft. ``keep_files`` when they became documents of a dossier."""
    with transaction.atomic():
        files = [row.file for row in draft.files.select_related("file")]
        draft.delete()
        for file in files if not keep_files else ():
            erase_file(file, now=now)


def purge_drafts(*, now: dt.datetime, batch: int = 200) -> int:
    """Delete drafts past their date; returns how many."""
    gone = 0
    while True:
        rows = list(ApplicationDraft.objects.filter(purge_on__lte=legal_date(now)).order_by("id")[:batch])
        for draft in rows:
            discard_draft(draft, now=now)
        gone += len(rows)
        if len(rows) < batch:
            return gone
