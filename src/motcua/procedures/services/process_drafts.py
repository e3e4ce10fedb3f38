"""Writing a process: one open working copy for each place, saved whole, every save kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.models import Case, Procedure, ProcessDraft, ProcessDraftSave
from motcua.procedures.process_content import Content, clean_content

DRAFT = "procedure.draft"
MOST_SAVES = 300
"""Older saves go; undoing goes no further back."""
MOST_ASIDE = 50


class SaveAct(StrEnum):
    """What a save did, for the list of saves."""

    STARTED = "started"
    EDITED = "edited"
    ROW_ADDED = "row_added"
    ROW_DOUBLED = "row_doubled"
    ROW_REMOVED = "row_removed"
    ROW_MOVED = "row_moved"
    STEP_EDITED = "step_edited"
    LOADED = "loaded"
    UNDONE = "undone"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class ProcessPlace:
    """Where a process is to be followed. Empty ``case`` = all cases, empty ``unit`` = the whole province."""

    procedure: str
    case: str = ""
    unit: str = ""

    @property
    def subject(self) -> str:
        return f"procedure:{self.procedure}:{self.case}:{self.unit}"


@transaction.atomic
def open_or_start_process_draft(
    subject: str, content: Mapping[str, Json], *, actor: Actor, now: dt.datetime
) -> ProcessDraft:
    """The open working copy of a process that belongs to no procedure (``register:KEY``), begun with ``content`` when
    there is none. Raises NotAllowed, Invalid as :func:`start_process_draft`."""
    author = _author(actor)
    there = ProcessDraft.objects.filter(subject=subject, closed_at=None).first()
    if there is not None:
        return there
    if subject.startswith("procedure:") or not 0 < len(subject) <= 240:
        raise Invalid("draft_malformed")
    return _created(subject, ProcessPlace(""), clean_content(content), author, now)


@transaction.atomic
def start_process_draft(
    place: ProcessPlace, content: Mapping[str, Json], *, actor: Actor, now: dt.datetime
) -> ProcessDraft:
    """A working copy for the place. Raises NotAllowed without ``procedure.draft``, NotFound ``procedure_not_found``,
    ``case_not_found``, Conflict ``draft_exists`` (with its ``uid``) when one is open, Invalid as
    :func:`motcua.procedures.process_content.clean_content`."""
    author = _author(actor)
    if not Procedure.objects.filter(key=place.procedure).exists():
        raise NotFound("procedure_not_found", params={"procedure": place.procedure})
    cases = Case.objects.filter(version__procedure__key=place.procedure, key=place.case)
    if place.case and not cases.exists():
        raise NotFound("case_not_found", params={"case": place.case})
    if len(place.unit) > 40:
        raise Invalid("unit_unknown", params={"unit": place.unit[:40], "on": ""})
    return _created(place.subject, place, clean_content(content), author, now)


def _created(subject: str, place: ProcessPlace, content: Content, author: int, now: dt.datetime) -> ProcessDraft:
    try:
        with transaction.atomic():
            draft = ProcessDraft.objects.create(
                subject=subject,
                procedure_key=place.procedure,
                case_key=place.case,
                unit_code=place.unit,
                content=content,
                owner_id=author,
                edited_by_id=author,
                created_at=now,
                edited_at=now,
            )
    except IntegrityError as error:
        there = ProcessDraft.objects.filter(subject=subject, closed_at=None).first()
        raise Conflict("draft_exists", params={"uid": str(there.uid) if there else ""}) from error
    _keep(draft, SaveAct.STARTED, None, author, now)
    return draft


@transaction.atomic
def save_process_draft(
    uid: UUID,
    content: Mapping[str, Json],
    *,
    expected: int,
    actor: Actor,
    now: dt.datetime,
    act: SaveAct = SaveAct.EDITED,
) -> ProcessDraft:
    """Write the working copy anew; the same content again changes nothing. Raises Conflict ``draft_edited`` when
    somebody saved since ``expected``, ``draft_closed``; Invalid as :func:`start_process_draft`."""
    author, draft = _author(actor), _locked(uid)
    _require_revision(draft, expected)
    written = clean_content(content)
    if written == draft.content:
        return draft
    return _write(draft, written, act, before=draft.revision, author=author, now=now)


@transaction.atomic
def undo_process_draft(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime) -> ProcessDraft:
    """Back to what stood before the last save that was not undone; that is a save itself. Raises as
    :func:`save_process_draft`, Conflict ``nothing_to_undo``."""
    author, draft = _author(actor), _locked(uid)
    _require_revision(draft, expected)
    here = _save(draft, draft.revision)
    earlier = _save(draft, here.before) if here is not None and here.before is not None else None
    if earlier is None:
        raise Conflict("nothing_to_undo")
    return _write(draft, earlier.content, SaveAct.UNDONE, before=earlier.before, author=author, now=now)


@transaction.atomic
def restore_process_save(uid: UUID, revision: int, *, expected: int, actor: Actor, now: dt.datetime) -> ProcessDraft:
    """Back to an earlier save. Raises as :func:`save_process_draft`, NotFound ``draft_not_found``."""
    author, draft = _author(actor), _locked(uid)
    _require_revision(draft, expected)
    wanted = _save(draft, revision)
    if wanted is None:
        raise NotFound("draft_not_found")
    return _write(draft, wanted.content, SaveAct.RESTORED, before=draft.revision, author=author, now=now)


@transaction.atomic
def keep_aside(uid: UUID, content: Mapping[str, Json], *, based_on: int, actor: Actor, now: dt.datetime) -> int:
    """Keep what an author sent after another had saved, so that neither text is lost; its number, for
    :func:`motcua.procedures.selectors.process_drafts.aside`. Sending the same again keeps one."""
    author, draft = _author(actor), _locked(uid)
    written = clean_content(content)
    rows = ProcessDraftSave.objects.filter(draft=draft, is_aside=True)
    same = rows.filter(by_id=author, revision=based_on, content=written).first()
    if same is None:
        same = ProcessDraftSave.objects.create(
            draft=draft,
            revision=based_on,
            before=based_on,
            act=SaveAct.EDITED.value,
            content=written,
            by_id=author,
            at=now,
            is_aside=True,
        )
        oldest = list(rows.order_by("-id").values_list("pk", flat=True)[MOST_ASIDE:])
        rows.filter(pk__in=oldest).delete()
    return same.pk


@transaction.atomic
def close_process_draft(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime) -> None:
    """Put the working copy away; another may be started for the place. Raises as :func:`save_process_draft`."""
    _author(actor)
    draft = _locked(uid)
    _require_revision(draft, expected)
    draft.closed_at = now
    draft.save(update_fields=["closed_at"])


def _write(
    draft: ProcessDraft, content: Content, act: SaveAct, *, before: int | None, author: int, now: dt.datetime
) -> ProcessDraft:
    draft.content, draft.revision = content, draft.revision + 1
    draft.edited_by_id, draft.edited_at = author, now
    draft.save(update_fields=["content", "revision", "edited_by", "edited_at"])
    _keep(draft, act, before, author, now)
    ProcessDraftSave.objects.filter(draft=draft, is_aside=False, revision__lte=draft.revision - MOST_SAVES).delete()
    return draft


def _keep(draft: ProcessDraft, act: SaveAct, before: int | None, author: int, now: dt.datetime) -> None:
    ProcessDraftSave.objects.create(
        draft=draft,
        revision=draft.revision,
        before=before,
        act=act.value,
        content=draft.content,
        by_id=author,
        at=now,
    )


def _save(draft: ProcessDraft, revision: int) -> ProcessDraftSave | None:
    return ProcessDraftSave.objects.filter(draft=draft, revision=revision, is_aside=False).first()


def _author(actor: Actor) -> int:
    require(actor, DRAFT, ())
    if actor.user_id is None:
        raise Invalid("draft_without_author")
    return actor.user_id


def _locked(uid: UUID) -> ProcessDraft:
    draft = ProcessDraft.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if draft is None:
        raise NotFound("draft_not_found")
    if draft.closed_at is not None:
        raise Conflict("draft_closed")
    return draft


def _require_revision(draft: ProcessDraft, expected: int) -> None:
    if expected != draft.revision:
        raise Conflict("draft_edited", params={"revision": draft.revision, "expected": expected})
