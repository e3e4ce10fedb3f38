"""One component of Form.io as one field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from motcua.forms import expression as expressions
from motcua.forms.answers import MAX_LINES
from motcua.forms.checking import MOST_HINT
from motcua.forms.checking_fields import MOST_DECIMALS, MOST_LABEL, MOST_OPTIONS
from motcua.forms.expression import Expression, ExpressionError
from motcua.forms.prefill_names import is_known
from motcua.forms.schema import SCHEMA_VERSION, FormSchema, UnreadableError, from_json
from motcua.forms.shape import LEVELS, RESULTS, Field, FieldKind, Option

from .formio_kinds import EXPRESSION, KIND, KINDS, NEARLY, TEXTS
from .loading import mapping, plain_line, plain_lines, sequence, text, whole, without_markup
from .notes import Report
from .options import options_of

K = FieldKind
Component = Mapping[str, object]
_OURS = {
    K.CITIZEN_ID: "textfield",
    K.TAX_CODE: "textfield",
    K.PLACE: "textfield",
    K.COMPUTED: "",
    K.CONSENT: "checkbox",
    K.YES_NO: "checkbox",
    K.ADDRESS: "textarea",
}
"""Kinds that our exports name in a property, with the component that carries them (any, when empty)."""


def kind_of(component: Component) -> FieldKind | None:
    """The kind of field that ``component`` is; None when it is none."""
    given = text(component.get("type"))
    kind = KINDS.get(given) or NEARLY.get(given)
    if kind is None:
        return None
    named = text(mapping(component.get("properties")).get(KIND))
    ours = next((one for one, carrier in _OURS.items() if one == named and carrier in {"", given}), None)
    if ours is not None:
        return ours
    if given == "select" and component.get("multiple") is True:
        return K.CHOICES
    if given == "checkbox" and mapping(component.get("validate")).get("required") is True:
        return K.CONSENT
    return kind


def read_field(one: Component, place: str, key: str, report: Report, *, in_rows: bool) -> Field | None:
    """The field without its conditions; None, with a note, when there is nothing to ask."""
    kind = kind_of(one) or K.TEXT
    checks, given = mapping(one.get("validate")), text(one.get("type"))
    if in_rows and kind is K.CONSENT:
        kind = K.YES_NO
    if given in NEARLY:
        report.assume("exchange_as_text", place, kind=given)
    if kind is K.INFORMATION:
        return _information(one, place, key, report)
    limits = _limits(one, kind, place, report)
    own = _own_texts(mapping(one.get("properties")), kind)
    field = Field(
        key,
        _label(one, place, key, report),
        kind,
        required=checks.get("required") in (True, "true") and kind is not K.COMPUTED,
        hint=_hint(one, place, report),
        max_length=limits.get("max_length"),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        decimals=limits.get("decimals") or 0,
        component=own.get("component", ""),
        prefill=own.get("prefill", ""),
        autocomplete=own.get("autocomplete", ""),
        level=own.get("level", ""),
        as_of=own.get("as_of", ""),
    )
    if kind in {K.CHOICE, K.CHOICES}:
        return _with_options(field, one, place, report)
    if kind is K.FILE and not field.component:
        report.assume("exchange_component", place, key=key)
        return replace(field, component=key)
    _lost(one, kind, place, report)
    return field


def _label(one: Component, place: str, key: str, report: Report) -> str:
    label = plain_line(one.get("label") or one.get("title"), MOST_LABEL, f"{place}.label", report)
    if not label:
        report.assume("exchange_label_missing", place, key=key)
    return label or key


def _hint(one: Component, place: str, report: Report) -> str:
    parts = [plain_lines(one.get(name), MOST_HINT, f"{place}.{name}", report) for name in ("description", "tooltip")]
    return "\n".join(dict.fromkeys(part for part in parts if part))[:MOST_HINT]


def _information(one: Component, place: str, key: str, report: Report) -> Field | None:
    markup = text(one.get("html") or one.get("content"))
    if re.search(r"<(?!/?(?:p|br)\b)[A-Za-z]", markup):
        report.drop("exchange_markup", place)
    words = plain_lines(without_markup(markup), MOST_LABEL, place, report)
    if not words:
        report.drop("exchange_empty", place)
        return None
    return Field(key, words, K.INFORMATION, hint=_hint(one, place, report))


def _limits(one: Component, kind: FieldKind, place: str, report: Report) -> dict[str, int | None]:
    checks = mapping(one.get("validate"))
    found: dict[str, int | None] = {}
    if kind in {K.TEXT, K.LONG_TEXT, K.ADDRESS}:
        most = whole(checks.get("maxLength"))
        found["max_length"] = min(most, MAX_LINES) if most and most > 0 else None
    elif kind in {K.NUMBER, K.MONEY}:
        for ours, theirs in (("minimum", "min"), ("maximum", "max")):
            found[ours] = _whole_limit(checks.get(theirs), f"{place}.validate.{theirs}", report)
        if kind is K.NUMBER:
            found["decimals"] = min(max(whole(one.get("decimalLimit")) or 0, 0), MOST_DECIMALS)
    elif kind is K.CHOICES:
        for ours, theirs in (("minimum", "minSelectedCount"), ("maximum", "maxSelectedCount")):
            found[ours] = whole(checks.get(theirs, one.get(theirs)))
    elif kind is K.DATE and not mapping(one.get("properties")).get("motcua.days"):
        return found
    elif kind is K.DATE:
        days = text(mapping(one.get("properties")).get("motcua.days")).split("..")
        found = {"minimum": whole(days[0]), "maximum": whole(days[-1])}
    return found


def _whole_limit(value: object, place: str, report: Report) -> int | None:
    if value in (None, ""):
        return None
    found = whole(value)
    if found is None:
        report.drop("exchange_limit_not_whole", place)
    return found


def _own_texts(properties: Mapping[str, object], kind: FieldKind) -> dict[str, str]:
    found = {name: text(properties.get(f"{EXPRESSION}{name}")) for name in TEXTS}
    fits = {
        "component": kind is K.FILE,
        "prefill": is_known(found["prefill"]),
        "autocomplete": True,
        "level": kind is K.PLACE and found["level"] in LEVELS,
        "as_of": kind is K.PLACE,
    }
    return {name: value[:120] for name, value in found.items() if value and fits[name]}


def _with_options(field: Field, one: Component, place: str, report: Report) -> Field:
    given = sequence(one.get("values"))
    if text(one.get("type")) == "select":
        given = sequence(mapping(one.get("data")).get("values"))
        if text(one.get("dataSrc")) not in {"", "values"}:
            report.drop("exchange_options_elsewhere", f"{place}.dataSrc", source=text(one.get("dataSrc"))[:60])
    rows = [(text(mapping(row).get("value")), text(mapping(row).get("label"))) for row in given]
    options: tuple[Option, ...] = options_of(rows[: MOST_OPTIONS + 1], place, report)
    if options:
        return replace(field, options=options)
    report.assume("exchange_as_text", place, kind=text(one.get("type")))
    return replace(field, kind=K.TEXT, minimum=None, maximum=None)


def _lost(one: Component, kind: FieldKind, place: str, report: Report) -> None:
    """What the kind itself cannot keep."""
    if one.get("multiple") is True:
        report.drop("formio_multiple", f"{place}.multiple")
    if text(one.get("type")) == "datetime" and one.get("enableTime", True) is not False and kind is K.DATE:
        report.drop("exchange_time_of_day", f"{place}.enableTime")
    if kind is K.MONEY and text(one.get("currency")) not in {"", "VND"}:
        report.drop("exchange_currency", f"{place}.currency", currency=text(one.get("currency"))[:10])


def own_expression(properties: Mapping[str, object], name: str) -> Expression | None:
    """An expression that our export wrote as our own JSON; None for anything else."""
    given = properties.get(f"{EXPRESSION}{name}")
    if not isinstance(given, str):
        return None
    try:
        return expressions.from_json(json.loads(given))
    except (ValueError, RecursionError, ExpressionError):
        return None


def computed(field: Field, formula: Expression, one: Component, report: Report, place: str) -> Field:
    """``field`` worked out by ``formula`` instead of asked."""
    named = mapping(one.get("properties")).get(f"{EXPRESSION}result")
    carrier = KINDS.get(text(one.get("type")), K.TEXT)
    result = next((kind for kind in RESULTS if kind == named), carrier if carrier in RESULTS else K.TEXT)
    if field.kind is not K.COMPUTED:
        report.assume("exchange_computed", place, key=field.key)
    decimals = min(max(whole(one.get("decimalLimit")) or 0, 0), MOST_DECIMALS) if result is K.NUMBER else 0
    return Field(
        field.key,
        field.label,
        K.COMPUTED,
        hint=field.hint,
        formula=formula,
        result=result,
        decimals=decimals,
        show_if=field.show_if,
    )


def with_rules(schema: FormSchema, properties: Mapping[str, object]) -> FormSchema:
    """With the rules that our own export wrote beside the form."""
    rows = {}
    for name in ("rules", "eligibility"):
        try:
            rows[name] = json.loads(text(properties.get(f"{EXPRESSION}{name}")) or "[]")
        except (ValueError, RecursionError):
            rows[name] = []
    try:
        read = from_json({"schema_version": SCHEMA_VERSION, "title": "", "pages": [], **rows})
    except UnreadableError:
        return schema
    return replace(schema, rules=read.rules, eligibility=read.eligibility)
