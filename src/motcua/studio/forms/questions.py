"""What the builder asks about each part of a form: its own questions are fields like those it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from motcua.forms.editing import key_for
from motcua.forms.schema import (
    LEVELS,
    NOT_TYPED,
    RESULTS,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Option,
    Page,
)
from motcua.studio.forms import words as said
from motcua.studio.forms.words import words

K = FieldKind
_LIMITED = {K.TEXT, K.LONG_TEXT, K.ADDRESS, K.SIGNATURE}
_BOUNDED = {K.NUMBER, K.MONEY, K.DATE, K.CHOICES}
_NO_PREFILL = NOT_TYPED | {K.CONSENT, K.SIGNATURE}
_NOT_IN_ROWS = {K.FILE, K.CONSENT, K.SIGNATURE}


def _options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(key, label) for key, label in pairs)


def _text(key: str, label: str, *, required: bool = False, most: int = 200, hint: str = "") -> Field:
    return Field(key, label, K.TEXT, required=required, max_length=most, hint=hint)


def _number(key: str, label: str, *, least: int | None = None, most: int | None = None, hint: str = "") -> Field:
    return Field(key, label, K.NUMBER, minimum=least, maximum=most, hint=hint)


def _key_question(given: str) -> Field:
    return _text(
        "key", _("Mã"), required=True, most=60, hint=_("Chữ không dấu, số và gạch dưới; điều kiện gọi mục này bằng mã")
    )


def kind_choices(*, in_rows: bool = False) -> list[tuple[str, str]]:
    return [(kind, words(said.KINDS, kind)) for kind in said.KINDS if not (in_rows and kind in _NOT_IN_ROWS)]


def field_questions(
    schema: FormSchema, field: Field, papers: Sequence[tuple[str, str]], *, in_rows: bool
) -> list[Field]:
    """The questions about a field, those that mean something for its kind."""
    kind = field.kind
    asked = [
        _text("label", _("Câu hỏi"), required=True, most=1_200),
        Field("kind", _("Loại"), K.CHOICE, required=True, options=_options(kind_choices(in_rows=in_rows))),
        Field("hint", _("Lời giải thích"), K.TEXT, max_length=2_000),
    ]
    if kind not in {K.INFORMATION, K.COMPUTED}:
        asked.append(Field("required", _("Bắt buộc trả lời"), K.CONSENT))
    if kind in {K.CHOICE, K.CHOICES}:
        hint = _("Mỗi dòng một lựa chọn; muốn tự đặt mã thì ghi: mã | nhãn")
        asked.append(Field("options", _("Các lựa chọn"), K.LONG_TEXT, hint=hint))
    if kind in _LIMITED:
        asked.append(_number("max_length", _("Nhiều nhất bao nhiêu ký tự"), least=1, most=20_000))
    if kind in _BOUNDED:
        asked += _bounds(kind)
    if kind in {K.NUMBER, K.COMPUTED}:
        asked.append(_number("decimals", _("Số chữ số thập phân"), least=0, most=6))
    if kind is K.FILE:
        asked.append(Field("component", _("Giấy tờ nhận qua mục này"), K.CHOICE, options=_paper_options(field, papers)))
    if kind is K.PLACE:
        asked += _place(schema, field)
    if kind is K.COMPUTED:
        results = [(one.value, words(said.KINDS, one)) for one in RESULTS]
        asked.append(Field("result", _("Kết quả là"), K.CHOICE, options=_options(results)))
        asked.append(
            Field("formula", _("Công thức"), K.TEXT, required=True, hint=_("Ví dụ: sum(con, muc_ho_tro) + 50000"))
        )
    if kind not in _NO_PREFILL:
        asked.append(Field("prefill", _("Điền sẵn từ"), K.CHOICE, options=_prefills(field)))
    return [*asked, _key_question(field.key)]


def _bounds(kind: FieldKind) -> list[Field]:
    if kind is K.DATE:
        hint = _("Số ngày kể từ ngày trả lời: 0 là hôm đó, số âm là trước đó")
        return [_number("minimum", _("Sớm nhất"), hint=hint), _number("maximum", _("Muộn nhất"), hint=hint)]
    if kind is K.CHOICES:
        return [_number("minimum", _("Chọn ít nhất"), least=0), _number("maximum", _("Chọn nhiều nhất"), least=1)]
    return [_number("minimum", _("Từ")), _number("maximum", _("Đến"))]


def _paper_options(field: Field, papers: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    known = [*papers]
    if field.component and field.component not in {code for code, _name in papers}:
        known.append((field.component, field.component))
    return _options(known)


def _place(schema: FormSchema, field: Field) -> list[Field]:
    days = [(one.key, one.label) for one, _group, _page in schema.every_field() if one.kind is K.DATE]
    levels = [(one or "any", words(said.LEVELS, one)) for one in LEVELS]
    return [
        Field("level", _("Cấp đơn vị"), K.CHOICE, options=_options(levels)),
        Field("as_of", _("Theo bản đồ hành chính của ngày"), K.CHOICE, options=_options(days)),
    ]


def _prefills(field: Field) -> tuple[Option, ...]:
    known = [(key, str(label)) for key, label in said.PREFILLS.items()]
    if field.prefill and field.prefill not in said.PREFILLS:
        known.append((field.prefill, field.prefill))
    return _options(known)


def group_questions(group: Group) -> list[Field]:
    asked = [
        _text("title", _("Tên nhóm"), required=True, most=500),
        Field("hint", _("Lời giải thích"), K.TEXT, max_length=2_000),
        Field("repeated", _("Lặp lại cho từng người, từng thửa đất…"), K.CONSENT),
    ]
    if group.repeat is not None:
        asked += [
            _text("row_label", _("Mỗi lần gọi là"), most=500, hint=_("Ví dụ: Con, Thửa đất")),
            _number("minimum", _("Ít nhất mấy lần"), least=0, most=200),
            _number("maximum", _("Nhiều nhất mấy lần"), least=1, most=200),
        ]
    return [*asked, _key_question(group.key)]


def page_questions(page: Page) -> list[Field]:
    return [
        _text("title", _("Tên trang"), required=True, most=500),
        Field("hint", _("Lời giải thích"), K.TEXT, max_length=2_000),
        _key_question(page.key),
    ]


def form_questions() -> list[Field]:
    return [_text("title", _("Tên biểu mẫu"), required=True, most=500)]


def rule_questions(schema: FormSchema) -> list[Field]:
    fields = [(field.key, field.label) for field, _group, _page in schema.every_field()]
    return [
        _text("text", _("Lời nói khi không đúng"), required=True, most=2_000),
        Field("at", _("Nói ở mục"), K.CHOICE, options=_options(fields)),
        _key_question(""),
    ]


def eligibility_questions() -> list[Field]:
    return [
        _text("text", _("Lời nói khi không đủ điều kiện"), required=True, most=2_000),
        Field("blocks", _("Không cho nộp khi chưa đủ điều kiện này"), K.CONSENT),
        _key_question(""),
    ]


# ---- options as lines


def option_lines(field: Field) -> str:
    """``Kinh`` or ``ma | Nhãn``, one a line."""
    taken: set[str] = set()
    lines = []
    for option in field.options:
        natural = key_for(option.label, taken, "chon")
        taken.add(option.key)
        plain = natural == option.key and "|" not in option.label
        lines.append(option.label if plain else f"{option.key} | {option.label}")
    return "\n".join(lines)


def read_options(text: str, before: Field) -> tuple[Option, ...]:
    """The options of typed lines; a label that was there keeps its key."""
    kept: Mapping[str, str] = {option.label: option.key for option in before.options}
    found: list[Option] = []
    taken: set[str] = set()
    for line in text.splitlines():
        key, bar, label = line.partition("|")
        key, label = (key.strip(), label.strip()) if bar else ("", line.strip())
        if not label:
            continue
        if not key:
            held = kept.get(label, "")
            key = held if held and held not in taken else key_for(label, taken, "chon")
        taken.add(key)
        found.append(Option(key[:80], label))
    return tuple(found)
