"""Which parts of a form wait for which: what is shown, and what is computed, hangs on other answers.

Parts are fields and groups by key and pages as ``page:<key>``. A part waits for what its conditions and its formula
name and for the group and the page it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from motcua.forms.expression import Expression, names
from motcua.forms.shape import Field, FormSchema, kept_with


def page_part(key: str) -> str:
    return f"page:{key}"


def waits(schema: FormSchema) -> dict[str, frozenset[str]]:
    """For each part of the form the parts it waits for, in the order of the form; names that are no part left out."""
    found: dict[str, set[str]] = {}
    for page in schema.pages:
        own = page_part(page.key)
        found.setdefault(own, set()).update(names(page.show_if))
        for field, group in page.placed():
            around = own
            if group is not None:
                found.setdefault(group.key, set()).update({own, *names(group.show_if)})
                around = group.key
            found.setdefault(field.key, set()).update({around, *_named(field)})
    return {part: frozenset(on & found.keys()) for part, on in found.items()}


def _named(field: Field) -> frozenset[str]:
    simple = frozenset({field.when.field}) if field.when else frozenset()
    return names(field.show_if) | names(field.formula) | simple


def working_order(schema: FormSchema) -> tuple[str, ...]:
    """Every part after those it waits for. Parts in a circle come last, in the order of the form."""
    return kept_with(schema, _ordered)


def _ordered(schema: FormSchema) -> tuple[str, ...]:
    waiting = waits(schema)
    done: dict[str, None] = {}
    rows = dict(waiting)
    while rows:
        ready = [part for part, on in rows.items() if on <= done.keys()]
        if not ready:
            break
        for part in ready:
            done[part] = None
            del rows[part]
    return (*done, *rows)


def circles(schema: FormSchema) -> list[tuple[str, ...]]:
    """Circles of waiting, each once, as the parts along it; a part that waits for itself is a circle of one."""
    waiting = waits(schema)
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for part in waiting:
        if circle := _circle_through(part, waiting):
            found.setdefault(frozenset(circle), circle)
    return _shortest(list(found.values()))


def _circle_through(start: str, waiting: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The shortest way from a part back to itself; empty when there is none."""
    before: dict[str, str] = {}
    level = [start]
    while level:
        reached: list[str] = []
        for part in level:
            for on in sorted(waiting[part]):
                if on == start:
                    return _way(start, part, before)
                if on not in before:
                    before[on] = part
                    reached.append(on)
        level = reached
    return ()


def _way(start: str, end: str, before: Mapping[str, str]) -> tuple[str, ...]:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))


def _shortest(found: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without circles that go round a smaller one."""
    sets = [frozenset(one) for one in found]
    return [one for one, own in zip(found, sets, strict=True) if not any(other < own for other in sets)]


def conditions_of(field: Field) -> tuple[tuple[str, Expression], ...]:
    """A field's expressions by the name of the attribute."""
    pairs = (("show_if", field.show_if), ("require_if", field.require_if), ("formula", field.formula))
    return tuple((name, found) for name, found in pairs if found is not None)
