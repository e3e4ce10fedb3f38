"""The form of a case when nobody has written one: who applies, what for, and the papers of the case. The declaration
that all is true belongs to the act of sending, not to the answers: the pages ask for it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from motcua.forms.applicant import PERSON_PAGE
from motcua.forms.schema import FIRST_VERSION, PAPERS_PAGE, Field, FieldKind, FormSchema, Page

REQUEST_PAGE = "request"
MAX_LABEL = 500


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of a component list, as a form needs it. ``key`` is unique in the case."""

    key: str
    name: str
    required: bool
    guidance: bool


def generated_schema(title: str, papers: Sequence[Paper]) -> FormSchema:
    """Pages ``applicant``, ``request`` and, when the case has lines, ``papers``: a file for each paper, a line to read
    for each piece of guidance."""
    pages = [
        PERSON_PAGE,
        Page(
            REQUEST_PAGE,
            _("Nội dung đề nghị"),
            (
                Field(
                    "request",
                    _("Nội dung đề nghị giải quyết"),
                    FieldKind.LONG_TEXT,
                    hint=_("Ghi ngắn gọn việc cần giải quyết"),
                ),
            ),
        ),
    ]
    if papers:
        pages.append(Page(PAPERS_PAGE, _("Giấy tờ kèm theo"), tuple(_paper_field(paper) for paper in papers)))
    return FormSchema(title=title, pages=tuple(pages), schema_version=FIRST_VERSION)


def _paper_field(paper: Paper) -> Field:
    kind = FieldKind.INFORMATION if paper.guidance else FieldKind.FILE
    return Field(
        key=f"paper_{paper.key}",
        label=paper.name[:MAX_LABEL],
        kind=kind,
        required=paper.required and not paper.guidance,
        component="" if paper.guidance else paper.key,
    )
