"""Answers to e-forms as people read them back: the review before sending, a dossier's facts, a record of a register."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext, pgettext

from motcua.forms.answers import MalformedError, read_date, read_money
from motcua.forms.places import place_name
from motcua.forms.schema import NOT_ANSWERED, Field, FieldKind, FormSchema, Group, Page
from motcua.web import words


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One answer: ``name`` is that of its control (``members.0.age``), ``text`` is empty when nothing was answered."""

    page: str
    name: str
    label: str
    text: str


def rows(
    schema: FormSchema, answers: Mapping[str, object], *, leave_out: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Label and words of every answer there is, clean or typed, in the order of the form; questions of repeated groups
    say which row they stand in. Pages in ``leave_out`` are passed over."""
    found = (one for page in schema.pages if page.key not in leave_out for one in page_rows(page, answers))
    return [(one.label, one.text) for one in found if one.text]


def page_rows(page: Page, answers: Mapping[str, object], shown: Collection[str] | None = None) -> Iterator[ReadBack]:
    """Every question of a page with its answer in words, an empty text for none; only the parts in ``shown``."""
    for item in page.items:
        if isinstance(item, Group) and item.repeat is not None:
            yield from _repeated(page, item, answers.get(item.key), shown)
            continue
        for field in item.fields if isinstance(item, Group) else (item,):
            if field.kind not in NOT_ANSWERED and (shown is None or field.key in shown):
                text = said_answer(field, answers.get(field.key))
                yield ReadBack(page.key, field.key, gettext(field.label), text)


def _repeated(page: Page, group: Group, given: object, shown: Collection[str] | None) -> Iterator[ReadBack]:
    if shown is not None and group.key not in shown:
        return
    listed = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list | tuple) else []
    if not listed:
        yield ReadBack(page.key, group.key, gettext(group.title), "")
    for number, row in enumerate(listed):
        for field in group.fields:
            name = f"{group.key}.{number}.{field.key}"
            if field.kind in NOT_ANSWERED or (shown is not None and name not in shown):
                continue
            label = pgettext("row of a form", "{row}: {question}").format(
                row=row_title(group, number), question=gettext(field.label)
            )
            yield ReadBack(page.key, name, label, said_answer(field, row.get(field.key)))


def row_title(group: Group, number: int) -> str:
    """``Người 2``; rows count from 0."""
    named = group.repeat.row_label if group.repeat is not None else ""
    return f"{gettext(named or group.title)} {number + 1}"


def said_answer(field: Field, value: object) -> str:
    """An answer in words, typed or clean; what cannot be read is shown as it was typed."""
    kind = field.result if field.kind is FieldKind.COMPUTED else field.kind
    if value is None or value == "" or value == []:
        return ""
    if kind is FieldKind.CONSENT:
        return gettext("Đồng ý") if value not in (False, "false", "0", "no") else ""
    if kind is FieldKind.YES_NO:
        return gettext("Có") if value in (True, "yes", "on", "true", "1") else gettext("Không")
    if kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        names = {option.key: gettext(option.label) for option in field.options}
        chosen = value if isinstance(value, list | tuple) else [value]
        return "; ".join(names.get(str(one), str(one)) for one in chosen)
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    return _plain(field, kind, str(value))


def _plain(field: Field, kind: FieldKind | None, text: str) -> str:
    if kind is FieldKind.DATE:
        try:
            return words.day(read_date(text))
        except MalformedError:
            return text
    if kind is FieldKind.MONEY:
        return _money(text)
    if kind is FieldKind.NUMBER and field.decimals:
        return _decimal(text)
    if kind is FieldKind.NUMBER and field.kind is FieldKind.COMPUTED and text.lstrip("-").isdigit():
        return words.number(int(text))
    if kind is FieldKind.PLACE:
        return place_name(text)
    return text


def _money(text: str) -> str:
    if text.lstrip("-").isdigit():
        return words.money(int(text))
    try:
        return words.money(read_money(text))
    except MalformedError:
        return text


def _decimal(text: str) -> str:
    """A kept decimal with a comma; a typed one stays."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or "," in text:
        return text
    whole, _, places = format(abs(number), "f").partition(".")
    places = places.rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{words.number(int(whole))}{',' + places if places else ''}"
