"""Posters and tablets: made, taken down, paired."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.organisation.models import Post, ReceptionPoint, Unit, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import decide, require, scope
from motcua.people.sealing import keyed_digest
from motcua.ratings.editions import policy_on
from motcua.ratings.models import Poster, Tablet
from motcua.ratings.permissions import POSTERS

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"


def _digest(secret: str) -> bytes:
    return keyed_digest("rating.tablet", secret)


def places(actor: Actor, on: dt.date) -> tuple[list[Unit], list[ReceptionPoint], list[Post]]:
    """Units in reach that receive people, their reception points and the posts at their desks."""
    reach = scope(actor, POSTERS, "unit")
    points = list(ReceptionPoint.objects.filter(in_force(on), reach).select_related("unit").order_by("code"))
    posts = Post.objects.filter(in_force(on), reach, role="reception_officer").select_related("unit")
    seats = list(posts.order_by("unit__code", "title", "pk"))
    seen = {one.unit_id: one.unit for one in points} | {one.unit_id: one.unit for one in seats}
    return sorted(seen.values(), key=lambda unit: unit.code), points, seats


@transaction.atomic
def make_poster(
    unit: UUID, *, actor: Actor, now: dt.datetime, point: UUID | None = None, post: UUID | None = None
) -> Poster:
    """A new code for a unit, a reception point or a post of it. Raises Invalid (``rating_place_unknown``)."""
    place, desk, seat = _place(unit, point, post, actor, legal_date(now))
    expires_on = legal_date(now) + dt.timedelta(days=policy_on(legal_date(now)).poster_days)
    row = Poster.objects.create(
        unit=place, point=desk, post=seat, expires_on=expires_on, made_by_id=actor.user_id, made_at=now
    )
    _record("ratings.poster_made", "rating_poster", row.uid, actor, now)
    return row


@transaction.atomic
def revoke_poster(uid: UUID, *, actor: Actor, now: dt.datetime) -> Poster:
    """Its code is no longer good. Twice is once. Raises NotFound (``rating_poster_unknown``)."""
    row = posters(actor).select_for_update(of=("self",)).filter(uid=uid).first()
    if row is None:
        raise NotFound("rating_poster_unknown")
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        _record("ratings.poster_revoked", "rating_poster", row.uid, actor, now)
    return row


def posters(actor: Actor) -> QuerySet[Poster]:
    return Poster.objects.filter(scope(actor, POSTERS, "unit")).select_related("unit", "point", "post").order_by("pk")


def tablets(actor: Actor) -> QuerySet[Tablet]:
    return Tablet.objects.filter(scope(actor, POSTERS, "unit")).select_related("unit", "point").order_by("pk")


@transaction.atomic
def register_tablet(
    unit: UUID, name: str, *, actor: Actor, now: dt.datetime, point: UUID | None = None
) -> tuple[Tablet, str]:
    """A device for a desk, and the word by which its browser is paired, once. Raises Invalid
    (``rating_place_unknown``, ``rating_name_missing``)."""
    place, desk, _ = _place(unit, point, None, actor, legal_date(now))
    if not name.strip():
        raise Invalid("data_invalid", errors=[{"field": "name", "code": "rating_name_missing"}])
    word = "".join(secrets.choice(_LETTERS) for _ in range(12))
    row = Tablet.objects.create(
        code="".join(secrets.choice(_LETTERS) for _ in range(8)),
        name=name.strip()[:100],
        unit=place,
        point=desk,
        secret=_digest(word),
        made_by_id=actor.user_id,
        made_at=now,
    )
    _record("ratings.tablet_registered", "rating_tablet", row.uid, actor, now)
    return row, word


@transaction.atomic
def pair_tablet(code: str, word: str) -> str:
    """The browser that comes with the word becomes the tablet; returns what it keeps. Raises NotFound
    (``rating_tablet_unknown``), Conflict (``rating_tablet_paired``)."""
    row = Tablet.objects.select_for_update().filter(code=code, revoked_at=None).first()
    if row is None:
        raise NotFound("rating_tablet_unknown")
    if row.paired:
        raise Conflict("rating_tablet_paired")
    if not secrets.compare_digest(bytes(row.secret), _digest(word)):
        raise NotFound("rating_tablet_unknown")
    kept = secrets.token_urlsafe(24)
    row.secret, row.paired = _digest(kept), True
    row.save(update_fields=["secret", "paired"])
    return kept


def tablet_of(code: str, kept: str) -> Tablet:
    """The tablet whose browser this is. Raises NotAllowed (``rating_tablet_unknown``)."""
    row = Tablet.objects.select_related("unit", "point").filter(code=code, paired=True, revoked_at=None).first()
    if row is None or not secrets.compare_digest(bytes(row.secret), _digest(kept)):
        raise NotAllowed("rating_tablet_unknown")
    return row


@transaction.atomic
def revoke_tablet(uid: UUID, *, actor: Actor, now: dt.datetime) -> Tablet:
    """The device is no longer one. Twice is once. Raises NotFound (``rating_poster_unknown``)."""
    row = tablets(actor).select_for_update(of=("self",)).filter(uid=uid).first()
    if row is None:
        raise NotFound("rating_poster_unknown")
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        _record("ratings.tablet_revoked", "rating_tablet", row.uid, actor, now)
    return row


def _place(
    unit: UUID, point: UUID | None, post: UUID | None, actor: Actor, on: dt.date
) -> tuple[Unit, ReceptionPoint | None, Post | None]:
    place = Unit.objects.filter(in_force(on), uid=unit).first()
    if place is None or not decide(actor, POSTERS, [place.pk]):
        raise Invalid("data_invalid", errors=[{"field": "place", "code": "rating_place_unknown"}])
    require(actor, POSTERS, [place.pk])
    desk = ReceptionPoint.objects.filter(in_force(on), unit=place, uid=point).first() if point else None
    seat = Post.objects.filter(in_force(on), unit=place, uid=post).first() if post else None
    if (point and desk is None) or (post and seat is None):
        raise Invalid("data_invalid", errors=[{"field": "place", "code": "rating_place_unknown"}])
    return place, desk, seat


def _record(act: str, kind: str, uid: UUID, actor: Actor, now: dt.datetime) -> None:
    audit.record(act=act, actor=actor, subject_kind=kind, subject=str(uid), now=now)
