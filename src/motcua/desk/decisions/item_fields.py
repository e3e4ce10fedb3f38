"""The editors of every kind of item but a wording: their questions, and the way between answers and content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.desk.decisions import wording
from motcua.desk.decisions.fee_fields import fee_answers, fee_fields, fees_of
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind, Option
from motcua.procedures.items import SCHEMA_VERSION
from motcua.procedures.lifecycle import ItemKind
from motcua.worktime.texts import UNITS

Answers = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Editor:
    """``fields`` asks, given the cases of the procedure and what the item says already; ``content`` makes the item of
    the answers, ``answers`` turns it back."""

    fields: Callable[[Sequence[tuple[str, str]], Answers], list[Field]]
    content: Callable[[Answers], dict[str, Json]]
    answers: Callable[[Answers], dict[str, object]]


def options(table: wording.Words, *, empty: str = "") -> tuple[Option, ...]:
    """Codes with their words as choices, with an empty one first when it has words."""
    found = tuple(Option(str(code), words(table, str(code))) for code in table)
    return (Option("-", empty), *found) if empty else found


def chosen(answers: Answers, name: str) -> str:
    """What was chosen; the empty choice is nothing."""
    value = str(answers.get(name) or "")
    return "" if value == "-" else value


def _text(name: str, label: str, *, required: bool = False, hint: str = "", most: int = 300) -> Field:
    return Field(name, label, FieldKind.TEXT, required=required, hint=hint, max_length=most)


def _yes(name: str, label: str) -> Field:
    pair = (Option("no", _("Không")), Option("yes", _("Có")))
    return Field(name, label, FieldKind.CHOICE, required=True, options=pair)


def case_field(cases: Sequence[tuple[str, str]]) -> Field:
    named = tuple(Option(key, name or key) for key, name in cases)
    return Field("case", _("Trường hợp"), FieldKind.CHOICE, options=(Option("-", _("Mọi trường hợp")), *named))


# ---- abolition


def _abolition_fields(_cases: Sequence[tuple[str, str]], _content: Answers) -> list[Field]:
    return [
        Field("ground", _("Căn cứ bãi bỏ"), FieldKind.LONG_TEXT, required=True, max_length=2000),
        _text("replaced_by", _("Mã thủ tục thay thế"), most=100),
    ]


def _plain_content(*names: str) -> Callable[[Answers], dict[str, Json]]:
    return lambda answers: {"schema_version": SCHEMA_VERSION, **{name: chosen(answers, name) for name in names}}


def _plain_answers(*names: str) -> Callable[[Answers], dict[str, object]]:
    return lambda content: {name: str(content.get(name) or "") for name in names}


# ---- service level


def _level_fields(_cases: Sequence[tuple[str, str]], _content: Answers) -> list[Field]:
    return [
        Field("level", _("Mức độ"), FieldKind.CHOICE, required=True, options=options(wording.ONLINE)),
        Field(
            "reason",
            _("Lý do chỉ một phần"),
            FieldKind.CHOICE,
            hint=_("Bắt buộc khi chọn Một phần, và được công khai"),
            options=options(wording.ONLINE_REASONS, empty=_("Không có")),
        ),
        _text("ground", _("Căn cứ pháp lý của lý do"), hint=_("Văn bản, điều của pháp luật chuyên ngành"), most=1000),
    ]


# ---- tag


def _tag_fields(_cases: Sequence[tuple[str, str]], _content: Answers) -> list[Field]:
    return [
        _text("tag", _("Tên danh sách"), required=True, hint=_("Chữ thường không dấu, ví dụ essential"), most=60),
        _yes("end", _("Bỏ khỏi danh sách này")),
    ]


def _tag_content(answers: Answers) -> dict[str, Json]:
    return {"schema_version": SCHEMA_VERSION, "tag": chosen(answers, "tag"), "end": answers.get("end") == "yes"}


def _tag_answers(content: Answers) -> dict[str, object]:
    return {"tag": content.get("tag", ""), "end": _flag(content.get("end"))}


def _flag(value: Json) -> str:
    return "yes" if value is True else "no"


# ---- terms of the province


def _terms_fields(cases: Sequence[tuple[str, str]], content: Answers) -> list[Field]:
    return [
        case_field(cases),
        Field("channel", _("Cách nộp"), FieldKind.CHOICE, options=options(wording.CHANNELS, empty=_("Mọi cách"))),
        Field("amount", _("Thời hạn cam kết: số"), FieldKind.NUMBER, minimum=1, maximum=10_000),
        Field("unit", _("Thời hạn cam kết: đơn vị"), FieldKind.CHOICE, options=options(UNITS, empty=_("Không đặt"))),
        _text("place", _("Nơi thực hiện"), most=1000),
        Field(
            "supplement_clock",
            _("Đồng hồ khi chờ bổ sung"),
            FieldKind.CHOICE,
            options=options(wording.CLOCKS, empty=_("Theo quy định chung")),
        ),
        _text("fee_resolution", _("Nghị quyết của Hội đồng nhân dân về phí, lệ phí"), most=200),
        *fee_fields(content.get("fees")),
        _yes("end", _("Chấm dứt quy định riêng đang có, không đặt mới")),
    ]


def _terms_content(answers: Answers) -> dict[str, Json]:
    amount, unit = answers.get("amount"), chosen(answers, "unit")
    if (amount is None) != (not unit):
        missing = "unit" if not unit else "amount"
        raise Invalid("field_required", errors=[{"field": missing, "code": "field_required"}])
    fees = fees_of(answers)
    if fees and not answers.get("fee_resolution"):
        raise Invalid("field_required", errors=[{"field": "fee_resolution", "code": "field_required"}])
    return {
        "schema_version": SCHEMA_VERSION,
        "case": chosen(answers, "case"),
        "channel": chosen(answers, "channel"),
        "committed": {"amount": amount, "unit": unit} if unit else None,
        "supplement_clock": chosen(answers, "supplement_clock"),
        "fees": fees if answers.get("fee_resolution") else None,
        "fee_resolution": str(answers.get("fee_resolution") or ""),
        "place": str(answers.get("place") or ""),
        "end": answers.get("end") == "yes",
    }


def _terms_answers(content: Answers) -> dict[str, object]:
    limit = content.get("committed")
    found: dict[str, object] = {
        "case": content.get("case") or "-",
        "channel": content.get("channel") or "-",
        "amount": limit.get("amount") if isinstance(limit, Mapping) else None,
        "unit": limit.get("unit") if isinstance(limit, Mapping) else "-",
        "supplement_clock": content.get("supplement_clock") or "-",
        "fee_resolution": content.get("fee_resolution", ""),
        "place": content.get("place", ""),
        "end": _flag(content.get("end")),
    }
    return found | fee_answers(content.get("fees"))


# ---- competence

_COMPETENCE = ("field", "area", "settling_code", "settling_kind", "reception_code")
_COMPETENCE_CHOSEN = ("case", "level", "settling", "reception")


def _competence_fields(cases: Sequence[tuple[str, str]], _content: Answers) -> list[Field]:
    return [
        *([case_field(cases)] if cases else []),
        _text("field", _("Lĩnh vực"), hint=_("Chỉ ghi khi không nêu thủ tục")),
        Field(
            "level",
            _("Cấp thực hiện"),
            FieldKind.CHOICE,
            hint=_("Chỉ chọn khi không nêu thủ tục"),
            options=options(wording.LEVELS, empty=_("Không nêu")),
        ),
        _text("area", _("Mã địa bàn"), hint=_("Để trống là toàn tỉnh"), most=40),
        Field("settling", _("Cơ quan giải quyết"), FieldKind.CHOICE, required=True, options=options(wording.SETTLING)),
        _text("settling_code", _("Mã cơ quan, nếu nêu đích danh"), most=40),
        _text("settling_kind", _("Loại phòng, chi nhánh"), most=40),
        Field("reception", _("Nơi tiếp nhận"), FieldKind.CHOICE, required=True, options=options(wording.RECEPTION)),
        _text("reception_code", _("Mã nơi tiếp nhận, nếu nêu đích danh"), most=40),
        Field("until", _("Đến hết thời hạn ủy quyền, từ ngày"), FieldKind.DATE, hint=_("Bắt buộc với ủy quyền")),
        _yes("end", _("Chấm dứt quy định đang có, không đặt mới")),
    ]


def _competence_content(answers: Answers) -> dict[str, Json]:
    named = (*_COMPETENCE, *_COMPETENCE_CHOSEN)
    content: dict[str, Json] = {name: chosen(answers, name) for name in named}
    until: dict[str, Json] = {"until": str(answers["until"])} if answers.get("until") else {}
    return {"schema_version": SCHEMA_VERSION, **content, "end": answers.get("end") == "yes", **until}


def _competence_answers(content: Answers) -> dict[str, object]:
    found: dict[str, object] = {name: content.get(name, "") for name in (*_COMPETENCE, "until")}
    return found | {name: content.get(name) or "-" for name in _COMPETENCE_CHOSEN} | {"end": _flag(content.get("end"))}


EDITORS: Mapping[ItemKind, Editor] = {
    ItemKind.ABOLITION: Editor(
        _abolition_fields, _plain_content("ground", "replaced_by"), _plain_answers("ground", "replaced_by")
    ),
    ItemKind.SERVICE_LEVEL: Editor(
        _level_fields, _plain_content("level", "reason", "ground"), _plain_answers("level", "reason", "ground")
    ),
    ItemKind.TAG: Editor(_tag_fields, _tag_content, _tag_answers),
    ItemKind.LOCAL_TERMS: Editor(_terms_fields, _terms_content, _terms_answers),
    ItemKind.COMPETENCE: Editor(_competence_fields, _competence_content, _competence_answers),
}
