"""What a measure is in facts: which rows count, and how much of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motcua.figures.definitions.model import CountsFor, DueDate
from motcua.figures.facts.reader import Facts

from .cuts import Cut
from .dimensions import Dimension
from .listed import Thing

if TYPE_CHECKING:
    import ibis.expr.types as ir

Which = Callable[["ir.Table", DueDate], "ir.BooleanValue"]
"""Of laid rows (see :mod:`.cuts`), by the tested date."""


@dataclass(frozen=True)
class Binding:
    """``amount``: a column that is added up; empty where things are counted."""

    which: Which
    amount: str = ""


@dataclass(frozen=True)
class Counted:
    """One fact table as it is counted. ``rows`` lays it beside the periods, with a column ``thing`` (the id that a
    list shows), ``grain_work`` and ``grain_whole`` (whether a row is work of an agency, an application) and a column
    for each dimension. ``unit`` names the column of the unit whose figure it is."""

    name: str
    thing: Thing
    rows: Callable[[Facts, Sequence[Cut]], ir.Table]
    unit: Mapping[CountsFor, str]
    bindings: Mapping[str, Binding]
    columns: Mapping[Dimension, str] = field(default_factory=dict)
