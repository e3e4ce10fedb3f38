"""A dry run: history taken apart, played as it was and under the change, and compared.

The simulation of what was must come out at what was recorded; how far it does not is in the report. Both sides of each
replication are drawn by the same random numbers, so their difference is the change's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.core.errors import Conflict
from motcua.foresight.trial.apart import Apart, Stays, elasticity
from motcua.foresight.trial.change import Change
from motcua.foresight.trial.dues import calendars_of, new_dues, recomputed
from motcua.foresight.trial.following import after as after_of
from motcua.foresight.trial.history import RESULTS, History
from motcua.foresight.trial.measures import Compared, Measured, Sample
from motcua.foresight.trial.queueing import Absences, Run, Stages, run
from motcua.foresight.trial.registry import Registry
from motcua.foresight.trial.staging import Assumption, Desks, Staged, Stager
from motcua.worktime.bulk import work_many
from motcua.worktime.compiled import DAY, LEGAL_OFFSET, UNIX_DAY, CompiledCalendar

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REPLICATIONS: Final = 5
MINUTE: Final = 60_000_000
WEEK: Final = 7 * 24 * 3600 * 1_000_000
LEAST_SHARE: Final = 0.02
"""Of a desk's stays: who ended fewer stood in for somebody, and is not one of its hands."""

Pulse = Callable[[str, int, int], None]
"""Hears the stage of the work, how much is done and of how much; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Load:
    """A desk's year: stays and working minutes, before and after; ``capacity``: the minutes that its people had."""

    unit: str
    role: str
    people: int
    people_after: int
    is_guessed: bool
    is_empty: bool
    """Nobody there has the role: the others of the unit were taken for it."""
    capacity: int
    capacity_after: int
    stays: tuple[int, int]
    minutes: tuple[int, int]
    waited: tuple[int, int]
    """Mean minutes before a busy desk."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of the work of a role; ``mean`` in thousandths of the step's hours."""

    role: str
    mean: int
    seen: int


@dataclass(frozen=True, eq=False)
class Outcome:
    """``recorded``: late share (millionths), median and p90 (minutes) as they really were, beside which ``late``,
    ``median`` and ``p90`` tell the simulation's ``before``. ``rows``: uid, minutes and lateness of each counted dossier
    before and after, in the first replication, for drill-down."""

    dossiers: int
    beside: int
    late: Compared
    median: Compared
    p90: Compared
    others: Compared | None
    others_count: int
    recorded: tuple[int, int, int]
    dues: Mapping[str, int]
    checked: tuple[int, int]
    loads: Sequence[Load]
    learnt: Sequence[Learnt]
    stretch: int
    assumptions: Sequence[Assumption]
    moved: Mapping[tuple[str, str], int]
    rows: Sequence[tuple[str, int, int, bool, bool]]
    replications: int
    by_month: Sequence[tuple[str, int, int, int]]


class Replay:
    """One history under one change."""

    def __init__(self, history: History, registry: Registry, change: Change, *, seed: int, pulse: Pulse) -> None:
        self.history, self.registry, self.change, self.seed, self.pulse = history, registry, change, seed, pulse
        self.calendar = self._calendar()
        self.desks = Desks()
        self.stays = self._observed()
        self.apart = Apart(self.stays)
        self._staff()
        self.stretch = elasticity(self.stays, self.apart.calm)
        self.stager = Stager(history, registry, change, self.stays, self.desks, self.stretch)
        self._accepted = self._work(np.maximum(history.dossiers.accepted, 0))
        self._tail, self._pauses = self._tails(), self._paused()

    def _calendar(self) -> CompiledCalendar:
        """The calendar most dossiers run by: working time of all desks."""
        codes = self.history.names["calendar"].texts
        counts = np.bincount(self.history.dossiers.calendar, minlength=len(codes))
        calendars = calendars_of(self.history)
        for number in np.argsort(-counts).tolist():
            if codes[number] in calendars:
                return calendars[codes[number]]
        raise Conflict("trial_without_calendar")

    def _work(self, instants: Ints) -> Floats:
        return work_many(self.calendar, instants) / MINUTE

    def _observed(self) -> Stays:
        visits, names = self.history.visits, self.history.names
        desk = np.full(len(visits), -1, np.int32)
        own = self._own_desks()
        pairs, place = np.unique(np.stack([visits.unit, visits.role]), axis=1, return_inverse=True)
        for number, (unit, role) in enumerate(pairs.T.tolist()):
            key = names["unit"][unit], names["role"][role]
            if key in own:
                desk[place.ravel() == number] = self.desks.number(key, self.registry)
        hours = np.maximum(visits.allowed, 0).astype(float)
        desk[(hours <= 0) | (visits.person < 0)] = -1
        begin, end = self._work(visits.entered), self._work(visits.left)
        used = np.where((visits.part > 0) | (visits.broken >= 0), end - begin, visits.used)
        used = np.where(visits.used >= 0, used, -1.0)
        return Stays(begin, np.maximum(begin, end), hours, used, visits.person, desk, visits.role)

    def _own_desks(self) -> set[tuple[str, str]]:
        """Desks whose queue is played: those that dossiers of the changed procedures pass through, or would."""
        visits, names = self.history.visits, self.history.names
        mask = self.history.dossiers.own[visits.dossier]
        pairs = np.unique(np.stack([visits.unit[mask], visits.role[mask]]), axis=1)
        found = {(names["unit"][unit], names["role"][role]) for unit, role in pairs.T.tolist()}
        return found | set(more_desks(self.change, self.registry, self.history))

    def _staff(self) -> None:
        """Hands of a desk: people who ended a fair share of its stays."""
        stays = self.stays
        mask = (stays.desk >= 0) & (stays.hand >= 0)
        pairs, counts = np.unique(np.stack([stays.desk[mask], stays.hand[mask]]), axis=1, return_counts=True)
        for desk in np.unique(pairs[0]).tolist():
            mine = pairs[0] == desk
            of_desk = counts[mine]
            kept = of_desk >= LEAST_SHARE * of_desk.sum()
            self.desks.hands[desk] = max(1, int(kept.sum()))
            order = np.argsort(-of_desk[kept], kind="stable")
            self.desks.people[desk] = pairs[1][mine][kept][order].tolist()
            self.desks.guessed.discard(desk)

    def hands_after(self) -> Mapping[int, int]:
        hands = dict(self.desks.hands)
        for one in self.change.staffing:
            unit = self.registry.units.by_code.get(one.unit, one.unit)
            number = self.desks.numbers.get((unit, one.role))
            if number is not None:
                hands[number] = max(1, one.people)
        return hands

    def result(self, replications: int = REPLICATIONS) -> Outcome:
        scored = self._scored()
        due_old = self._work(self.history.dossiers.due)
        dues, touched = new_dues(self.history, self.registry, self.change)
        due_new = self._work(dues)
        before, after = [], []
        loads: list[tuple[Staged, Run, Staged, Run]] = []
        for number in range(replications):
            chance = np.random.default_rng([self.seed, number])
            parts = self.apart.drawn(chance)
            old = self.stager.before(parts)
            new = after_of(self.stager, parts, self.seed * 1000 + number)
            away = self.desks.absences(parts.away)
            done_old = self._run(old.stages, self.desks.hands, away, number * 2, replications)
            done_new = self._run(new.stages, self.hands_after(), away, number * 2 + 1, replications)
            before.append(self._sample(done_old.end, due_old, scored))
            after.append(self._sample(done_new.end, due_new, scored))
            if not loads:
                loads.append((old, done_old, new, done_new))
        return self._told(scored, before, after, (dues, touched), loads[0])

    def _run(self, stages: Stages, hands: Mapping[int, int], away: Absences, number: int, replications: int) -> Run:
        whole, before = len(stages) * 2 * replications, number * len(stages)
        return run(stages, hands, absences=away, pulse=lambda done: self.pulse("replaying", before + done, whole))

    def _scored(self) -> NDArray[np.bool_]:
        """Which dossiers are measured: filed in the period, with a result and a due date."""
        dossiers, names = self.history.dossiers, self.history.names
        is_result = np.array([name in RESULTS for name in names["outcome"].texts])[dossiers.outcome]
        has_stays = self.history.visits.first[1:] > self.history.visits.first[:-1]
        return dossiers.counted & is_result & (dossiers.finished >= 0) & (dossiers.due >= 0) & has_stays

    def _paused(self) -> Floats:
        paused = np.zeros(len(self.history.dossiers))
        for number, gaps in self.history.pauses.items():
            since, until = (np.array(column, np.int64) for column in zip(*gaps, strict=True))
            paused[number] = float((self._work(until) - self._work(since)).sum())
        return paused

    def _sample(self, end: Floats, due: Floats, scored: NDArray[np.bool_]) -> Sample:
        whole = end + self._tail
        minutes = np.maximum(whole - self._accepted - self._pauses, 0.0)
        return Sample(minutes[scored], (whole > due + 1 / 60)[scored])

    def _tails(self) -> Floats:
        """From the last stay to the result, where something lies between."""
        first, dossiers = self.history.visits.first, self.history.dossiers
        last = np.zeros(len(dossiers))
        some = first[1:] > first[:-1]
        last[some] = self.stays.end[first[1:][some] - 1]
        finished = np.where(dossiers.finished >= 0, self._work(np.maximum(dossiers.finished, 0)), last)
        return np.where(some, np.maximum(finished - last, 0.0), 0.0)

    def _told(
        self,
        scored: NDArray[np.bool_],
        before: Sequence[Sample],
        after: Sequence[Sample],
        dues: tuple[Ints, NDArray[np.bool_]],
        first: tuple[Staged, Run, Staged, Run],
    ) -> Outcome:
        dossiers = self.history.dossiers
        own = dossiers.own[scored]
        weeks = dossiers.filed[scored] // WEEK
        measured = Measured(weeks, before, after, seed=self.seed)
        real = self._sample(self._work(np.maximum(dossiers.finished, 0)) - self._tail, self._work(dossiers.due), scored)
        old, new = before[0], after[0]
        uids = np.array(dossiers.uid, object)[scored][own]
        columns = (old.minutes[own], new.minutes[own], old.late[own], new.late[own])
        rows = [
            (str(uid), round(a), round(b), bool(c), bool(d)) for uid, a, b, c, d in zip(uids, *columns, strict=True)
        ]
        return Outcome(
            dossiers=int(own.sum()),
            beside=int(len(dossiers) - dossiers.own.sum()),
            late=measured.late(own),
            median=measured.quantile(0.5, own),
            p90=measured.quantile(0.9, own),
            others=measured.late(~own) if (~own).any() else None,
            others_count=int((~own).sum()),
            recorded=_recorded(real, own),
            dues=self._dues(dues, scored),
            checked=recomputed(self.history),
            loads=self._loads(first),
            learnt=self._learnt(),
            stretch=round(self.stretch * 1000),
            assumptions=sorted(self.stager.assumptions.values(), key=lambda one: (one.procedure, one.step)),
            moved=self._moves(),
            rows=rows,
            replications=len(before),
            by_month=self._months(scored, before, after),
        )

    def _dues(self, dues: tuple[Ints, NDArray[np.bool_]], scored: NDArray[np.bool_]) -> Mapping[str, int]:
        due, touched = dues
        mask = scored & self.history.dossiers.own & touched
        moved = self._work(due[mask]) - self._work(self.history.dossiers.due[mask])
        return {
            "touched": int(mask.sum()),
            "earlier": int((moved < -0.5).sum()),
            "later": int((moved > 0.5).sum()),
            "same": int((np.abs(moved) <= 0.5).sum()),
            "mean_minutes": round(float(moved.mean())) if len(moved) else 0,
        }

    def _learnt(self) -> Sequence[Learnt]:
        roles = self.history.names["role"].texts
        return [
            Learnt(roles[kind] if kind >= 0 else "", round(work.mean * 1000), work.seen)
            for kind, work in sorted(self.apart.works.items())
        ]

    def _moves(self) -> Mapping[tuple[str, str], int]:
        names, dossiers = self.history.names, self.history.dossiers
        found: dict[tuple[str, str], int] = {}
        for number, unit in self.stager.moved.items():
            if dossiers.counted[number]:
                pair = names["unit"][dossiers.settling[number]], unit
                found[pair] = found.get(pair, 0) + 1
        return found

    def _loads(self, first: tuple[Staged, Run, Staged, Run]) -> Sequence[Load]:
        old, ran_old, new, ran_new = first
        days = self.history.first, self.history.last + dt.timedelta(days=1)
        since, until = self._work(np.array([_at(day) for day in days])).tolist()
        count, after = len(self.desks.numbers), self.hands_after()
        sides = [_desk_sums(one.stages, ran, count, since) for one, ran in ((old, ran_old), (new, ran_new))]
        loads = []
        for (unit, role), number in sorted(self.desks.numbers.items()):
            stays = int(sides[0][0][number]), int(sides[1][0][number])
            if stays == (0, 0):
                continue
            people, people_after = self.desks.hands.get(number, 1), after.get(number, 1)
            load = Load(
                unit=unit,
                role=role,
                people=people,
                people_after=people_after,
                is_guessed=number in self.desks.guessed,
                is_empty=number in self.desks.guessed and (unit, role) not in self.registry.people,
                capacity=round(people * (until - since)),
                capacity_after=round(people_after * (until - since)),
                stays=stays,
                minutes=(round(float(sides[0][1][number])), round(float(sides[1][1][number]))),
                waited=(_mean(sides[0], number), _mean(sides[1], number)),
            )
            loads.append(load)
        return loads

    def _months(
        self, scored: NDArray[np.bool_], before: Sequence[Sample], after: Sequence[Sample]
    ) -> Sequence[tuple[str, int, int, int]]:
        """Month of filing, dossiers, late before and after (means of the replications)."""
        dossiers = self.history.dossiers
        own = dossiers.own[scored]
        month = (dossiers.filed[scored][own] + LEGAL_OFFSET).astype("datetime64[us]").astype("datetime64[M]")
        sides = [np.mean([one.late[own] for one in samples], axis=0) for samples in (before, after)]
        found = []
        for one in np.unique(month):
            mask = month == one
            late = [round(float(side[mask].sum())) for side in sides]
            found.append((str(one), int(mask.sum()), late[0], late[1]))
        return found


def _mean(sums: tuple[Floats, Floats, Floats], desk: int) -> int:
    return round(float(sums[2][desk]) / max(1.0, float(sums[0][desk])))


def _recorded(real: Sample, own: NDArray[np.bool_]) -> tuple[int, int, int]:
    late, minutes = real.late[own], real.minutes[own]
    if not len(late):
        return 0, 0, 0
    return (
        round(float(late.mean()) * 1_000_000),
        round(float(np.quantile(minutes, 0.5))),
        round(float(np.quantile(minutes, 0.9))),
    )


def _desk_sums(stages: Stages, ran: Run, desks: int, since: float) -> tuple[Floats, Floats, Floats]:
    mask = (stages.desk >= 0) & (ran.done >= since)
    desk = stages.desk[mask]
    return (
        np.bincount(desk, minlength=desks).astype(float),
        np.bincount(desk, weights=stages.work[mask], minlength=desks).astype(float),
        np.bincount(desk, weights=ran.waited[mask], minlength=desks).astype(float),
    )


def _at(day: dt.date) -> int:
    return (day.toordinal() - UNIX_DAY) * DAY - LEGAL_OFFSET


def more_desks(change: Change, registry: Registry, history: History | None = None) -> Sequence[tuple[str, str]]:
    """Desks that the change would send work to, by unit and role. Without a history only those that rules name."""
    units = registry.units
    found: set[tuple[str, str]] = set()
    settling = {one for _procedure, rule in change.competences for one in _settlers(rule, registry)}
    roles = {step.role for one in change.processes for step in one.process.steps}
    roles |= {step.role for (key, _step), steps in registry.steps.items() if key in change.procedures for step in steps}
    for unit in settling:
        found |= {(one, role) for one in (unit, units.parent(unit)) for role in roles}
    for one in change.processes:
        for step in one.process.steps:
            if step.named_unit and step.named_unit in units.by_code:
                found.add((units.by_code[step.named_unit], step.role))
    if history is not None:
        found |= _follow_desks(change, registry, history)
    return sorted(found)


def _settlers(rule: object, registry: Registry) -> set[str]:
    from motcua.procedures.items import CompetenceItem

    if not isinstance(rule, CompetenceItem):
        return set()
    places = registry.units.above
    return {unit for place in places if (unit := registry.units.settles(rule, place)) is not None}


def _follow_desks(change: Change, registry: Registry, history: History) -> set[tuple[str, str]]:
    names, dossiers = history.names, history.dossiers
    settling = {names["unit"][one] for one in np.unique(dossiers.settling[dossiers.own]).tolist()}
    reception = {names["unit"][one] for one in np.unique(dossiers.reception[dossiers.own]).tolist()}
    roles = {step.role for one in change.processes for step in one.process.steps}
    units = settling | reception | {registry.units.parent(one) for one in settling}
    return {(unit, role) for unit in units for role in roles}
