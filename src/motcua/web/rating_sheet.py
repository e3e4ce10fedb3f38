"""The sheet of questions as fields of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.core.errors import Invalid
from motcua.core.texts import say
from motcua.ratings.editions import Item
from motcua.ratings.services.rate import CONTACT_MOST
from motcua.web.fields import FieldView, OptionView


def fields_of(items: Iterable[Item], posted: Mapping[str, str], error: Invalid | None, most: int) -> list[FieldView]:
    """The questions, then free text and how to be reached, as posted so far and with the first fault of each."""
    faults = faults_of(error)
    found = [
        FieldView(
            key=item.key,
            kind="choice",
            label=item.words,
            required=number == 0,
            options=tuple(OptionView(one.code, one.words, posted.get(item.key) == one.code) for one in item.answers),
            error=faults.get(item.key, ""),
        )
        for number, item in enumerate(items)
    ]
    words = FieldView(
        key="words",
        kind="long_text",
        label=_("Bạn muốn nói thêm điều gì?"),
        hint=_("Không cần ghi tên, số điện thoại hay mã hồ sơ. Tên riêng và con số được che trước khi có người đọc."),
        value=posted.get("words", ""),
        error=faults.get("words", ""),
        max_length=most,
    )
    contact = FieldView(
        key="contact",
        kind="text",
        label=_("Muốn được liên hệ lại? Ghi số điện thoại hoặc email"),
        hint=_("Chỉ khi bạn muốn. Ai xử lý đánh giá chưa hài lòng sẽ thấy, và mỗi lần xem đều được ghi lại."),
        value=posted.get("contact", ""),
        error=faults.get("contact", ""),
        max_length=CONTACT_MOST,
    )
    return [*found, words, contact]


def faults_of(error: Invalid | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in error.errors if error else ():
        params = {key: value for key, value in fault.items() if key not in {"field", "code"}}
        found.setdefault(str(fault["field"]), say(str(fault["code"]), params))
    return found


def posted(items: Iterable[Item], form: QueryDict) -> dict[str, str]:
    """What was sent for these questions, cut where nobody types so much."""
    keys = [*(item.key for item in items), "words", "contact"]
    return {key: str(form.get(key, "")).replace("\x00", "")[:10_000] for key in keys}
