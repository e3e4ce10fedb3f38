"""Editing one part of a form: the questions about it, what was answered, and the change that the answers ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.forms import editing
from motcua.forms.condition_rows import Conditions
from motcua.forms.editing import missing
from motcua.forms.expression import Expression, ExpressionError, Literal
from motcua.forms.formula import parse, say
from motcua.forms.schema import (
    APPLICANT_PAGE,
    Eligibility,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Page,
    Repeat,
    Rule,
)
from motcua.forms.validation import FieldError, validate
from motcua.studio.forms import condition_fields, questions
from motcua.studio.forms.condition_fields import ConditionView
from motcua.studio.forms.tree import Part
from motcua.web.fields import posted_answers

Papers = Sequence[tuple[str, str]]
_NUMBERS = ("max_length", "minimum", "maximum")


@dataclass(slots=True)
class Editor:
    """One part with its questions. ``answers`` are as typed or as they stand; ``faults`` by question and
    ``condition_faults`` by condition, in words. ``is_fixed``: it is the same in every form and not edited."""

    part: Part
    title: str
    asked: list[Field]
    answers: dict[str, object]
    conditions: dict[str, Conditions]
    faults: list[FieldError] = field(default_factory=list)
    condition_faults: dict[str, str] = field(default_factory=dict)
    is_fixed: bool = False

    @property
    def is_sound(self) -> bool:
        return not self.faults and not self.condition_faults

    def condition_views(self, schema: FormSchema) -> list[ConditionView]:
        return [
            condition_fields.view_of(schema, name, *_titles(name), given, error=self.condition_faults.get(name, ""))
            for name, given in self.conditions.items()
        ]


def _titles(name: str) -> tuple[str, str]:
    said = {
        "show_if": (_("Chỉ hỏi khi"), _("Không có dòng nào: luôn hỏi.")),
        "require_if": (_("Bắt buộc khi"), _("Ngoài ra thì không bắt buộc.")),
        "check": (_("Điều phải đúng"), _("Khi chắc chắn không đúng thì lời trên hiện ra.")),
        "condition": (_("Điều kiện để được giải quyết"), _("Chưa trả lời đủ thì chưa nói gì.")),
    }
    return said[name]


def editor_of(schema: FormSchema, part: Part, papers: Papers) -> Editor:
    """The part as it stands. Raises NotFound ``form_part_not_found``."""
    if part.kind == "form":
        return Editor(part, _("Biểu mẫu"), questions.form_questions(), {"title": schema.title}, {})
    if part.kind == "page":
        page, _number = editing.find_page(schema, part.key)
        answers: dict[str, object] = {"title": page.title, "hint": page.hint, "key": page.key}
        shown = {"show_if": condition_fields.standing(schema, page.show_if)}
        fixed = page.key == APPLICANT_PAGE
        return Editor(part, _("Trang"), questions.page_questions(page), answers, shown, is_fixed=fixed)
    if part.kind == "rule":
        rule = _rule(schema, part.key)
        held = {"text": rule.text, "at": rule.at, "key": rule.key}
        conditions = {"check": condition_fields.standing(schema, rule.check)}
        return Editor(part, _("Quy tắc kiểm tra"), questions.rule_questions(schema), {**held}, conditions)
    if part.kind == "eligibility":
        one = _eligibility(schema, part.key)
        conditions = {"condition": condition_fields.standing(schema, one.condition)}
        answers = {"text": one.text, "blocks": one.blocks, "key": one.key}
        return Editor(part, _("Điều kiện được giải quyết"), questions.eligibility_questions(), answers, conditions)
    item, spot = editing.find_item(schema, part.key)
    if isinstance(item, Group):
        return _group_editor(schema, part, item)
    group = next((one for one in schema.groups() if one.key == spot.group), None)
    return _field_editor(schema, part, item, papers, in_rows=group is not None and group.repeat is not None)


def _group_editor(schema: FormSchema, part: Part, group: Group) -> Editor:
    answers: dict[str, object] = {
        "title": group.title,
        "hint": group.hint,
        "key": group.key,
        "repeated": group.repeat is not None,
    }
    if group.repeat:
        answers |= {name: getattr(group.repeat, name) for name in ("row_label", "minimum", "maximum")}
    conditions = {"show_if": condition_fields.standing(schema, group.show_if)}
    return Editor(part, _("Nhóm câu hỏi"), questions.group_questions(group), answers, conditions)


def _field_editor(schema: FormSchema, part: Part, item: Field, papers: Papers, *, in_rows: bool) -> Editor:
    answers: dict[str, object] = {
        "label": item.label,
        "kind": item.kind.value,
        "hint": item.hint,
        "required": item.required,
        "options": questions.option_lines(item),
        "component": item.component,
        "decimals": item.decimals or None,
        "level": item.level or "any",
        "as_of": item.as_of,
        "result": item.result.value if item.result else "",
        "formula": say(item.formula) if item.formula is not None else "",
        "prefill": item.prefill,
        "key": item.key,
        **{name: getattr(item, name) for name in _NUMBERS},
    }
    conditions = {"show_if": condition_fields.standing(schema, item.show_if)}
    if item.kind not in {FieldKind.INFORMATION, FieldKind.FILE, FieldKind.COMPUTED}:
        conditions["require_if"] = condition_fields.standing(schema, item.require_if)
    asked = questions.field_questions(schema, item, papers, in_rows=in_rows)
    known = {one.key for one in asked}
    return Editor(part, _("Câu hỏi"), asked, {k: v for k, v in answers.items() if k in known}, conditions)


# ---- what was posted

Change = Callable[[FormSchema], FormSchema]


def posted_editor(schema: FormSchema, part: Part, papers: Papers, posted: QueryDict) -> tuple[Editor, Change | None]:
    """The part as typed, with its faults, and the change that makes it so; None while there are faults."""
    editor = editor_of(schema, part, papers)
    typed = posted_answers(editor.asked, posted)
    checked = validate(FormSchema("", (Page("part", "", tuple(editor.asked)),)), typed)
    editor.answers, editor.faults = {**typed}, [*checked.errors]
    read: dict[str, Expression | None] = {}
    for name in editor.conditions:
        editor.conditions[name] = condition_fields.typed(posted, name)
        read[name], error = condition_fields.read(schema, editor.conditions[name])
        needed = name in {"check", "condition"} and read[name] is None
        if error or needed:
            editor.condition_faults[name] = error or _("Chưa nêu điều gì.")
    formula = _formula(editor, typed)
    if not editor.is_sound:
        return editor, None
    given = Given(checked.answers, read, formula, str(typed.get("options", "")))
    return editor, lambda form: _changed(form, part, given)


@dataclass(frozen=True, slots=True)
class Given:
    """Sound answers: ``answers`` by question, conditions by name."""

    answers: Mapping[str, Json]
    conditions: Mapping[str, Expression | None]
    formula: Expression | None
    options: str

    def text(self, name: str) -> str:
        return str(self.answers.get(name) or "")

    def flag(self, name: str) -> bool:
        return self.answers.get(name) is True

    def number(self, name: str) -> int | None:
        value = self.answers.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def _formula(editor: Editor, typed: Mapping[str, str]) -> Expression | None:
    text = typed.get("formula", "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except ExpressionError as error:
        editor.faults.append(FieldError("formula", error.code, error.params))
        return None


def _changed(schema: FormSchema, part: Part, given: Given) -> FormSchema:
    if part.kind == "form":
        return replace(schema, title=given.text("title"))
    if part.kind == "page":
        page, _number = editing.find_page(schema, part.key)
        if page.key == APPLICANT_PAGE:
            return schema
        head = Page(given.text("key"), given.text("title"), (), given.text("hint"), given.conditions["show_if"])
        return editing.replace_page(schema, part.key, head)
    if part.kind == "rule":
        _rule(schema, part.key)
        check = given.conditions["check"] or Literal(True)
        return editing.put_rule(schema, part.key, Rule(given.text("key"), check, given.text("text"), given.text("at")))
    if part.kind == "eligibility":
        _eligibility(schema, part.key)
        condition = given.conditions["condition"] or Literal(True)
        one = Eligibility(given.text("key"), condition, given.text("text"), blocks=given.flag("blocks"))
        return editing.put_eligibility(schema, part.key, one)
    item, _spot = editing.find_item(schema, part.key)
    made = _group(item, given) if isinstance(item, Group) else _field(item, given)
    return editing.replace_item(schema, part.key, made)


def _group(group: Group, given: Given) -> Group:
    repeat = None
    if given.flag("repeated"):
        before = group.repeat or Repeat()
        least, most = given.number("minimum"), given.number("maximum")
        repeat = Repeat(
            before.minimum if least is None else least,
            before.maximum if most is None else most,
            given.text("row_label") if group.repeat else before.row_label,
        )
    return replace(
        group,
        key=given.text("key"),
        title=given.text("title"),
        hint=given.text("hint"),
        show_if=given.conditions["show_if"],
        repeat=repeat,
    )


def _field(before: Field, given: Given) -> Field:
    """The field as answered. Of another kind, it keeps what means something there too."""
    kind = FieldKind(given.text("kind") or before.kind.value)
    bare = Field(
        key=given.text("key"),
        label=given.text("label"),
        kind=kind,
        required=given.flag("required"),
        hint=given.text("hint"),
        show_if=given.conditions.get("show_if"),
        when=before.when if before.kind is kind else None,
    )
    if kind is not before.kind:
        return _fresh(before, bare)
    level = given.text("level")
    return replace(
        bare,
        require_if=given.conditions.get("require_if"),
        options=questions.read_options(given.options, before),
        max_length=given.number("max_length"),
        minimum=given.number("minimum"),
        maximum=given.number("maximum"),
        decimals=given.number("decimals") or 0,
        component=given.text("component"),
        prefill=given.text("prefill"),
        autocomplete=before.autocomplete,
        level="" if level == "any" else level,
        as_of=given.text("as_of"),
        formula=given.formula,
        result=FieldKind(given.text("result")) if given.text("result") else None,
    )


def _fresh(before: Field, field: Field) -> Field:
    chosen = {FieldKind.CHOICE, FieldKind.CHOICES}
    if field.kind in chosen and before.kind in chosen:
        return replace(field, options=before.options)
    if field.kind is FieldKind.COMPUTED:
        return replace(field, formula=Literal(0), result=FieldKind.NUMBER, required=False)
    return replace(field, required=field.required and field.kind is not FieldKind.INFORMATION)


def _rule(schema: FormSchema, key: str) -> Rule:
    for rule in schema.rules:
        if rule.key == key:
            return rule
    raise missing(key)


def _eligibility(schema: FormSchema, key: str) -> Eligibility:
    for one in schema.eligibility:
        if one.key == key:
            return one
    raise missing(key)


def key_after(part: Part, posted: QueryDict) -> Part:
    """The part under the key that was posted, where a saved page goes on."""
    key = str(posted.get("key", "")).strip()
    return Part(part.kind, key) if part.key and key else part
