"""Figures for screens, reports, commands and the API: each with its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.figures.counting.dimensions import Dimension
from motcua.figures.counting.maps import maps_of
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.evaluation import Absent, Outcome, Values, evaluate, figure_json
from motcua.figures.definitions.model import DueDate, MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period
from motcua.figures.wording import language, why_missing

from .asking import counted, definitions, exact_instant, facts_as_of


@dataclass(frozen=True)
class Answer:
    """A figure of one unit and period. ``as_of`` is the instant it is exact for. ``manifest``: hash of the files it was
    counted from. ``address``: URL of its proof page. ``why``: in words, why it is missing; empty when it is there.
    ``values``: what was counted for it."""

    outcome: Outcome
    unit: str
    period: Period
    as_of: dt.datetime
    manifest: str
    address: str
    why: str
    values: Values

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
        return self.outcome.printed(language())


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
    Invalid (``figure_instant_future``) and as :func:`motcua.figures.facts.reader.open_facts`.
    """
    return answers([indicator], unit, period, as_of=as_of, tested=tested, on=on)[indicator]


def answers(
    indicators: Sequence[str],
    unit: str,
    period: Period,
    *,
    as_of: dt.datetime | None = None,
    tested: DueDate | None = None,
    on: dt.date | None = None,
) -> dict[str, Answer]:
    """Many figures of one unit and period in one pass. Raises as :func:`answer`."""
    catalogue = definitions(tested)
    keys = _needed(catalogue, indicators, [period])
    with facts_as_of(as_of) as facts:
        values = counted(facts, keys, unit, [period], None, on)[unit][period]
        told = _Told(catalogue, facts, tested, on)
        return {name: told.answer(name, unit, period, values) for name in indicators}


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
    catalogue = definitions()
    keys = _needed(catalogue, indicators, periods)
    dimension = by if isinstance(by, Dimension) else Dimension.UNIT
    with facts_as_of(as_of) as facts:
        found = counted(facts, keys, unit, periods, dimension, on, None if isinstance(by, Dimension) else by)
        told = _Told(catalogue, facts, None, on)
        gone: Values = dict.fromkeys(keys, Absent.UNIT_GONE)
        members = [*found] if isinstance(by, Dimension) else [*by]
        is_unit = dimension in {Dimension.UNIT, Dimension.COMMUNE}
        return {
            member: {
                period: {
                    name: told.answer(
                        name,
                        member if is_unit else unit,
                        period,
                        found.get(member, {}).get(period, gone),
                        None if is_unit else (dimension, member),
                    )
                    for name in indicators
                }
                for period in periods
            }
            for member in members
        }


def _needed(catalogue: Catalogue, indicators: Sequence[str], periods: Sequence[Period]) -> list[MeasureKey]:
    keys: dict[MeasureKey, None] = {}
    for name in indicators:
        for period in periods:
            keys.update(dict.fromkeys(catalogue.needed(name, period.last)))
    return [*keys]


@dataclass(frozen=True)
class _Told:
    """Makes answers of what was counted."""

    catalogue: Catalogue
    facts: Facts
    tested: DueDate | None
    on: dt.date | None

    def answer(
        self,
        indicator: str,
        unit: str,
        period: Period,
        values: Values,
        member: tuple[Dimension, str] | None = None,
    ) -> Answer:
        outcome = evaluate(self.catalogue, indicator, period.last, values)
        own = {key: values[key] for key in self.catalogue.needed(indicator, period.last) if key in values}
        address = address_of(
            indicator, unit, period, as_of=self.facts.as_of, tested=self.tested, on=self.on, member=member
        )
        why = self._why(outcome, unit, period) if outcome.value is None else ""
        as_of = exact_instant(self.facts)
        return Answer(outcome, unit, period, as_of, self.facts.manifest.sha256, address, why, own)

    def _why(self, outcome: Outcome, unit: str, period: Period) -> str:
        said = why_missing(outcome.missing, outcome.about, self.catalogue)
        if outcome.missing != Absent.UNIT_GONE:
            return said
        heirs = maps_of(self.facts).successors(unit, self.on or period.last)
        if not heirs:
            return said
        return _("{why}; nay là {units}").format(why=said, units=", ".join(f"{row.name} ({row.code})" for row in heirs))


def address_of(
    indicator: str,
    unit: str,
    period: Period,
    *,
    as_of: dt.datetime | None = None,
    tested: DueDate | None = None,
    on: dt.date | None = None,
    member: tuple[Dimension, str] | None = None,
) -> str:
    """The proof page of a figure on the desk."""
    asked = {"unit": unit, "from": period.first.isoformat(), "to": period.last.isoformat()}
    if as_of is not None:
        asked["as_of"] = as_of.astimezone(dt.UTC).isoformat()
    if tested is not None:
        asked["tested"] = tested.value
    if on is not None:
        asked["on"] = on.isoformat()
    if member is not None:
        asked["by"], asked["member"] = member[0].value, member[1]
    return f"/desk/figures/{indicator}?{urlencode(asked)}"
