"""The numbers of a document as a report prints them: each with the address of its proof and its place in the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import override

from motcua.core.canonical import Json
from motcua.figures.answers import address_of
from motcua.figures.counting import Dimension
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.catalogue import shipped as shipped_definitions
from motcua.figures.definitions.evaluation import Absent, Values, evaluate
from motcua.figures.definitions.model import Form
from motcua.figures.numbers import print_number
from motcua.figures.periods import Period
from motcua.figures.publications.asked import Asked, TableAsked, read_asked
from motcua.figures.publications.kept_definitions import restored
from motcua.figures.wording import why_missing

from .asking import figure_key
from .letterhead import short_period
from .placeholders import Kind
from .report import Entry, Run, RunKind
from .words import Level

NOT_ASKED = "chưa lấy số liệu"
NO_FIGURE = "chưa có số liệu"
NOTHING = "–"
"""A rate of nothing, in a table that says so below."""


def exact(value: Json) -> Fraction | None:
    return None if value is None or isinstance(value, dict | list) else Fraction(str(value))


@dataclass
class Numbers:
    """Figures of one document. ``entries`` grows in the order in which they are first printed."""

    document: Mapping[str, Json]
    asked: Asked
    catalogue: Catalogue
    as_of: dt.datetime
    names: Mapping[str, Mapping[str, Json]]
    entries: dict[str, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Json]) -> Numbers:
        """Raises Invalid ``publication_damaged``."""
        asked = read_asked(document)
        definitions = document["definitions"]
        names = asked.about.get("names")
        return cls(
            document,
            asked,
            restored(definitions if isinstance(definitions, dict) else {}),
            dt.datetime.fromisoformat(str(document["as_of"])),
            {key: one for key, one in names.items() if isinstance(one, dict)} if isinstance(names, dict) else {},
        )

    def name(self, indicator: str) -> str:
        return str(self.names.get(indicator, {}).get("name") or indicator)

    def counts(self, indicator: str) -> str:
        return str(self.names.get(indicator, {}).get("counts") or "")

    def figure(self, indicator: str, period: Period) -> Mapping[str, Json] | None:
        figures = self.document["figures"]
        found = figures.get(figure_key(indicator, period)) if isinstance(figures, dict) else None
        return found if isinstance(found, dict) else None

    def run(self, indicator: str, period: Period, kind: Kind = Kind.FIGURE) -> Run:
        """The figure or a number it is made of."""
        found = self.figure(indicator, period)
        if found is None:
            return Run(RunKind.FAULT, f"{NOT_ASKED}: {self.name(indicator)}")
        entry = self.entry(indicator, period, found)
        part = {Kind.ABOVE: "numerator", Kind.BELOW: "denominator"}.get(kind)
        value = exact(found[part]) if part else None
        text = str(found["printed"] or "") if part is None else print_number(value, 0) if value is not None else ""
        if not text:
            return Run(RunKind.MISSING, NO_FIGURE, entry.address, entry.number)
        return Run(RunKind.NUMBER, text, entry.address, entry.number)

    def entry(self, indicator: str, period: Period, figure: Mapping[str, Json]) -> Entry:
        key = figure_key(indicator, period)
        known = self.entries.get(key)
        if known is None:
            known = self.entries[key] = Entry(
                number=len(self.entries) + 1,
                key=key,
                name=self.name(indicator),
                period=short_period(period),
                printed=str(figure["printed"] or NO_FIGURE),
                parts=_parts(figure),
                definition=f"{indicator}, phiên bản {figure['version']}",
                sha256=str(figure["hash"]),
                address=address_of(indicator, self.asked.unit, period, as_of=self.as_of),
                why=_why(figure),
            )
        return known

    def level(self, indicator: str, period: Period) -> Level:
        """For comparing. A figure that was never asked has no level."""
        found = self.figure(indicator, period)
        if found is None or found["value"] is None:
            return Level(None)
        above, below = exact(found["numerator"]), exact(found["denominator"])
        is_empty = found["denominator"] is not None and not below
        return Level(
            shown=Decimal(str(found["value"])),
            exact=above / below if above is not None and below else above,
            definition=str(found["definition"]),
            is_rate=str(found["printed"]).endswith("%"),
            is_empty=is_empty,
            counts=self.counts(indicator),
        )

    def cell(self, table: str, member: str, indicator: str) -> Run:
        """A figure of one member of a table, by the definition that the document keeps."""
        asked, period = self.asked.tables[table], self.asked.period
        outcome = evaluate(self.catalogue, indicator, period.last, self._values(table, asked, member, period))
        by_unit = asked.by is Dimension.UNIT
        unit = member if by_unit else self.asked.unit
        inner = None if by_unit else (asked.by, member)
        address = address_of(indicator, unit, period, as_of=self.as_of, member=inner)
        if outcome.value is None:
            is_none = outcome.is_empty and outcome.indicator.form is Form.RATE
            return Run(RunKind.MISSING, NOTHING if is_none else NO_FIGURE, address)
        return Run(RunKind.NUMBER, outcome.printed(), address)

    def _values(self, table: str, asked: TableAsked, member: str, period: Period) -> Values:
        tables = self.document["tables"]
        rows = tables.get(table) if isinstance(tables, dict) else None
        own = rows.get(member) if isinstance(rows, dict) else None
        values = own.get(period.code) if isinstance(own, dict) else None
        if not isinstance(values, list):
            return {}
        return {key: _value(one) for key, one in zip(asked.keys, values, strict=False)}

    def members(self, table: str) -> list[str]:
        tables = self.document["tables"]
        rows = tables.get(table) if isinstance(tables, dict) else None
        return sorted(rows) if isinstance(rows, dict) else []


def _value(one: Json) -> Fraction | Absent:
    if isinstance(one, dict):
        return Absent(str(one.get("missing", Absent.NO_DATA.value)))
    return Fraction(str(one))


def _parts(figure: Mapping[str, Json]) -> str:
    above, below = exact(figure["numerator"]), exact(figure["denominator"])
    if above is None or below is None:
        return ""
    return f"{print_number(above)}/{print_number(below)}"


def _why(figure: Mapping[str, Json]) -> str:
    missing = figure["missing"]
    if not isinstance(missing, dict):
        return ""
    with override("vi"):
        return why_missing(str(missing["code"]), str(missing["about"]), shipped_definitions())
