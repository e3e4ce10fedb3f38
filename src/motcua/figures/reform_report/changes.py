"""Which figures of a report moved between two fillings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json

from .numbers_of import NO_FIGURE, Numbers


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure then and now, as printed; empty where it was not asked."""

    key: str
    name: str
    then: str
    now: str

    def as_json(self) -> dict[str, Json]:
        return {"key": self.key, "name": self.name, "then": self.then, "now": self.now}


def moved(then: Mapping[str, Json] | None, now: Mapping[str, Json]) -> list[Moved]:
    """Figures that both fillings have and that differ, numerator and denominator included; cells of tables too."""
    if then is None:
        return []
    names = Numbers.of(now)
    found = []
    for key, figure in sorted(_part(now, "figures").items()):
        before = _part(then, "figures").get(key)
        if isinstance(figure, dict) and isinstance(before, dict) and _said(before) != _said(figure):
            indicator, _, period = key.partition("@")
            found.append(Moved(key, f"{names.name(indicator)} ({period})", _text(before), _text(figure)))
    for table, rows in sorted(_part(now, "tables").items()):
        earlier = _part(then, "tables").get(table)
        if isinstance(rows, dict) and isinstance(earlier, dict):
            members = sorted(member for member in rows if rows[member] != earlier.get(member))
            if members:
                found.append(Moved(table, f"Bảng {table}", "", ", ".join(members)[:300]))
    return found


def _part(document: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = document.get(name)
    return part if isinstance(part, dict) else {}


def _said(figure: Mapping[str, Json]) -> tuple[Json, ...]:
    return figure["numerator"], figure["denominator"], figure["value"], str(figure["missing"])


def _text(figure: Mapping[str, Json]) -> str:
    printed = str(figure["printed"] or NO_FIGURE)
    above, below = figure["numerator"], figure["denominator"]
    return f"{printed} ({above}/{below})" if below is not None else printed
