"""From facts to measures: the number of each, and the list behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from . import sources
from .dimensions import Dimension
from .listed import Behind, Row, Thing

__all__ = ["Behind", "Dimension", "Row", "Thing", "behind", "count", "count_table", "sources"]

Table = Mapping[str, Mapping[Period, Values]]


def count(facts: Facts, keys: Iterable[MeasureKey], unit: str, period: Period) -> Values:
    """One unit (its code) with all under it, on the map of the period's last day. Every key has a value, or says why it
    has none (:class:`Absent`). One query for each fact table, whatever the number of keys.

    Raises NotFound ``figure_unit_unknown``.
    """
    raise NotImplementedError


def count_table(
    facts: Facts,
    keys: Iterable[MeasureKey],
    periods: Sequence[Period],
    *,
    by: Dimension,
    unit: str,
    on: dt.date | None = None,
) -> Table:
    """Every member of the dimension under ``unit`` at once: member -> period -> key -> value. ``on``: read on the map
    of that day (before or after a merger) instead of each period's last day. Raises as :func:`count`."""
    raise NotImplementedError


def behind(
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
) -> Behind:
    """What the number counts, in order of id; with ``by`` and ``member`` what one cell of the table counts. ``total``
    equals the number. Raises as :func:`count`."""
    raise NotImplementedError
