"""Whose hours were whose: the working time of a dossier, from acceptance to its result, parted among those who had it.

Decree 61/2018/ND-CP art. 19.9 has the agency that is late say where and why; art. 21 has it find who is responsible.
Two promises, held by property tests: the parts add up to the dossier's working time to the minute, and time spent
waiting for the applicant, another system, another agency's opinion, a stop or an outage is never an officer's.
Pure: no database, no clock.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from motcua.dossiers.lifecycle import Clock, DossierState, HolderKind, State
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import working_minutes


class ShareKind(StrEnum):
    OFFICER = "officer"
    """A post had it."""
    UNIT = "unit"
    """A unit had it and nobody in it was named."""
    CONSULTED = "consulted"
    """Another unit was asked and had not answered."""
    APPLICANT = "applicant"
    OUTSIDE = "outside"
    """Settled in another system, or by an agency outside."""
    STOPPED = "stopped"
    OUTAGE = "outage"
    """A declared outage: the time does not count."""


INSIDE = frozenset({ShareKind.OFFICER, ShareKind.UNIT})
"""Time of the administration that settles; only this can be beyond a step's limit."""
ANSWERABLE = frozenset({*INSIDE, ShareKind.CONSULTED})
EXTERNAL = frozenset(ShareKind) - ANSWERABLE

_WAITS = {
    State.SUPPLEMENT_AT_SETTLEMENT: ShareKind.APPLICANT,
    State.SUPPLEMENT_AT_RECEPTION: ShareKind.APPLICANT,
    State.PAYMENT_PENDING: ShareKind.APPLICANT,
    State.STOPPED: ShareKind.STOPPED,
    State.ELSEWHERE: ShareKind.OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody filled a post from ``since`` until ``until`` (None: still); ``standing_in`` for the one whose post it
    is."""

    since: dt.datetime
    until: dt.datetime | None
    person: int
    standing_in: bool = False

    def covers(self, at: dt.datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


Occupancy = Mapping[str, Sequence[Span]]
"""Who filled which post (public id) when. A substitute comes before the one who is away."""


@dataclass(frozen=True, slots=True)
class Share:
    """One stretch. ``minutes`` are working minutes; ``limit`` those its step (or question) had altogether, None where
    none was set; ``over`` how many of ``minutes`` lie beyond what was left of it."""

    kind: ShareKind
    unit: str
    post: str
    person: int | None
    standing_in: bool
    step: str
    since: dt.datetime
    until: dt.datetime
    minutes: int
    limit: int | None = None
    over: int = 0

    @property
    def answerable(self) -> tuple[str, str, int | None]:
        """Who answers for it."""
        return self.unit, self.post, self.person


@dataclass(frozen=True, slots=True)
class _Cut:
    """A stretch before it is counted: whose, and against which limit (its key and the instant it ends)."""

    share: Share
    limit_key: str
    due: dt.datetime | None
    started: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What the log says: the state after each event with its instant, oldest first, and declared outages."""

    states: Sequence[tuple[dt.datetime, DossierState]]
    outages: Sequence[tuple[dt.datetime, dt.datetime]] = ()

    @property
    def accepted_at(self) -> dt.datetime | None:
        return self.states[-1][1].accepted_at if self.states else None

    @property
    def ended_at(self) -> dt.datetime | None:
        """When the first result was there, or the dossier ended without one."""
        done = (at for at, state in self.states if state.closed or state.state is State.RESULT_READY)
        return next(done, None)


def promised(state: DossierState) -> dt.datetime | None:
    """The date lateness is tested against: the committed one, else that of the law. A new appointment does not move
    it: who was late stays late (art. 19.9)."""
    return state.committed_due or state.statutory_due


def share_out(way: Way, calendar: CompiledCalendar, occupancy: Occupancy, now: dt.datetime) -> list[Share]:
    """The shares of a dossier from its acceptance to its end or ``now``, in order. Empty before acceptance."""
    began = way.accepted_at
    ended = way.ended_at or now
    if began is None or ended <= began:
        return []
    cuts = list(_cuts(way, occupancy, began, ended))
    return list(_counted(_joined(cuts), calendar, began))


def total_minutes(way: Way, calendar: CompiledCalendar, now: dt.datetime) -> int:
    """The working time of the whole: what the shares add up to."""
    began, ended = way.accepted_at, way.ended_at or now
    return working_minutes(calendar, began, ended) if began is not None and ended > began else 0


def _edges(way: Way, occupancy: Occupancy, began: dt.datetime, ended: dt.datetime) -> list[dt.datetime]:
    """Every instant at which it may have become somebody else's."""
    found = {began, ended}
    found.update(at for at, _ in way.states)
    found.update(at for pair in way.outages for at in pair)
    for spans in occupancy.values():
        found.update(span.since for span in spans)
        found.update(span.until for span in spans if span.until is not None)
    return sorted(at for at in found if began <= at <= ended)


def _cuts(way: Way, occupancy: Occupancy, began: dt.datetime, ended: dt.datetime) -> Iterator[_Cut]:
    edges = _edges(way, occupancy, began, ended)
    place, first_due = 0, _first_dues(way)
    for since, until in itertools.pairwise(edges):
        while place + 1 < len(way.states) and way.states[place + 1][0] <= since:
            place += 1
        yield _cut(way, way.states[place][1], occupancy, since, until, first_due)


def _first_dues(way: Way) -> dict[tuple[str, str, int], Clock]:
    """Every clock as it was started: its limit before any pause or new calendar."""
    found: dict[tuple[str, str, int], Clock] = {}
    for _, state in way.states:
        for clock in state.clocks:
            found.setdefault(clock.key, clock)
    return found


def _cut(
    way: Way,
    state: DossierState,
    occupancy: Occupancy,
    since: dt.datetime,
    until: dt.datetime,
    started: Mapping[tuple[str, str, int], Clock],
) -> _Cut:
    kind = _kind(way, state, since)
    holder = state.holder
    unit = holder.unit if holder else state.settling_unit
    empty = Share(kind, unit, "", None, standing_in=False, step=state.step or "", since=since, until=until, minutes=0)
    if kind is ShareKind.CONSULTED:
        asked = state.consultations[0]
        return _Cut(replace(empty, unit=asked.unit, step=asked.id), f"asked {asked.id}", asked.due_at)
    if kind not in INSIDE:
        return _Cut(empty, "", None)
    clock = _ruling(state)
    if kind is ShareKind.OFFICER and holder is not None:
        span = next((one for one in occupancy.get(holder.ref, ()) if one.covers(since)), None)
        empty = replace(empty, post=holder.ref, person=span.person if span else None)
        empty = replace(empty, standing_in=span.standing_in if span else False)
    if clock is None:
        return _Cut(empty, "", promised(state))
    first = started.get(clock.key, clock)
    return _Cut(empty, " ".join(map(str, clock.key)), first.due_at, first.started_at)


def _kind(way: Way, state: DossierState, at: dt.datetime) -> ShareKind:
    if any(since <= at < until for since, until in way.outages):
        return ShareKind.OUTAGE
    holder = state.holder
    if state.state in _WAITS:
        return _WAITS[state.state]
    if holder is not None and holder.kind is HolderKind.AGENCY:
        return ShareKind.OUTSIDE
    if holder is not None and holder.kind is HolderKind.APPLICANT:
        return ShareKind.APPLICANT
    if state.consultations:
        return ShareKind.CONSULTED
    return ShareKind.OFFICER if holder is not None and holder.kind is HolderKind.POST else ShareKind.UNIT


def _ruling(state: DossierState) -> Clock | None:
    """The limit of the open step, else that of the way to the settling unit."""
    for kind in ("step", "transfer"):
        found = [c for c in state.clocks if c.kind == kind and (kind != "step" or c.step == state.step)]
        if found:
            return max(found, key=lambda one: one.run)
    return None


def _joined(cuts: Collection[_Cut]) -> list[_Cut]:
    """Neighbours that are the same person's for the same thing, made one."""
    found: list[_Cut] = []
    for cut in cuts:
        before = found[-1] if found else None
        if before is not None and _alike(before, cut):
            found[-1] = replace(before, share=replace(before.share, until=cut.share.until))
        else:
            found.append(cut)
    return found


def _alike(a: _Cut, b: _Cut) -> bool:
    one, two = a.share, b.share
    same = (one.kind, one.answerable, one.standing_in, one.step) == (
        two.kind,
        two.answerable,
        two.standing_in,
        two.step,
    )
    return same and (a.limit_key, a.due) == (b.limit_key, b.due) and one.until == two.since


def _counted(cuts: Sequence[_Cut], calendar: CompiledCalendar, began: dt.datetime) -> Iterator[Share]:
    """Minutes as differences of the minutes since the beginning, so that nothing is lost by rounding; each limit is
    used up in the order of the stretches under it."""

    def until(at: dt.datetime) -> int:
        return working_minutes(calendar, began, at)

    whole: dict[str, int] = {}
    left: dict[str, int] = {}
    for cut in cuts:
        share = cut.share
        minutes = until(share.until) - until(share.since)
        if cut.due is None or share.kind not in ANSWERABLE:
            yield replace(share, minutes=minutes)
            continue
        if not cut.limit_key:
            beyond = max(0, until(share.until) - until(max(share.since, min(cut.due, share.until))))
            yield replace(share, minutes=minutes, over=min(minutes, beyond))
            continue
        limit = whole.setdefault(cut.limit_key, max(0, until(cut.due) - until(cut.started or share.since)))
        rest = left.get(cut.limit_key, limit)
        over = max(0, minutes - rest)
        left[cut.limit_key] = max(0, rest - minutes)
        yield replace(share, minutes=minutes, limit=limit, over=over)


@dataclass(frozen=True, slots=True)
class Account:
    """What one person, or a unit where nobody was named, had altogether."""

    unit: str
    post: str
    person: int | None
    kind: ShareKind
    minutes: int
    over: int


def accounts(shares: Sequence[Share], settling_unit: str) -> list[Account]:
    """Who has to explain: everybody beyond a limit, the longest first; the settling unit where nobody was, since the
    dossier is late all the same."""
    held: dict[tuple[str, str, int | None], Account] = {}
    for share in shares:
        if share.kind not in ANSWERABLE:
            continue
        before = held.get(share.answerable) or Account(*share.answerable, share.kind, 0, 0)
        held[share.answerable] = replace(before, minutes=before.minutes + share.minutes, over=before.over + share.over)
    late = [one for one in held.values() if one.over > 0]
    if not late:
        own = sum(share.minutes for share in shares if share.kind in INSIDE)
        return [Account(settling_unit, "", None, ShareKind.UNIT, own, 0)]
    return sorted(late, key=lambda one: (-one.over, one.unit, one.post, one.person or 0))


def suggested_cause(account: Account, shares: Sequence[Share]) -> str:
    """The code that the data speaks for; a person chooses."""
    own = [share for share in shares if share.answerable == (account.unit, account.post, account.person)]
    outside = sum(share.minutes for share in shares if share.kind in EXTERNAL)
    asked = sum(share.over for share in shares if share.kind is ShareKind.CONSULTED)
    if account.kind is ShareKind.CONSULTED:
        return "opinion_late"
    if account.over == 0:
        return "outside_wait" if outside > account.minutes else "limits_do_not_fit"
    if asked > account.over:
        return "opinion_late"
    if account.kind is ShareKind.UNIT and not account.post:
        return "nobody_named"
    if any(share.standing_in for share in own):
        return "absence"
    return "step_over_limit"
