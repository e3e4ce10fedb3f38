"""Keeps the points in line with the publications. Called for every event of a petition; again changes nothing."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.erasure import Subject
from motcua.petitions.categories import tree
from motcua.petitions.lifecycle import Kind, State
from motcua.petitions.models import Petition, Publication
from motcua.petitions.points.models import PetitionPoint
from motcua.petitions.points.rules import cell_of, metres_of, rounded

_SHIPPED: Final = Path(__file__).parent / "precision.toml"


@cache
def precision() -> Mapping[str, int]:
    """Category -> metres."""
    path = Path(settings.MAP_PRECISION) if settings.MAP_PRECISION else _SHIPPED
    rules = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    return {"": 30, **{str(one["category"]): int(one["metres"]) for one in rules}}


@transaction.atomic
def refresh_point(uid: UUID, *, now: dt.datetime) -> bool:
    """Make the point of a petition say what is public of it now; whether it is on the map."""
    petition = Petition.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if petition is None:
        return False
    publication = Publication.objects.filter(petition=petition, hidden_at=None).first()
    at = _public_pin(petition, now) if publication is not None else None
    if publication is None or at is None:
        PetitionPoint.objects.filter(petition=petition, shown=True).update(shown=False, changed=_next())
        return False
    lat, lng = at
    month = publication.published_at.astimezone(LEGAL_ZONE)
    values = {
        "receipt_no": petition.receipt_no,
        "category": petition.category,
        "unit_id": petition.owner_unit_id,
        "place_id": petition.place_id,
        "lat": lat,
        "lng": lng,
        "cell": cell_of(lat, lng),
        "is_open": not petition.closed,
        "month": month.year * 100 + month.month,
        "shown": True,
    }
    before = PetitionPoint.objects.filter(petition=petition).first()
    if before is None or any(getattr(before, name) != value for name, value in values.items()):
        PetitionPoint.objects.update_or_create(petition=petition, defaults={**values, "changed": _next()})
    return True


def _public_pin(petition: Petition, now: dt.datetime) -> tuple[float, float] | None:
    """The rounded pin; None where the public gets none: conduct of a named office is no place, nor is a rule."""
    if petition.lat is None or petition.lng is None:
        return None
    if petition.kind != Kind.STREET or petition.state == State.LED_AWAY:
        return None
    metres = metres_of(tree(legal_date(now)).above(petition.category), precision())
    return rounded(petition.lat, petition.lng, metres) if metres else None


def rebuild_points(*, now: dt.datetime) -> int:
    """Every publication looked at again, each in a transaction of its own: after a change of how coarse pins are, or a
    history that was told without the outbox. How many are on the map."""
    uids = Publication.objects.order_by("petition").values_list("petition__uid", flat=True)
    return sum(refresh_point(uid, now=now) for uid in list(uids))


def take_off_hidden(subject: Subject | None, now: dt.datetime) -> int:
    """Points whose petition is public no more though no event said so (an erasure emptied its text); how many went."""
    del subject, now
    still = Publication.objects.filter(hidden_at=None, petition__lat__isnull=False).exclude(
        petition__state=State.LED_AWAY.value
    )
    stale = PetitionPoint.objects.filter(shown=True).exclude(petition__in=still.values("petition"))
    return stale.update(shown=False, changed=_next()) if stale.exists() else 0


def _next() -> int:
    """A number above all before it. The lock makes the order of numbers that of commits: a reader that saw one has seen
    all below it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('petition_point'))")
        cursor.execute("SELECT coalesce(max(changed), 0) + 1 FROM petition_point")
        (number,) = cursor.fetchone() or (1,)
    return int(number)
