"""Conditions of Form.io components as expressions: the simple ones and JSONLogic; scripts cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from motcua.forms.expression import Call, Expression, ExpressionError, Literal, Name, bounded
from motcua.forms.shape import FieldKind

from .jsonlogic import UnsayableError, from_jsonlogic, names_as
from .loading import mapping, sequence, text
from .notes import Report
from .options import option_key

_NUMERIC = {FieldKind.NUMBER, FieldKind.MONEY}
_YES = {FieldKind.YES_NO, FieldKind.CONSENT}
_OPERATORS = {
    "isEqual": "=",
    "isNotEqual": "!=",
    "lessThan": "<",
    "lessThanOrEqual": "<=",
    "greaterThan": ">",
    "greaterThanOrEqual": ">=",
}


class Conditions:
    """Reads conditions that name fields of the file; ``called`` and ``kinds`` say what they are here."""

    def __init__(self, called: Mapping[str, str], kinds: Mapping[str, FieldKind], report: Report) -> None:
        self._called, self._kinds, self._report = called, kinds, report

    def of(self, component: Mapping[str, object], place: str) -> Expression | None:
        """When ``component`` is shown; None = always. What cannot be said is noted and left out."""
        if text(component.get("customConditional")).strip():
            self._report.drop("exchange_script", f"{place}.customConditional")
        given = mapping(component.get("conditional"))
        where = f"{place}.conditional"
        try:
            found = self._either(given)
        except (UnsayableError, ExpressionError) as error:
            self._report.drop("exchange_condition", where, why=str(error)[:60])
            return None
        return found

    def logic(self, given: object, place: str) -> Expression | None:
        """JSONLogic; None, with a note, when it cannot be said here."""
        try:
            return from_jsonlogic(given, names_as(self._called))
        except UnsayableError as error:
            self._report.drop("exchange_condition", place, why=str(error)[:60])
            return None

    def _either(self, given: Mapping[str, object]) -> Expression | None:
        if given.get("json"):
            return from_jsonlogic(given["json"], names_as(self._called))
        shown = given.get("show") not in (False, "false")
        if sequence(given.get("conditions")):
            found = self._several(given)
        elif text(given.get("when")):
            found = self._equal(text(given.get("when")), given.get("eq"))
        else:
            return None
        return bounded(found if shown else Call("not", (found,)))

    def _several(self, given: Mapping[str, object]) -> Expression:
        parts = tuple(self._one(mapping(one)) for one in sequence(given.get("conditions")))
        if len(parts) == 1:
            return parts[0]
        return Call("or" if given.get("conjunction") == "any" else "and", parts)

    def _one(self, given: Mapping[str, object]) -> Expression:
        name, operator = text(given.get("component")), text(given.get("operator"))
        if operator == "isEqual":
            return self._equal(name, given.get("value"))
        if operator == "isNotEqual":
            return Call("not", (self._equal(name, given.get("value")),))
        if operator in {"isEmpty", "isNotEmpty"}:
            return Call("empty" if operator == "isEmpty" else "filled", (self._named(name),))
        if operator not in _OPERATORS:
            raise UnsayableError(operator or "operator")
        return Call(_OPERATORS[operator], (self._named(name), self._value(name, given.get("value"))))

    def _equal(self, name: str, value: object) -> Expression:
        whole, _, option = name.rpartition(".")
        if name not in self._called and whole in self._called:  # one of several choices
            has = Call("has", (self._named(whole), Literal(option_key(option))))
            return has if value in (True, "true") else Call("not", (has,))
        if self._kinds.get(name) is FieldKind.CHOICES:
            return Call("has", (self._named(name), Literal(option_key(text(value)))))
        return Call("=", (self._named(name), self._value(name, value)))

    def _named(self, name: str) -> Name:
        if name not in self._called:
            raise UnsayableError(name or "when")
        return Name(self._called[name])

    def _value(self, name: str, value: object) -> Literal:
        kind = self._kinds.get(name)
        if kind in _YES:
            return Literal(value in (True, "true"))
        if kind is FieldKind.CHOICE and isinstance(value, str | int):
            return Literal(option_key(str(value)))
        if kind in _NUMERIC and not isinstance(value, bool):
            try:
                return Literal(Decimal(str(value)))
            except InvalidOperation:
                raise UnsayableError(name) from None
        if isinstance(value, bool | int | str):
            return Literal(value)
        raise UnsayableError(name)
