"""From the fields of an e-form to what a page draws, and from what a browser posts back to answers.

The drawing itself is in ``web/fields.jinja``; checking is in ``motcua.forms.validation``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext, pgettext

from motcua.core import texts
from motcua.core.money import group_thousands
from motcua.forms.schema import NOT_ANSWERED, Field, FieldKind
from motcua.forms.validation import FieldError
from motcua.web.words import shortened


@dataclass(frozen=True, slots=True)
class OptionView:
    value: str
    text: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question as it is drawn. ``value`` is the text to show again, as it was typed; ``parts`` are the day, month
    and year of a date. ``when`` names the field and the answers that make this one asked."""

    key: str
    kind: str
    label: str
    required: bool = False
    hint: str = ""
    options: tuple[OptionView, ...] = ()
    value: str = ""
    parts: tuple[str, str, str] = ("", "", "")
    error: str = ""
    max_length: int | None = None
    autocomplete: str = ""
    when: tuple[str, str] | None = None
    multiple: bool = False
    folded: bool = False
    """A choice as a list that opens, however few there are: where several stand below one another."""
    accept: str = ""
    part: str = ""
    """Of a question with a condition: its name among the parts of the form; ``hidden`` while it is not asked."""
    hidden: bool = False

    @property
    def anchor(self) -> str:
        """The id of the first control, where the error summary leads."""
        return f"f-{self.key}-day" if self.kind == FieldKind.DATE else f"f-{self.key}"


def field_views(
    fields: Iterable[Field],
    answers: Mapping[str, object],
    errors: Sequence[FieldError] = (),
) -> list[FieldView]:
    """The questions of a page with what was answered so far and the first fault of each in words."""
    faults: dict[str, str] = {}
    for fault in errors:
        faults.setdefault(fault.field, texts.say(fault.code, fault.params))
    return [field_view(field, answers.get(field.key), faults.get(field.key, "")) for field in fields]


def posted_answers(fields: Iterable[Field], posted: QueryDict) -> dict[str, str]:
    """The answers as typed: the three boxes of a date joined as ``5/9/1990``, nothing checked or stripped."""
    found: dict[str, str] = {}
    for field in fields:
        if field.kind in NOT_ANSWERED:
            continue
        found[field.key] = posted_answer(field, posted, field.key)
    return found


def posted_answer(field: Field, posted: QueryDict, name: str) -> str:
    """One answer as typed in the control called ``name``."""
    if field.kind is FieldKind.DATE and f"{name}-day" in posted:
        parts = [str(posted.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year")]
        return "/".join(parts) if any(parts) else ""
    return str(posted.get(name, ""))


def error_list(views: Iterable[FieldView]) -> list[dict[str, str]]:
    """For the error summary: each fault with the label it belongs to, and where it is. Labels that are whole sentences
    (names of papers) are cut: the whole stands beside the field."""
    return [
        {
            "text": pgettext("error summary", "{label}: {fault}").format(label=shortened(view.label), fault=view.error),
            "href": f"#{view.anchor}",
        }
        for view in views
        if view.error
    ]


def field_view(field: Field, answer: object, error: str = "", *, name: str = "") -> FieldView:
    """One question as it is drawn; ``name`` is that of its control where it is not the key (``members.0.age``)."""
    value = _as_typed(field, answer)
    return FieldView(
        key=name or field.key,
        kind=field.kind.value,
        label=_said(field.label),
        required=field.required,
        hint=_said(field.hint),
        options=_options(field, answer, value),
        value=value,
        parts=_date_parts(value) if field.kind is FieldKind.DATE else ("", "", ""),
        error=error,
        max_length=field.max_length,
        autocomplete=field.autocomplete,
        when=(field.when.field, "|".join(field.when.values)) if field.when else None,
    )


def _options(field: Field, answer: object, value: str) -> tuple[OptionView, ...]:
    if field.kind is FieldKind.YES_NO:
        return tuple(
            OptionView(key, text, key == value) for key, text in (("yes", gettext("Có")), ("no", gettext("Không")))
        )
    chosen = answer if isinstance(answer, list | tuple) else (value,)
    return tuple(OptionView(one.key, _said(one.label), one.key in chosen) for one in field.options)


def _said(text: str) -> str:
    """Texts of a form are data; the ones that everyone uses are in the catalogue and come out translated."""
    return gettext(text) if text else ""


def _as_typed(field: Field, answer: object) -> str:
    if field.kind is FieldKind.YES_NO and isinstance(answer, bool):
        return "yes" if answer else "no"
    if answer is None or answer is False:
        return ""
    if answer is True:
        return "on"
    if isinstance(answer, int) and field.kind in {FieldKind.MONEY, FieldKind.NUMBER}:
        return group_thousands(answer)
    return str(answer)


def _date_parts(value: str) -> tuple[str, str, str]:
    """The boxes of a date kept as ``1990-09-05`` or typed as ``5/9/1990``; what is no date stays in the first box."""
    iso = value.split("-")
    if len(iso) == 3 and len(iso[0]) == 4:
        return iso[2], iso[1], iso[0]
    typed = value.split("/")
    if len(typed) == 3:
        return typed[0], typed[1], typed[2]
    return value, "", ""
