"""The list of people to call: a random share of those whom no letter reaches. A post that does not serve them calls and
keys in what they say; who asked is kept, what was said goes into the box like every rating."""

from __future__ import annotations

import datetime as dt
import math
import secrets
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from motcua.core import audit
from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.errors import Conflict, NotAllowed, NotFound
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Post, in_force
from motcua.organisation.selectors import ancestors
from motcua.people.actors import SYSTEM, Actor
from motcua.people.models import Assignment
from motcua.people.permissions import decide, scope
from motcua.people.services.records import record_read
from motcua.ratings.asked import ask, dossier_token
from motcua.ratings.editions import policy_on
from motcua.ratings.models import Callback, CallbackState
from motcua.ratings.permissions import CALL
from motcua.ratings.services.rate import Filled, rate
from motcua.worktime.rules import add_working_days
from motcua.worktime.selectors import compiled

CALLERS: Final = ("control_officer", "control_head")
_WEEK: Final = dt.timedelta(days=7)
_chance: Final = secrets.SystemRandom()


@transaction.atomic
def draw_callbacks(*, now: dt.datetime) -> int:
    """Put people on the list: of the dossiers returned in the last seven days with a telephone and without an e-mail
    address, a share of each desk's. A dossier is drawn once. Returns how many; none without a post that may call."""
    today = legal_date(now)
    policy, owners = policy_on(today), _callers(today)
    first = dt.datetime.combine(today - _WEEK, dt.time(), LEGAL_ZONE)
    rows = Dossier.objects.filter(
        state=State.RETURNED, parent=None, closed_at__gte=first, closed_at__lt=now, applicant__email="", account=None
    ).exclude(applicant__phone="")
    known = set(Callback.objects.filter(drawn_on__gt=today - _WEEK).values_list("dossier_id", flat=True))
    by_unit: dict[int, list[int]] = {}
    for pk, unit in rows.order_by("pk").values_list("pk", "reception_unit_id"):
        by_unit.setdefault(unit, []).append(pk)
    due_on = add_working_days(compiled(settings.PROVINCE_CALENDARS["settlement"]), today, policy.callback_days)
    made = []
    for unit, all_of in sorted(by_unit.items()):
        owner = _owner(unit, owners, today)
        wanted = max(policy.callback_least, math.ceil(len(all_of) * policy.callback_share / 100))
        free = [pk for pk in all_of if pk not in known]
        missing = min(len(free), wanted - (len(all_of) - len(free)))
        for pk in _chance.sample(free, missing) if owner and missing > 0 else ():
            made.append(Callback(dossier_id=pk, unit_id=unit, owner=owner, due_on=due_on, drawn_on=today))
    Callback.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    if made:
        details = {"calls": len(made)}
        audit.record(
            act="ratings.calls_drawn", actor=SYSTEM, subject_kind="rating_calls", subject="", now=now, details=details
        )
    return len(made)


def _callers(today: dt.date) -> list[Post]:
    filled = Assignment.objects.filter(in_force(today), user__is_active=True).values("post")
    return list(Post.objects.filter(in_force(today), role__in=CALLERS, pk__in=filled).order_by("role", "pk").reverse())


def _owner(unit: int, owners: list[Post], today: dt.date) -> Post | None:
    """A caller who does not belong to the unit; one above it before one elsewhere."""
    free = [one for one in owners if one.unit_id != unit]
    above = [one.pk for one in ancestors(unit, today)]
    near = sorted(free, key=lambda one: (one.unit_id not in above, CALLERS.index(one.role), one.pk))
    return near[0] if near else None


def to_call(actor: Actor) -> QuerySet[Callback]:
    """Open calls in reach, the nearest date first; never those about a unit in which the actor has a post."""
    own = [standing.unit_id for standing in actor.standings]
    rows = Callback.objects.filter(scope(actor, CALL, "unit"), state=CallbackState.WAITING).exclude(unit__in=own)
    return rows.select_related("unit", "dossier__version").order_by("due_on", "pk")


def callback(uid: UUID, *, actor: Actor, now: dt.datetime) -> Callback:
    """One call with the person's name and telephone; the look leaves an access record. Raises NotFound
    (``rating_callback_unknown``), NotAllowed (``rating_callback_own_unit``)."""
    rows = Callback.objects.select_related("unit", "dossier__applicant", "dossier__version")
    found = rows.filter(uid=uid).first()
    if found is None or not decide(actor, CALL, [found.unit_id]):
        raise NotFound("rating_callback_unknown")
    _check_independent(found, actor)
    record_read(actor, CALL, "rating_callback", found.uid, now=now)
    return found


def _check_independent(row: Callback, actor: Actor) -> None:
    served = {row.unit_id, row.dossier.settling_unit_id}
    if any(standing.unit_id in served for standing in actor.standings):
        raise NotAllowed("rating_callback_own_unit")


@transaction.atomic
def answered(uid: UUID, filled: Filled, *, actor: Actor, now: dt.datetime) -> None:
    """Key in what the person said. Raises as :func:`callback` and :func:`motcua.ratings.services.rate.rate`, Conflict
    (``rating_callback_closed``)."""
    row = _locked(uid, actor)
    asked = ask(dossier_token(row.dossier.uid, row.dossier.submitted_at), now=now)
    told = Filled(filled.answers, filled.words, filled.contact, interviewer=str(actor.uid))
    rate(asked, told, now=now)
    _end(row, CallbackState.DONE, actor)


@transaction.atomic
def not_answered(uid: UUID, *, declined: bool, actor: Actor, now: dt.datetime) -> Callback:
    """The person did not wish to answer, or was not reached: after some tries the call is given up. Raises as
    :func:`callback`, Conflict (``rating_callback_closed``)."""
    row = _locked(uid, actor)
    row.tries += 1
    if declined:
        return _end(row, CallbackState.DECLINED, actor)
    if row.tries >= policy_on(legal_date(now)).callback_tries:
        return _end(row, CallbackState.UNREACHED, actor)
    calendar = compiled(settings.PROVINCE_CALENDARS["settlement"])
    row.due_on = max(row.due_on or legal_date(now), add_working_days(calendar, legal_date(now), 1))
    row.save(update_fields=["tries", "due_on"])
    return row


def _locked(uid: UUID, actor: Actor) -> Callback:
    rows = Callback.objects.select_for_update(of=("self",)).select_related("dossier")
    row = rows.filter(uid=uid).first()
    if row is None or not decide(actor, CALL, [row.unit_id]):
        raise NotFound("rating_callback_unknown")
    _check_independent(row, actor)
    if row.state != CallbackState.WAITING:
        raise Conflict("rating_callback_closed")
    return row


def _end(row: Callback, state: CallbackState, actor: Actor) -> Callback:
    row.state, row.interviewer_id = state, actor.user_id
    row.owner, row.due_on = None, None
    row.save(update_fields=["state", "interviewer", "owner", "due_on", "tries"])
    return row
