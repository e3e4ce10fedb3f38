"""Reading working copies of forms."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from motcua.core.errors import NotFound
from motcua.forms.models import FormDraft, FormDraftSave

MOST_LISTED = 200
MOST_SAVES = 60


def find_draft(uid: UUID) -> FormDraft:
    """Raises NotFound ``draft_not_found``."""
    draft = FormDraft.objects.select_related("owner", "edited_by").filter(uid=uid).first()
    if draft is None:
        raise NotFound("draft_not_found")
    return draft


def open_drafts(*, query: str = "", subject: str = "") -> Sequence[FormDraft]:
    """The working copies that are not put away, last edited first. ``query`` is looked for in name and subject."""
    found = FormDraft.objects.filter(closed_at=None).defer("content").select_related("owner", "edited_by")
    if query:
        found = found.filter(Q(name__icontains=query) | Q(subject__icontains=query))
    if subject:
        found = found.filter(subject__startswith=subject)
    return list(found.order_by("-edited_at", "-id")[:MOST_LISTED])


def count_open_drafts() -> int:
    return FormDraft.objects.filter(closed_at=None).count()


def saves_of(draft: FormDraft) -> Sequence[FormDraftSave]:
    """The last saves, newest first, without their content."""
    found = FormDraftSave.objects.filter(draft=draft, is_aside=False).defer("content").select_related("by")
    return list(found.order_by("-revision")[:MOST_SAVES])


def asides_of(draft: FormDraft) -> Sequence[FormDraftSave]:
    """Texts laid aside, newest first, without their content."""
    found = FormDraftSave.objects.filter(draft=draft, is_aside=True).defer("content").select_related("by")
    return list(found.order_by("-id")[:MOST_SAVES])


def save_of(draft: FormDraft, revision: int) -> FormDraftSave:
    """One save with its content. Raises NotFound ``draft_not_found``."""
    found = FormDraftSave.objects.filter(draft=draft, is_aside=False, revision=revision).first()
    if found is None:
        raise NotFound("draft_not_found")
    return found
