"""Who acts. An :class:`Actor` is made once a request, in one SQL statement, and carries everything that decisions
about access need: the posts it fills on that day (by assignment or live delegation) and, per verb, the units it
reaches. Services take it as an argument and never look anything up again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


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


SYSTEM = Actor(kind=ActorKind.SYSTEM, user_id=None, uid=None, name="system")
