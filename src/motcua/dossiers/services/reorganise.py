"""A decision about units from its draft to the moved dossiers: who may do what, and everything that must be true
together the moment it is signed - units, posts, assignments, delegations, and the job that moves open dossiers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.core.remember import forget_everything
from motcua.dossiers.models import Reroute
from motcua.dossiers.models.reroute import RerouteKind
from motcua.organisation.models import UnitDecision, UnitDecisionState
from motcua.organisation.plans import Map, Plan, after
from motcua.organisation.services import unit_decisions as decisions
from motcua.organisation.services.unit_decisions import Head
from motcua.organisation.services.unit_plans import Applied, put_plans_in_force
from motcua.people.actors import SYSTEM, Actor
from motcua.people.permissions import require
from motcua.people.selectors import account
from motcua.people.services.following import follow_posts
from motcua.people.services.sign_in import confirm_totp
from motcua.procedures.models import Procedure

from .reroute import plan_reroute

MANAGE = "organisation.manage"
SIGN = "organisation.sign"
READ = "organisation.read_decisions"
"""Who may see drafts, decisions and how far the dossiers are; the desk asks for it."""


def draft(head: Head, changes: Sequence[Mapping[str, object]], *, actor: Actor, now: dt.datetime) -> UnitDecision:
    """Raises NotAllowed without ``organisation.manage`` for the whole province, else as
    :func:`motcua.organisation.services.unit_decisions.draft`; so do the next three."""
    require(actor, MANAGE, ())
    return decisions.draft(head, changes, actor=actor, now=now)


def edit(
    uid: UUID,
    head: Head,
    changes: Sequence[Mapping[str, object]],
    *,
    actor: Actor,
    now: dt.datetime,
    expected: int | None = None,
) -> UnitDecision:
    require(actor, MANAGE, ())
    return decisions.edit(uid, head, changes, actor=actor, now=now, expected=expected)


def check(uid: UUID, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> UnitDecision:
    require(actor, MANAGE, ())
    return decisions.check(uid, actor=actor, now=now, expected=expected)


def withdraw(uid: UUID, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> UnitDecision:
    require(actor, MANAGE, ())
    return decisions.withdraw(uid, actor=actor, now=now, expected=expected)


def sign(
    uid: UUID, *, digest: str, code: str, actor: Actor, now: dt.datetime, signed_on: dt.date | None = None
) -> UnitDecision:
    """Sign what ``digest`` names, with the second factor; it is in force at once, its effect on its day. The signer
    neither drafted nor checked it. Raises NotAllowed without ``organisation.sign`` for the whole province,
    ``signer_is_drafter``, ``signer_is_checker`` or what the second
    factor raises, Conflict ``decision_moved``, ``decision_changed``, ``reorganisation_faulty`` when the units have
    changed since the check."""
    require(actor, SIGN, ())
    decision = decisions.find_decision(uid)
    _may_sign(decision, digest, actor)
    # Before the transaction: a refused code stays counted.
    confirm_totp(account(str(actor.uid)), code, now)
    with transaction.atomic():
        decision = decisions.locked(uid, UnitDecisionState.CHECKED)
        _may_sign(decision, digest, actor)
        decision.signed_by = actor.uid
        decision.signed_on = signed_on or decision.signed_on or legal_date(now)
        enact([decision], actor=actor, now=now)
    return decision


def _may_sign(decision: UnitDecision, digest: str, actor: Actor) -> None:
    if decision.state != UnitDecisionState.CHECKED:
        raise Conflict("decision_moved", params={"state": decision.state})
    if actor.uid is None or actor.uid == decision.drafted_by:
        raise NotAllowed("signer_is_drafter")
    if actor.uid == decision.checked_by:
        raise NotAllowed("signer_is_checker")
    if digest != decision.digest or decisions.digest_of(decision) != digest:
        raise Conflict("decision_changed")


@dataclass(frozen=True, slots=True)
class Enacted:
    applied: Applied
    people: Mapping[str, int]
    jobs: tuple[Reroute, ...]


@transaction.atomic
def enact(signed: Sequence[UnitDecision], *, actor: Actor, now: dt.datetime) -> Enacted:
    """Bring signed decisions of one day into force together, in their order. Raises Conflict
    ``reorganisation_faulty`` with the faults of the first that does not fit."""
    on = signed[0].effective_on
    plans = plans_together(signed)
    applied = put_plans_in_force(plans, actor=actor, now=now)
    numbers = ", ".join(decision.number for decision in signed)[:100]
    people = follow_posts(applied.posts, applied.ended, on=on, number=numbers, actor=actor, now=now)
    made = [
        plan_reroute(
            kind=RerouteKind.UNITS,
            decision=decision.uid,
            number=decision.number,
            effective_on=on,
            signed_on=decision.signed_on,
            units=applied.by_decision[decision.pk],
            tells_applicants=decision.tells_applicants,
            now=now,
            started_by=actor.uid,
        )
        for decision in signed
    ]
    transaction.on_commit(forget_everything)
    return Enacted(applied, people, tuple(made))


def plans_together(signed: Sequence[UnitDecision]) -> list[tuple[UnitDecision, Plan]]:
    """The plans of decisions of one day, each on the map that the ones before it leave."""
    on = signed[0].effective_on
    if any(decision.effective_on != on for decision in signed):
        raise ValueError("decisions of one day are enacted together")
    units: Map | None = None
    plans: list[tuple[UnitDecision, Plan]] = []
    ours = {decision.number for decision in signed}
    for decision in signed:
        if units is None:
            units = decisions.map_around(on, besides=decision)
            units = Map(on, units.before, units.during, _of_others(units.touched, ours))
        plan, faults = decisions.plan_of(decision, units)
        if faults:
            errors = decisions.fault_errors(faults)
            raise Conflict("reorganisation_faulty", params={"number": decision.number}, errors=errors)
        plans.append((decision, plan))
        units = after(units, plan, decision.number)
    return plans


def _of_others(touched: Mapping[str, str], ours: set[str]) -> dict[str, str]:
    return {code: number for code, number in touched.items() if number not in ours}


@transaction.atomic
def enact_published(
    published: Sequence[tuple[Head, Sequence[Mapping[str, object]]]], *, now: dt.datetime
) -> tuple[list[UnitDecision], Enacted]:
    """Decisions of one day that were signed and published outside, read from a file: drafted, checked and in force in
    one go. Raises Invalid ``decision_number_missing``, ``signer_missing``, ``change_malformed``, Conflict
    ``reorganisation_faulty``, ``decision_known`` for a number that is in force already."""
    made: list[UnitDecision] = []
    for head, changes in published:
        if not head.number:
            raise Invalid("decision_number_missing")
        if not head.signer or head.signed_on is None:
            raise Invalid("signer_missing", params={"number": head.number})
        known = UnitDecision.objects.filter(number=head.number, state=UnitDecisionState.IN_FORCE)
        if known.exists():
            raise Conflict("decision_known", params={"number": head.number})
        made.append(decisions.draft(head, changes, actor=SYSTEM, now=now))
    for decision, plan in plans_together(made):
        decisions.mark_checked(decision, plan, actor=SYSTEM, now=now)
    return made, enact(made, actor=SYSTEM, now=now)


def follow_competence(body: Mapping[str, object], *, now: dt.datetime) -> Reroute | None:
    """A decision of the registry moved competence: plan the re-routing of the procedures' open dossiers. A second
    message about the same decision changes nothing."""
    decision, on = UUID(str(body["decision"])), dt.date.fromisoformat(str(body["effective_on"]))
    if Reroute.objects.filter(decision=decision, effective_on=on).exists():
        return None
    ends = body.get("ends")
    days = [dt.date.fromisoformat(str(one)) for one in ends] if isinstance(ends, list) else []
    keys = body.get("procedures")
    named = [str(key) for key in keys] if isinstance(keys, list) else []
    rows = Procedure.objects.filter(key__in=named) if named else Procedure.objects.all()
    signed = body.get("signed_on")
    made = [
        plan_reroute(
            kind=RerouteKind.COMPETENCE,
            decision=decision,
            number=str(body.get("number", "")),
            effective_on=each,
            signed_on=dt.date.fromisoformat(str(signed)) if signed else None,
            procedures=list(rows.order_by("pk").values_list("pk", flat=True)),
            tells_applicants=body.get("tells_applicants") is not False,
            now=now,
        )
        for each in (on, *days)
    ]
    return made[0]
