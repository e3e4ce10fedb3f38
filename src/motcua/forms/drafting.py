"""Writing a form: working copies, each save kept, two authors on one copy told apart.

A write names the revision it was made from. When somebody saved meanwhile nothing is overwritten: what the author sent
is laid aside, whole, and Conflict ``draft_edited`` names it (``aside``), so that the page can show both texts and the
author takes over what is wanted (:func:`take_over`) or keeps it as a copy of its own (:func:`keep_as_copy`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction

from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.forms.cleaning import UncleanError, clean_line
from motcua.forms.merging import Place, merged
from motcua.forms.models import FormDraft, FormDraftSave
from motcua.forms.schema import FormSchema, UnreadableError, from_json, to_json
from motcua.people.actors import Actor
from motcua.people.permissions import require

DRAFT = "procedure.draft"
MOST_SAVES = 200
"""Older saves go; undoing goes no further back."""
MOST_ASIDE = 50
MOST_FIELDS = 1_000
MOST_BYTES = 2 * 1024 * 1024

Operation = Callable[[FormSchema], FormSchema]


class SaveAct(StrEnum):
    """What a save did, for the list of saves."""

    STARTED = "started"
    EDITED = "edited"
    ADDED = "added"
    DOUBLED = "doubled"
    REMOVED = "removed"
    MOVED = "moved"
    IMPORTED = "imported"
    UNDONE = "undone"
    RESTORED = "restored"
    TAKEN_OVER = "taken_over"


@transaction.atomic
def start_draft(subject: str, name: str, schema: FormSchema, *, actor: Actor, now: dt.datetime) -> FormDraft:
    """A working copy of ``schema``. Raises NotAllowed without ``procedure.draft``, Invalid ``form_malformed``,
    ``form_too_large`` or a fault of the name."""
    author = _author(actor)
    draft = FormDraft.objects.create(
        subject=subject,
        name=_name(name),
        content=_written(schema),
        owner_id=author,
        edited_by_id=author,
        created_at=now,
        edited_at=now,
    )
    _keep(draft, SaveAct.STARTED, None, author, now)
    return draft


@transaction.atomic
def open_or_start(subject: str, name: str, schema: FormSchema, *, actor: Actor, now: dt.datetime) -> FormDraft:
    """The working copy of the subject that was edited last, or a new one of ``schema`` when none is open. Two who ask
    at once get the same one. Raises as :func:`start_draft`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"forms.draft:{subject}"])
    there = FormDraft.objects.filter(subject=subject, closed_at=None).order_by("-edited_at", "-id").first()
    return there or start_draft(subject, name, schema, actor=actor, now=now)


def change_draft(
    uid: UUID,
    operation: Operation,
    *,
    expected: int,
    actor: Actor,
    now: dt.datetime,
    act: SaveAct = SaveAct.EDITED,
) -> FormDraft:
    """Write the form anew as ``operation`` makes it of the one there is; a result that is the same changes nothing.

    Raises Conflict ``draft_edited`` (``aside``: the id of what was laid aside, absent when it cannot be told any more;
    ``revision``: the one there is), ``draft_closed``, NotFound ``draft_not_found``, Invalid as :func:`start_draft`,
    and what ``operation`` raises.
    """
    author = _author(actor)
    with transaction.atomic():
        draft = _locked(uid)
        if expected == draft.revision:
            return _changed(draft, operation(from_json(draft.content)), act, author, now)
        if _says_nothing_new(draft, operation):
            return draft
        aside = _lay_aside(draft, operation, expected, author, now)
    named = {"aside": str(aside.uid)} if aside is not None else {}
    raise Conflict("draft_edited", params={"revision": draft.revision, "expected": expected, **named})


def _changed(draft: FormDraft, schema: FormSchema, act: SaveAct, author: int, now: dt.datetime) -> FormDraft:
    written = _written(schema)
    if written == draft.content:
        return draft
    return _write(draft, written, act, before=draft.revision, author=author, now=now)


def _says_nothing_new(draft: FormDraft, operation: Operation) -> bool:
    """Whether the act would change nothing of what there is: the same was saved already, by a click sent twice or by
    the page that saves while typing."""
    try:
        return _written(operation(from_json(draft.content))) == draft.content
    except DomainError:
        return False


def _lay_aside(
    draft: FormDraft, operation: Operation, based_on: int, author: int, now: dt.datetime
) -> FormDraftSave | None:
    """What the author meant: the operation on the save it was made from. Sending the same again keeps one."""
    base = _save(draft, based_on)
    if base is None:
        return None
    content = _written(operation(from_json(base.content)))
    if content == draft.content:
        return None
    rows = FormDraftSave.objects.filter(draft=draft, is_aside=True)
    same = rows.filter(by_id=author, revision=based_on, content=content).first()
    if same is not None:
        return same
    aside = FormDraftSave.objects.create(
        draft=draft,
        revision=based_on,
        before=based_on,
        act=SaveAct.EDITED.value,
        content=content,
        by_id=author,
        at=now,
        is_aside=True,
    )
    oldest = list(rows.order_by("-id").values_list("pk", flat=True)[MOST_ASIDE:])
    rows.filter(pk__in=oldest).delete()
    return aside


@transaction.atomic
def undo(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime) -> FormDraft:
    """Back to what stood before the last save that was not undone; that is a save itself. Raises Conflict
    ``draft_edited``, ``draft_closed``, ``nothing_to_undo``."""
    author, draft = _author(actor), _locked(uid)
    _require_revision(draft, expected)
    here = _save(draft, draft.revision)
    earlier = _save(draft, here.before) if here is not None and here.before is not None else None
    if earlier is None:
        raise Conflict("nothing_to_undo")
    return _write(draft, earlier.content, SaveAct.UNDONE, before=earlier.before, author=author, now=now)


@transaction.atomic
def restore(uid: UUID, revision: int, *, expected: int, actor: Actor, now: dt.datetime) -> FormDraft:
    """Back to an earlier save. Raises as :func:`undo`, NotFound ``draft_not_found``."""
    author, draft = _author(actor), _locked(uid)
    _require_revision(draft, expected)
    wanted = _save(draft, revision)
    if wanted is None:
        raise NotFound("draft_not_found")
    if wanted.content == draft.content:
        return draft
    return _write(draft, wanted.content, SaveAct.RESTORED, before=draft.revision, author=author, now=now)


@transaction.atomic
def take_over(
    uid: UUID, aside: UUID, places: Collection[Place], *, expected: int, actor: Actor, now: dt.datetime
) -> FormDraft:
    """Put what ``places`` name of a text laid aside into the working copy. Raises as :func:`undo`."""
    author, draft = _author(actor), _locked(uid)
    _require_revision(draft, expected)
    mine = from_json(aside_of(draft, aside).content)
    return _changed(draft, merged(from_json(draft.content), mine, places), SaveAct.TAKEN_OVER, author, now)


@transaction.atomic
def keep_as_copy(uid: UUID, aside: UUID, name: str, *, actor: Actor, now: dt.datetime) -> FormDraft:
    """A working copy of its own of a text laid aside. Raises as :func:`start_draft`, NotFound ``draft_not_found``."""
    draft = _locked(uid)
    return start_draft(draft.subject, name, from_json(aside_of(draft, aside).content), actor=actor, now=now)


@transaction.atomic
def close_draft(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime) -> None:
    """Put the working copy away. Raises as :func:`undo`."""
    _author(actor)
    draft = _locked(uid)
    _require_revision(draft, expected)
    draft.closed_at = now
    draft.save(update_fields=["closed_at"])


def aside_of(draft: FormDraft, aside: UUID) -> FormDraftSave:
    """A text laid aside. Raises NotFound ``draft_not_found``."""
    found = FormDraftSave.objects.select_related("by").filter(draft=draft, is_aside=True, uid=aside).first()
    if found is None:
        raise NotFound("draft_not_found")
    return found


def _write(
    draft: FormDraft, content: object, act: SaveAct, *, before: int | None, author: int, now: dt.datetime
) -> FormDraft:
    draft.content, draft.revision = content, draft.revision + 1
    draft.edited_by_id, draft.edited_at = author, now
    draft.save(update_fields=["content", "revision", "edited_by", "edited_at"])
    _keep(draft, act, before, author, now)
    FormDraftSave.objects.filter(draft=draft, is_aside=False, revision__lte=draft.revision - MOST_SAVES).delete()
    return draft


def _keep(draft: FormDraft, act: SaveAct, before: int | None, author: int, now: dt.datetime) -> None:
    FormDraftSave.objects.create(
        draft=draft,
        revision=draft.revision,
        before=before,
        act=act.value,
        content=draft.content,
        by_id=author,
        at=now,
    )


def _written(schema: FormSchema) -> dict[str, object]:
    """The schema as JSON that reads back as itself and is of a bounded size."""
    body = to_json(schema)
    if sum(1 for _field in schema.every_field()) > MOST_FIELDS:
        raise Invalid("form_too_large", params={"most": MOST_FIELDS})
    if len(json.dumps(body, ensure_ascii=False).encode(errors="replace")) > MOST_BYTES:
        raise Invalid("form_too_large", params={"most": MOST_FIELDS})
    try:
        from_json(body)
    except UnreadableError as error:
        raise Invalid("form_malformed", params={"key": schema.title[:200]}) from error
    return dict(body)


def _name(text: str) -> str:
    try:
        name = clean_line(text)
    except UncleanError as error:
        raise Invalid(error.code, errors=[{"field": "name", "code": error.code}]) from error
    if not name:
        raise Invalid("field_required", errors=[{"field": "name", "code": "field_required"}])
    if len(name) > 200:
        params = {"most": 200}
        raise Invalid("text_too_long", params=params, errors=[{"field": "name", "code": "text_too_long", **params}])
    return name


def _save(draft: FormDraft, revision: int) -> FormDraftSave | None:
    return FormDraftSave.objects.filter(draft=draft, revision=revision, is_aside=False).first()


def _author(actor: Actor) -> int:
    require(actor, DRAFT, ())
    if actor.user_id is None:
        raise Invalid("draft_without_author")
    return actor.user_id


def _locked(uid: UUID) -> FormDraft:
    draft = FormDraft.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if draft is None:
        raise NotFound("draft_not_found")
    if draft.closed_at is not None:
        raise Conflict("draft_closed")
    return draft


def _require_revision(draft: FormDraft, expected: int) -> None:
    if expected != draft.revision:
        raise Conflict("draft_edited", params={"revision": draft.revision, "expected": expected})
