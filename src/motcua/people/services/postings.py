"""Who fills which post, and authority passed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.organisation.models import Post, Unit, UnitClosure, in_force
from motcua.people.actors import Actor
from motcua.people.models import Assignment, Delegation, RoleGrant, User, UserKind
from motcua.people.permissions import require


@transaction.atomic
def assign(
    user: User,
    post: Post,
    *,
    actor: Actor,
    now: dt.datetime,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    decision_number: str = "",
) -> Assignment:
    """``user`` fills ``post`` from day to day. Raises Invalid (``officials_only_posts``, ``dates_reversed``), Conflict
    (``assignment_overlaps``)."""
    require(actor, "people.manage", (post.unit_id,))
    if user.kind == UserKind.CITIZEN:
        raise Invalid("officials_only_posts")
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid("dates_reversed")
    assignment = Assignment(
        user=user,
        post=post,
        valid_from=valid_from,
        valid_to=valid_to,
        decision_number=decision_number,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            assignment.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("assignment_overlaps") from error
    details = {"post": post.code, "from": valid_from, "to": valid_to}
    _record("people.assigned", user, actor=actor, now=now, details=details)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, on: dt.date, *, actor: Actor, now: dt.datetime) -> None:
    """The person no longer fills the post from ``on``; delegations from it lapse with it."""
    require(actor, "people.manage", (assignment.post.unit_id,))
    if on <= assignment.valid_from:
        raise Invalid("dates_reversed")
    assignment.valid_to = on
    assignment.save(update_fields=["valid_to"])
    details = {"post": assignment.post.code, "to": on}
    _record("people.assignment_ended", assignment.user, actor=actor, now=now, details=details)


@transaction.atomic
def delegate(
    delegator: User,
    to: User,
    post: Post,
    verbs: Sequence[str],
    *,
    actor: Actor,
    now: dt.datetime,
    decision_number: str,
    signed_on: dt.date,
    valid_from: dt.date,
    valid_to: dt.date,
    unit: Unit | None = None,
) -> Delegation:
    """``to`` may do ``verbs`` of ``post`` on behalf of ``delegator``, in ``unit`` (default: the post's), by a signed
    decision. Raises Invalid or Conflict when the decision passes on what the delegator has not: the post on all these
    days (``delegator_without_post``), the verb (``delegation_too_wide``), the unit (``delegation_unit_outside``)."""
    require(actor, "people.manage", (post.unit_id,))
    unit = unit or post.unit
    _check_dates(signed_on, valid_from, valid_to)
    if delegator.pk == to.pk:
        raise Invalid("delegation_to_oneself")
    if to.kind != UserKind.OFFICIAL:
        raise Invalid("officials_only_posts")
    if not _fills(delegator, post, valid_from, valid_to):
        raise Conflict("delegator_without_post")
    _check_scope(post, unit, verbs, valid_from)
    delegation = Delegation.objects.create(
        delegator=delegator,
        delegate=to,
        post=post,
        unit=unit,
        verbs=sorted(set(verbs)),
        decision_number=decision_number.strip(),
        signed_on=signed_on,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=now,
    )
    details = {"delegation": delegation.uid, "post": post.code, "verbs": delegation.verbs, "from": valid_from}
    _record("people.delegated", to, actor=actor, now=now, details={**details, "to": valid_to})
    return delegation


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, actor: Actor, now: dt.datetime, on: dt.date | None = None) -> None:
    """The authority is taken back from ``on`` (default: today). The delegator may do so, and who manages people."""
    if actor.user_id != delegation.delegator_id:
        require(actor, "people.manage", (delegation.post.unit_id,))
    day = on or legal_date(now)
    if delegation.revoked_on is None or day < delegation.revoked_on:
        delegation.revoked_on = day
        delegation.revoked_by_id = actor.user_id
        delegation.save(update_fields=["revoked_on", "revoked_by"])
    details = {"delegation": delegation.uid, "on": delegation.revoked_on}
    _record("people.delegation_revoked", delegation.delegate, actor=actor, now=now, details=details)


def _check_dates(signed_on: dt.date, valid_from: dt.date, valid_to: dt.date | None) -> None:
    if valid_to is None:
        raise Invalid("delegation_without_end")
    if valid_to <= valid_from:
        raise Invalid("dates_reversed")
    if signed_on > valid_from:
        raise Invalid("delegation_signed_late")


def _fills(user: User, post: Post, valid_from: dt.date, valid_to: dt.date) -> bool:
    """Whether the user fills the post on every one of these days."""
    spans = Assignment.objects.filter(user=user, post=post).order_by("valid_from").values_list("valid_from", "valid_to")
    reached = valid_from
    for begins, ends in spans:
        if begins <= reached:
            if ends is None:
                return True
            reached = max(reached, ends)
    return reached >= valid_to


def _check_scope(post: Post, unit: Unit, verbs: Sequence[str], on: dt.date) -> None:
    held = set(RoleGrant.objects.filter(in_force(on), role__code=post.role).values_list("verb", flat=True))
    for verb in verbs:
        if verb not in held:
            raise Invalid("delegation_too_wide", params={"verb": verb})
    if not verbs:
        raise Invalid("delegation_too_wide", params={"verb": ""})
    within = UnitClosure.objects.filter(in_force(on), ancestor=post.unit_id, descendant=unit, succeeded=False)
    if not within.exists():
        raise Invalid("delegation_unit_outside")


def _record(act: str, user: User, *, actor: Actor, now: dt.datetime, details: dict[str, object]) -> None:
    audit.record(act=act, actor=actor, subject_kind="account", subject=str(user.uid), now=now, details=details)
