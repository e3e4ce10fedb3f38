"""From facts to measures: the number of each, and the list behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from motcua.figures.definitions.evaluation import Values
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period, PeriodKind, between, parse_code, tiles

from . import sources
from .complement import lacking_of
from .dimensions import Dimension
from .engine import cells, whole
from .listed import Behind, Row, Thing
from .lists import behind_of
from .question import asked

__all__ = ["Behind", "Dimension", "Row", "Thing", "behind", "count", "count_table", "lacking", "sources"]

Table = Mapping[str, Mapping[Period, Values]]


def count(facts: Facts, keys: Iterable[MeasureKey], unit: str, period: Period, *, on: dt.date | None = None) -> Values:
    """One unit (its code) with all under it, on the map of the period's last day, or of the day ``on``. Every key has
    a value, or says why it has none (:class:`Absent`). One query for each fact table, whatever the number of keys.

    Raises NotFound ``figure_unit_unknown``.
    """
    wanted = list(dict.fromkeys(keys))
    question = asked(facts, unit, [period], None, on)
    found = cells(question, wanted)
    return dict(whole(question, question.cuts[0], found.get((unit, 0), {}), wanted))


def count_table(
    facts: Facts,
    keys: Iterable[MeasureKey],
    periods: Sequence[Period],
    *,
    by: Dimension,
    unit: str,
    on: dt.date | None = None,
    only: Collection[str] | None = None,
) -> Table:
    """Every member of the dimension under ``unit`` at once: member -> period -> key -> value. ``on``: read on the map
    of that day (before or after a merger) instead of each period's last day. ``only``: these units of all. Raises as
    :func:`count`."""
    wanted = list(dict.fromkeys(keys))
    if by is Dimension.MONTH:
        return _by_month(facts, wanted, periods, unit, on)
    question = asked(facts, unit, periods, by, on, only)
    found = cells(question, wanted)
    table: dict[str, dict[Period, Values]] = {}
    for (member, number), values in sorted(found.items()):
        cut = question.cuts[number]
        table.setdefault(member, {})[cut.period] = whole(question, cut, values, wanted)
    return table


def _by_month(
    facts: Facts, keys: Sequence[MeasureKey], periods: Sequence[Period], unit: str, on: dt.date | None
) -> Table:
    """Each month of each period, cut at the period's ends."""
    table: dict[str, dict[Period, Values]] = {}
    for period in periods:
        months = [
            (month.code, between(max(month.first, period.first), min(month.last, period.last)))
            for month in tiles(PeriodKind.MONTH, period.first, period.last)
        ]
        question = asked(facts, unit, [part for _, part in months], None, on)
        found = cells(question, keys)
        for number, (code, _) in enumerate(months):
            values = whole(question, question.cuts[number], found.get((unit, number), {}), keys)
            table.setdefault(code, {})[period] = values
    return table


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
    without: Sequence[MeasureKey] = (),
    known: int | None = None,
) -> Behind:
    """What the number counts, in order of id; with ``by`` and ``member`` what one cell of the table counts. ``total``
    equals the number. ``without``: only what none of these counts, see :func:`lacking`. ``known``: the number, where
    it was counted of these facts already. Raises as :func:`count`."""
    if without:
        return lacking(facts, [key], without, unit, period, on=on, after=after, limit=limit)
    if by is Dimension.MONTH and member is not None:
        month = parse_code(member)
        period, by = between(max(month.first, period.first), min(month.last, period.last)), None
    question = asked(facts, unit, [period], by, on)
    return behind_of(question, key, member, after, limit, known)


def lacking(
    facts: Facts,
    whole: Sequence[MeasureKey],
    part: Sequence[MeasureKey],
    unit: str,
    period: Period,
    *,
    on: dt.date | None = None,
    after: str = "",
    limit: int = 50,
) -> Behind:
    """What one of ``whole`` counts and none of ``part`` does: the list to work on. Its total is absent where it cannot
    be told (:func:`motcua.figures.counting.complement.lacking_of`). Raises as :func:`count`."""
    return lacking_of(asked(facts, unit, [period], None, on), whole, part, after, limit)
