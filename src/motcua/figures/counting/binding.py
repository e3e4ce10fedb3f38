"""What a measure is in facts: which rows count, when, and how much of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.facts.reader import Facts

from .cuts import Cut
from .dimensions import Dimension
from .listed import Thing

if TYPE_CHECKING:
    import ibis.expr.types as ir


class When(StrEnum):
    """The moment at which a row counts in a period. A row has at most one of each in one period, and is never both
    settled in it and open at its end."""

    ON_DAY = "on_day"
    """It happened on a day of the period."""
    RECEIVED = "received"
    """It was accepted in the period."""
    SETTLED = "settled"
    """It ended in the period."""
    OPEN = "open"
    """It is open at the end of the period."""
    CARRIED = "carried"
    """It was open before the period began."""


Which = Callable[["ir.Table", DueDate], "ir.BooleanValue"]
"""Of rows laid beside their periods (see :mod:`.cuts`), by the tested date."""


@dataclass(frozen=True)
class Apart:
    """What a measure asks of the whole period, so that its days one by one do not say it: ``which`` of the rows.
    ``column``: what else of a row must be known to tell. ``lay``: rows with a day and this column beside the periods
    that the day lies in, as ``which`` needs them."""

    name: str
    column: str
    which: Callable[[ir.Table], ir.BooleanValue]
    lay: Callable[[Facts, ir.Table, str, Sequence[Cut]], ir.Table]


@dataclass(frozen=True)
class Binding:
    """``counts``: at which moments a row counts, and which of those that have it; two moments of one measure must
    exclude each other. ``amount``: a column that is added up; empty where things are counted. ``apart``: what of its
    only moment the period decides. All else a row that has run its course decides by itself: flows add up over days,
    and what stands at the end of a day does so whatever period ends there. So every measure is summed beforehand: by
    day, and by the column of what it asks of the period."""

    counts: Mapping[When, Which]
    amount: str = ""
    apart: Apart | None = None


Names = Callable[[Facts], Mapping[str, str]]


@dataclass(frozen=True)
class Counted:
    """One fact table as it is counted. ``rows`` lays those of one moment beside the periods (of a view in place of the
    table, where one is given), with a column ``thing``
    (the id that a list shows), ``grain_work`` and ``grain_whole`` (whether a row is work of an agency, an application)
    and a column for each dimension. ``unit`` names the column of the unit whose figure it is; ``named`` says which
    member a value of a dimension's column belongs to, where it is not itself the member. ``is_once``: a thing has one
    row. ``has_tally``: sums are made of it beforehand. ``depends``: what of the facts the expressions are written
    with."""

    name: str
    thing: Thing
    rows: Callable[[Facts, Sequence[Cut], When, ir.Table | None], ir.Table]
    unit: Mapping[CountsFor, str]
    bindings: Mapping[str, Binding]
    columns: Mapping[Dimension, str] = field(default_factory=dict)
    named: Mapping[Dimension, Names] = field(default_factory=dict)
    has_tally: bool = False
    is_once: bool = False
    depends: Callable[[Facts], Hashable] = lambda _facts: ()


def amount(rows: ir.Table, table: Counted, key: MeasureKey, when: When, *, by_itself: bool = False) -> ir.IntegerValue:
    """How much of the number each row of this moment is; 0 for one that does not count. ``by_itself``: whatever its
    measure asks of the period."""
    import ibis

    binding = table.bindings[key.measure]
    counts = binding.counts[when](rows, key.tested or DueDate.APPOINTED)
    if binding.apart is not None and not by_itself:
        counts = counts & binding.apart.which(rows)
    each = rows[binding.amount].coalesce(0).cast("int64") if binding.amount else ibis.literal(1)
    return ibis.ifelse(counts, each, 0)
