"""What a JSON Schema requires of an object, always or under a condition of the simple shape: ``if`` names constant
values of properties, ``then`` and ``else`` require properties, add some, or forbid some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from motcua.forms.expression import Call, Expression, ExpressionError, Literal, Name, bounded

from .loading import mapping, sequence, text
from .notes import Report
from .options import option_key

Row = Mapping[str, object]


@dataclass
class Needs:
    """By the names of the file. ``added`` are properties that only a branch defines: (name, schema, place, condition);
    ``late`` those of them that the branch requires."""

    required: set[str] = field(default_factory=set)
    require: dict[str, Expression] = field(default_factory=dict)
    show: dict[str, Expression] = field(default_factory=dict)
    added: list[tuple[str, Row, str, Expression]] = field(default_factory=list)
    late: set[str] = field(default_factory=set)

    def of(self, name: str, show: Expression | None) -> tuple[bool, Expression | None, Expression | None]:
        """Whether ``name`` is required, when it is, and when it is asked at all."""
        own = self.show.get(name)
        both = own if show is None else show if own is None else Call("and", (show, own))
        required, condition = name in self.required, self.require.get(name)
        if condition is not None and condition == own:  # required whenever it is asked
            required, condition = True, None
        return required, None if required else condition, both


def needs_of(row: Row, place: str, called: Mapping[str, str], kinds: Mapping[str, str], report: Report) -> Needs:
    found = Needs(required={name for name in sequence(row.get("required")) if isinstance(name, str)})
    for name, others in mapping(row.get("dependentRequired")).items():
        if name not in called:
            report.drop("exchange_condition", f"{place}/dependentRequired/{name[:60]}", why=name[:60])
            continue
        for other in sequence(others):
            _add(found.require, text(other), Call("filled", (Name(called[name]),)))
    reader = _Branches(found, called, kinds, report)
    for block, where in _blocks(row, place, report):
        reader.take(block, where)
    return found


def _blocks(row: Row, place: str, report: Report) -> Iterator[tuple[Row, str]]:
    if "if" in row:
        yield row, place
    for index, one in enumerate(sequence(row.get("allOf"))):
        where = f"{place}/allOf/{index}"
        extra = set(mapping(one)) - {"if", "then", "else", "$comment"}
        if "if" in mapping(one) and not extra:
            yield mapping(one), where
        else:
            report.drop("schema_keyword", where, keyword="allOf")


def _add(conditions: dict[str, Expression], name: str, condition: Expression) -> None:
    known = conditions.get(name)
    conditions[name] = condition if known is None else Call("or", (known, condition))


class _Branches:
    def __init__(self, found: Needs, called: Mapping[str, str], kinds: Mapping[str, str], report: Report) -> None:
        self._found, self._called, self._kinds, self._report = found, called, kinds, report

    def take(self, block: Row, place: str) -> None:
        try:
            condition = bounded(self._condition(mapping(block.get("if"))))
        except (ValueError, ExpressionError) as error:
            self._report.drop("exchange_condition", f"{place}/if", why=str(error)[:60])
            return
        for name, when in (("then", condition), ("else", _opposite(condition))):
            if name in block:
                self._branch(mapping(block[name]), f"{place}/{name}", when)

    def _branch(self, branch: Row, place: str, when: Expression) -> None:
        for name in branch:
            if name not in {"required", "properties", "$comment"}:
                self._report.drop("schema_keyword", f"{place}/{name[:60]}", keyword=name[:60])
        required = {name for name in sequence(branch.get("required")) if isinstance(name, str)}
        for name, one in mapping(branch.get("properties")).items():
            where = f"{place}/properties/{name[:60]}"
            if name not in self._called and isinstance(one, dict):
                if name in {added for added, *_ in self._found.added}:
                    self._report.drop("schema_defined_twice", where)
                    continue
                self._found.added.append((name, one, where, when))
                self._found.late |= {name} & required
            elif one is False and name in self._called:
                self._found.show[name] = _opposite(when)
            else:
                self._report.drop("schema_keyword", where, keyword="properties")
        for name in sorted(required & self._called.keys()):
            _add(self._found.require, name, when)

    def _condition(self, given: Row) -> Expression:
        """ValueError for what is beyond the simple shape."""
        beyond = set(given) - {"properties", "required", "$comment"}
        if beyond or not mapping(given.get("properties")):
            raise ValueError(", ".join(sorted(beyond)) or "if")
        parts = [self._part(name, mapping(one)) for name, one in mapping(given.get("properties")).items()]
        return parts[0] if len(parts) == 1 else Call("and", tuple(parts))

    def _part(self, name: str, one: Row) -> Expression:
        if name not in self._called or len(one) != 1:
            raise ValueError(name)
        named = Name(self._called[name])
        if "const" in one:
            return Call("=", (named, self._literal(name, one["const"])))
        if sequence(one.get("enum")):
            return Call("in", (named, *(self._literal(name, value) for value in sequence(one["enum"]))))
        raise ValueError(name)

    def _literal(self, name: str, value: object) -> Literal:
        if self._kinds.get(name) == "choice":
            return Literal(option_key(value) if isinstance(value, str) else str(value))
        if value is None or isinstance(value, bool | int | str):
            return Literal(value)
        raise ValueError(name)


def _opposite(condition: Expression) -> Expression:
    if isinstance(condition, Call) and condition.function == "not":
        return condition.arguments[0]
    return Call("not", (condition,))
