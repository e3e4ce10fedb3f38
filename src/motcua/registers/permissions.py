"""Who may do what in a register. Two verbs of the one grant table open the rooms: ``register.author`` makes registers,
``register.use`` enters the desk's page of them. What one may do with records says the register's own definition, by the
role of the post that one fills that day; nothing is allowed that it does not name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.core.clock import legal_date
from motcua.core.errors import NotAllowed
from motcua.organisation.models import UnitClosure, in_force
from motcua.people.actors import EVERYWHERE, NOWHERE, Actor, Reach, Standing
from motcua.people.permissions import Decision
from motcua.registers.definition import Allowed, Definition, Extent, Right
from motcua.registers.models import Record

AUTHOR = "register.author"
USE = "register.use"
VERBS = {
    AUTHOR: _("Tạo và sửa sổ nghiệp vụ"),
    USE: _("Dùng sổ nghiệp vụ"),
}

_YES = Decision(allowed=True, code="allowed")


def reach(actor: Actor, definition: Definition, right: Right, on: dt.date) -> Reach:
    """The units on whose records the actor has ``right``. One statement at most."""
    rights = [one for one in definition.allowed if one.right is right]
    return _reach(actor, rights, on)


def step_reach(actor: Actor, definition: Definition, role: str, on: dt.date) -> Reach:
    """The units whose records the actor may move on at a step of ``role``: those held by a unit in which the actor has
    a post of that role, as far as that role reads."""
    rights = [one for one in definition.allowed if one.right is Right.READ and one.role == role]
    return _reach(actor, rights, on)


def _reach(actor: Actor, rights: Iterable[Allowed], on: dt.date) -> Reach:
    if actor.is_system:
        return EVERYWHERE
    own: set[int] = set()
    above: set[int] = set()
    for one in rights:
        units = {standing.unit_id for standing in actor.standings if standing.role == one.role}
        if not units:
            continue
        if one.extent is Extent.EVERYWHERE:
            return EVERYWHERE
        (own if one.extent is Extent.OWN_UNIT else above).update(units)
    if not own and not above:
        return NOWHERE
    return Reach(units=frozenset(_units(own, above, on)))


def _units(own: set[int], above: set[int], on: dt.date) -> set[int]:
    """The units themselves and those under them, with what they succeeded: a merged unit's records stay readable."""
    wanted = Q(ancestor__in=own, depth=0) | Q(ancestor__in=above)
    rows = UnitClosure.objects.filter(wanted, in_force(on)).values_list("descendant_id", flat=True)
    return own | above | set(rows)


def decide(actor: Actor, definition: Definition, right: Right, unit: int, on: dt.date) -> Decision:
    """May ``actor`` do ``right`` on a record of ``unit``?"""
    found = reach(actor, definition, right, on)
    if found.covers(unit):
        return _YES
    return Decision(allowed=False, code="unit_out_of_reach" if found.units else "register_right_missing")


def require(actor: Actor, definition: Definition, right: Right, unit: int, on: dt.date) -> None:
    """Raises NotAllowed with the code of :func:`decide`."""
    decision = decide(actor, definition, right, unit, on)
    if not decision.allowed:
        raise NotAllowed(decision.code)


def scope(actor: Actor, definition: Definition, right: Right, on: dt.date) -> Q:
    """Exactly the records for which :func:`decide` allows."""
    found = reach(actor, definition, right, on)
    return Q() if found.everywhere else Q(unit__in=sorted(found.units))


def may_read(actor: Actor, definition: Definition, record: Record, now: dt.datetime) -> bool:
    """Whether the actor may open a record: one of the own units, or one that waits at a step the actor does."""
    on = legal_date(now)
    if reach(actor, definition, Right.READ, on).covers(record.unit_id):
        return True
    if record.holder_unit_id is None:
        return False
    return step_reach(actor, definition, record.holder_role, on).covers(record.holder_unit_id)


def readable(actor: Actor, definition: Definition, on: dt.date) -> Q:
    """Exactly the records :func:`may_read` opens."""
    found = scope(actor, definition, Right.READ, on)
    for role in {step.role for step in definition.process.steps} if definition.process else ():
        held = step_reach(actor, definition, role, on)
        if held.everywhere:
            found |= Q(holder_role=role)
        elif held.units:
            found |= Q(holder_role=role, holder_unit__in=sorted(held.units))
    return found


def standing_in(actor: Actor, roles: Iterable[str], unit: int | None = None) -> Standing | None:
    """The post by which the actor acts: one of the roles, in ``unit`` where it is named, an own post first."""
    wanted = set(roles)
    fitting = [one for one in actor.standings if one.role in wanted]
    return next((one for one in fitting if one.unit_id == unit), fitting[0] if fitting else None)


def roles_with(definition: Definition, right: Right) -> frozenset[str]:
    return frozenset(one.role for one in definition.allowed if one.right is right)
