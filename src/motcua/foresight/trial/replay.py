"""A dry run: history taken apart, played as it was and under the change, and compared.

The simulation of what was must come out at what was recorded; how far it does not is in the report. Both sides of each
replication are drawn by the same random numbers, so their difference is the change's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.core.errors import Conflict
from motcua.foresight.trial.apart import Apart, Stays
from motcua.foresight.trial.change import Change
from motcua.foresight.trial.dues import calendars_of, new_dues, recomputed
from motcua.foresight.trial.following import after as after_of
from motcua.foresight.trial.history import RESULTS, History
from motcua.foresight.trial.loads import Played, loads
from motcua.foresight.trial.measures import Measured, Sample, figures_of
from motcua.foresight.trial.outcome import Learnt, Outcome, by_month
from motcua.foresight.trial.queueing import Absences, Run, Stages, run
from motcua.foresight.trial.reach import more_desks
from motcua.foresight.trial.registry import Registry
from motcua.foresight.trial.selfcheck import SHARE_MOST, Foretold, SelfCheck, last_part, missed_by, wider
from motcua.foresight.trial.staging import Desks, Stager
from motcua.foresight.trial.stretch import elasticity
from motcua.worktime.bulk import work_many
from motcua.worktime.compiled import DAY, LEGAL_OFFSET, UNIX_DAY, CompiledCalendar

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

REPLICATIONS: Final = 5
MINUTE: Final = 60_000_000
WEEK: Final = 7 * 24 * 3600 * 1_000_000
LEAST_SHARE: Final = 0.02
"""Of a desk's stays: who ended fewer stood in for somebody, and is not one of its hands."""

Pulse = Callable[[str, int, int], None]
"""Hears the stage of the work, how much is done and of how much; may raise to stop."""


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
            if number is not None and one.first is None:
                hands[number] = max(1, one.people)
        return hands

    def _sent_away(self) -> list[tuple[int, int, tuple[float, float]]]:
        """Desks where the change leaves fewer people for some days."""
        found = []
        for one in self.change.staffing:
            number = self.desks.numbers.get((self.registry.units.by_code.get(one.unit, one.unit), one.role))
            if number is not None and one.first is not None and one.last is not None:
                found.append((number, one.people, self._span(one.first, one.last)))
        return found

    def result(self, replications: int = REPLICATIONS) -> Outcome:
        scored = self._scored()
        due_old = self._work(self.history.dossiers.due)
        dues, touched = new_dues(self.history, self.registry, self.change)
        due_new = self._work(dues)
        before, after, foretold = [], [], []
        first: tuple[Played, Played] | None = None
        check = last_part(self.history, scored)
        unseen = Foretold(self.history, self.stays, check[0]) if check else None
        for number in range(replications):
            chance = np.random.default_rng([self.seed, number])
            parts = self.apart.drawn(chance)
            old = self.stager.before(parts)
            new = after_of(self.stager, parts, self.seed * 1000 + number)
            away = self.desks.absences(parts.away)
            more = self.desks.absences(parts.away, self._sent_away())
            done_old = self._run(old.stages, self.desks.hands, away, number * 3, replications)
            done_new = self._run(new.stages, self.hands_after(), more, number * 3 + 1, replications)
            before.append(self._sample(done_old.end, due_old, scored))
            after.append(self._sample(done_new.end, due_new, scored))
            if unseen is not None:
                stages = unseen.stages(old.stages, parts, self.stager.gap, chance)
                done = self._run(stages, self.desks.hands, away, number * 3 + 2, replications)
                foretold.append(self._sample(done.end, due_old, scored))
            if first is None:
                hands = self.desks.hands, self.hands_after()
                first = Played(old.stages, done_old, hands[0]), Played(new.stages, done_new, hands[1])
        if first is None:
            raise ValueError("a replay is played at least once")
        checked = self._checked(check, foretold, scored) if check else None
        return self._told(scored, before, after, (dues, touched), first, checked)

    def _checked(self, check: tuple[int, Flags], foretold: Sequence[Sample], scored: Flags) -> SelfCheck:
        since, dossiers = check
        mask = dossiers[scored]
        measured = Measured(self.history.dossiers.filed[scored] // WEEK, foretold, foretold, seed=self.seed)
        return SelfCheck(
            since,
            int(mask.sum()),
            measured.late(mask).before,
            measured.quantile(0.5, mask).before,
            measured.quantile(0.9, mask).before,
            figures_of(self._real(scored), mask),
        )

    def _real(self, scored: Flags) -> Sample:
        """As it was recorded."""
        dossiers = self.history.dossiers
        ended = self._work(np.maximum(dossiers.finished, 0)) - self._tail
        return self._sample(ended, self._work(dossiers.due), scored)

    def _run(self, stages: Stages, hands: Mapping[int, int], away: Absences, number: int, replications: int) -> Run:
        whole, before = len(stages) * 3 * replications, number * len(stages)
        return run(stages, hands, absences=away, pulse=lambda done: self.pulse("replaying", before + done, whole))

    def _scored(self) -> Flags:
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

    def _sample(self, end: Floats, due: Floats, scored: Flags) -> Sample:
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
        scored: Flags,
        before: Sequence[Sample],
        after: Sequence[Sample],
        dues: tuple[Ints, Flags],
        first: tuple[Played, Played],
        check: SelfCheck | None,
    ) -> Outcome:
        dossiers = self.history.dossiers
        own = dossiers.own[scored]
        weeks = dossiers.filed[scored] // WEEK
        measured = Measured(weeks, before, after, seed=self.seed)
        recorded = figures_of(self._real(scored), own)
        old, new = before[0], after[0]
        sides = [[one.late[own] for one in side] for side in (before, after)]
        moved = float((np.abs(old.minutes[own] - new.minutes[own]) > 1).mean()) if own.any() else 0.0
        late, median, p90 = measured.late(own), measured.quantile(0.5, own), measured.quantile(0.9, own)
        errors = missed_by(check, (late, median, p90), moved) if check else (0, 0, 0)
        missed = [abs(one.before.value - was) for one, was in zip((late, median, p90), recorded, strict=True)]
        uids = np.array(dossiers.uid, object)[scored][own]
        columns = (old.minutes[own], new.minutes[own], old.late[own], new.late[own])
        rows = [
            (str(uid), round(a), round(b), bool(c), bool(d)) for uid, a, b, c, d in zip(uids, *columns, strict=True)
        ]
        return Outcome(
            dossiers=int(own.sum()),
            beside=int(len(dossiers) - dossiers.own.sum()),
            late=wider(late, missed[0], errors[0], most=SHARE_MOST),
            median=wider(median, missed[1], errors[1]),
            p90=wider(p90, missed[2], errors[2]),
            others=measured.late(~own) if (~own).any() else None,
            others_count=int((~own).sum()),
            recorded=recorded,
            dues=self._dues(dues, scored),
            checked=recomputed(self.history),
            loads=loads(self.desks, self.registry, first, self._span(self.history.first, self.history.last)),
            learnt=self._learnt(),
            stretch=round(self.stretch * 1000),
            assumptions=sorted(self.stager.assumptions.values(), key=lambda one: (one.procedure, one.step)),
            moved=self._moves(),
            rows=rows,
            replications=len(before),
            by_month=by_month(dossiers.filed[scored][own], *sides),
            check=check,
            touched=round(moved * 1_000_000),
        )

    def _span(self, first: dt.date, last: dt.date) -> tuple[float, float]:
        since, until = self._work(np.array([_at(day) for day in (first, last + dt.timedelta(days=1))])).tolist()
        return since, until

    def _dues(self, dues: tuple[Ints, Flags], scored: Flags) -> Mapping[str, int]:
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


def _at(day: dt.date) -> int:
    return (day.toordinal() - UNIX_DAY) * DAY - LEGAL_OFFSET
