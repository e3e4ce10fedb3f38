"""A page of a form drawn for looking at it: its questions, groups and repeated groups with one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from motcua.forms.schema import Field, FormSchema, Group, Page
from motcua.forms.validation import FieldError
from motcua.web.fields import FieldView, field_views


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one title (empty outside groups). ``row_label`` is set for a repeated group."""

    title: str
    hint: str
    views: tuple[FieldView, ...]
    is_repeated: bool = False
    row_label: str = ""


def drawn_page(
    schema: FormSchema,
    page: Page,
    answers: Mapping[str, object] | None = None,
    errors: Sequence[FieldError] = (),
) -> list[Section]:
    """The sections of a page in order."""
    given = answers or {}
    sections: list[Section] = []
    loose: list[Field] = []

    def close() -> None:
        if loose:
            sections.append(Section("", "", tuple(field_views(list(loose), given, errors))))
            loose.clear()

    for item in page.items:
        if isinstance(item, Field):
            loose.append(item)
            continue
        close()
        sections.append(_group(item, given, errors))
    close()
    return sections


def _group(group: Group, given: Mapping[str, object], errors: Sequence[FieldError]) -> Section:
    views = field_views(group.fields, given, errors)
    repeat = group.repeat
    if repeat is None:
        return Section(group.title, group.hint, tuple(views))
    first = tuple(replace(view, key=f"{group.key}-0-{view.key}") for view in views)
    return Section(group.title, group.hint, first, is_repeated=True, row_label=repeat.row_label or group.title)
