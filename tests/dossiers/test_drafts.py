"""Applications being filled in: kept, moved, filed once, purged with their files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from motcua.core.errors import Conflict, NotFound, NotSignedIn
from motcua.documents.models import StoredFile
from motcua.dossiers.models import ApplicationDraft, Dossier
from motcua.dossiers.services.drafts import (
    KEEP,
    add_draft_file,
    discard_draft,
    draft_of,
    purge_drafts,
    remove_draft_file,
    save_draft,
    start_draft,
)
from motcua.people.actors import SYSTEM

from .world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world: World, store: Path) -> ApplicationDraft:
    filed: Dossier = world.submit()
    return start_draft(case=filed.case_id, form_version=filed.form_version_id, actor=world.actors["citizen"], now=NOW)


def test_draft_when_asked_for_by_another_account_then_unknown(world: World, draft: ApplicationDraft) -> None:
    assert draft_of(draft.uid, world.actors["citizen"]).pk == draft.pk
    for actor in (world.actors["other_citizen"], world.actors["reception"], SYSTEM):
        with pytest.raises(NotFound):
            draft_of(draft.uid, actor)
    with pytest.raises(NotSignedIn):
        start_draft(case=draft.case_id, form_version=draft.form_version_id, actor=SYSTEM, now=NOW)


def test_draft_when_saved_in_two_windows_then_the_second_is_told(draft: ApplicationDraft) -> None:
    first = save_draft(draft, answers={"a": "1", "b": "x"}, place_code="TS-0101", expected_revision=1, now=NOW)

    with pytest.raises(Conflict) as moved:
        save_draft(draft, answers={"a": "2"}, expected_revision=1, now=NOW)
    save_draft(draft, answers={"a": "3"}, expected_revision=first, now=NOW)

    draft.refresh_from_db()
    assert moved.value.code == "draft_moved"
    assert draft.answers == {"a": "3", "b": "x"}
    assert (draft.place_code, draft.revision) == ("TS-0101", 3)


def test_file_of_a_draft_when_taken_out_then_erased(world: World, draft: ApplicationDraft) -> None:
    kept = add_draft_file(draft, component=world.component, file=world.file(), now=NOW)
    gone = add_draft_file(draft, component=world.component, file=world.file(), now=NOW)

    remove_draft_file(draft, gone.uid, now=NOW)

    assert [row.uid for row in draft.files.all()] == [kept.uid]
    assert StoredFile.objects.get(pk=gone.file_id).erased_at == NOW
    with pytest.raises(NotFound):
        remove_draft_file(draft, gone.uid, now=NOW)


def test_drafts_when_left_alone_for_thirty_days_then_purged_with_their_files(
    world: World, draft: ApplicationDraft
) -> None:
    add_draft_file(draft, component=world.component, file=world.file(), now=NOW)

    early = purge_drafts(now=NOW + KEEP - dt.timedelta(days=1))
    save_draft(draft, answers={}, now=NOW + dt.timedelta(days=10))
    touched = purge_drafts(now=NOW + KEEP)
    late = purge_drafts(now=NOW + KEEP + dt.timedelta(days=10))

    assert (early, touched, late) == (0, 0, 1)
    assert not StoredFile.objects.filter(erased_at=None).exists()


def test_draft_when_filed_then_its_files_stay(world: World, draft: ApplicationDraft) -> None:
    add_draft_file(draft, component=world.component, file=world.file(), now=NOW)

    discard_draft(draft, now=NOW, keep_files=True)

    assert not ApplicationDraft.objects.exists()
    assert StoredFile.objects.filter(erased_at=None).count() == 1
