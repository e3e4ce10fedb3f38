"""Sources of measures other than facts: what units report, what is imported, and rooms that are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from motcua.figures.definitions.evaluation import Values
from motcua.figures.definitions.model import MeasureKey, Source
from motcua.figures.periods import Period

Count = Callable[[Sequence[MeasureKey], str, Period, dt.datetime | None], Values]
"""Keys, the code of a unit, a period, and as of when (None: now). What it leaves out counts as absent."""

_sources: dict[Source, Count] = {}


def register(source: Source, count: Count) -> None:
    """Let ``count`` answer for all measures of ``source``; call it in ``apps.ready()``. Raises ValueError when another
    answers already."""
    if _sources.get(source, count) != count:
        raise ValueError(f"the source {source.value} is registered otherwise already")
    _sources[source] = count


def registered() -> Mapping[Source, Count]:
    return dict(_sources)
