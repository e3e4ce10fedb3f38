"""The general part of a procedure's wording as questions: name, field, who does it, how it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.desk.decisions import wording
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind

TEXTS = ("name", "field", "ministry", "type", "publication", "summary", "conditions", "sequence")
LISTS = ("subjects", "executing", "keywords")
CODES: Mapping[str, wording.Words] = {
    "levels": wording.LEVELS,
    "life_events": wording.LIFE_EVENT_NAMES,
    "unknown": wording.UNKNOWN,
}


def fields() -> list[Field]:
    return [
        Field("name", _("Tên thủ tục"), FieldKind.LONG_TEXT, required=True, max_length=2000),
        Field(
            "code",
            _("Mã quốc gia"),
            FieldKind.TEXT,
            hint=_("Ví dụ 1.004194; để trống nếu chưa được cấp"),
            max_length=60,
        ),
        Field("field", _("Lĩnh vực"), FieldKind.TEXT, required=True, max_length=300),
        Field("ministry", _("Bộ quản lý ngành"), FieldKind.TEXT, max_length=300),
        *(_tick("levels", level, _("Cấp thực hiện: {name}")) for level in wording.LEVELS),
        Field("type", _("Loại thủ tục"), FieldKind.TEXT, max_length=300),
        _list("subjects", _("Đối tượng thực hiện")),
        _list("executing", _("Cơ quan thực hiện")),
        Field("publication", _("Quyết định công bố của bộ"), FieldKind.TEXT, max_length=300),
        Field("summary", _("Tóm tắt bằng lời dễ hiểu"), FieldKind.LONG_TEXT, max_length=5000),
        Field("conditions", _("Yêu cầu, điều kiện"), FieldKind.LONG_TEXT, max_length=50_000),
        Field("sequence", _("Trình tự thực hiện"), FieldKind.LONG_TEXT, max_length=50_000),
        _list("keywords", _("Từ khóa tra cứu")),
        *(_tick("life_events", event, _("Sự kiện trong đời: {name}")) for event in wording.LIFE_EVENT_NAMES),
        *(_tick("unknown", name, _("Văn bản chưa nêu rõ: {name}")) for name in wording.UNKNOWN),
        Field("source", _("Nguồn nội dung"), FieldKind.TEXT, max_length=300),
    ]


def _tick(group: str, code: str, label: str) -> Field:
    return Field(f"{group}_{code}", label.format(name=words(CODES[group], code)), FieldKind.CONSENT)


def _list(name: str, label: str) -> Field:
    return Field(name, label, FieldKind.LONG_TEXT, hint=_("Mỗi dòng một mục"), max_length=20_000)


def answers_of(item: Mapping[str, Json]) -> dict[str, object]:
    content = _content(item)
    found: dict[str, object] = {name: content.get(name, "") for name in TEXTS}
    found |= {name: "\n".join(_texts(content.get(name))) for name in LISTS}
    for group, table in CODES.items():
        found |= {f"{group}_{code}": code in _texts(content.get(group)) for code in table}
    return found | {"code": item.get("code") or "", "source": item.get("source") or ""}


def item_of(item: Mapping[str, Json], answers: Mapping[str, Json]) -> dict[str, Json]:
    """The item with its general part as answered; the rest of its wording stays."""
    content = dict(_content(item))
    content |= {name: str(answers.get(name) or "") for name in TEXTS}
    for name in LISTS:
        lines = [line.strip() for line in str(answers.get(name) or "").splitlines()]
        content[name] = list(dict.fromkeys(line for line in lines if line))
    for group, table in CODES.items():
        before = _texts(content.get(group))
        not_asked = [code for code in before if code not in table]
        ticked = [code for code in table if answers.get(f"{group}_{code}") is True]
        content[group] = _in_order(before, [*not_asked, *ticked])
    return {
        **item,
        "code": str(answers.get("code") or "") or None,
        "source": str(answers.get("source") or ""),
        "content": content,
    }


def _in_order(before: Sequence[str], ticked: Sequence[str]) -> list[Json]:
    """What stays keeps its place: another order would be a change that nobody made."""
    return [*(one for one in before if one in ticked), *(one for one in ticked if one not in before)]


def _content(item: Mapping[str, Json]) -> Mapping[str, Json]:
    content = item.get("content")
    return content if isinstance(content, Mapping) else {}


def _texts(value: Json) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
