"""What happened to a dossier: who, when, who held it before and for how long, and which time did not count."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.dossiers import references
from motcua.dossiers.answers import post_title, unit_name
from motcua.dossiers.lifecycle import DossierState, EventKind, HolderKind, State, evolve
from motcua.dossiers.log.read import stored_event
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.selectors.stretches import STILL, Calendars, Stretch, stretches
from motcua.people.models import Assignment, User, UserKind
from motcua.worktime.compiled import CompiledCalendar


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch with its holder in words. ``who``: the person on the post then (the desk only), else the post's
    title; empty when no post held it. ``unit``: the unit that answered for it; for the applicant both are empty."""

    stretch: Stretch
    who: str
    unit: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One event as people read it. ``ended``: the stretch it put an end to; ``began``: the one it started, on the last
    of these the one that still lasts. ``paused``: after it time did not count. ``by_citizen`` is told with names
    only. ``private`` is None when the reader may not see it or it was erased."""

    seq: int
    kind: EventKind
    at: dt.datetime
    recorded_at: dt.datetime
    actor: str
    on_behalf_of: str
    unit: str
    data: Mapping[str, Json]
    state: State
    paused: bool
    by_citizen: bool = False
    ended: Held | None = None
    began: Held | None = None
    private: Mapping[str, Json] | None = field(default=None, repr=False)

    def private_text(self, name: str) -> str:
        value = (self.private or {}).get(name)
        return value if isinstance(value, str) else ""


def timeline(
    dossier: Dossier,
    *,
    calendar: CompiledCalendar,
    now: dt.datetime,
    with_private: bool,
    names: bool,
    reception: CompiledCalendar | None = None,
) -> list[Moment]:
    """Every event, oldest first, in at most three statements. ``names``: show officials by name (the desk), else by
    unit. ``reception``: the calendar of the desk, where it is not that of the settling unit."""
    events = DossierEvent.objects.filter(dossier=dossier).order_by("seq")
    rows = list(events.select_related("private") if with_private else events)
    people = _names(rows) if names else {}
    moments: list[Moment] = []
    states: list[tuple[dt.datetime, DossierState]] = []
    state: DossierState | None = None
    for row in rows:
        event = stored_event(row.kind, row.version, row.payload)
        state = evolve(state, event)
        states.append((row.occurred_at, state))
        moments.append(
            Moment(
                seq=row.seq,
                kind=EventKind(row.kind),
                at=row.occurred_at,
                recorded_at=row.recorded_at,
                actor=people[row.actor].full_name if row.actor in people else "",
                on_behalf_of=row.on_behalf_of,
                unit=unit_name(references.unit_id(row.unit)).name if row.unit else "",
                data=event.data,
                state=state.state,
                paused=state.state in STILL,
                by_citizen=row.actor in people and people[row.actor].kind == UserKind.CITIZEN,
                private=_private(row) if with_private else None,
            )
        )
    found = list(stretches(states, Calendars(reception or calendar, calendar), now))
    return _with_holders(moments, found, _on_posts(found) if names else [])


def _with_holders(moments: list[Moment], found: Sequence[Stretch], filling: Sequence[Assignment]) -> list[Moment]:
    for one in found:
        held = _held(one, filling)
        moments[one.first] = replace(moments[one.first], began=held)
        if one.last is not None:
            moments[one.last] = replace(moments[one.last], ended=held)
    return moments


def _on_posts(found: Iterable[Stretch]) -> list[Assignment]:
    """Who filled the posts that ever held the dossier, in one statement; none when no post did."""
    posts = {one.holder.ref for one in found if one.holder and one.holder.kind is HolderKind.POST}
    if not posts:
        return []
    return list(Assignment.objects.select_related("user", "post").filter(post__uid__in=posts).order_by("-valid_from"))


def _held(stretch: Stretch, filling: Sequence[Assignment]) -> Held:
    holder = stretch.holder
    if holder is None or holder.kind in {HolderKind.APPLICANT, HolderKind.AGENCY}:
        return Held(stretch, "", "")
    unit = unit_name(references.unit_id(holder.unit)).name
    if holder.kind is not HolderKind.POST:
        return Held(stretch, "", unit)
    day = legal_date(stretch.since)
    person = next(
        (
            one.user.full_name
            for one in filling
            if str(one.post.uid) == holder.ref
            and one.valid_from <= day
            and (one.valid_to is None or day < one.valid_to)
        ),
        "",
    )
    return Held(stretch, person or post_title(references.post_id(holder.ref)), unit)


def _private(row: DossierEvent) -> Mapping[str, Json] | None:
    stored = getattr(row, "private", None)
    if stored is None:
        return None
    value = json.loads(bytes(stored.body))
    return value if isinstance(value, dict) else None


def _names(rows: Iterable[DossierEvent]) -> dict[str, User]:
    uids = {row.actor for row in rows if _is_uuid(row.actor)}
    return {str(user.uid): user for user in User.objects.filter(uid__in=uids).only("uid", "full_name", "kind")}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def private_of_first(dossier: Dossier) -> Mapping[str, Json]:
    """The applicant block and the answers as filed; empty when they were erased."""
    row = DossierEvent.objects.select_related("private").filter(dossier=dossier, seq=1).first()
    return (_private(row) if row is not None else None) or {}
