"""The way of one dossier as the parting of its hours needs it: states, outages, who filled the posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.dossiers.lifecycle import DossierState, EventKind, HolderKind, evolve
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.log.read import stored_event
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.shares import Occupancy, Span, Way
from motcua.people.occupancy import fillings


def way_of(dossier: Dossier) -> Way:
    """The states of a dossier after each event, and the declared outages in it. One statement."""
    states: list[tuple[dt.datetime, DossierState]] = []
    outages: list[tuple[dt.datetime, dt.datetime]] = []
    state: DossierState | None = None
    rows = DossierEvent.objects.filter(dossier=dossier).order_by("seq")
    for kind, version, payload, at in rows.values_list("kind", "version", "payload", "occurred_at"):
        event = stored_event(kind, version, payload)
        state = evolve(state, event)
        states.append((at, state))
        if event.kind is EventKind.TIME_EXCLUDED:
            outages += _spans(event.data.get("spans"))
    return Way(states, outages)


def _spans(value: Json) -> list[tuple[dt.datetime, dt.datetime]]:
    found = []
    for pair in value if isinstance(value, list) else ():
        if isinstance(pair, list) and len(pair) == 2:
            since, until = parse_instant(pair[0]), parse_instant(pair[1])
            if since is not None and until is not None:
                found.append((since, until))
    return found


def occupancy_of(way: Way) -> Occupancy:
    """Who filled the posts that ever held the dossier, substitutes first. Two statements, none when no post did."""
    posts = {s.holder.ref for _, s in way.states if s.holder is not None and s.holder.kind is HolderKind.POST}
    found: dict[str, list[Span]] = {}
    for one in fillings(posts):
        until = _midnight(one.until) if one.until is not None else None
        span = Span(_midnight(one.since), until, one.person, standing_in=one.standing_in)
        found.setdefault(one.post, []).append(span)
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LEGAL_ZONE)


def seq_of(states: Sequence[tuple[dt.datetime, DossierState]]) -> int:
    """The last event of the way."""
    return states[-1][1].seq if states else 0


def posts_in(ways: Iterable[Way]) -> set[str]:
    """Every post that held one of them."""
    return {
        state.holder.ref
        for way in ways
        for _, state in way.states
        if state.holder is not None and state.holder.kind is HolderKind.POST
    }
