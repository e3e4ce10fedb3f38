"""One dossier of the history, from its filing to its end or to today, by the services that people use."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE, FrozenClock, legal_date, use_clock
from motcua.demo.arrivals import Arrival, Calendars
from motcua.demo.fates import WORKDAY
from motcua.demo.files import draw, table
from motcua.demo.filing import Filed, file_dossier
from motcua.demo.moves import Move, next_move
from motcua.demo.parts import Parts
from motcua.demo.payment import pay_fees
from motcua.demo.staff import HEAD, SHOWN_SHARE, Officer, Staff
from motcua.dossiers.lifecycle import Action, Flag, State
from motcua.dossiers.services.act import act
from motcua.procedures.process import Process
from motcua.procedures.selectors import process as published_process
from motcua.worktime.rules import add_working_minutes

LONGEST: Final = 80
"""Acts of one dossier; no process of ours comes near."""

RUNNING: Final = frozenset({State.ACCEPTED, State.PROCESSING, State.VERIFYING, State.CONSULTING, State.ELSEWHERE})
_LOAD_SPREAD: Final = 0.2
_IN_THE_EVENING: Final = 0.45
"""Share of what people do online after their own work."""


@dataclass(slots=True)
class Life:
    """Where the dossier is, as the answers of the services tell, and what was done to it."""

    arrival: Arrival
    filed: Filed
    staff: Staff
    dice: random.Random
    calendars: Calendars
    process: Process
    answer: Mapping[str, Json]
    at: dt.datetime
    reception: str
    settling: str
    done: set[str] = field(default_factory=set)
    assignee: int | None = None
    acts: int = 0
    waits_for_parts: bool = False
    """Other agencies work on its parts."""
    is_part: bool = False
    plan: Move | None = None
    is_planned: bool = False

    @property
    def state(self) -> State:
        return State(str(self.answer["state"]))

    @property
    def flags(self) -> frozenset[str]:
        found = self.answer["flags"]
        return frozenset(map(str, found)) if isinstance(found, list) else frozenset()

    @property
    def holder(self) -> Mapping[str, Json]:
        found = self.answer["holder"]
        return found if isinstance(found, dict) else {}

    def once(self, what: str) -> bool:
        """True the first time it is asked."""
        if what in self.done:
            return False
        self.done.add(what)
        return True

    def pace(self) -> float:
        """The dossier's own pace under its unit's, which has good and bad weeks."""
        if self.arrival.is_telling:
            return self.arrival.fate.pace
        units = table("arrivals.toml")["units"]
        usual = draw("unit", self.settling).choices(units["pace"], units["share"])[0]
        year, week, _day = legal_date(self.at).isocalendar()
        load = draw("load", self.settling, year, week).lognormvariate(0.0, _LOAD_SPREAD)
        return float(self.arrival.fate.pace * usual * load)

    def officer(self, unit: str, role: str) -> Officer:
        return self.staff.officer(unit, role, self.dice, share=1.0 if self.arrival.is_telling else SHOWN_SHARE)

    def later(self, minutes: float, *, at_reception: bool = False) -> dt.datetime:
        """After so many minutes of working time, and a little: two acts are never at one instant."""
        calendar = self.calendars.reception if at_reception else self.calendars.settlement
        return add_working_minutes(calendar, self.at, max(1, round(minutes))) + dt.timedelta(
            seconds=self.dice.randrange(60)
        )

    def at_home(self, minutes: float) -> dt.datetime:
        """About then, at an hour at which people sit down at home."""
        at = self.later(minutes)
        if self.dice.random() >= _IN_THE_EVENING:
            return at
        return at.astimezone(LEGAL_ZONE).replace(hour=self.dice.randint(18, 21), minute=self.dice.randrange(60))


def live(
    arrival: Arrival, staff: Staff, calendars: Calendars, end: dt.datetime, *, with_files: bool | None = None
) -> int:
    """Make the dossier and let it live until ``end``, in one transaction; returns how many acts it took."""
    clock = FrozenClock(arrival.at)
    with use_clock(clock), transaction.atomic():
        life = _begun(arrival, staff, calendars, with_files)
        parts = Parts(life)
        while life.acts < LONGEST:
            one = parts.next(lambda one: _next(one, end))
            if one.plan is None or one.plan.at > end:
                break
            move, one.plan, one.is_planned = one.plan, None, False
            clock.set(move.at)
            _do(one, move)
            parts.follow(one, move)
    return sum(one.acts for one in parts.lives)


def _begun(arrival: Arrival, staff: Staff, calendars: Calendars, with_files: bool | None) -> Life:
    dice = draw("life", arrival.number)
    filed = file_dossier(arrival, staff, dice, with_files=with_files)
    dossier = filed.dossier
    return Life(
        arrival=arrival,
        filed=filed,
        staff=staff,
        dice=dice,
        calendars=calendars,
        process=published_process(dossier.process_version_id),
        answer={"state": dossier.state, "flags": list(dossier.flags), "holder": {}, "step": None, "due_at": None},
        at=arrival.at,
        reception=dossier.reception_unit.code,
        settling=dossier.settling_unit.code,
        acts=1,
    )


def _next(life: Life, end: dt.datetime) -> Move | None:
    """The next act, or the apology that is due before it."""
    fate = life.arrival.fate
    is_left = life.state is fate.ends_in and life.state is not State.RETURNED
    is_left |= fate.rests_at != "" and life.answer["step"] == fate.rests_at and not fate.is_stopped
    move = None if is_left else next_move(life)
    return _apology(life, move.at if move else end, end) or move


def _apology(life: Life, until: dt.datetime, end: dt.datetime) -> Move | None:
    """Form 04 for a dossier that will be late: from the working day before its date on."""
    due = life.answer["due_at"]
    if life.state not in RUNNING or not isinstance(due, str) or not life.arrival.fate.is_apologised:
        return None
    due_at = dt.datetime.fromisoformat(due)
    if Flag.LATE_WARNED in life.flags or until <= due_at:
        return None
    at = max(due_at - dt.timedelta(hours=life.dice.randint(1, 7)), life.at + dt.timedelta(minutes=20))
    if at >= min(until, end):
        return None
    texts = table("texts.toml")["apology"]
    cause = life.dice.choice([code for code in texts if code != "consulted" or "consulted" in life.done])
    new_due = add_working_minutes(life.calendars.settlement, max(due_at, at), life.dice.randint(2, 6) * WORKDAY)
    head = life.officer(life.settling, HEAD).user
    data = {"reason": life.dice.choice(texts[cause]), "reason_code": cause, "new_due": new_due.isoformat()}
    return Move(at, Action.APOLOGISE, data, head)


def _do(life: Life, move: Move) -> None:
    answer = act(
        dossier=life.filed.dossier.uid,
        action=move.action,
        data=move.data,
        actor=life.staff.actor(move.user),
        now=move.at,
    )
    if move.action is Action.TRANSFER and life.state is State.SUBMITTED:
        life.reception = move.to_unit
    life.assignee = move.assignee if move.action is Action.ASSIGN else life.assignee
    if move.action is Action.COMPLETE_STEP:
        life.assignee = None
    if move.action in {Action.ACCEPT, Action.HAND_OVER}:
        pay_fees(life, move)
    life.answer, life.at = answer.body, move.at
    life.acts += 1
