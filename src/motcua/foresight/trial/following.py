"""A year under a change, dossier after dossier.

A stay of a step that the new process still has keeps its own work and ripening, made longer or shorter as the hours of
its step are (see :func:`motcua.foresight.trial.apart.elasticity`). A step that a dossier never was in gets the work and
ripening of a stay of the same role and kind, drawn.
What broke off a stay of a step that is gone (a supplement, a payment) happens at the first new step that permits it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from motcua.foresight.trial.apart import Parts
from motcua.foresight.trial.interruptions import ACTIONS
from motcua.foresight.trial.queueing import Stages
from motcua.foresight.trial.staging import Staged, Stager
from motcua.procedures.process import END, Process, Step, StepKind

NOT_WORKED: Final = frozenset({StepKind.RESULT, StepKind.HAND_OVER})
NOT_ENTERED: Final = frozenset({StepKind.RECEPTION, StepKind.TRANSFER})
MOST_STAYS: Final = 60
WORK_OF_HOURS, RIPENING_OF_HOURS = 0.1, 0.3
"""Of the author's hours, where no history says more; printed as an assumption."""


def after(stager: Stager, parts: Parts, seed: int) -> Staged:
    """Last year under the change; ``seed`` draws what has no history, the same for the same seed."""
    return _After(stager, parts, np.random.default_rng([seed, 7])).made()


class _After:
    """Builds the stages under the change, dossier after dossier."""

    def __init__(self, stager: Stager, parts: Parts, chance: np.random.Generator) -> None:
        self.stager, self.parts, self.chance = stager, parts, chance
        self.fixed = parts.fixed + stager.gap
        self.rows: list[int] = []
        self.desk: list[int] = []
        self.delay: list[float] = []
        self.work: list[float] = []

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
        self.delay.append(float(self.fixed[row] + self.parts.ripening[row] * ratio))
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
        waiting, pending = self._had(process, since, until)
        ends_early = names["outcome"][dossiers.outcome[number]] != "granted"
        last = names["step"][visits.step[until - 1]]
        step: Step | None = self._entry(process, waiting)
        for _stay in range(MOST_STAYS):
            if step is None or step.kind in NOT_WORKED:
                break
            stays = waiting.get(step.key)
            chosen = ""
            if stays:
                rows = stays.pop()
                chosen = names["chosen"][visits.outcome[rows[-1]]]
                for row in rows:
                    self._keep(row, self._desk(number, step, settling, row), self._ratio(procedure, step, row))
                if ends_early and step.key == last and not stays:
                    break
            elif step.kind is not StepKind.AUTOMATIC:
                self._new(procedure, step, stager.unit_of(number, step, settling))
            self._broken(procedure, step, stager.unit_of(number, step, settling), pending)
            step = _next(process, step, chosen)

    def _had(self, process: Process, since: int, until: int) -> tuple[dict[str, list[list[int]]], list[int]]:
        """The rows of each stay by step, the last stay first; and the broken pieces of steps that are gone."""
        visits, names = self.stager.history.visits, self.stager.history.names
        known = {step.key for step in process.steps}
        waiting: dict[str, list[list[int]]] = {}
        pending: list[int] = []
        for row in range(since, until):
            key = names["step"][visits.step[row]]
            if key not in known:
                pending += [row] if visits.broken[row] >= 0 else []
            elif visits.part[row] > 0 and waiting.get(key):
                waiting[key][-1].append(row)
            else:
                waiting.setdefault(key, []).append([row])
        for stays in waiting.values():
            stays.reverse()
        return waiting, pending

    def _broken(self, procedure: str, step: Step, unit: str, pending: list[int]) -> None:
        """Breaks that wait for a step which permits them: the work begins again when they are over."""
        if not step.minutes or step.kind in {StepKind.AUTOMATIC, StepKind.ASSIGN}:
            return
        broken = self.stager.history.visits.broken
        for row in [one for one in pending if step.permits(ACTIONS[broken[one]])]:
            pending.remove(row)
            self._new(procedure, step, unit, again=float(self.stager.gap[row + 1]))

    @staticmethod
    def _entry(process: Process, had: Mapping[str, Sequence[Sequence[int]]]) -> Step | None:
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

    def _new(self, procedure: str, step: Step, unit: str, *, again: float | None = None) -> None:
        """Work on a step without history; ``again``: after a break of so many minutes."""
        stager = self.stager
        pool = stager.pool_of(procedure, step, again=again is not None)
        desk = stager.desks.number((unit, step.role), stager.registry)
        if len(pool):
            row = int(pool[int(self.chance.random() * len(pool))])
            scale = step.minutes / float(stager.stays.hours[row])
            work, delay = float(self.parts.work[row]) * scale, float(self.parts.ripening[row]) * scale
        else:
            work, delay = step.minutes * WORK_OF_HOURS, step.minutes * RIPENING_OF_HOURS
        self.rows.append(-1)
        self.desk.append(desk)
        self.delay.append(delay + (again or 0.0))
        self.work.append(work)


def _next(process: Process, step: Step, chosen: str) -> Step | None:
    outcome = step.outcome(chosen) if chosen else None
    target = (outcome or step.outcomes[0]).to
    return None if target == END else process.step(target)
