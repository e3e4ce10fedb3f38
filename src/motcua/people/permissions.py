"""The only place that decides access. :func:`decide` answers for one thing, :func:`scope` for a list; both read the
reach that the actor carries, which comes from the one grant table, so they cannot disagree (a property test holds
them equal). A thing is named by the ids of the units it belongs to: any one of them within reach is enough.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from motcua.core.errors import NotAllowed
from motcua.people.actors import Actor, Reach, Standing

ALLOWED = "allowed"
NOT_GRANTED = "verb_not_granted"
OUT_OF_REACH = "unit_out_of_reach"
SCOPE_MISSING = "scope_missing"

SCOPES = frozenset(
    {
        "procedures:read",
        "dossiers:submit",
        "dossiers:read",
        "dossiers:act",
        "figures:read",
        "units:read",
        "worktime:read",
        "petitions:submit",
    }
)
"""What a token can be made for. A person signed in has no scopes and is bound by grants alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``code`` says why: ``allowed``, ``verb_not_granted`` or ``unit_out_of_reach``."""

    allowed: bool
    code: str

    def __bool__(self) -> bool:
        return self.allowed


_YES = Decision(allowed=True, code=ALLOWED)
_NOT_GRANTED = Decision(allowed=False, code=NOT_GRANTED)
_OUT_OF_REACH = Decision(allowed=False, code=OUT_OF_REACH)


def decide(actor: Actor, verb: str, units: Collection[int | None]) -> Decision:
    """May ``actor`` do ``verb`` on a thing of these units? A thing of no unit is reached from everywhere only."""
    reach = actor.reach_of(verb)
    if reach.everywhere or any(unit in reach.units for unit in units):
        return _YES
    return _OUT_OF_REACH if reach.units else _NOT_GRANTED


def require(actor: Actor, verb: str, units: Collection[int | None]) -> None:
    """Raises NotAllowed with the decision's code unless :func:`decide` allows it."""
    decision = decide(actor, verb, units)
    if not decision.allowed:
        raise NotAllowed(decision.code, params={"verb": verb})


def scope(actor: Actor, verb: str, *fields: str) -> Q:
    """The rows on which ``actor`` may do ``verb``; ``fields`` are the columns that hold the unit ids of a row, such as
    ``"reception_unit"`` or ``"holder_unit_id"``. Exactly the rows for which :func:`decide` over these columns allows.
    """
    if not fields:
        raise ValueError("name the columns that hold the units")
    reach = actor.reach_of(verb)
    if reach.everywhere:
        return Q()
    units = sorted(reach.units)
    found = Q(pk__in=[])
    for name in fields if units else ():
        found |= Q(**{f"{name}__in": units})
    return found


def holds(actor: Actor, verb: str) -> bool:
    """May ``actor`` do ``verb`` anywhere at all? For menus and doors, never for a decision about one thing."""
    reach = actor.reach_of(verb)
    return reach.everywhere or bool(reach.units)


def standing_for(actor: Actor, verb: str, units: Collection[int | None]) -> Standing | None:
    """The standing that carries the act, so that it can be recorded: an own post before a delegated one."""
    for standing in actor.standings:
        if _covers(standing.reach.get(verb), units):
            return standing
    return None


def _covers(reach: Reach | None, units: Collection[int | None]) -> bool:
    return reach is not None and (reach.everywhere or any(unit in reach.units for unit in units))


def require_scope(actor: Actor, wanted: str) -> None:
    """Raises NotAllowed (``scope_missing``) when the actor came with a token that was not made for this."""
    if wanted not in SCOPES:
        raise ValueError(f"{wanted!r} is not a scope")
    if actor.scopes is not None and wanted not in actor.scopes:
        raise NotAllowed(SCOPE_MISSING, params={"scope": wanted})
