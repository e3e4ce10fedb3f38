"""The three-stage draw: units within a stratum, groups within a unit (a field of procedures, a reception point),
dossiers within a group. The first two stages are drawn here; the third by lot where the dossiers are
(:mod:`motcua.surveys.sampling.lots` says how), so ten million of them are never read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A unit of the first stage. ``of`` as in :class:`Drawn`."""

    stratum: str
    unit: str
    chance: Fraction
    of: int | None


def draw(frame: Iterable[Group], design: Mapping[str, Stratum], *, seed: str) -> list[Drawn]:
    """Both stages from a whole frame, in the order of stratum, unit and group. Strata without a design are not asked;
    groups without people are left out. Raises ValueError for a group that the frame has twice."""
    units: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for one in frame:
        own = units[one.stratum, one.unit]
        if one.group in own:
            raise ValueError(f"the frame has a group twice: {one}")
        own[one.group] = one.size
    sizes = {key: sum(own.values()) for key, own in units.items()}
    chosen = draw_units(sizes, design, seed=seed)
    return [one for unit in chosen for one in draw_groups(unit, units[unit.stratum, unit.unit], design, seed=seed)]


def draw_units(sizes: Mapping[tuple[str, str], int], design: Mapping[str, Stratum], *, seed: str) -> list[DrawnUnit]:
    """The first stage from the people of each (stratum, unit), in their order: the groups of units that are not drawn
    need not be known."""
    strata: dict[str, dict[str, int]] = defaultdict(dict)
    for (stratum, unit), size in sizes.items():
        if size > 0 and stratum in design:
            strata[stratum][unit] = size
    drawn = []
    for stratum, units in sorted(strata.items()):
        wanted, stage = design[stratum], f"{FIRST}:{stratum}"
        is_simple = wanted.method is Method.SIMPLE
        chosen = (simple if is_simple else by_size)(units, wanted.units, seed=seed, stage=stage)
        of = len(units) if is_simple else None
        drawn += [DrawnUnit(stratum, unit, chance, of) for unit, chance in sorted(chosen.items())]
    return drawn


def draw_groups(unit: DrawnUnit, sizes: Mapping[str, int], design: Mapping[str, Stratum], *, seed: str) -> list[Drawn]:
    """The second stage within a drawn unit, from the people of each of its groups."""
    wanted = design[unit.stratum]
    own = {group: size for group, size in sizes.items() if size > 0}
    chosen = simple(own, wanted.groups, seed=seed, stage=f"{SECOND}:{unit.stratum}:{unit.unit}")
    is_certain = unit.chance == 1
    drawn = []
    for group, chance in sorted(chosen.items()):
        size = own[group]
        take = min(size, wanted.people)
        drawn.append(
            Drawn(
                unit.stratum,
                unit.unit,
                group,
                size,
                take,
                unit.chance * chance * Fraction(take, size),
                layer=f"{unit.stratum}/{unit.unit}" if is_certain else unit.stratum,
                cluster=group if is_certain else unit.unit,
                of=len(own) if is_certain else unit.of,
            )
        )
    return drawn
