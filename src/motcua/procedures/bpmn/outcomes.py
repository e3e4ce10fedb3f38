"""The outcomes of a step: the ways that lead out of its task in a BPMN file."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from motcua.forms.expression import Expression, ExpressionError
from motcua.procedures.process import END, Outcome

from .conditions import foreign_condition, own_condition
from .graph import Graph, Line, Node, shown
from .names import Note
from .naming import Notes, slug, unused
from .parsing import RefusedError
from .ways import Way, ways

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def outcomes_of(graph: Graph, node: Node, keys: dict[str, str], report: Notes) -> tuple[Outcome, ...]:
    """The outcomes of the task ``node`` in their order. Raises :class:`RefusedError`."""
    found = ways(graph, node)
    if any("outcome" in line.own for way in found for line in way.lines):
        conditions = [_own_condition(way) for way in found]
        otherwise = [any("otherwise" in line.own for line in way.lines) for way in found]
    else:
        # elsewhere the default is what is taken when nothing is chosen: it comes first where people choose
        conditions = _foreign_conditions(found)
        otherwise = [way.default and any(one is not None for one in conditions) for way in found]
        if not any(otherwise):
            found.sort(key=lambda way: not way.default)
    outcomes: list[Outcome] = []
    for way, when, rest in zip(found, conditions, otherwise, strict=True):
        key, name = _called(way, [outcome.key for outcome in outcomes])
        outcomes.append(Outcome(key, name, END if way.target.tag == "endEvent" else keys[way.target.key], when, rest))
        _tell(way, key, when, report)
    return tuple(outcomes)


def _own_condition(way: Way) -> Expression | None:
    for line in way.lines:
        if "when" in line.own:
            try:
                return own_condition(line.own["when"])
            except ExpressionError:
                params = {"attribute": "when", "value": shown(line.own["when"])}
                raise RefusedError("bpmn_attribute_unknown", shown(line.key), **params) from None
    return None


def _foreign_conditions(found: Sequence[Way]) -> list[Expression | None]:
    """The conditions where all of them can be said here and one way is for when none holds; else none at all, for half
    of them would lead elsewhere than the file does."""
    asked = [[line for line in way.lines if line.condition] for way in found]
    defaults = sum(way.default for way in found)
    if defaults != 1 or any(len(lines) != (0 if way.default else 1) for way, lines in zip(found, asked, strict=True)):
        return [None] * len(found)
    read = [foreign_condition(lines[0].condition) if lines else None for lines in asked]
    sayable = all(one is not None or not lines for one, lines in zip(read, asked, strict=True))
    return read if sayable else [None] * len(found)


def _tell(way: Way, key: str, when: Expression | None, report: Notes) -> None:
    for line in way.lines:
        if not line.condition or "outcome" in line.own:
            continue
        params = {"condition": shown(line.condition), "outcome": key}
        if when is not None:
            report.assumed.append(Note("bpmn_condition_taken", shown(line.key), params))
        else:
            report.dropped.append(Note("bpmn_condition_left_out", shown(line.key), params))


def _unnamed(line: Line) -> bool:
    return "unnamed" in line.own and line.name == line.own.get("outcome")


def _called(way: Way, taken: Collection[str]) -> tuple[str, str]:
    """The key and the name of the outcome that a way is."""
    own = next((line.own["outcome"] for line in reversed(way.lines) if "outcome" in line.own), "")
    name = " – ".join(line.name for line in way.lines if line.name and not _unnamed(line))
    if not name and not own and way.target.tag == "endEvent":
        name = way.target.name
    wanted = own if _KEY.fullmatch(own) else slug(name) or "done"
    return unused(wanted, taken), name
