"""The stages that are played: those of last year as they were; and what a change says of each of its dossiers, from
which :mod:`motcua.foresight.trial.following` makes the same year's under the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.foresight.trial.apart import Away, Parts, Stays
from motcua.foresight.trial.change import Change, ProcessChange
from motcua.foresight.trial.history import Desk, History
from motcua.foresight.trial.queueing import Absences, Stages
from motcua.foresight.trial.registry import Registry
from motcua.procedures.process import Process, Step, UnitRule

Floats = NDArray[np.float64]
Pool = tuple[str, str, bool]
"""Role, kind, and whether it is work after a break; empty: whatever it is."""

POOL: Final = 30
"""Stays of a role and kind that it takes to stand for a new step."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A step without history of its own, and what stands for it. ``basis``: role_and_kind, role, kind, all or hours
    (the author's hours by the share of work and ripening that is usual)."""

    procedure: str
    step: str
    basis: str
    stays: int


@dataclass(eq=False)
class Desks:
    """Desks by number, with how many hands each has."""

    numbers: dict[Desk, int] = field(default_factory=dict)
    hands: dict[int, int] = field(default_factory=dict)
    guessed: set[int] = field(default_factory=set)
    """Desks that history does not show: their people are those of the posts."""
    people: dict[int, list[int]] = field(default_factory=dict)
    """Of desks that history shows: whose hands they are, who did most first."""

    def number(self, desk: Desk, registry: Registry) -> int:
        found = self.numbers.get(desk)
        if found is None:
            found = self.numbers[desk] = len(self.numbers)
            self.hands[found] = max(1, registry.people.get(desk) or registry.people_in(desk[0]))
            self.guessed.add(found)
        return found

    def absences(self, away: Away, more: Sequence[tuple[int, int, tuple[float, float]]] = ()) -> Absences:
        """By desk and person, in order and apart; ``more``: desks, with how many stay and when the others are away."""
        known = {(desk, hand): place for desk, hands in self.people.items() for place, hand in enumerate(hands)}
        seen: list[tuple[float, float, int, int]] = []
        columns = (away.desk.tolist(), away.hand.tolist(), away.since.tolist(), away.until.tolist())
        for desk, hand, since, until in zip(*columns, strict=True):
            number = known.get((desk, hand))
            if number is not None:
                seen.append((since, until, desk, number))
        for desk, people, (since, until) in more:
            seen += [(since, until, desk, number) for number in range(people, self.hands.get(desk, 1))]
        found: dict[int, list[list[tuple[float, float]]]] = {}
        for since, until, desk, number in sorted(seen):
            mine = found.setdefault(desk, [[] for _one in range(self.hands.get(desk, 1))])[number]
            if mine and since <= mine[-1][1]:
                mine[-1] = mine[-1][0], max(mine[-1][1], until)
            else:
                mine.append((since, until))
        return found


@dataclass(frozen=True, eq=False)
class Staged:
    """Stages with where each comes from: ``stay`` is its row in history, -1 for one that was never there."""

    stages: Stages
    stay: NDArray[np.int64]


class Stager:
    """Stages of one history under one change."""

    def __init__(
        self, history: History, registry: Registry, change: Change, stays: Stays, desks: Desks, stretch: float
    ) -> None:
        self.history, self.registry, self.change, self.stays, self.desks = history, registry, change, stays, desks
        self.stretch = stretch
        self.assumptions: dict[tuple[str, str], Assumption] = {}
        self._step_names = history.names["step"].texts
        self._unit_names = history.names["unit"].texts
        self._role_names = history.names["role"].texts
        self._unit_number = {uid: number for number, uid in enumerate(self._unit_names)}
        self.gap = self._gaps()
        self._pools = self._pooled()
        self._processes = self._followed()
        self._moved = self._settled()

    def _gaps(self) -> Floats:
        """What lay between the end of a stay and the next: nothing, as a rule."""
        gap = np.zeros(len(self.stays.end))
        if len(gap):
            gap[1:] = np.maximum(self.stays.begin[1:] - self.stays.end[:-1], 0.0)
            first = self.history.visits.first[:-1]
            gap[first[first < len(gap)]] = 0.0
        return gap

    def before(self, parts: Parts) -> Staged:
        """Last year as it was."""
        visits = self.history.visits
        first = visits.first
        begin = np.zeros(len(first) - 1)
        some = first[1:] > first[:-1]
        begin[some] = self.stays.begin[first[:-1][some]]
        stages = Stages(begin, first, self.stays.desk, parts.fixed + parts.ripening + self.gap, parts.work)
        return Staged(stages, np.arange(len(visits)))

    # --- what the change says of a dossier ---------------------------------------------------------------------

    def _followed(self) -> Mapping[int, Process]:
        """The new process of each dossier that follows one: the most specific change."""
        found: dict[int, tuple[tuple[bool, bool], ProcessChange]] = {}
        dossiers, names = self.history.dossiers, self.history.names
        for one in self.change.processes:
            for number in self._of(one.procedure, one.case):
                settling = names["unit"][dossiers.settling[number]]
                rank = (bool(one.unit), bool(one.case))
                if self.registry.units.is_under(settling, one.unit) and (
                    number not in found or rank >= found[number][0]
                ):
                    found[number] = rank, one
        return {number: one.process for number, (_rank, one) in found.items()}

    def _of(self, procedure: str, case: str) -> Sequence[int]:
        dossiers, names = self.history.dossiers, self.history.names
        mask = np.array([name == procedure for name in names["procedure"].texts])[dossiers.procedure]
        if case:
            mask &= np.array([name == case for name in names["case"].texts])[dossiers.case]
        return [int(one) for one in np.flatnonzero(mask)]

    def _settled(self) -> Mapping[int, str]:
        """Who would settle instead, by dossier."""
        found: dict[int, str] = {}
        dossiers = self.history.dossiers
        for procedure, rule in self.change.competences:
            for number in self._of(procedure, rule.case) if procedure else ():
                place = self._unit_names[dossiers.place[number]]
                unit = self.registry.units.settles(rule, place)
                if unit is not None and unit != self._unit_names[dossiers.settling[number]]:
                    found[number] = unit
        return found

    @property
    def moved(self) -> Mapping[int, str]:
        return self._moved

    @property
    def followed(self) -> Mapping[int, Process]:
        return self._processes

    def unit_of(self, number: int, step: Step, settling: str) -> str:
        """Who does a step of a dossier, by the step's rule."""
        dossiers, units = self.history.dossiers, self.registry.units
        match step.unit_rule:
            case UnitRule.RECEPTION | UnitRule.ONE_STOP:
                return self._unit_names[dossiers.reception[number]]
            case UnitRule.NAMED:
                return units.by_code.get(step.named_unit or "", settling)
            case UnitRule.PARENT:
                return units.parent(settling)
            case _:
                return settling

    # --- what stands for a step without history -----------------------------------------------------------------

    def _pooled(self) -> Mapping[Pool, NDArray[np.int64]]:
        """Rows of stays by role and kind, by role alone, by kind alone, and all, first pieces and those after a break
        apart; with a limit, for they are shares."""
        visits, names = self.history.visits, self.history.names
        procedure = self.history.dossiers.procedure[visits.dossier]
        pools: dict[Pool, list[NDArray[np.int64]]] = {}
        timed = (self.stays.hours > 0) & (visits.person >= 0)
        pairs, place = np.unique(np.stack([procedure, visits.step, visits.role]), axis=1, return_inverse=True)
        for number, (key, step_number, role_number) in enumerate(pairs.T.tolist()):
            known = self.registry.steps.get((names["procedure"][key], names["step"][step_number]), ())
            step = known[-1] if known else None
            kind, role = (step.kind.value if step else ""), names["role"][role_number]
            rows = np.flatnonzero((place.ravel() == number) & timed)
            for pool in {(role, kind), (role, ""), ("", kind), ("", "")}:
                for again in (False, True):
                    pools.setdefault((*pool, again), []).append(rows[(visits.part[rows] > 0) == again])
        return {pool: np.concatenate(rows) for pool, rows in pools.items()}

    def pool_of(self, procedure: str, step: Step, *, again: bool = False) -> NDArray[np.int64]:
        """Stays that stand for a step, noted as an assumption; ``again``: for work on it after a break."""
        wanted = (
            ("role_and_kind", (step.role, step.kind.value)),
            ("role", (step.role, "")),
            ("kind", ("", step.kind.value)),
            ("all", ("", "")),
        )
        none = np.empty(0, np.int64)
        for basis, pool in wanted:
            rows = self._pools.get((*pool, again), none)
            if len(rows) >= POOL:
                if not again:
                    self.assumptions[procedure, step.key] = Assumption(procedure, step.key, basis, len(rows))
                return rows
        if again:
            return self.pool_of(procedure, step)
        self.assumptions[procedure, step.key] = Assumption(procedure, step.key, "hours", 0)
        return none
