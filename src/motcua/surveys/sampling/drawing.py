"""The three-stage draw: units within a stratum, groups within a unit (a field of procedures, a reception point),
dossiers within a group. The first two stages are drawn here; the third by lot where the dossiers are
(:mod:`motcua.surveys.sampling.lots` says how), so ten million of them are never read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from .lots import by_size, simple

FIRST: Final = "unit"
SECOND: Final = "group"
THIRD: Final = "dossier"


class Method(StrEnum):
    """How the first stage is drawn."""

    SIMPLE = "simple"
    BY_SIZE = "by_size"


@dataclass(frozen=True, slots=True)
class Group:
    """So many people to ask in a group of a unit: a line of the frame."""

    stratum: str
    unit: str
    group: str
    size: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """What is drawn in a stratum: so many units, so many groups in each, so many people in each of those."""

    units: int
    groups: int
    people: int
    method: Method = Method.BY_SIZE

    def __post_init__(self) -> None:
        if min(self.units, self.groups, self.people) < 1:
            raise ValueError("each stage draws at least one")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn group: ask ``take`` of its ``size`` people. ``chance`` is the chance of each of them by all three
    stages; ``layer`` and ``cluster`` are what its variance is counted by: a unit that was certain is a layer of its
    own, its groups are the clusters then. ``of`` is how many clusters the layer has, where they were drawn with equal
    chances; None where by size."""

    stratum: str
    unit: str
    group: str
    size: int
    take: int
    chance: Fraction
    layer: str
    cluster: str
    of: int | None


def draw(frame: Iterable[Group], design: Mapping[str, Stratum], *, seed: str) -> list[Drawn]:
    """In the order of stratum, unit and group. Strata without a design are not asked; groups without people are left
    out. Raises ValueError for a group that the frame has twice."""
    drawn: list[Drawn] = []
    for name, groups in sorted(_by_stratum(frame).items()):
        if name in design:
            drawn += _draw_stratum(name, groups, design[name], seed)
    return sorted(drawn, key=lambda one: (one.stratum, one.unit, one.group))


def _by_stratum(frame: Iterable[Group]) -> dict[str, list[Group]]:
    found: dict[str, list[Group]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    for group in frame:
        key = (group.stratum, group.unit, group.group)
        if key in seen:
            raise ValueError(f"the frame has a group twice: {key}")
        seen.add(key)
        if group.size > 0:
            found[group.stratum].append(group)
    return found


def _draw_stratum(name: str, groups: Sequence[Group], design: Stratum, seed: str) -> list[Drawn]:
    units: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        units[group.unit].append(group)
    sizes = {unit: sum(one.size for one in own) for unit, own in units.items()}
    stage = f"{FIRST}:{name}"
    if design.method is Method.SIMPLE:
        chosen = simple(sizes, design.units, seed=seed, stage=stage)
    else:
        chosen = by_size(sizes, design.units, seed=seed, stage=stage)
    drawn: list[Drawn] = []
    for unit, chance in chosen.items():
        drawn += _draw_unit(units[unit], design, chance, seed, len(units))
    return drawn


def _draw_unit(groups: Sequence[Group], design: Stratum, chance: Fraction, seed: str, units: int) -> list[Drawn]:
    stratum, unit = groups[0].stratum, groups[0].unit
    own = {group.group: group for group in groups}
    chosen = simple(own, design.groups, seed=seed, stage=f"{SECOND}:{stratum}:{unit}")
    certain = chance == 1
    drawn = []
    for key, second in chosen.items():
        size = own[key].size
        take = min(size, design.people)
        drawn.append(
            Drawn(
                stratum,
                unit,
                key,
                size,
                take,
                chance * second * Fraction(take, size),
                layer=f"{stratum}/{unit}" if certain else stratum,
                cluster=key if certain else unit,
                of=len(groups) if certain else units if design.method is Method.SIMPLE else None,
            )
        )
    return drawn
