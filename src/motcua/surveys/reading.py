"""The figures of a wave as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.surveys.models import Wave, WaveResult
from motcua.surveys.selectors import definition_of, result_of, unit_names
from motcua.surveys.services.fielding import schema_of
from motcua.surveys.telling import Figure, index_of, rows_of


@dataclass(frozen=True, slots=True)
class Shown:
    """``untold``: how many units too few answered for."""

    result: WaveResult
    asked: Json
    index: Figure | None
    rows: list[Figure]
    units: list[tuple[str, Figure]]
    untold: int


def shown(wave: Wave) -> Shown | None:
    """None before the wave is closed."""
    found = result_of(wave)
    if found is None:
        return None
    result, told = found
    labels = {field.key: field.label for field, _group, _page in schema_of(wave).every_field()}
    whole, units = told["all"], told["units"]
    parts = {code: part for code, part in units.items() if isinstance(part, dict)} if isinstance(units, dict) else {}
    names = unit_names(list(parts), wave)
    figures = [(names.get(code, code), index_of(part)) for code, part in parts.items()]
    return Shown(
        result,
        told["asked"],
        index_of(whole) if isinstance(whole, dict) else None,
        rows_of(definition_of(wave.version), whole, labels) if isinstance(whole, dict) else [],
        sorted(((name, one) for name, one in figures if one is not None), key=lambda one: one[0]),
        sum(one is None for _name, one in figures),
    )
