"""Between a publication and what is known now for the same period: which dossiers entered or left, and why.

Numbers are made again by the definitions the publication keeps, so what changed is what we know; that a definition
changed is said apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from motcua.core.canonical import Json
from motcua.figures import counting
from motcua.figures.counting import Behind, Dimension, Thing
from motcua.figures.definitions.catalogue import Catalogue, shipped
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.window import Cursor
from motcua.figures.periods import Period, parse_code

from .asked import Asked, read_asked
from .causes import Cause, CauseKind, causes_of, registry_causes
from .document import FROM_FACTS, Counting, read_document
from .kept_definitions import changes_since, restored
from .models import Publication
from .recompute import again
from .streams import Change, Moved, moved, rows_of

PAGE: Final = 2000
MOST: Final = 200
"""Dossiers named for one number; the rest is counted."""
MOST_NUMBERS: Final = 40
"""Numbers explained at a time; the rest is named."""


class Listing(Protocol):
    """:func:`motcua.figures.counting.behind`."""

    def __call__(
        self,
        facts: Facts,
        key: MeasureKey,
        unit: str,
        period: Period,
        *,
        by: Dimension | None = None,
        member: str | None = None,
        on: dt.date | None = None,
        after: str = "",
        limit: int = 50,
    ) -> Behind: ...


@dataclass(frozen=True, slots=True)
class Number:
    """One counted number of a document. ``path``: the value it is used in."""

    path: tuple[str, ...]
    key: MeasureKey
    unit: str
    period: Period
    by: Dimension | None = None
    member: str | None = None
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """``moved``: with the causes of each, at most :data:`MOST`; ``entered``, ``left`` and ``amounts`` count all."""

    number: Number
    thing: Thing
    entered: int
    left: int
    amounts: int
    moved: Sequence[tuple[Moved, Sequence[Cause]]]

    def to_json(self) -> Mapping[str, object]:
        return {
            "place": "/".join(self.number.path),
            "measure": self.number.key.measure,
            "entered": self.entered,
            "left": self.left,
            "amounts": self.amounts,
            self.thing.value: [
                {"id": one.id, "change": one.change.value, "causes": [cause.to_json() for cause in causes]}
                for one, causes in self.moved
            ],
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A value of the document, then and now, as printed or as it is. ``path``: its part, its name, and in a table the
    member, the period and which measure."""

    path: tuple[str, ...]
    then: str
    now: str

    @property
    def place(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Difference:
    """``lines``: values that differ. ``definitions``: (id, version, code) of definitions that are not as they were.
    ``more``: numbers left unexplained because there were too many."""

    publication: Publication
    known_at: dt.datetime
    lines: Sequence[Line]
    explained: Sequence[Explained]
    definitions: Sequence[tuple[str, int, str]]
    registries: Sequence[Cause]
    more: int = 0

    @property
    def is_same(self) -> bool:
        return not self.lines

    def to_json(self) -> Mapping[str, object]:
        return {
            "publication": str(self.publication.uid),
            "as_of": self.publication.as_of.isoformat(),
            "known_at": self.known_at.isoformat(),
            "lines": [{"place": line.place, "then": line.then, "now": line.now} for line in self.lines],
            "numbers": [one.to_json() for one in self.explained],
            "definitions": [list(one) for one in self.definitions],
            "registries": [cause.to_json() for cause in self.registries],
            "more": self.more,
        }

    def causes(self) -> Mapping[CauseKind, int]:
        """How many dossiers moved for each kind of cause; the last event of each counts."""
        found: dict[CauseKind, int] = {}
        seen: set[str] = set()
        for one in self.explained:
            for thing, why in one.moved:
                if why and thing.id not in seen:
                    seen.add(thing.id)
                    found[why[-1].kind] = found.get(why[-1].kind, 0) + 1
        return found


def difference(
    row: Publication,
    *,
    now: dt.datetime,
    by: Counting = FROM_FACTS,
    behind: Listing = counting.behind,
    catalogue: Catalogue | None = None,
) -> Difference:
    """Explain ``row`` against the present. Raises as :func:`motcua.figures.facts.reader.open_facts`, and Invalid
    ``publication_damaged``."""
    issued = read_document(bytes(row.body))
    kept = issued["definitions"]
    definitions = kept if isinstance(kept, dict) else {}
    asked = read_asked(issued)
    with open_facts(now=now) as present, open_facts(row.as_of, now=now) as then:
        today = read_document(again(issued, present, row.as_of, by=by))
        lines = list(_lines(issued, today))
        wanted = [one for line in lines for one in _numbers(asked, restored(definitions), line.path)]
        unique = list(dict.fromkeys(wanted))
        explained = [_explain(one, then, present, behind) for one in unique[:MOST_NUMBERS]]
        until, known_at = present.cursor, present.settled_at
    registries = registry_causes(row.as_of) if lines else []
    named = [_with_causes(one, found, row.as_of, until, registries) for one, found in explained]
    return Difference(
        row,
        known_at,
        lines,
        named,
        changes_since(definitions, catalogue or shipped()),
        registries,
        max(0, len(unique) - MOST_NUMBERS),
    )


def _lines(issued: Mapping[str, Json], today: Mapping[str, Json]) -> Iterator[Line]:
    for part in ("figures", "counts", "tables"):
        yield from _compared(issued[part], today[part], (part,))


def _compared(then: Json, now: Json, path: tuple[str, ...]) -> Iterator[Line]:
    if isinstance(then, dict) and "indicator" in then and isinstance(now, dict):
        if any(then[name] != now[name] for name in ("numerator", "denominator", "value", "missing")):
            yield Line(path, _figure_text(then), _figure_text(now))
    elif isinstance(then, dict) and isinstance(now, dict) and "missing" not in then and "missing" not in now:
        for name in sorted(then.keys() | now.keys()):
            yield from _compared(then.get(name), now.get(name), (*path, name))
    elif isinstance(then, list) and isinstance(now, list):
        for index, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _compared(one, other, (*path, str(index)))
    elif then != now:
        yield Line(path, _text(then), _text(now))


def _figure_text(figure: Mapping[str, Json]) -> str:
    above, below = figure["numerator"], figure["denominator"]
    parts = f"{above}/{below}" if below is not None else f"{above}"
    return f"{figure['printed']} ({parts})" if figure["printed"] else _text(figure["missing"])


def _text(value: Json) -> str:
    if isinstance(value, dict):
        return str(value.get("missing") or value.get("code") or "")
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return "" if value is None else str(value)


def _numbers(asked: Asked, catalogue: Catalogue, path: tuple[str, ...]) -> Iterator[Number]:
    """The counted numbers behind a value that differs."""
    part, name, *rest = path
    if part == "figures":
        figure = asked.figures[name]
        for key in catalogue.needed(figure.indicator, figure.period.last):
            yield Number(path, key, figure.unit, figure.period)
    elif part == "counts":
        count = asked.counts[name]
        yield Number(path, count.key, count.unit, count.period)
    elif len(rest) == 3:
        table = asked.tables[name]
        member, code, index = rest
        yield Number(path, table.keys[int(index)], table.unit, parse_code(code), table.by, member, table.on)


def _explain(number: Number, then: Facts, present: Facts, behind: Listing) -> tuple[Explained, list[Moved]]:
    """What moved in one number, without causes yet."""

    def page(facts: Facts, after: str, limit: int = PAGE) -> Behind:
        on, by, member = number.on, number.by, number.member
        return behind(
            facts, number.key, number.unit, number.period, by=by, member=member, on=on, after=after, limit=limit
        )

    counts = dict.fromkeys(Change, 0)
    named: list[Moved] = []
    for one in moved(rows_of(lambda after: page(then, after)), rows_of(lambda after: page(present, after))):
        counts[one.change] += 1
        if len(named) < MOST:
            named.append(one)
    thing = page(present, "", 1).thing
    return Explained(number, thing, counts[Change.ENTERED], counts[Change.LEFT], counts[Change.AMOUNT], ()), named


def _with_causes(
    one: Explained, named: Sequence[Moved], since: dt.datetime, until: Cursor, registries: Sequence[Cause]
) -> Explained:
    """Events where the log has some for it, else what was changed in the registries."""
    of_dossiers = one.thing is Thing.DOSSIER
    events = causes_of([thing.id for thing in named], since, until) if of_dossiers and named else {}
    return replace(one, moved=[(thing, events.get(thing.id) or registries) for thing in named])
