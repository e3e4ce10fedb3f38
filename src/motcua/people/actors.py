"""Who acts. An :class:`Actor` is made once a request, in one SQL statement, and carries everything that decisions
about access need: the posts it fills on that day (by assignment or live delegation) and, per verb, the units it
reaches. Services take it as an argument and never look anything up again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from motcua.core import hot
from motcua.core.clock import legal_date
from motcua.core.database import SqlValue
from motcua.core.errors import NotSignedIn
from motcua.people import actor_sql, policy


class ActorKind(StrEnum):
    OFFICIAL = "official"
    CITIZEN = "citizen"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Reach:
    """The units a verb reaches: all of them, or the ones named by id."""

    everywhere: bool = False
    units: frozenset[int] = frozenset()

    def covers(self, unit_id: int) -> bool:
        return self.everywhere or unit_id in self.units

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.everywhere or other.everywhere, self.units | other.units)


NOWHERE = Reach()
EVERYWHERE = Reach(everywhere=True)
_NO_REACH: Mapping[str, Reach] = MappingProxyType({})


def _no_reach() -> Mapping[str, Reach]:
    return _NO_REACH


@dataclass(frozen=True, slots=True)
class Standing:
    """A post filled on the day: by assignment, or on behalf of its holder by a delegation of authority.

    ``on_behalf_of`` is the title and unit delegated from (no personal name), ``None`` for an own post. ``reach`` is
    what this standing alone reaches, so that an act can name the standing that carried it.
    """

    post_id: int
    unit_id: int
    role: str
    on_behalf_of: str | None = None
    delegation_id: int | None = None
    reach: Mapping[str, Reach] = field(default_factory=_no_reach, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, on one day. ``scopes`` is ``None`` for a person signed in, else the scopes of the token."""

    kind: ActorKind
    user_id: int | None
    uid: UUID | None
    name: str
    party_id: int | None = None
    standings: tuple[Standing, ...] = ()
    reach: Mapping[str, Reach] = field(default_factory=_no_reach, compare=False, repr=False)
    scopes: frozenset[str] | None = None

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(standing.role for standing in self.standings)

    def reach_of(self, verb: str) -> Reach:
        """The units ``verb`` reaches for this actor; everything for the system, nothing by default."""
        if self.is_system:
            return EVERYWHERE
        return self.reach.get(verb, NOWHERE)


@dataclass(frozen=True, slots=True)
class Oneself:
    """Somebody who acts on nothing but the own account, before there is an actor: at signing in."""

    uid: UUID
    kind: str


SYSTEM = Actor(kind=ActorKind.SYSTEM, user_id=None, uid=None, name="system")


def load_actor(user_id: int, at: dt.date) -> Actor:
    """The actor that the account is on the legal day ``at``. One statement. Raises NotSignedIn
    (``account_unknown``) when there is no such account or it is switched off."""
    actor = _load(actor_sql.BY_USER, (user_id, at))
    if actor is None:
        raise NotSignedIn("account_unknown")
    return actor


def load_actor_by_token(token: str, now: dt.datetime) -> Actor:
    """The actor a bearer token stands for, with the token's scopes. One statement, which also notes the day of use.
    Raises NotSignedIn (``token_refused``) for a token unknown, expired or revoked: which of them is not told."""
    digest = hashlib.sha256(token.encode()).digest()
    actor = _load(actor_sql.BY_BEARER, (digest, legal_date(now), now))
    if actor is None:
        raise NotSignedIn("token_refused")
    return actor


def load_actor_by_session(session: UUID, now: dt.datetime) -> Actor | None:
    """The actor signed in with a session of :mod:`motcua.people.services.sessions`; ``None`` when it was ended, stood
    idle too long, is too old, or the account is switched off. One statement, which also notes (once a minute) that the
    session is in use."""
    return _load(
        actor_sql.BY_SESSION,
        (
            session,
            legal_date(now),
            now,
            now - policy.SESSION_IDLE,
            now - policy.SESSION_LENGTH,
            now - policy.SESSION_TOUCH,
        ),
    )


def load_idle_actor(session: UUID, now: dt.datetime) -> Actor | None:
    """Who was signed in with a session that only stood idle too long: neither ended by anybody nor too old. It stays
    run out; nothing is noted. For keeping what they were filling in, and for nothing that shows or sends anything."""
    longest = now - policy.SESSION_LENGTH
    return _load(actor_sql.BY_SESSION, (session, legal_date(now), now, longest, longest, _NEVER))


# ---- inside

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _load(statement: str, values: Sequence[SqlValue]) -> Actor | None:
    row = hot.row(statement, values)
    if row is None:
        return None
    user_id, uid, kind, full_name, username, party_id, scopes, standings, granted, reached = row
    reach = _reach_of_standings(_rows(granted), _rows(reached))
    return Actor(
        kind=ActorKind.CLIENT if kind == "service" else ActorKind(kind),
        user_id=user_id,
        uid=uid,
        name=full_name or ("" if kind == "citizen" else username),
        party_id=party_id,
        standings=tuple(
            Standing(post, unit, role, on_behalf_of, delegation, MappingProxyType(reach.get((post, delegation), {})))
            for post, unit, role, on_behalf_of, delegation in _rows(standings)
        ),
        reach=MappingProxyType(_union(reach.values())),
        scopes=None if scopes is None else frozenset(scopes),
    )


def _rows(text: str | None) -> list[list[Any]]:
    return json.loads(text) if text else []


def _reach_of_standings(
    granted: list[list[Any]], reached: list[list[Any]]
) -> dict[tuple[int, int | None], dict[str, Reach]]:
    """(post, delegation) -> verb -> reach, from rows (post, delegation, verb, unit, kind) and (unit, kind, ids)."""
    units = {(unit_id, kind): Reach(units=frozenset(ids)) for unit_id, kind, ids in reached}
    found: dict[tuple[int, int | None], dict[str, Reach]] = {}
    for post_id, delegation_id, verb, unit_id, kind in granted:
        reach = EVERYWHERE if kind == "everywhere" else units.get((unit_id, kind), NOWHERE)
        verbs = found.setdefault((post_id, delegation_id), {})
        verbs[verb] = verbs[verb] | reach if verb in verbs else reach
    return found


def _union(many: Iterable[Mapping[str, Reach]]) -> dict[str, Reach]:
    whole: dict[str, Reach] = {}
    for one in many:
        for verb, reach in one.items():
            whole[verb] = whole[verb] | reach if verb in whole else reach
    return whole
