"""Dossiers moving from desk to desk: a discrete-event simulation on working time. Pure.

A stage lies ripening for ``delay``, then waits for the first free hand of its desk, who works on it; the next stage
begins when that is done. Hands take what is ripe first, first. Time is working minutes of one calendar, so nights,
feasts and swapped Saturdays need no thought.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Ints = NDArray[np.int64]

CHECK_EVERY = 20_000
"""Stages between two looks at whether somebody cancelled."""


@dataclass(frozen=True, eq=False)
class Stages:
    """A row a stage, dossier after dossier. ``first[d]`` is the place of dossier ``d``'s first stage (one longer than
    the dossiers); ``begin[d]`` is when that begins. ``desk`` -1: nobody's queue, it takes as long as it took."""

    begin: Floats
    first: Ints
    desk: Codes
    delay: Floats
    work: Floats

    def __len__(self) -> int:
        return len(self.desk)


@dataclass(frozen=True, eq=False)
class Run:
    """``done``: when each stage ended; ``waited``: how long it lay ripe before a busy desk; ``end``: when each
    dossier's last stage ended (its beginning for one without)."""

    done: Floats
    waited: Floats
    end: Floats


Absences = Mapping[int, Sequence[Sequence[tuple[float, float]]]]
"""By desk, of each of its people: when they are not there, in order and apart. Who is named by none is always there."""


def run(
    stages: Stages,
    hands: Mapping[int, int],
    *,
    absences: Absences | None = None,
    pulse: Callable[[int], None] = lambda _done: None,
) -> Run:
    """Play the stages; ``hands`` says how many people each desk has, ``absences`` when they are away: work that was
    begun is finished, nothing new is begun. ``pulse`` hears how many stages are done and may raise to stop. The same
    stages give the same answer."""
    count = len(stages)
    desk, delay, work = stages.desk.tolist(), stages.delay.tolist(), stages.work.tolist()
    first = stages.first.tolist()
    is_last = bytearray(count)
    heap: list[tuple[float, int]] = []
    for number, begin in enumerate(stages.begin.tolist()):
        if first[number] < first[number + 1]:
            is_last[first[number + 1] - 1] = 1
            heap.append((begin + delay[first[number]], first[number]))
    heapify(heap)
    free: list[list[float]] = [[0.0] * max(1, hands.get(one, 1)) for one in range(max(desk, default=-1) + 1)]
    away = {
        at: _people(len(free[at]), those) for at, those in (absences or {}).items() if at < len(free) and any(those)
    }
    done, waited = [0.0] * count, [0.0] * count
    played = 0
    while heap:
        ready, stage = heap[0]
        at = desk[stage]
        if at < 0:
            ended = ready + work[stage]
        elif at in away:
            person = min(away[at], key=lambda one: one.begins(ready))
            begun = person.begins(ready)
            waited[stage] = begun - ready
            ended = person.free = begun + work[stage]
        else:
            servers = free[at]
            soonest = servers[0]
            if soonest > ready:
                waited[stage] = soonest - ready
                ended = soonest + work[stage]
            else:
                ended = ready + work[stage]
            heapreplace(servers, ended)
        done[stage] = ended
        if is_last[stage]:
            heappop(heap)
        else:
            heapreplace(heap, (ended + delay[stage + 1], stage + 1))
        played += 1
        if played % CHECK_EVERY == 0:
            pulse(played)
    return Run(np.array(done), np.array(waited), _ends(stages, done))


class _Person:
    """Somebody who is away at times."""

    __slots__ = ("free", "since", "until")

    def __init__(self, absences: Sequence[tuple[float, float]]) -> None:
        self.free = 0.0
        self.since, self.until = [one[0] for one in absences], [one[1] for one in absences]

    def begins(self, ready: float) -> float:
        """When what is ripe then could be begun."""
        begin = max(ready, self.free)
        last = bisect_right(self.since, begin) - 1
        return max(begin, self.until[last]) if last >= 0 else begin


def _people(count: int, absences: Sequence[Sequence[tuple[float, float]]]) -> Sequence[_Person]:
    return [_Person(absences[number] if number < len(absences) else ()) for number in range(count)]


def _ends(stages: Stages, done: Sequence[float]) -> Floats:
    ends = stages.begin.copy()
    some = stages.first[1:] > stages.first[:-1]
    ends[some] = np.array(done)[stages.first[1:][some] - 1] if len(done) else ends[some]
    return ends
