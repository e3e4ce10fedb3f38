"""Sources of measures other than facts: what units report, what is imported, and rooms that are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from motcua.figures.definitions.evaluation import Values
from motcua.figures.definitions.model import MeasureKey, Source
from motcua.figures.periods import Period

from .listed import Behind

Count = Callable[[Sequence[MeasureKey], str, Period, dt.datetime | None], Values]
"""Keys, the code of a unit, a period, and as of when (None: now). What it leaves out counts as absent."""

List = Callable[[MeasureKey, str, Period, dt.datetime | None, str, int], Behind]
"""The list behind one of them: key, unit, period, as of when, after which id, how many."""


@dataclass(frozen=True, slots=True)
class Counter:
    count: Count
    behind: List | None = None


_sources: dict[Source, Counter] = {}


def register(source: Source, count: Count, behind: List | None = None) -> None:
    """Let ``count`` answer for all measures of ``source``; call it in ``apps.ready()``. Raises ValueError when another
    answers already."""
    counter = Counter(count, behind)
    if _sources.get(source, counter) != counter:
        raise ValueError(f"the source {source.value} is registered otherwise already")
    _sources[source] = counter


def registered() -> Mapping[Source, Counter]:
    return dict(_sources)
