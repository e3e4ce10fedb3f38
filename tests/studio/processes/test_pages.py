"""The pages of the process editor as a browser without script has them."""

from __future__ import annotations

import pytest

from motcua.procedures.models import ProcessDraft
from motcua.procedures.process_content import steps_of

from .writing import Writing

pytestmark = pytest.mark.django_db


def names(draft: ProcessDraft) -> list[str]:
    draft.refresh_from_db()
    return [str(row["name"]) for row in steps_of(draft.content)]


def targets(draft: ProcessDraft) -> list[list[object]]:
    return [[one["to"] for one in row["outcomes"]] for row in steps_of(draft.content)]  # type: ignore[index,union-attr]


@pytest.mark.parametrize(
    "tail", ["", "so-do/", "so-sanh/", "lich-su/", "nap-tep/", "quyet-dinh/", "buoc/1/", "buoc/5/"]
)
def test_every_page_of_a_draft_opens(writing: Writing, tail: str) -> None:
    draft = writing.started()

    page = writing.get("control", writing.page(draft, tail))

    assert "Thủ tục cấp giấy xác nhận mẫu" in page


def test_editor_when_the_form_is_sent_unchanged_then_nothing_is_saved(writing: Writing) -> None:
    draft = writing.started()
    before = draft.content

    answer = writing.post(draft, do="save")

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.content, draft.revision) == (before, 1)
