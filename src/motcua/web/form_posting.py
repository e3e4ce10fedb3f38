"""What a browser posts back of a page of an e-form: answers as typed, rows as lists; nothing is checked here."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from motcua.core.errors import DomainError
from motcua.forms.checked import FieldError
from motcua.forms.schema import NOT_TYPED, Field, FieldKind, FormSchema, Group, Page
from motcua.web.fields import posted_answer

MOST_TYPED = 6_000
"""Longer than any answer may be: what is over is shown as too long and never kept whole."""
SHOWN = "mc-shown"
ROW_ACT = "mc-row"


def posted_page(page: Page, posted: QueryDict) -> dict[str, object]:
    """The answers of a page as typed, without what a database cannot keep."""
    found: dict[str, object] = {}
    for item in page.items:
        if isinstance(item, Group) and item.repeat is not None:
            found[item.key] = _rows(item, posted)
            continue
        for asked in item.fields if isinstance(item, Group) else (item,):
            if asked.kind not in NOT_TYPED:
                found[asked.key] = _typed(asked, asked.key, posted)
    return found


def posted_form(form: FormSchema, posted: QueryDict) -> tuple[dict[str, object], bool]:
    """The answers of all pages of a form shown as one, and whether a row was only added or taken away."""
    answers: dict[str, object] = {}
    is_row_act = False
    for page in form.pages:
        typed = posted_page(page, posted)
        changed = row_act(page, typed, posted)
        answers |= changed[0] if changed else typed
        is_row_act = is_row_act or changed is not None
    return answers, is_row_act


def faults_of(error: DomainError | None) -> list[FieldError]:
    """The single faults that a service refused with, as the checking of a form gives them."""
    own = {"field", "code"}
    return [
        FieldError(str(one["field"]), str(one["code"]), {name: value for name, value in one.items() if name not in own})
        for one in (error.errors if error else ())
    ]


def _rows(group: Group, posted: QueryDict) -> list[object]:
    """The rows sent, at most one more than the group takes: the checking says that it is too many."""
    given = str(posted.get(f"{group.key}-rows", "0"))
    most = group.repeat.maximum + 1 if group.repeat is not None else 0
    count = min(int(given), most) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    asked = [one for one in group.fields if one.kind not in NOT_TYPED]
    return [
        {one.key: _typed(one, f"{group.key}.{number}.{one.key}", posted) for one in asked} for number in range(count)
    ]


def _typed(asked: Field, name: str, posted: QueryDict) -> object:
    if asked.kind is FieldKind.CHOICES:
        return [_storable(str(one)) for one in posted.getlist(name)[: len(asked.options) + 1]]
    return _storable(posted_answer(asked, posted, name))


def _storable(text: str) -> str:
    return text.replace("\x00", "")[:MOST_TYPED]


def seen_parts(posted: QueryDict) -> set[str] | None:
    """The parts with a condition that the page showed when it was sent; None when it did not say."""
    return set(" ".join(posted.getlist(SHOWN)).split()) if SHOWN in posted else None


def row_act(page: Page, answers: Mapping[str, object], posted: QueryDict) -> tuple[dict[str, object], str] | None:
    """The answers after "Thêm" or "Bỏ" was pressed and the id to go on at; None when neither was. What was typed
    elsewhere stays; an act that fits no row changes nothing."""
    act, _, rest = str(posted.get(ROW_ACT, "")).partition(":")
    key, _, number = rest.partition(":")
    group = next((one for one in page.repeated if one.key == key), None)
    if group is None or group.repeat is None or act not in {"add", "drop"}:
        return None
    given = answers.get(key)
    rows = list(given) if isinstance(given, list) else []
    if act == "add":
        if len(rows) < group.repeat.maximum:
            rows.append({})
        return {**answers, key: rows}, f"f-{key}-{max(len(rows) - 1, 0)}"
    if number.isascii() and number.isdigit() and len(number) < 7 and int(number) < len(rows):
        del rows[int(number)]
    return {**answers, key: rows}, f"f-{key}"
