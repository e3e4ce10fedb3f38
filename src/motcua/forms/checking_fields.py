"""What is wrong with one question by itself. Faults are the arguments of :class:`motcua.forms.checking.Fault`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from motcua.forms.answers import MAX_LINES
from motcua.forms.cleaning import UncleanError, clean_lines
from motcua.forms.prefill_names import is_known
from motcua.forms.shape import LEVELS, NOT_TYPED, RESULTS, Field, FieldKind

MOST_OPTIONS = 500
MOST_LABEL = 1_200
MOST_HINT = 2_000
MOST_DECIMALS = 6

Row = tuple[str, str, str, str, Mapping[str, object]]

_OPTION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,79}")
_K = FieldKind
_NUMERIC = {_K.NUMBER, _K.MONEY}
_FITS: Mapping[str, frozenset[FieldKind]] = {
    "options": frozenset({_K.CHOICE, _K.CHOICES}),
    "formula": frozenset({_K.COMPUTED}),
    "result": frozenset({_K.COMPUTED}),
    "decimals": frozenset({_K.NUMBER, _K.COMPUTED}),
    "component": frozenset({_K.FILE}),
    "level": frozenset({_K.PLACE}),
    "as_of": frozenset({_K.PLACE}),
    "max_length": frozenset({_K.TEXT, _K.LONG_TEXT, _K.ADDRESS, _K.SIGNATURE}),
    "required": frozenset(_K) - {_K.INFORMATION, _K.COMPUTED},
    "require_if": frozenset(_K) - NOT_TYPED,
    "prefill": frozenset(_K) - NOT_TYPED - {_K.CONSENT, _K.SIGNATURE},
}
"""Which kinds a property means something for; ``minimum`` and ``maximum`` are looked at by themselves."""


def faults(field: Field, *, in_rows: bool) -> Iterator[Row]:
    def fault(code: str, attribute: str, **params: object) -> Row:
        return code, "field", field.key, attribute, params

    yield from text_faults("field", field.key, "label", field.label, MOST_LABEL)
    yield from text_faults("field", field.key, "hint", field.hint, MOST_HINT, needed=False)
    for attribute, kinds in _FITS.items():
        if getattr(field, attribute) not in (None, "", (), 0, False) and field.kind not in kinds:
            yield fault("not_for_kind", attribute, kind=field.kind.value)
    yield from _options(field)
    yield from _limits(field)
    if field.kind is _K.COMPUTED and field.formula is None:
        yield fault("formula_missing", "formula")
    if field.kind is _K.COMPUTED and field.result not in RESULTS:
        yield fault("result_wrong", "result")
    if field.kind is _K.FILE and not field.component:
        yield fault("component_missing", "component")
    if field.kind in {_K.FILE, _K.CONSENT, _K.SIGNATURE} and in_rows:
        yield fault("not_in_rows", "kind")
    if field.level not in LEVELS:
        yield fault("level_wrong", "level")
    if field.prefill and not is_known(field.prefill):
        yield fault("prefill_unknown", "prefill", name=field.prefill[:60])


def _options(field: Field) -> Iterator[Row]:
    if field.kind not in _FITS["options"]:
        return
    where = ("field", field.key, "options")
    if not field.options:
        yield "options_missing", *where, {}
    if len(field.options) > MOST_OPTIONS:
        yield "options_too_many", *where, {"most": MOST_OPTIONS}
    for key, times in Counter(option.key for option in field.options).items():
        if times > 1:
            yield "option_repeated", *where, {"given": key[:60]}
        if not _OPTION.fullmatch(key):
            yield "key_wrong", *where, {"given": key[:60]}
    for option in field.options:
        yield from text_faults("field", field.key, "options", option.label, MOST_LABEL)


def _limits(field: Field) -> Iterator[Row]:
    bounded = {*_NUMERIC, _K.DATE, _K.CHOICES}
    for attribute in ("minimum", "maximum"):
        if getattr(field, attribute) is not None and field.kind not in bounded:
            yield "not_for_kind", "field", field.key, attribute, {"kind": field.kind.value}
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield "limits_crossed", "field", field.key, "minimum", {}
    if field.max_length is not None and not 1 <= field.max_length <= MAX_LINES:
        yield "limit_wrong", "field", field.key, "max_length", {"least": 1, "most": MAX_LINES}
    if not 0 <= field.decimals <= MOST_DECIMALS:
        yield "limit_wrong", "field", field.key, "decimals", {"least": 0, "most": MOST_DECIMALS}


def text_faults(part: str, key: str, attribute: str, text: str, most: int, *, needed: bool = True) -> Iterator[Row]:
    if needed and not text.strip():
        yield "text_missing", part, key, attribute, {}
    if len(text) > most:
        yield "text_too_long", part, key, attribute, {"most": most}
    try:
        clean_lines(text[: most + 1])
    except UncleanError as fault:
        yield fault.code, part, key, attribute, {}
