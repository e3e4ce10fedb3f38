"""Asking facts for figures, and remembering what a process was told."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from threading import Lock
from typing import Final

from motcua.core import clock
from motcua.core.errors import Invalid
from motcua.figures import counting
from motcua.figures.counting.dimensions import Dimension
from motcua.figures.definitions.catalogue import Catalogue, shipped
from motcua.figures.definitions.evaluation import Values
from motcua.figures.definitions.model import DueDate, Indicator, MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.facts.shared import borrowed
from motcua.figures.periods import Period

KEPT: Final = 2_000
_known: OrderedDict[tuple[object, ...], Mapping[str, Mapping[Period, Values]]] = OrderedDict()
_lock = Lock()


def instant(as_of: dt.datetime | None) -> dt.datetime | None:
    """Raises Invalid ``figure_instant_future``, ``facts_instant_naive``."""
    if as_of is None:
        return None
    if as_of.tzinfo is None:
        raise Invalid("facts_instant_naive")
    if as_of > clock.now() + dt.timedelta(minutes=1):
        raise Invalid("figure_instant_future")
    return as_of


def facts_as_of(as_of: dt.datetime | None) -> AbstractContextManager[Facts]:
    """What this process has open. Raises as :func:`motcua.figures.facts.reader.open_facts`."""
    return borrowed(instant(as_of))


def exact_instant(facts: Facts) -> dt.datetime:
    """As of when an answer of these facts is exact: what was asked for, or the settled instant."""
    return facts.as_of or facts.settled_at


def tested_by(catalogue: Catalogue, tested: DueDate | None) -> Catalogue:
    """The same definitions with another due date where one is tested."""
    if tested is None:
        return catalogue

    def other(one: Indicator) -> Indicator:
        return replace(one, tested=tested) if one.tested is not None else one

    indicators = {name: tuple(other(one) for one in versions) for name, versions in catalogue.indicators.items()}
    return replace(catalogue, indicators=indicators)


def definitions(tested: DueDate | None = None) -> Catalogue:
    return tested_by(shipped(), tested)


def counted(
    facts: Facts,
    keys: Sequence[MeasureKey],
    unit: str,
    periods: Sequence[Period],
    by: Dimension | None,
    on: dt.date | None,
    only: Sequence[str] | None = None,
) -> Mapping[str, Mapping[Period, Values]]:
    """By member (``only``: these units) and period; the unit itself without a dimension. Remembered for as long as the
    facts are the same."""
    named = tuple(only) if only is not None else None
    asked = (facts.manifest.sha256, facts.as_of, facts.settled_at, tuple(keys), unit, tuple(periods), by, on, named)
    with _lock:
        if asked in _known:
            _known.move_to_end(asked)
            return _known[asked]
    if by is None:
        found: Mapping[str, Mapping[Period, Values]] = {
            unit: {period: counting.count(facts, keys, unit, period, on=on) for period in periods}
        }
    else:
        found = counting.count_table(facts, keys, periods, by=by, unit=unit, on=on, only=only)
    with _lock:
        _known[asked] = found
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def forget() -> None:
    """For tests."""
    with _lock:
        _known.clear()
