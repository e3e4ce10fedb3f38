"""The year of each desk, before and after a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motcua.foresight.trial.outcome import Load
from motcua.foresight.trial.queueing import Run, Stages
from motcua.foresight.trial.registry import Registry
from motcua.foresight.trial.staging import Desks

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Played:
    """Stages, how they ran, and how many people each desk had."""

    stages: Stages
    ran: Run
    hands: Mapping[int, int]


def loads(desks: Desks, registry: Registry, sides: tuple[Played, Played], span: tuple[float, float]) -> Sequence[Load]:
    """Of every desk that something came to; ``span``: the period as two instants of working time."""
    since, until = span
    old, new = (_desk_sums(side, len(desks.numbers), since) for side in sides)
    found = []
    for (unit, role), number in sorted(desks.numbers.items()):
        stays = int(old[0][number]), int(new[0][number])
        if stays == (0, 0):
            continue
        people, people_after = (side.hands.get(number, 1) for side in sides)
        load = Load(
            unit=unit,
            role=role,
            people=people,
            people_after=people_after,
            is_guessed=number in desks.guessed,
            is_empty=number in desks.guessed and (unit, role) not in registry.people,
            capacity=round(people * (until - since)),
            capacity_after=round(people_after * (until - since)),
            stays=stays,
            minutes=(round(float(old[1][number])), round(float(new[1][number]))),
            waited=(_mean(old, number), _mean(new, number)),
        )
        found.append(load)
    return found


def _mean(sums: tuple[Floats, Floats, Floats], desk: int) -> int:
    return round(float(sums[2][desk]) / max(1.0, float(sums[0][desk])))


def _desk_sums(side: Played, desks: int, since: float) -> tuple[Floats, Floats, Floats]:
    stages, ran = side.stages, side.ran
    mask = (stages.desk >= 0) & (ran.done >= since)
    desk = stages.desk[mask]
    return (
        np.bincount(desk, minlength=desks).astype(float),
        np.bincount(desk, weights=stages.work[mask], minlength=desks).astype(float),
        np.bincount(desk, weights=ran.waited[mask], minlength=desks).astype(float),
    )
