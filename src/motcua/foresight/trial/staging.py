"""The stages that are played: those of last year as they were, and the same year's under the change.

A stay of a step that the new process still has keeps its own work and ripening, made longer or shorter as the hours of
its step are (see :func:`motcua.foresight.trial.apart.elasticity`); ripening beyond what is usual is taken for absence
and left. A step that a dossier never was in gets the work and ripening of a stay of the same role and kind, drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.foresight.trial.apart import Parts, Stays
from motcua.foresight.trial.change import Change, ProcessChange
from motcua.foresight.trial.history import Desk, History
from motcua.foresight.trial.queueing import Stages
from motcua.foresight.trial.registry import Registry
from motcua.procedures.process import END, Process, Step, StepKind, UnitRule

Floats = NDArray[np.float64]

NOT_WORKED: Final = frozenset({StepKind.RESULT, StepKind.HAND_OVER})
NOT_ENTERED: Final = frozenset({StepKind.RECEPTION, StepKind.TRANSFER})
POOL: Final = 30
"""Stays of a role and kind that it takes to stand for a new step."""
USUAL: Final = 0.95
"""Ripening beyond this share of all stays is taken for somebody's absence: hours do not shorten it."""
MOST_STAYS: Final = 60


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

    def number(self, desk: Desk, registry: Registry) -> int:
        found = self.numbers.get(desk)
        if found is None:
            found = self.numbers[desk] = len(self.numbers)
            self.hands[found] = max(1, registry.people.get(desk) or registry.people_in(desk[0]))
            self.guessed.add(found)
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

    def after(self, parts: Parts, seed: int) -> Staged:
        """Last year under the change; ``seed`` draws what has no history, the same for the same seed."""
        chance = np.random.default_rng([seed, 7])
        usual = np.quantile(parts.ripening / np.maximum(self.stays.hours, 1.0), USUAL) if len(parts.ripening) else 0.0
        maker = _After(self, parts, float(usual), chance)
        return maker.made()

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

    def _pooled(self) -> Mapping[tuple[str, str], NDArray[np.int64]]:
        """Rows of stays by role and kind, by role alone, by kind alone, and all; with a limit, for they are shares."""
        visits, names = self.history.visits, self.history.names
        procedure = self.history.dossiers.procedure[visits.dossier]
        pools: dict[tuple[str, str], list[NDArray[np.int64]]] = {}
        timed = (self.stays.hours > 0) & (visits.person >= 0)
        pairs, place = np.unique(np.stack([procedure, visits.step, visits.role]), axis=1, return_inverse=True)
        for number, (key, step_number, role_number) in enumerate(pairs.T.tolist()):
            known = self.registry.steps.get((names["procedure"][key], names["step"][step_number]), ())
            step = known[-1] if known else None
            kind, role = (step.kind.value if step else ""), names["role"][role_number]
            rows = np.flatnonzero((place.ravel() == number) & timed)
            for pool in {(role, kind), (role, ""), ("", kind), ("", "")}:
                pools.setdefault(pool, []).append(rows)
        return {pool: np.concatenate(rows) for pool, rows in pools.items()}

    def pool_of(self, procedure: str, step: Step) -> NDArray[np.int64]:
        """Stays that stand for a step, noted as an assumption."""
        wanted = (
            ("role_and_kind", (step.role, step.kind.value)),
            ("role", (step.role, "")),
            ("kind", ("", step.kind.value)),
            ("all", ("", "")),
        )
        none = np.empty(0, np.int64)
        for basis, pool in wanted:
            rows = self._pools.get(pool, none)
            if len(rows) >= POOL:
                self.assumptions[procedure, step.key] = Assumption(procedure, step.key, basis, len(rows))
                return rows
        self.assumptions[procedure, step.key] = Assumption(procedure, step.key, "hours", 0)
        return none


class _After:
    """Builds the stages under the change, dossier after dossier."""

    def __init__(self, stager: Stager, parts: Parts, usual: float, chance: np.random.Generator) -> None:
        self.stager, self.parts, self.chance = stager, parts, chance
        stays = stager.stays
        self.body = np.minimum(parts.ripening, usual * stays.hours)
        self.rest = parts.ripening - self.body
        self.fixed = parts.fixed + stager.gap
        self.rows: list[int] = []
        self.desk: list[int] = []
        self.delay: list[float] = []
        self.work: list[float] = []
        self._ratios: dict[tuple[str, Step, float], float] = {}

    def made(self) -> Staged:
        stager = self.stager
        visits = stager.history.visits
        first, followed, moved = visits.first.tolist(), stager.followed, stager.moved
        starts = [0]
        begin = np.zeros(len(first) - 1)
        plain_delay, plain_work = (self.fixed + self.parts.ripening).tolist(), self.parts.work.tolist()
        desk = stager.stays.desk.tolist()
        entered = stager.stays.begin.tolist()
        for number in range(len(first) - 1):
            since, until = first[number], first[number + 1]
            if until > since:
                begin[number] = entered[since]
                if number in followed:
                    self._follow(number, followed[number], since, until)
                elif number in moved:
                    self._move(number, since, until)
                else:
                    self.rows.extend(range(since, until))
                    self.desk.extend(desk[since:until])
                    self.delay.extend(plain_delay[since:until])
                    self.work.extend(plain_work[since:until])
            starts.append(len(self.rows))
        stages = Stages(
            begin,
            np.array(starts, np.int64),
            np.array(self.desk, np.int32),
            np.array(self.delay, float),
            np.array(self.work, float),
        )
        return Staged(stages, np.array(self.rows, np.int64))

    def _keep(self, row: int, desk: int, ratio: float = 1.0) -> None:
        self.rows.append(row)
        self.desk.append(desk)
        self.delay.append(float(self.fixed[row] + self.rest[row] + self.body[row] * ratio))
        self.work.append(float(self.parts.work[row] * ratio))

    def _move(self, number: int, since: int, until: int) -> None:
        """The same steps at another unit: those of the settling unit, and of its parent."""
        stager = self.stager
        visits, names = stager.history.visits, stager.history.names
        old, new = names["unit"][stager.history.dossiers.settling[number]], stager.moved[number]
        parents = stager.registry.units
        for row in range(since, until):
            desk = int(stager.stays.desk[row])
            unit = names["unit"][visits.unit[row]]
            if desk >= 0 and unit in {old, parents.parent(old)}:
                instead = new if unit == old else parents.parent(new)
                desk = stager.desks.number((instead, names["role"][visits.role[row]]), stager.registry)
            self._keep(row, desk)

    def _follow(self, number: int, process: Process, since: int, until: int) -> None:
        """A dossier through the new process: by its own stays where it had them, by its own outcomes where the new
        step has them, else by the first."""
        stager = self.stager
        history = stager.history
        visits, names, dossiers = history.visits, history.names, history.dossiers
        procedure = names["procedure"][dossiers.procedure[number]]
        settling = stager.moved.get(number, names["unit"][dossiers.settling[number]])
        waiting: dict[str, list[int]] = {}
        for row in range(until - 1, since - 1, -1):
            waiting.setdefault(names["step"][visits.step[row]], []).append(row)
        ends_early = names["outcome"][dossiers.outcome[number]] != "granted"
        last = names["step"][visits.step[until - 1]]
        step: Step | None = self._entry(process, waiting)
        for _stay in range(MOST_STAYS):
            if step is None or step.kind in NOT_WORKED:
                break
            rows = waiting.get(step.key)
            chosen = ""
            if rows:
                row = rows.pop()
                chosen = names["chosen"][visits.outcome[row]]
                self._keep(row, self._desk(number, step, settling, row), self._ratio(procedure, step, row))
                if ends_early and step.key == last and not rows:
                    break
            elif step.kind.value != "automatic":
                self._new(number, procedure, step, settling)
            step = _next(process, step, chosen)

    @staticmethod
    def _entry(process: Process, had: Mapping[str, Sequence[int]]) -> Step | None:
        step: Step | None = process.first
        for _again in range(len(process.steps)):
            if step is None or step.kind not in NOT_ENTERED or step.key in had:
                return step
            step = _next(process, step, "")
        return None

    def _desk(self, number: int, step: Step, settling: str, row: int) -> int:
        """Where the stay was, unless the new process says somebody else does it."""
        stager = self.stager
        names, visits = stager.history.names, stager.history.visits
        desk = int(stager.stays.desk[row])
        procedure = names["procedure"][stager.history.dossiers.procedure[number]]
        old = stager.registry.step_behind(procedure, step.key, float(stager.stays.hours[row]))
        same = old is not None and (old.role, old.unit_rule, old.named_unit) == (
            step.role,
            step.unit_rule,
            step.named_unit,
        )
        if same and number not in stager.moved:
            return desk
        unit = stager.unit_of(number, step, settling)
        role = step.role if not same else names["role"][visits.role[row]]
        return stager.desks.number((unit, role), stager.registry)

    def _ratio(self, procedure: str, step: Step, row: int) -> float:
        hours = float(self.stager.stays.hours[row])
        old = self.stager.registry.step_behind(procedure, step.key, hours)
        base = float(old.minutes) if old is not None else hours
        if base <= 0 or step.minutes <= 0 or hours <= 0:
            return 1.0
        return float((step.minutes / base) ** self.stager.stretch)

    def _new(self, number: int, procedure: str, step: Step, settling: str) -> None:
        stager = self.stager
        pool = stager.pool_of(procedure, step)
        desk = stager.desks.number((stager.unit_of(number, step, settling), step.role), stager.registry)
        if len(pool):
            row = int(pool[int(chance_below(self.chance, len(pool)))])
            scale = step.minutes / float(stager.stays.hours[row])
            work, delay = float(self.parts.work[row]) * scale, float(self.body[row]) * scale
        else:
            work, delay = step.minutes * 0.1, step.minutes * 0.3
        self.rows.append(-1)
        self.desk.append(desk)
        self.delay.append(delay)
        self.work.append(work)


def chance_below(chance: np.random.Generator, top: int) -> int:
    return int(chance.random() * top)


def _next(process: Process, step: Step, chosen: str) -> Step | None:
    outcome = step.outcome(chosen) if chosen else None
    target = (outcome or step.outcomes[0]).to
    return None if target == END else process.step(target)
