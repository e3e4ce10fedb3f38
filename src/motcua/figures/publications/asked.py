"""What a publication asks: figures, counts and tables by name, of units and periods; out of JSON and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.figures.counting import Dimension
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.periods import Period, PeriodKind, parse_code

from .models import KINDS

LONGEST_TITLE: Final = 300
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FigureAsked:
    """An indicator by the definition in force on the period's last day."""

    indicator: str
    unit: str
    period: Period


@dataclass(frozen=True, slots=True)
class CountAsked:
    """A measure as it is, such as a column of a report form."""

    key: MeasureKey
    unit: str
    period: Period


@dataclass(frozen=True, slots=True)
class TableAsked:
    """Measures of every member of a dimension under ``unit``. ``on``: read on the map of that day."""

    keys: tuple[MeasureKey, ...]
    by: Dimension
    unit: str
    periods: tuple[Period, ...]
    on: dt.date | None = None


@dataclass(frozen=True)
class Asked:
    """Everything that decides a publication's content but the instant. ``unit`` and ``period`` are what it is filed
    under. ``about``: plain data of whoever publishes (form, layout, wording), repeated as it is and never counted; a
    report may consist of it alone, where a unit typed every number.

    Raises Invalid ``publication_kind_unknown``, ``publication_title``, ``publication_empty``.
    """

    kind: str
    title: str
    unit: str
    period: Period
    figures: Mapping[str, FigureAsked] = field(default_factory=dict)
    counts: Mapping[str, CountAsked] = field(default_factory=dict)
    tables: Mapping[str, TableAsked] = field(default_factory=dict)
    about: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Invalid("publication_kind_unknown", params={"kind": self.kind[:20]})
        if not self.title.strip() or len(self.title) > LONGEST_TITLE:
            raise Invalid("publication_title", params={"most": LONGEST_TITLE})
        typed_only = self.kind == "report" and bool(self.about)
        if not (self.figures or self.counts or self.tables or typed_only):
            raise Invalid("publication_empty")

    @property
    def map_day(self) -> dt.date:
        """The day whose map it is read on: that of its tables where they name one, else the period's last."""
        return next((table.on for table in self.tables.values() if table.on is not None), self.period.last)

    def as_json(self) -> dict[str, Json]:
        """:func:`read_asked` reads it."""
        return {
            "figures": {name: _figure(one) for name, one in self.figures.items()},
            "counts": {name: _count(one) for name, one in self.counts.items()},
            "tables": {name: _table(one) for name, one in self.tables.items()},
        }


def key_json(key: MeasureKey) -> dict[str, Json]:
    tested = key.tested.value if key.tested else None
    return {"measure": key.measure, "tested": tested, "counts_for": key.counts_for.value}


def _figure(asked: FigureAsked) -> dict[str, Json]:
    return {"indicator": asked.indicator, "unit": asked.unit, "period": period_json(asked.period)}


def _count(asked: CountAsked) -> dict[str, Json]:
    return {**key_json(asked.key), "unit": asked.unit, "period": period_json(asked.period)}


def _table(asked: TableAsked) -> dict[str, Json]:
    return {
        "measures": [key_json(key) for key in asked.keys],
        "by": asked.by.value,
        "unit": asked.unit,
        "periods": [period_json(period) for period in asked.periods],
        "map": asked.on.isoformat() if asked.on else None,
    }


def period_json(period: Period) -> Json:
    """The code, which says everything."""
    return period.code


# ---- and back


def read_asked(body: Mapping[str, Json]) -> Asked:
    """What a document asked. Raises Invalid ``publication_damaged``."""
    asked = _object(body, "asked")
    return Asked(
        kind=_text(body, "kind"),
        title=_text(body, "title"),
        unit=_text(body, "unit"),
        period=_period(_text(body, "period")),
        figures=_each(asked, "figures", _read_figure),
        counts=_each(asked, "counts", _read_count),
        tables=_each(asked, "tables", _read_table),
        about=_object(body, "about"),
    )


def _each(asked: Mapping[str, Json], name: str, read: Callable[[Mapping[str, Json]], T]) -> dict[str, T]:
    return {key: read(_as_object(one)) for key, one in _object(asked, name).items()}


def _read_figure(one: Mapping[str, Json]) -> FigureAsked:
    return FigureAsked(_text(one, "indicator"), _text(one, "unit"), _period(_text(one, "period")))


def _read_count(one: Mapping[str, Json]) -> CountAsked:
    return CountAsked(_key(one), _text(one, "unit"), _period(_text(one, "period")))


def _read_table(one: Mapping[str, Json]) -> TableAsked:
    on = one.get("map")
    return TableAsked(
        tuple(_key(_as_object(key)) for key in _list(one, "measures")),
        Dimension(_text(one, "by")),
        _text(one, "unit"),
        tuple(_period(str(period)) for period in _list(one, "periods")),
        dt.date.fromisoformat(str(on)) if on else None,
    )


def _key(one: Mapping[str, Json]) -> MeasureKey:
    tested = one.get("tested")
    return MeasureKey(
        _text(one, "measure"), DueDate(str(tested)) if tested else None, CountsFor(_text(one, "counts_for"))
    )


def _period(code: str) -> Period:
    return parse_code(code)


def _text(of: Mapping[str, Json], name: str) -> str:
    value = of.get(name)
    if not isinstance(value, str):
        raise Invalid("publication_damaged", params={"where": name})
    return value


def _object(of: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    return _as_object(of.get(name), name)


def _as_object(value: Json, name: str = "") -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise Invalid("publication_damaged", params={"where": name})
    return value


def _list(of: Mapping[str, Json], name: str) -> list[Json]:
    value = of.get(name)
    if not isinstance(value, list):
        raise Invalid("publication_damaged", params={"where": name})
    return value


def single_day(day: dt.date) -> Period:
    """A period of one day, for what is published as it stands."""
    return Period(day, day, PeriodKind.RANGE)
