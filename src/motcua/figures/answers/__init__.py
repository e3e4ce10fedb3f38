"""Figures for screens, reports, commands and the API: each with its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.figures.counting.dimensions import Dimension
from motcua.figures.definitions.evaluation import Outcome, figure_json
from motcua.figures.definitions.model import DueDate
from motcua.figures.periods import Period


@dataclass(frozen=True)
class Answer:
    """A figure of one unit and period. ``as_of`` is the instant it is exact for. ``manifest``: hash of the files it was
    counted from. ``address``: URL of its proof page. ``why``: in words, why it is missing; empty when it is there."""

    outcome: Outcome
    unit: str
    period: Period
    as_of: dt.datetime
    manifest: str
    address: str
    why: str

    @property
    def indicator(self) -> str:
        return self.outcome.indicator.id

    @property
    def json(self) -> dict[str, Json]:
        """Canonical, with its hash (``figure_json``)."""
        return figure_json(self.outcome, unit=self.unit, period=self.period, as_of=self.as_of)

    @property
    def printed(self) -> str:
        """``28,13%`` in the language in force; empty when it is missing."""
        raise NotImplementedError


AnswerTable = Mapping[str, Mapping[Period, Mapping[str, Answer]]]


def answer(
    indicator: str,
    unit: str,
    period: Period,
    *,
    as_of: dt.datetime | None = None,
    tested: DueDate | None = None,
    on: dt.date | None = None,
) -> Answer:
    """One figure. ``tested``: another due date than the definition names. ``on``: on the map of that day.

    Raises NotFound (``indicator_unknown``, ``indicator_not_in_force``, ``figure_unit_unknown``, ``facts_missing``),
    Invalid (``figure_period_future``) and as :func:`motcua.figures.facts.reader.open_facts`.
    """
    raise NotImplementedError


def answers(
    indicators: Sequence[str],
    unit: str,
    period: Period,
    *,
    as_of: dt.datetime | None = None,
    on: dt.date | None = None,
) -> dict[str, Answer]:
    """Many figures of one unit and period in one pass. Raises as :func:`answer`."""
    raise NotImplementedError


def table(
    indicators: Sequence[str],
    by: Dimension | Sequence[str],
    periods: Sequence[Period],
    *,
    unit: str,
    as_of: dt.datetime | None = None,
    on: dt.date | None = None,
) -> AnswerTable:
    """Member (or each of the units named in ``by``) -> period -> indicator -> figure, in one pass. Raises as
    :func:`answer`."""
    raise NotImplementedError
