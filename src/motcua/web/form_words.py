"""Forms in words, for the pages of officials: kinds of questions, what a part of a form says, and what changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from motcua.core.canonical import Json
from motcua.forms.expression import ExpressionError
from motcua.forms.expression import from_json as expression_from_json
from motcua.forms.formula import say
from motcua.forms.schema import FieldKind
from motcua.web.words import number

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Mapping[str, str | StrPromise]

KINDS: Words = {
    FieldKind.TEXT: lazy("Chữ ngắn"),
    FieldKind.LONG_TEXT: lazy("Đoạn chữ"),
    FieldKind.NUMBER: lazy("Số"),
    FieldKind.MONEY: lazy("Số tiền"),
    FieldKind.DATE: lazy("Ngày"),
    FieldKind.YES_NO: lazy("Có hoặc không"),
    FieldKind.CHOICE: lazy("Chọn một"),
    FieldKind.CHOICES: lazy("Chọn nhiều"),
    FieldKind.CITIZEN_ID: lazy("Số định danh cá nhân"),
    FieldKind.TAX_CODE: lazy("Mã số thuế"),
    FieldKind.PHONE: lazy("Số điện thoại"),
    FieldKind.EMAIL: lazy("Thư điện tử"),
    FieldKind.ADDRESS: lazy("Địa chỉ"),
    FieldKind.PLACE: lazy("Tỉnh, xã, phường"),
    FieldKind.FILE: lazy("Tệp giấy tờ"),
    FieldKind.CONSENT: lazy("Cam đoan, đồng ý"),
    FieldKind.SIGNATURE: lazy("Chữ ký"),
    FieldKind.COMPUTED: lazy("Tự tính"),
    FieldKind.INFORMATION: lazy("Lời dẫn"),
}
MEMBERS: Words = {
    "title": lazy("tên"),
    "label": lazy("câu hỏi"),
    "kind": lazy("loại"),
    "hint": lazy("lời giải thích"),
    "required": lazy("bắt buộc"),
    "options": lazy("các lựa chọn"),
    "max_length": lazy("số ký tự nhiều nhất"),
    "minimum": lazy("nhỏ nhất, ít nhất"),
    "maximum": lazy("lớn nhất, nhiều nhất"),
    "decimals": lazy("số chữ số thập phân"),
    "component": lazy("giấy tờ"),
    "prefill": lazy("điền sẵn từ"),
    "autocomplete": lazy("gợi ý của trình duyệt"),
    "when": lazy("điều kiện hỏi"),
    "show_if": lazy("chỉ hỏi khi"),
    "require_if": lazy("bắt buộc khi"),
    "formula": lazy("công thức"),
    "result": lazy("kết quả"),
    "level": lazy("cấp đơn vị"),
    "as_of": lazy("bản đồ của ngày"),
    "repeat": lazy("lặp lại"),
    "check": lazy("điều phải đúng"),
    "condition": lazy("điều kiện"),
    "text": lazy("lời nói"),
    "at": lazy("nói ở mục"),
    "blocks": lazy("không cho nộp"),
    "key": lazy("mã"),
    "row_label": lazy("mỗi lần gọi là"),
}
_EXPRESSIONS = frozenset({"show_if", "require_if", "formula", "check", "condition"})


def words(table: Words, key: str) -> str:
    """The words of a key, the key itself where there are none."""
    return str(table.get(key, key))


def member_words(name: str, value: Json) -> str:
    """One property of a part in words; empty where it says nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if name in _EXPRESSIONS:
        return _formula(value)
    if name in {"kind", "result"}:
        return words(KINDS, str(value))
    if name == "options" and isinstance(value, list):
        return ", ".join(str(one.get("label")) for one in value if isinstance(one, Mapping))
    if name == "when" and isinstance(value, Mapping):
        held = value.get("values")
        return f"{value.get('field')} = {', '.join(map(str, held)) if isinstance(held, list) else ''}"
    if name == "repeat" and isinstance(value, Mapping):
        return _("từ {least} đến {most} lần, mỗi lần là {name}").format(
            least=value.get("minimum", 0), most=value.get("maximum", 0), name=value.get("row_label") or _("một dòng")
        )
    if isinstance(value, int):
        return number(value)
    return str(value)


def _formula(value: Json) -> str:
    try:
        return say(expression_from_json(value))
    except ExpressionError:
        return _("(công thức hỏng)")


def part_words(part: Mapping[str, Json]) -> str:
    """A whole part in one line: its name, then what it is and asks."""
    name = str(part.get("label") or part.get("title") or part.get("text") or part.get("key") or "")
    said = [
        f"{words(MEMBERS, member)}: {text}"
        for member, value in part.items()
        if member not in {"label", "title", "text", "key", "fields", "items"} and (text := member_words(member, value))
    ]
    return "; ".join([name, *said])


def changed_members(old: Mapping[str, Json], new: Mapping[str, Json]) -> list[tuple[str, str, str]]:
    """Each property that differs: its name, what it was and what it is, in words."""
    names = [*new, *(name for name in old if name not in new)]
    return [
        (words(MEMBERS, name), member_words(name, old.get(name)), member_words(name, new.get(name)))
        for name in names
        if old.get(name) != new.get(name) and name not in {"fields", "items"}
    ]
