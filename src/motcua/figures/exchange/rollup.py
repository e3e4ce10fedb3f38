"""Figures of many provinces together: each cell is counted from what it published, numerators and denominators are
added exactly, and cells that cannot be put beside each other are refused by name.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Final

from motcua.core.canonical import Json
from motcua.core.errors import Conflict, NotFound
from motcua.figures.counting import count
from motcua.figures.definitions.catalogue import Catalogue, shipped
from motcua.figures.definitions.evaluation import Absent, Outcome, Values, evaluate, figure_json
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.definitions.units import unit_text
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .cells import Cell, facts_of_cell, open_cells
from .places import Place
from .publish import definitions_said

TOTAL: Final = "*"
"""Stands for all cells together."""
COUNTED_ONCE: Final = frozenset({"procedure"})
"""What several provinces share: a national procedure is one, however many provinces have it."""

Count = Callable[[Facts, Iterable[MeasureKey], str, Period], Values]
Opened = Callable[[Cell, dt.datetime | None], AbstractContextManager[Facts]]


@dataclass(frozen=True)
class RollUp:
    """``figures``: indicator -> code of the cell, or :data:`TOTAL` -> figure. ``remarks``: codes with what they are
    about, for whoever reads the total."""

    period: Period
    as_of: dt.datetime | None
    cells: tuple[Cell, ...]
    figures: Mapping[str, Mapping[str, Outcome]]
    remarks: tuple[tuple[str, dict[str, str]], ...]

    def to_json(self) -> dict[str, Json]:
        settled = [cell.publication.settled for cell in self.cells]
        newest = self.as_of or max(settled)
        return {
            "period": self.period.code,
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "as_of": [_said(self.as_of or min(settled)), _said(newest)],
            "cells": [cell.to_json() for cell in self.cells],
            "remarks": [{"code": code, **params} for code, params in self.remarks],
            "figures": {
                indicator: {
                    name: figure_json(outcome, unit=name, period=self.period, as_of=self._as_of(name))
                    for name, outcome in found.items()
                }
                for indicator, found in self.figures.items()
            },
        }

    def _as_of(self, name: str) -> dt.datetime:
        """The total is as old as the oldest cell."""
        settled = {cell.code: cell.publication.settled for cell in self.cells}
        return self.as_of or settled.get(name) or min(settled.values())


def rollup(
    places: Sequence[Place],
    indicators: Sequence[str],
    period: Period,
    *,
    now: dt.datetime,
    together: bool = False,
    thoroughly: bool = False,
    processes: int = 1,
    counted: Count = count,
    opened: Opened = facts_of_cell,
) -> RollUp:
    """``opened``: the facts of a cell, with the engine that is to count them. ``together``: every cell as it was known
    at the earliest instant that all of them know. ``thoroughly`` reads every byte first.

    Raises Invalid (``exchange_schema_newer``, ``exchange_file_damaged`` ..., each with the cell), NotFound
    (``exchange_nothing_there``, ``indicator_unknown`` ...), Conflict (``exchange_cell_twice``,
    ``exchange_schemas_differ``, ``exchange_rules_differ``, ``exchange_measures_differ``,
    ``exchange_definitions_differ``, ``exchange_inexact_then``).
    """
    catalogue = shipped()
    for indicator in indicators:
        catalogue.for_period(indicator, period)
    cells = open_cells(places, thoroughly=thoroughly)
    _require_alike(cells, catalogue, indicators, period)
    as_of = min(cell.publication.settled for cell in cells) if together else None
    if as_of is not None:
        _require_exact(cells, as_of)
    keys = list(dict.fromkeys(key for name in indicators for key in catalogue.needed(name, period.last)))
    one = partial(_counted, keys=keys, period=period, as_of=as_of, counted=counted, opened=opened)
    if processes > 1:
        with ThreadPoolExecutor(processes) as pool:
            values = dict(zip((cell.code for cell in cells), pool.map(one, cells), strict=True))
    else:
        values = {cell.code: one(cell) for cell in cells}
    values[TOTAL] = added(catalogue, keys, list(values.values()))
    figures = {
        name: {cell: evaluate(catalogue, name, period.last, found) for cell, found in values.items()}
        for name in indicators
    }
    return RollUp(period, as_of, cells, figures, tuple(_remarks(cells, period, as_of, now)))


def _counted(
    cell: Cell,
    *,
    keys: Sequence[MeasureKey],
    period: Period,
    as_of: dt.datetime | None,
    counted: Count,
    opened: Opened,
) -> Values:
    """A cell that had no such unit then has no number; the others still do."""
    with opened(cell, as_of) as facts:
        try:
            return counted(facts, keys, cell.code, period)
        except NotFound:
            return dict.fromkeys(keys, Absent.UNIT_GONE)


def added(
    catalogue: Catalogue, keys: Iterable[MeasureKey], values: Sequence[Values]
) -> dict[MeasureKey, Fraction | Absent]:
    """The sum over cells. One cell without a number leaves the whole without one, and says why; things that provinces
    share cannot be added."""
    found: dict[MeasureKey, Fraction | Absent] = {}
    for key in keys:
        own = [cell.get(key, Absent.NO_DATA) for cell in values]
        lacking = next((value for value in own if isinstance(value, Absent)), None)
        if lacking is not None:
            found[key] = lacking
        elif len(values) > 1 and unit_text(catalogue.measures[key.measure].unit) in COUNTED_ONCE:
            found[key] = Absent.NOT_ADDITIVE
        else:
            found[key] = sum((Fraction(value) for value in own if not isinstance(value, Absent)), Fraction(0))
    return found


def _require_alike(cells: Sequence[Cell], catalogue: Catalogue, indicators: Sequence[str], period: Period) -> None:
    for code, said in (
        ("exchange_schemas_differ", lambda cell: str(cell.publication.schema_version)),
        ("exchange_rules_differ", lambda cell: str(cell.publication.evolve_version)),
    ):
        _alike(code, {cell.code: said(cell) for cell in cells}, {})
    measures, own = definitions_said(catalogue)
    ours = {"": measures[:12]}
    _alike("exchange_measures_differ", {**{cell.code: cell.publication.measures[:12] for cell in cells}, **ours}, {})
    for name in _made_of(catalogue, indicators, period):
        definition = catalogue.for_period(name, period)
        version = f"{definition.valid_from.isoformat()} v{definition.version}"
        said_by = {cell.code: cell.publication.definitions.get(name, {}).get(version, "-")[:12] for cell in cells}
        _alike("exchange_definitions_differ", {**said_by, "": own[name][version][:12]}, {"indicator": name})


def _made_of(catalogue: Catalogue, indicators: Sequence[str], period: Period) -> list[str]:
    """With the indicators that they are made of."""
    found: dict[str, None] = {}
    waiting = list(indicators)
    while waiting:
        name = waiting.pop(0)
        if name not in found and name in catalogue.indicators:
            found[name] = None
            waiting.extend(catalogue.for_period(name, period).names)
    return list(found)


def _alike(code: str, said: Mapping[str, str], params: Mapping[str, str]) -> None:
    """``said``: cell -> what it uses; this program's own stands under an empty name. Raises Conflict."""
    groups: dict[str, list[str]] = defaultdict(list)
    for cell, what in said.items():
        groups[what].append(cell or "motcua")
    if len(groups) > 1:
        text = "; ".join(f"{', '.join(sorted(names))} ({what})" for what, names in sorted(groups.items()))
        raise Conflict(code, params={**params, "groups": text})


def _require_exact(cells: Sequence[Cell], as_of: dt.datetime) -> None:
    for cell in cells:
        since = cell.publication.exact_from
        if since and as_of < dt.datetime.fromisoformat(since):
            raise Conflict("exchange_inexact_then", params={"cell": cell.code, "since": since})


def _remarks(
    cells: Sequence[Cell], period: Period, as_of: dt.datetime | None, now: dt.datetime
) -> Iterable[tuple[str, dict[str, str]]]:
    """What a reader of the total must know: cells of different age, clocks that go ahead, periods not over."""
    settled = sorted((cell.publication.settled, cell.code) for cell in cells)
    if as_of is None and settled[0][0] != settled[-1][0]:
        (earliest, oldest), (latest, newest) = settled[0], settled[-1]
        yield (
            "exchange_as_of_differs",
            {"earliest": _said(earliest), "oldest": oldest, "latest": _said(latest), "newest": newest},
        )
    ahead = [cell.code for cell in cells if cell.publication.settled > now]
    if ahead:
        yield "exchange_clock_ahead", {"cells": ", ".join(ahead), "now": _said(now)}
    early = [code for at, code in settled if (as_of or at) < period.ends_at]
    if early:
        yield "exchange_period_not_over", {"cells": ", ".join(sorted(early)), "last": f"{period.last:%d/%m/%Y}"}


def _said(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
