"""Whether a row of a published data set could be somebody known, and making it so that it cannot.

A row hides among those that look the same in everything a neighbour may know (its *traits*: sex, band of age, commune,
field). Every such class has at least ``k`` rows (k-anonymity, P. Samarati and L. Sweeney 1998); where it has not, a
trait is told more coarsely, step by step, and what is left over is not published at all. Weights are published rounded
by class, since an exact weight is a trait, too: see :func:`telling_weights`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trait:
    """``steps``: for each value its coarser names, one for each step, the same number for all; the last is usually
    one name for everything."""

    name: str
    steps: Mapping[str, Sequence[str]]

    @property
    def highest(self) -> int:
        return min((len(names) for names in self.steps.values()), default=0)

    def told(self, value: str, step: int) -> str:
        """Raises KeyError for a value without steps."""
        return value if step == 0 else self.steps[value][step - 1]


@dataclass(frozen=True, slots=True)
class Protected:
    """``kept``: places of the rows that may be published, in their order, with their ``told`` traits. ``levels``: how
    coarsely each trait is told. ``left_out``: how many rows are not published."""

    kept: tuple[int, ...]
    told: tuple[Mapping[str, str], ...]
    levels: Mapping[str, int]
    left_out: int
    smallest: int


def smallest_class(rows: Sequence[Row], traits: Sequence[str]) -> int:
    """How many rows the smallest class has; 0 where there are no rows."""
    return min(Counter(tuple(row[name] for name in traits) for row in rows).values(), default=0)


def protected(
    rows: Sequence[Row], traits: Sequence[Trait], *, k: int, most_left_out: Fraction = Fraction(2, 100)
) -> Protected:
    """Coarsen, each time the trait whose next step brings most rows into classes of ``k`` (the earlier of ``traits``
    where equal), until no more than the share ``most_left_out`` of rows would be left out; leave those out. Everything
    is left out where even the coarsest telling does not do. Raises ValueError unless ``k`` is at least 2; KeyError for
    a value a trait has no steps for."""
    if k < 2:
        raise ValueError("one among one is nobody hidden")
    levels = {trait.name: 0 for trait in traits}
    while True:
        alone = _alone(rows, traits, levels, k)
        if alone <= most_left_out * len(rows):
            return _kept(rows, traits, levels, k)
        further = [trait for trait in traits if levels[trait.name] < trait.highest]
        if not further:
            return _kept(rows, traits, levels, k)
        best = min(further, key=lambda trait: _alone(rows, traits, levels | {trait.name: levels[trait.name] + 1}, k))
        levels[best.name] += 1


def _classes(rows: Sequence[Row], traits: Sequence[Trait], levels: Mapping[str, int]) -> list[tuple[str, ...]]:
    return [tuple(trait.told(row[trait.name], levels[trait.name]) for trait in traits) for row in rows]


def _alone(rows: Sequence[Row], traits: Sequence[Trait], levels: Mapping[str, int], k: int) -> int:
    sizes = Counter(_classes(rows, traits, levels))
    return sum(size for size in sizes.values() if size < k)


def _kept(rows: Sequence[Row], traits: Sequence[Trait], levels: Mapping[str, int], k: int) -> Protected:
    classes = _classes(rows, traits, levels)
    sizes = Counter(classes)
    kept = tuple(place for place, one in enumerate(classes) if sizes[one] >= k)
    told = tuple(dict(zip((trait.name for trait in traits), classes[place], strict=True)) for place in kept)
    smallest = min((sizes[classes[place]] for place in kept), default=0)
    return Protected(kept, told, dict(levels), len(rows) - len(kept), smallest)


def telling_weights(weights: Sequence[int], classes: Sequence[tuple[str, ...]]) -> list[int]:
    """The mean weight of the class for every row of it, in whole millionths by largest remainder, so that the sum of
    each class stays what it was and no weight tells one row of a class from another by more than a millionth."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(classes):
        places[one].append(place)
    told = [0] * len(weights)
    for own in places.values():
        each, more = divmod(sum(weights[place] for place in own), len(own))
        for rank, place in enumerate(own):
            told[place] = each + (rank < more)
    return told
