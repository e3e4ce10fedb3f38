"""The editors of every kind of item but a wording: their questions, and the way between answers and content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.desk.decisions import wording
from motcua.desk.decisions.questions import Answers, case_field, chosen, flag, options, text, yes_or_no
from motcua.desk.decisions.terms_fields import terms_answers, terms_content, terms_fields
from motcua.forms.schema import Field, FieldKind
from motcua.procedures.items import SCHEMA_VERSION
from motcua.procedures.lifecycle import ItemKind


@dataclass(frozen=True, slots=True)
class Editor:
    """``fields`` asks, given the cases of the procedure and what the item says already; ``content`` makes the item of
    the answers, ``answers`` turns it back."""

    fields: Callable[[Sequence[tuple[str, str]], Answers], list[Field]]
    content: Callable[[Answers], dict[str, Json]]
    answers: Callable[[Answers], dict[str, object]]


# ---- abolition


def _abolition_fields(_cases: Sequence[tuple[str, str]], _content: Answers) -> list[Field]:
    return [
        Field("ground", _("Căn cứ bãi bỏ"), FieldKind.LONG_TEXT, required=True, max_length=2000),
        text("replaced_by", _("Mã thủ tục thay thế"), most=100),
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
        text("ground", _("Căn cứ pháp lý của lý do"), hint=_("Văn bản, điều của pháp luật chuyên ngành"), most=1000),
    ]


# ---- tag


def _tag_fields(_cases: Sequence[tuple[str, str]], _content: Answers) -> list[Field]:
    return [
        text("tag", _("Tên danh sách"), required=True, hint=_("Chữ thường không dấu, ví dụ essential"), most=60),
        yes_or_no("end", _("Bỏ khỏi danh sách này")),
    ]


def _tag_content(answers: Answers) -> dict[str, Json]:
    return {"schema_version": SCHEMA_VERSION, "tag": chosen(answers, "tag"), "end": answers.get("end") == "yes"}


def _tag_answers(content: Answers) -> dict[str, object]:
    return {"tag": content.get("tag", ""), "end": flag(content.get("end"))}


# ---- competence

_COMPETENCE = ("field", "area", "settling_code", "settling_kind", "reception_code")
_COMPETENCE_CHOSEN = ("case", "level", "settling", "reception")
_SIGNING = ("signing", "signer", "seal")


def _competence_fields(cases: Sequence[tuple[str, str]], _content: Answers) -> list[Field]:
    return [
        *([case_field(cases)] if cases else []),
        text("field", _("Lĩnh vực"), hint=_("Chỉ ghi khi không nêu thủ tục")),
        Field(
            "level",
            _("Cấp thực hiện"),
            FieldKind.CHOICE,
            hint=_("Chỉ chọn khi không nêu thủ tục"),
            options=options(wording.LEVELS, empty=_("Không nêu")),
        ),
        text("area", _("Mã địa bàn"), hint=_("Để trống là toàn tỉnh"), most=40),
        Field("settling", _("Cơ quan giải quyết"), FieldKind.CHOICE, required=True, options=options(wording.SETTLING)),
        text("settling_code", _("Mã cơ quan, nếu nêu đích danh"), most=40),
        text("settling_kind", _("Loại phòng, chi nhánh"), most=40),
        Field("reception", _("Nơi tiếp nhận"), FieldKind.CHOICE, required=True, options=options(wording.RECEPTION)),
        text("reception_code", _("Mã nơi tiếp nhận, nếu nêu đích danh"), most=40),
        *_signing_fields(),
        Field("until", _("Đến hết thời hạn ủy quyền, từ ngày"), FieldKind.DATE, hint=_("Bắt buộc với ủy quyền")),
        yes_or_no("end", _("Chấm dứt quy định đang có, không đặt mới")),
    ]


def _signing_fields() -> list[Field]:
    return [
        Field(
            "signing",
            _("Hình thức ký kết quả"),
            FieldKind.CHOICE,
            options=options(wording.SIGNING, empty=_("Ký với thẩm quyền của mình")),
        ),
        text(
            "signer",
            _("Ký thay cho chức danh"),
            hint=_("Ví dụ: Chủ tịch Ủy ban nhân dân tỉnh. Để trống nếu ký với thẩm quyền của mình"),
            most=300,
        ),
        text(
            "seal",
            _("Mã cơ quan có con dấu và thể thức văn bản"),
            hint=_("Để trống là con dấu và thể thức của chính cơ quan giải quyết"),
            most=40,
        ),
    ]


def _competence_content(answers: Answers) -> dict[str, Json]:
    named = (*_COMPETENCE, *_COMPETENCE_CHOSEN)
    content: dict[str, Json] = {name: chosen(answers, name) for name in named}
    said: dict[str, Json] = {name: one for name in _SIGNING if (one := chosen(answers, name))}
    if answers.get("until"):
        said["until"] = str(answers["until"])
    return {"schema_version": SCHEMA_VERSION, **content, "end": answers.get("end") == "yes", **said}


def _competence_answers(content: Answers) -> dict[str, object]:
    found: dict[str, object] = {name: content.get(name, "") for name in (*_COMPETENCE, "until", "signer", "seal")}
    picked = {name: content.get(name) or "-" for name in (*_COMPETENCE_CHOSEN, "signing")}
    return found | picked | {"end": flag(content.get("end"))}


EDITORS: Mapping[ItemKind, Editor] = {
    ItemKind.ABOLITION: Editor(
        _abolition_fields, _plain_content("ground", "replaced_by"), _plain_answers("ground", "replaced_by")
    ),
    ItemKind.SERVICE_LEVEL: Editor(
        _level_fields, _plain_content("level", "reason", "ground"), _plain_answers("level", "reason", "ground")
    ),
    ItemKind.TAG: Editor(_tag_fields, _tag_content, _tag_answers),
    ItemKind.LOCAL_TERMS: Editor(terms_fields, terms_content, terms_answers),
    ItemKind.COMPETENCE: Editor(_competence_fields, _competence_content, _competence_answers),
}
