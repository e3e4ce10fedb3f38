"""Being away and standing in: asked for by the person or the head, approved by the head, over by itself.

A substitution is a delegation of the post's acts on dossiers for its days, so one table of rights stays, and every act
says on whose behalf it was done. Nobody stands in while away, and nobody is away while standing in: a chain or a circle
of substitutes cannot arise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.organisation.models import Post, in_force
from motcua.people.actors import Actor
from motcua.people.models import (
    Assignment,
    Delegation,
    Leave,
    LeaveKind,
    LeaveState,
    RoleGrant,
    Substitution,
    User,
    UserKind,
)
from motcua.people.permissions import decide, require

VERB = "people.substitute"
NOT_PASSED_ON = frozenset({"dossier.responsibility"})
"""What only the holder of a post decides: the responsibility of people under it."""
LONGEST = dt.timedelta(days=370)
_LIVE = [LeaveState.ASKED.value, LeaveState.APPROVED.value]


@dataclass(frozen=True, slots=True)
class StandIn:
    post: Post
    substitute: User


@transaction.atomic
def ask_leave(
    user: User,
    *,
    kind: str,
    first: dt.date,
    last: dt.date,
    stand_ins: Sequence[StandIn],
    actor: Actor,
    now: dt.datetime,
) -> Leave:
    """``user`` will be away from ``first`` to ``last``, both included, and these stand in. Asked for by oneself or by
    who may approve it. Raises Invalid (``leave_kind_unknown``, ``dates_reversed``, ``leave_over``, ``leave_too_long``,
    ``substitute_oneself``, ``officials_only_posts``), Conflict (``leave_overlaps``, ``post_not_theirs``,
    ``substitute_away``, ``stands_in_meanwhile``, ``nothing_to_stand_in``)."""
    if actor.user_id is None:
        raise NotAllowed("officials_only_posts")
    if actor.user_id != user.pk:
        require(actor, VERB, units_of(user, first))
    if kind not in LeaveKind.values:
        raise Invalid("leave_kind_unknown")
    after = last + dt.timedelta(days=1)
    _check_days(first, after, legal_date(now))
    _lock([user, *(one.substitute for one in stand_ins)])
    if Substitution.objects.filter(_meets(first, after), substitute=user, leave__state__in=_LIVE).exists():
        raise Conflict("stands_in_meanwhile")
    for one in stand_ins:
        _check_stand_in(user, one, first, after)
    leave = Leave(
        user=user, kind=kind, valid_from=first, valid_to=after, asked_by_id=actor.user_id, recorded_at=now, source=""
    )
    _write(leave, stand_ins)
    _record("people.leave_asked", leave, actor=actor, now=now)
    return leave


@transaction.atomic
def decide_leave(uid: UUID, *, approve: bool, actor: Actor, now: dt.datetime) -> Leave:
    """The head's answer; nobody answers the own request. With it the substitutes get what the posts carry, from today
    at the earliest. Raises NotFound (``leave_unknown``), NotAllowed (``leave_own``), Conflict (``leave_decided``,
    ``leave_over`` and those of :func:`ask_leave`)."""
    leave = _locked(uid)
    today = legal_date(now)
    if actor.user_id == leave.user_id:
        raise NotAllowed("leave_own")
    require(actor, VERB, units_of(leave.user, leave.valid_from))
    if leave.state != LeaveState.ASKED:
        raise Conflict("leave_decided")
    rows = list(leave.substitutions.select_related("post", "substitute").order_by("pk"))
    if approve:
        if leave.valid_to is not None and leave.valid_to <= today:
            raise Conflict("leave_over")
        _lock([leave.user, *(one.substitute for one in rows)])
        for one in rows:
            _begin(leave, one, today, actor=actor, now=now)
    leave.state = LeaveState.APPROVED if approve else LeaveState.REFUSED
    leave.decided_by_id, leave.decided_at = actor.user_id, now
    leave.save(update_fields=["state", "decided_by", "decided_at"])
    _record("people.leave_approved" if approve else "people.leave_refused", leave, actor=actor, now=now)
    return leave


@transaction.atomic
def end_leave(uid: UUID, *, on: dt.date, actor: Actor, now: dt.datetime) -> Leave:
    """Back on ``on``: the substitutes' rights end with the day before. One that has not begun is cancelled. Raises
    NotFound, Conflict (``leave_decided``, ``leave_over``), Invalid (``dates_reversed``)."""
    leave = _locked(uid)
    if actor.user_id != leave.user_id:
        require(actor, VERB, units_of(leave.user, leave.valid_from))
    if leave.state not in _LIVE:
        raise Conflict("leave_decided")
    today = legal_date(now)
    if leave.valid_to is not None and leave.valid_to <= today:
        raise Conflict("leave_over")
    if on < today or (leave.valid_to is not None and on > leave.valid_to):
        raise Invalid("dates_reversed")
    for one in leave.substitutions.select_related("delegation"):
        if one.delegation is not None:
            one.delegation.revoked_on, one.delegation.revoked_by_id = on, actor.user_id
            one.delegation.save(update_fields=["revoked_on", "revoked_by"])
        if on > one.valid_from:
            one.valid_to = on
            one.save(update_fields=["valid_to"])
    if on <= leave.valid_from:
        leave.state = LeaveState.CANCELLED
        leave.decided_by_id, leave.decided_at = actor.user_id, now
    else:
        leave.valid_to = on
    leave.save(update_fields=["state", "valid_to", "decided_by", "decided_at"])
    _record("people.leave_ended", leave, actor=actor, now=now)
    return leave


def units_of(user: User, on: dt.date) -> list[int]:
    """The units of the posts the person fills on the day."""
    return list(Assignment.objects.filter(in_force(on), user=user).values_list("post__unit", flat=True))


def may_decide(actor: Actor, leave: Leave) -> bool:
    """May the actor answer this request?"""
    return actor.user_id != leave.user_id and bool(decide(actor, VERB, units_of(leave.user, leave.valid_from)))


# ---- inside


def _write(leave: Leave, stand_ins: Sequence[StandIn]) -> None:
    try:
        with transaction.atomic():
            leave.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("leave_overlaps") from error
    for one in stand_ins:
        Substitution.objects.create(
            leave=leave,
            post=one.post,
            substitute=one.substitute,
            valid_from=leave.valid_from,
            valid_to=leave.valid_to,
            recorded_at=leave.recorded_at,
        )


def _check_days(first: dt.date, after: dt.date, today: dt.date) -> None:
    if after <= first:
        raise Invalid("dates_reversed")
    if after <= today:
        raise Invalid("leave_over")
    if after - first > LONGEST:
        raise Invalid("leave_too_long")


def _check_stand_in(user: User, one: StandIn, first: dt.date, after: dt.date) -> None:
    if one.substitute.pk == user.pk:
        raise Invalid("substitute_oneself")
    if one.substitute.kind != UserKind.OFFICIAL or not one.substitute.is_active:
        raise Invalid("officials_only_posts")
    if not Assignment.objects.filter(_meets(first, after), user=user, post=one.post).exists():
        raise Conflict("post_not_theirs")
    if Leave.objects.filter(_meets(first, after), user=one.substitute, state__in=_LIVE).exists():
        raise Conflict("substitute_away")


def _begin(leave: Leave, row: Substitution, today: dt.date, *, actor: Actor, now: dt.datetime) -> None:
    """Give the substitute what the post may do on dossiers, for what is left of the days."""
    begins = max(leave.valid_from, today)
    ends = leave.valid_to or begins
    _check_stand_in(leave.user, StandIn(row.post, row.substitute), begins, ends)
    verbs = RoleGrant.objects.filter(in_force(begins), role__code=row.post.role, verb__startswith="dossier.")
    carried = sorted(set(verbs.values_list("verb", flat=True)) - NOT_PASSED_ON)
    if not carried:
        raise Conflict("nothing_to_stand_in")
    row.delegation = Delegation.objects.create(
        delegator=leave.user,
        delegate=row.substitute,
        post=row.post,
        unit_id=row.post.unit_id,
        verbs=carried,
        decision_number=f"NP-{str(leave.uid)[-12:]}",
        signed_on=today,
        valid_from=begins,
        valid_to=ends,
        source="leave",
        recorded_at=now,
    )
    row.valid_from = begins
    row.save(update_fields=["delegation", "valid_from"])


def _meets(first: dt.date, after: dt.date) -> Q:
    """Rows that have a day in common with these."""
    return Q(valid_from__lt=after) & (Q(valid_to__isnull=True) | Q(valid_to__gt=first))


def _lock(users: Iterable[User]) -> None:
    """One order for all, so that two requests about the same people wait for one another."""
    keys = sorted({user.pk for user in users})
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _locked(uid: UUID) -> Leave:
    leave = Leave.objects.select_for_update(of=("self",)).select_related("user").filter(uid=uid).first()
    if leave is None:
        raise NotFound("leave_unknown")
    return leave


def _record(act: str, leave: Leave, *, actor: Actor, now: dt.datetime) -> None:
    details = {"from": leave.valid_from, "to": leave.valid_to, "kind": leave.kind}
    audit.record(act=act, actor=actor, subject_kind="leave", subject=str(leave.uid), now=now, details=details)
