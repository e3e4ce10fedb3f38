"""Formulas over named measures and indicators: ``+ - * /``, brackets, whole numbers, ``min`` and ``max``. Nothing else:
no attribute, no index, no text, no call that could reach a file. They are parsed into three kinds of node and never
evaluated as Python.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

LONGEST: Final = 500
MOST_NODES: Final = 120
LARGEST_CONSTANT: Final = 10**12


class FormulaFault(ValueError):
    """``code`` and ``detail`` go into a fault of the file."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Constant:
    value: int


@dataclass(frozen=True, slots=True)
class Named:
    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``sign`` is one of ``+ - * /``, ``min``, ``max``; the arithmetic ones have two parts."""

    sign: str
    parts: tuple[FormulaNode, ...]


FormulaNode = Constant | Named | Operation

_SIGNS: Final[dict[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_CHOICES: Final = frozenset({"min", "max"})


@dataclass(frozen=True)
class Formula:
    text: str
    node: FormulaNode

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name it uses, each once, in order of first use."""
        return tuple(dict.fromkeys(_names(self.node)))

    def value(self, value_of: Callable[[str], Fraction]) -> Fraction:
        """Exact. Raises ZeroDivisionError where it divides by nothing; lets through what ``value_of`` raises."""
        return _value(self.node, value_of)


def parse_formula(text: str) -> Formula:
    """Raises :class:`FormulaFault`: ``formula_malformed``, ``formula_too_long``, ``formula_reaches_out`` (anything but
    names and arithmetic), ``formula_constant_not_whole``."""
    if len(text) > LONGEST:
        raise FormulaFault("formula_too_long", str(LONGEST))
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaFault("formula_malformed", text) from error
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise FormulaFault("formula_too_long", str(MOST_NODES))
    return Formula(text, _node(tree.body))


def _node(found: ast.expr) -> FormulaNode:
    match found:
        case ast.Name(id=name):
            return Named(name)
        case ast.Constant(value=bool() | None | str() | bytes()):
            raise FormulaFault("formula_reaches_out", ast.unparse(found))
        case ast.Constant(value=int(number)) if abs(number) <= LARGEST_CONSTANT:
            return Constant(number)
        case ast.Constant():
            raise FormulaFault("formula_constant_not_whole", ast.unparse(found))
        case ast.BinOp(op=op) if type(op) in _SIGNS:
            return Operation(_SIGNS[type(op)], (_node(found.left), _node(found.right)))
        case ast.UnaryOp(op=ast.USub()):
            return Operation("-", (Constant(0), _node(found.operand)))
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _CHOICES and len(found.args) > 1:
            return Operation(name, tuple(_node(part) for part in found.args))
        case _:
            raise FormulaFault("formula_reaches_out", ast.unparse(found))


def _names(node: FormulaNode) -> list[str]:
    match node:
        case Named(name):
            return [name]
        case Operation(_, parts):
            return [name for part in parts for name in _names(part)]
        case _:
            return []


def _value(node: FormulaNode, value_of: Callable[[str], Fraction]) -> Fraction:
    match node:
        case Constant(number):
            return Fraction(number)
        case Named(name):
            return value_of(name)
        case Operation(sign, parts):
            values = [_value(part, value_of) for part in parts]
    if sign in _CHOICES:
        return min(values) if sign == "min" else max(values)
    left, right = values
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    return left * right if sign == "*" else left / right
