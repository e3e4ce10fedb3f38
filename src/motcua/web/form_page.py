"""A page of an e-form: from the schema to what is drawn (``web/form_page.jinja``) and from what is posted back to typed
answers. Works without script: rows come and go by ordinary buttons, conditions are worked out when the page is saved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext, pgettext

from motcua.core import texts
from motcua.forms.answers import MalformedError, read_date
from motcua.forms.places import places_of
from motcua.forms.schema import Field, FieldKind, Group, Page
from motcua.forms.validation import FieldError, Validated
from motcua.web.fields import FieldView, OptionView, error_list, field_view
from motcua.web.form_conditions import When, needs_row, script_condition
from motcua.web.reading_back import row_title, said_answer

Places = Callable[[str, dt.date], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class RowView:
    number: int
    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """Questions under one title, in ``fields`` or, repeated, in ``rows``. ``anchor`` is the id of its fieldset."""

    key: str
    title: str
    hint: str = ""
    fields: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    repeated: bool = False
    add_label: str = ""
    may_add: bool = False
    error: str = ""
    when: When | None = None
    part: str = ""
    hidden: bool = False
    kind: str = "group"

    @property
    def anchor(self) -> str:
        return f"f-{self.key}"


@dataclass(frozen=True, slots=True)
class PageView:
    """What the macro ``form_page`` draws. ``shown`` are the parts with a condition that are asked now."""

    items: tuple[FieldView | GroupView, ...]
    hint: str = ""
    shown: tuple[str, ...] = ()

    def errors(self) -> list[dict[str, str]]:
        """For the error summary, in the order of the page."""
        found: list[dict[str, str]] = []
        for item in self.items:
            if isinstance(item, FieldView):
                found += error_list([item])
                continue
            if item.error:
                text = pgettext("error summary", "{label}: {fault}").format(label=item.title, fault=item.error)
                found.append({"text": text, "href": f"#{item.anchor}"})
            found += error_list(item.fields)
            for row in item.rows:
                found += error_list(
                    replace(
                        view,
                        label=pgettext("row of a form", "{row}: {question}").format(row=row.title, question=view.label),
                    )
                    for view in row.fields
                )
        return found


def _named_by_row(row: RowView, view: FieldView) -> FieldView:
    label = pgettext("row of a form", "{row}: {question}").format(row=row.title, question=view.label)
    return replace(view, label=label)


@dataclass(slots=True)
class _Drawing:
    """What every part of one page needs while it is drawn."""

    page: Page
    answers: Mapping[str, object]
    checked: Validated | None
    faults: Mapping[str, str]
    on: dt.date | None
    places: Places
    options: dict[tuple[str, dt.date], tuple[OptionView, ...]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    def is_hidden(self, part: str) -> bool:
        return self.checked is not None and part not in self.checked.shown


def page_view(
    page: Page,
    answers: Mapping[str, object],
    *,
    errors: Sequence[FieldError] = (),
    checked: Validated | None = None,
    on: dt.date | None = None,
    places: Places | None = None,
) -> PageView:
    """A page with the answers typed so far. ``checked`` is the whole form's checking: with it, what is not asked is
    hidden and computed values are said; without it everything is shown."""
    faults: dict[str, str] = {}
    for fault in errors:
        said = texts.say(fault.code, fault.params)
        faults[fault.field] = f"{faults[fault.field]} {said}" if fault.field in faults else said
    drawing = _Drawing(page, answers, checked, faults, on, places or place_choices)
    items = tuple(_group(item, drawing) if isinstance(item, Group) else _question(item, drawing) for item in page.items)
    return PageView(items, gettext(page.hint) if page.hint else "", tuple(drawing.shown))


def place_choices(level: str, on: dt.date) -> list[tuple[str, str]]:
    """The units of a level on a day, to choose from: code and name."""
    return [(unit.code, unit.name) for unit in places_of(level, on)]


def _question(asked: Field, drawing: _Drawing) -> FieldView:
    view = _drawn(asked, drawing.answers.get(asked.key), asked.key, drawing, drawing.answers)
    if asked.show_if is None and asked.when is None:
        return view
    return _conditional(asked, view, None, drawing)


def _group(group: Group, drawing: _Drawing) -> GroupView:
    hidden = group.show_if is not None and drawing.is_hidden(group.key)
    if group.show_if is not None and not hidden:
        drawing.shown.append(group.key)
    view = GroupView(
        key=group.key,
        title=gettext(group.title),
        hint=gettext(group.hint) if group.hint else "",
        error=drawing.faults.get(group.key, ""),
        when=script_condition(group.show_if, drawing.page),
        part=group.key if group.show_if is not None else "",
        hidden=hidden,
    )
    if group.repeat is None:
        return replace(view, fields=tuple(_question(asked, drawing) for asked in group.fields))
    given = drawing.answers.get(group.key)
    typed = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list | tuple) else []
    typed += [{}] * max(0, group.repeat.minimum - len(typed))
    return replace(
        view,
        repeated=True,
        rows=tuple(_row(group, number, row, drawing) for number, row in enumerate(typed)),
        add_label=gettext("Thêm {what}").format(what=_lower_first(gettext(group.repeat.row_label or group.title))),
        may_add=len(typed) < group.repeat.maximum,
    )


def _lower_first(text: str) -> str:
    """``Người`` in the middle of a phrase; what is written in capitals stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _row(group: Group, number: int, row: Mapping[str, object], drawing: _Drawing) -> RowView:
    views = []
    for asked in group.fields:
        name = f"{group.key}.{number}.{asked.key}"
        view = _drawn(asked, row.get(asked.key), name, drawing, row)
        if asked.show_if is not None or asked.when is not None:
            blank = not any(row.values()) and not needs_row(asked, group)
            view = view if blank else _conditional(asked, view, (group, number), drawing)
        views.append(view)
    return RowView(number, row_title(group, number), tuple(views))


def _conditional(asked: Field, view: FieldView, row: tuple[Group, int] | None, drawing: _Drawing) -> FieldView:
    hidden = drawing.is_hidden(view.key)
    if not hidden:
        drawing.shown.append(view.key)
    when = view.when if asked.show_if is None else script_condition(asked.show_if, drawing.page, row)
    return replace(view, hidden=hidden, when=when, part=view.key)


def _drawn(asked: Field, answer: object, name: str, drawing: _Drawing, beside: Mapping[str, object]) -> FieldView:
    view = field_view(asked, answer, drawing.faults.get(name, ""), name=name)
    if asked.require_if is not None:
        view = replace(view, required=True)  # It may be: saying "optional" would be wrong.
    if asked.kind is FieldKind.COMPUTED:
        return replace(view, value=said_answer(asked, _clean(name, drawing)))
    if asked.kind is FieldKind.FILE:
        note = gettext("Tệp này nộp ở bước “Giấy tờ kèm theo”.")
        return replace(view, kind=FieldKind.INFORMATION.value, hint=f"{view.label}. {note}")
    if asked.kind is FieldKind.PLACE and (day := _day_of(asked, drawing, beside)):
        return replace(view, folded=True, options=_places(asked.level, day, view.value, drawing))
    return view


def _clean(name: str, drawing: _Drawing) -> object:
    """The computed value called ``name`` among the clean answers (where blank rows are left out)."""
    if drawing.checked is None:
        return drawing.answers.get(name)
    group, _, rest = name.partition(".")
    number, _, key = rest.partition(".")
    if not rest:
        return drawing.checked.answers.get(name)
    return drawing.checked.computed.get(f"{group}.{number}.{key}")


def _day_of(asked: Field, drawing: _Drawing, beside: Mapping[str, object]) -> dt.date | None:
    typed = beside.get(asked.as_of, drawing.answers.get(asked.as_of, "")) if asked.as_of else ""
    try:
        return read_date(str(typed)) if typed else drawing.on
    except MalformedError:
        return drawing.on


def _places(level: str, day: dt.date, value: str, drawing: _Drawing) -> tuple[OptionView, ...]:
    if (level, day) not in drawing.options:
        drawing.options[level, day] = tuple(OptionView(code, name) for code, name in drawing.places(level, day))
    known = drawing.options[level, day]
    return tuple(replace(one, selected=True) if one.value == value else one for one in known) if value else known


def newly_asked(page: Page, view: PageView, seen: Collection[str], answers: Mapping[str, object]) -> set[str]:
    """Parts of the page that are asked now, were not shown to the person when it was sent, and hold no answer yet."""
    return {part for part in view.shown if part not in seen and not _has_answer(page, part, answers)}


def _has_answer(page: Page, part: str, answers: Mapping[str, object]) -> bool:
    group = next((item for item in page.items if isinstance(item, Group) and item.key == part), None)
    if group is not None and group.repeat is None:
        return any(answers.get(one.key) for one in group.fields)
    key, _, rest = part.partition(".")
    number, _, name = rest.partition(".")
    found: object = answers.get(key)
    if rest and isinstance(found, list | tuple) and number.isdigit() and int(number) < len(found):
        row = found[int(number)]
        found = row.get(name) if isinstance(row, Mapping) else None
    return bool(found)
