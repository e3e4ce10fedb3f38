"""A story played: every act decided and evolved as in life, sealed into a chain, and what the tables say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from motcua.core.canonical import Json
from motcua.dossiers.lifecycle import (
    Action,
    Command,
    Context,
    DossierState,
    Event,
    EventKind,
    Flag,
    Refusal,
    State,
    decide_and_evolve,
    evolve,
)
from motcua.dossiers.lifecycle.reception import submit
from motcua.dossiers.lifecycle.replan import replan
from motcua.dossiers.log.chain import GENESIS, Sealed, Signature, seal
from motcua.dossiers.log.project import PauseRow, RunRow, changed_runs, held_since
from motcua.simulate.calendars import Calendars
from motcua.simulate.chance import Dice, id_of, letters
from motcua.simulate.story import Act, Story
from motcua.worktime.compiled import HOUR, MINUTE, SECOND, from_ticks, to_ticks

SYSTEM: Final = "system"
PAPER: Final[Mapping[str, Json]] = {
    "sha256": "5b1a8ee2f1f4ab1d8ac9f5d3f8e4e2b1c6a0d7f3e9b8c7a6d5e4f3a2b1c0d9e8",
    "size": 48_213,
    "media_type": "application/pdf",
}
"""What every made-up paper is said to be. Its file is gone: it was never there."""

RUNNING: Final = frozenset({State.ACCEPTED, State.PROCESSING, State.VERIFYING, State.CONSULTING, State.ELSEWHERE})
Key = tuple[str, str, int]


class Unplayable(Exception):
    """A story asks for an act that the law of the lifecycle refuses: a fault of the simulator."""


@dataclass(slots=True)
class Paper:
    """A document of a made-up dossier."""

    uid: UUID
    component: str
    seq: int
    at: dt.datetime
    by_applicant: bool


@dataclass(slots=True)
class Lived:
    """A played story as the log and its projections keep it."""

    story: Story
    uid: UUID
    receipt: str
    secret: str
    digests: tuple[bytes, bytes]
    """Keyed hashes of a device and a network, as a submission leaves them."""
    state: DossierState = field(default_factory=lambda: DossierState(State.SUBMITTED, 0))
    head: bytes = GENESIS
    held: dt.datetime | None = None
    recorded: dt.datetime = field(default_factory=lambda: dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    links: list[tuple[Signature, Sealed]] = field(default_factory=list)
    runs: dict[Key, RunRow] = field(default_factory=dict)
    pauses: dict[tuple[Key, dt.datetime], tuple[PauseRow, str]] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)


class Player:
    """Plays stories of one history. ``until`` is its last instant."""

    def __init__(self, seed: int, calendars: Calendars, until: int, *, edition: int = 0) -> None:
        self._seed, self._calendars, self._until, self._edition = seed, calendars, until, edition

    def play(self, story: Story) -> Lived:
        """Raises Unplayable."""
        lived, salts = self._begun(story)
        at = story.ticks
        for act in story.acts:
            if act.ticks > self._until:
                break
            at = self._reach(lived, story, at, act.ticks, salts)
            self._do(lived, story, act, salts)
        self._reach(lived, story, at, self._until, salts)
        return lived

    def _begun(self, story: Story) -> tuple[Lived, Dice]:
        dice, at = Dice(self._seed, "id", self._edition, story.number), from_ticks(story.ticks)
        lived = Lived(
            story,
            id_of(dice, at),
            f"N{from_ticks(story.ticks + 7 * HOUR):%y%m%d}-{letters(dice, 7)}",
            letters(dice, 26),
            (dice.take(16) * 2, dice.take(16) * 2),
        )
        flags = [Flag.ELECTRONIC] if story.is_online else []
        facts = {
            **story.offer.filed,
            "receipt_no": lived.receipt,
            "flags_on": [*flags, Flag.ASSISTED] if story.is_assisted else flags,
        }
        private: Mapping[str, Json] = {"applicant": block(story), "answers": {}, "on_behalf_of": ""}
        events = submit(self._context(story, story.ticks), facts, private, at)
        state: DossierState | None = None
        for event in events:
            state = evolve(state, event)
        if state is None:
            raise Unplayable("a submission without an event")
        salts = Dice(self._seed, "salt", self._edition, story.number)
        self._write(lived, events, None, state, story.filer, story.offer.units[0], at, salts)
        return lived, salts

    def _context(self, story: Story, ticks: int) -> Context:
        offer = story.offer
        deadlines = self._calendars.deadlines(offer.calendars, ticks)
        found = offer.contexts.get(id(deadlines))
        if found is None:
            found = offer.contexts[id(deadlines)] = replace(offer.context, deadlines=deadlines)
        return found

    def _do(self, lived: Lived, story: Story, act: Act, salts: Dice) -> None:
        at, before = from_ticks(act.ticks), lived.state
        if act.action is Action.ADD_DOCUMENT:
            event = self._attached(lived, story, act, at)
            after = evolve(before, event)
            events: tuple[Event, ...] = (event,)
        else:
            command = Command(act.action, act.data, act.private)
            decided = decide_and_evolve(self._context(story, act.ticks), before, command, at)
            if isinstance(decided, Refusal):
                raise Unplayable(f"{act.action} in {before.state}: {decided.code} {dict(decided.params)}")
            events, after = decided
            if events[0].kind is EventKind.ACCEPTED:
                first = Event(events[0].kind, {**events[0].data, "code": story.code}, events[0].private)
                events, after = (first, *events[1:]), replace(after, code=story.code)
        unit = before.holder.unit if before.holder else before.settling_unit
        self._write(lived, events, before, after, act.user, unit, at, salts)

    def _attached(self, lived: Lived, story: Story, act: Act, at: dt.datetime) -> Event:
        component = str(act.data["component"])
        number = len(lived.papers)
        uid = id_of(Dice(self._seed, "paper", self._edition, story.number, number), at)
        by_applicant = story.account is not None and act.user == story.filer
        lived.papers.append(Paper(uid, component, lived.state.seq + 1, at, by_applicant))
        data: Mapping[str, Json] = {
            "component": component,
            "document": str(uid),
            "by_applicant": by_applicant,
            **PAPER,
        }
        return Event(EventKind.DOCUMENT_ADDED, data, {"name": f"giay-to-{number + 1}.pdf"})

    def _reach(self, lived: Lived, story: Story, since: int, until: int, salts: Dice) -> int:
        """What the passing of time brings before the next act: new dates by a new calendar, and an apology for a
        dossier that will be late. Gives the instant of the last event."""
        if lived.state.closed:
            return since
        for at in self._calendars.changes(story.offer.calendars, since, until - SECOND):
            instant = from_ticks(at)
            moved = replan(self._context(story, at), lived.state, instant)
            if moved:
                after = lived.state
                for event in moved:
                    after = evolve(after, event)
                holder = lived.state.holder
                unit = holder.unit if holder else lived.state.settling_unit
                self._write(lived, moved, lived.state, after, SYSTEM, unit, instant, salts)
                since = at
        return self._apologised(lived, story, since, until, salts)

    def _apologised(self, lived: Lived, story: Story, since: int, until: int, salts: Dice) -> int:
        """Form 04 is due a working day ahead of the date; it comes a few hours before it, once."""
        state = lived.state
        due = state.appointed_due
        if due is None or not story.is_apologised or state.state not in RUNNING or Flag.LATE_WARNED in state.flags:
            return since
        ends = to_ticks(due)
        if until <= ends:
            return since
        at = max(ends - 3 * HOUR, since + 20 * MINUTE)
        if at >= until:
            return since
        reason: Mapping[str, Json] = {"reason": "Số hồ sơ trong tuần tăng cao, chưa giải quyết kịp."}
        self._do(lived, story, Act(at, Action.APOLOGISE, story.head, {"reason_code": "workload"}, reason), salts)
        return at

    def _write(
        self,
        lived: Lived,
        events: Sequence[Event],
        before: DossierState | None,
        after: DossierState,
        actor: str,
        unit: str,
        at: dt.datetime,
        salts: Dice,
    ) -> None:
        signature = Signature(str(lived.uid), actor, "", unit, at, at)
        seq = before.seq + 1 if before is not None else 1
        sealed = seal(events, signature=signature, seq=seq, head=lived.head, salts=lambda: salts.take(32))
        lived.links += [(signature, link) for link in sealed]
        lived.head, lived.recorded = sealed[-1].hash, at
        lived.held = held_since(before, after, lived.held, at)
        for row in changed_runs(before, after, sealed):
            _keep(lived, row, actor)
        lived.state = after


def _keep(lived: Lived, row: RunRow, actor: str) -> None:
    """What the log's upserts of a run and of its pause leave behind."""
    key = row.clock.key
    known = lived.runs.get(key)
    lived.runs[key] = row if known is None else replace(row, holder_unit=known.holder_unit)
    for pause in row.pauses:
        place = key, pause.paused_from
        first = lived.pauses.get(place)
        if first is None:
            lived.pauses[place] = pause, actor
        else:
            lived.pauses[place] = replace(first[0], paused_to=pause.paused_to, due_after=pause.due_after), first[1]


def block(story: Story) -> dict[str, Json]:
    """The applicant as the first event keeps it."""
    one = story.applicant
    found: dict[str, Json] = {
        "kind": one.kind,
        "name": one.name,
        "id_number": one.number,
        "phone": one.phone,
        "address": one.address,
    }
    return found | {"birth_date": one.born.isoformat()} if one.born else found
