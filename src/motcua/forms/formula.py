"""Expressions as authors write them: ``age(birth_date) >= 18 and count(children, school = "yes") > 0``.

Keywords and functions are few, lower-case English words in the manner of spreadsheets; fields go by their keys, facts
of the case by ``@name``. Commas or semicolons stand between arguments. ``parse(say(e)) == e`` for every expression.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from motcua.forms.expression import (
    FUNCTIONS,
    MOST_DEPTH,
    Call,
    Expression,
    ExpressionError,
    Fact,
    Literal,
    Name,
    Scalar,
    bounded,
)

MOST_FORMULA = 4_000
"""Characters of one formula."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>[0-9][0-9_]*(?:\.[0-9]+)?)
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<quoted>`[^`]*`)
    |(?P<fact>@[A-Za-z_][A-Za-z0-9_]*)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><=|>=|!=|<>|==|[-+*/=<>(),;])
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "null"})
_CONSTANTS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_ESCAPES = {"n": "\n", "t": "\t"}
_CALLED = frozenset(name for name in FUNCTIONS if name.isidentifier()) - {"and", "or", "not", "in", "neg"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Expression:
    """The expression that ``text`` writes. Raises :class:`ExpressionError` with the place (``at``, from 1)."""
    if len(text) > MOST_FORMULA:
        raise ExpressionError("formula_too_long", {"most": MOST_FORMULA})
    tokens = _tokens(text)
    if len(tokens) == 1:
        raise ExpressionError("formula_empty")
    reader = _Reader(tokens)
    found = reader.either()
    if reader.now.kind != "end":
        raise reader.unexpected()
    return bounded(found)


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            code = "formula_unclosed" if text[at] in '"`' else "formula_character"
            raise ExpressionError(code, {"at": at + 1, "found": text[at]})
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(_Token(kind, match.group(), at + 1))
        at = match.end()
    return [*found, _Token("end", "", len(text) + 1)]


class _Reader:
    """Recursive descent; each method reads one level of binding, the loosest first."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.place]

    def unexpected(self) -> ExpressionError:
        token = self.now
        code = "formula_unfinished" if token.kind == "end" else "formula_unexpected"
        return ExpressionError(code, {"at": token.at, "found": token.text[:40]})

    def next_is(self, *signs: str) -> str:
        """The sign or keyword that stands here, taken, when it is one of these; else empty."""
        token = self.now
        if token.kind in {"sign", "word"} and token.text.lower() in signs:
            self.place += 1
            return token.text.lower()
        return ""

    def need(self, *signs: str) -> None:
        if not self.next_is(*signs):
            raise self.unexpected()

    def either(self) -> Expression:
        return self._chain("or", self.both)

    def both(self) -> Expression:
        return self._chain("and", self.negation)

    def _chain(self, word: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self.next_is(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Call(word, tuple(parts))

    def negation(self) -> Expression:
        if self.next_is("not"):
            return Call("not", (self._deeper(self.negation),))
        return self.comparison()

    def comparison(self) -> Expression:
        left = self.summed()
        if sign := self.next_is(*_COMPARISONS):
            return Call(_COMPARISONS[sign], (left, self.summed()))
        if self.next_is("in"):
            self.need("(")
            return Call("in", (left, *self._arguments()))
        return left

    def summed(self) -> Expression:
        found = self.multiplied()
        while sign := self.next_is("+", "-"):
            found = Call(sign, (found, self.multiplied()))
        return found

    def multiplied(self) -> Expression:
        found = self.signed()
        while sign := self.next_is("*", "/"):
            found = Call(sign, (found, self.signed()))
        return found

    def signed(self) -> Expression:
        if not self.next_is("-"):
            return self.atom()
        if self.now.kind == "number":
            return _number(self._take(), negative=True)
        return Call("neg", (self._deeper(self.signed),))

    def atom(self) -> Expression:
        if self.next_is("("):
            found = self._deeper(self.either)
            self.need(")")
            return found
        token = self.now
        if token.kind in {"end", "sign"} or token.text.lower() in {"and", "or", "not", "in"}:
            raise self.unexpected()
        self._take()
        if token.kind == "number":
            return _number(token)
        if token.kind == "text":
            return _placed(token, lambda: Literal(_unescaped(token.text[1:-1])))
        if token.kind == "quoted":
            return _placed(token, lambda: Name(token.text[1:-1]))
        if token.kind == "fact":
            return _placed(token, lambda: Fact(token.text[1:].lower()))
        if self.next_is("("):
            return self._call(token)
        if token.text.lower() in _CONSTANTS:
            return Literal(_CONSTANTS[token.text.lower()])
        return _placed(token, lambda: Name(token.text))

    def _call(self, token: _Token) -> Expression:
        name = token.text.lower()
        arguments = () if self.next_is(")") else self._arguments()
        if name == "date":
            return _placed(token, lambda: _date(arguments))
        if name not in _CALLED:
            raise ExpressionError("function_unknown", {"at": token.at, "name": token.text[:40]})
        return _placed(token, lambda: Call(name, arguments))

    def _arguments(self) -> tuple[Expression, ...]:
        found = [self._deeper(self.either)]
        while self.next_is(",", ";"):
            found.append(self._deeper(self.either))
        self.need(")")
        return tuple(found)

    def _take(self) -> _Token:
        token = self.now
        self.place += 1
        return token

    def _deeper(self, read: Callable[[], Expression]) -> Expression:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise ExpressionError("expression_too_deep", {"most": MOST_DEPTH, "at": self.now.at})
        found = read()
        self.depth -= 1
        return found


def _placed(token: _Token, make: Callable[[], Expression]) -> Expression:
    """What ``make`` makes; a fault of it gets the place of ``token``."""
    try:
        return make()
    except ExpressionError as fault:
        raise ExpressionError(fault.code, {**fault.params, "at": token.at}) from None


def _number(token: _Token, *, negative: bool = False) -> Expression:
    digits = token.text.replace("_", "")
    if len(digits) > 40:
        raise ExpressionError("formula_number_wrong", {"at": token.at})
    value = -Decimal(digits) if negative else Decimal(digits)
    return _placed(token, lambda: Literal(value))


def _date(arguments: tuple[Expression, ...]) -> Expression:
    parts = [one.value if isinstance(one, Literal) else None for one in arguments]
    numbers = [one for one in parts if isinstance(one, int) and not isinstance(one, bool)]
    if len(parts) != 3 or len(numbers) != 3:
        raise ExpressionError("formula_date_wrong")
    try:
        return Literal(dt.date(numbers[0], numbers[1], numbers[2]))
    except (ValueError, OverflowError):
        raise ExpressionError("formula_date_wrong") from None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match.group(1), match.group(1)), text, flags=re.DOTALL)


# ---- writing

_BINDING = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(_COMPARISONS.values(), 4), "in": 4}
_BINDING |= {"+": 5, "-": 5, "*": 6, "/": 6, "neg": 7}
_ATOM = 8


def say(expression: Expression) -> str:
    """The formula of an expression, with no more brackets than it needs."""
    return _said(expression, 0)


def _said(expression: Expression, binding: int) -> str:
    """Written so that it can stand where at least ``binding`` is asked."""
    if isinstance(expression, Literal):
        return _literal(expression.value)
    if isinstance(expression, Fact):
        return f"@{expression.name}"
    if isinstance(expression, Name):
        plain = _PLAIN_NAME.fullmatch(expression.key) and expression.key.lower() not in _RESERVED
        return expression.key if plain else f"`{expression.key}`"
    own = _BINDING.get(expression.function, _ATOM)
    written = _call_said(expression, own)
    return f"({written})" if own < binding else written


def _call_said(call: Call, own: int) -> str:
    name, parts = call.function, call.arguments
    if name in {"and", "or"}:
        return f" {name} ".join(_said(one, own + 1) for one in parts)
    if name == "not":
        return f"not {_said(parts[0], own)}"
    if name == "neg":
        inner = _said(parts[0], own)
        return f"-({inner})" if inner[0].isdigit() else f"-{inner}"
    if name == "in":
        return f"{_said(parts[0], own + 1)} in ({', '.join(_said(one, 0) for one in parts[1:])})"
    if own == _ATOM:
        return f"{name}({', '.join(_said(one, 0) for one in parts)})"
    left = own if name in {"+", "-", "*", "/"} else own + 1
    return f"{_said(parts[0], left)} {name} {_said(parts[1], own + 1)}"


def _literal(value: Scalar) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, dt.date):
        return f"date({value.year}, {value.month}, {value.day})"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    return format(value, "f") if isinstance(value, Decimal) else str(value)
