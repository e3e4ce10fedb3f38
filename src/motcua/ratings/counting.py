"""Counting with sealed links: which dossiers were rated by dissatisfied people. Needs the private key; every opening is
in the audit log. What is told of small groups is for the caller to hold back: :func:`without_complaint` does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass
from uuid import UUID

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.people.actors import SYSTEM

from .ballots import opened_links
from .editions import policy_on
from .models import SealedLink


@dataclass(frozen=True, slots=True)
class Opened:
    """Dossiers that were rated, and those of them rated by somebody dissatisfied."""

    rated: frozenset[UUID]
    dissatisfied: frozenset[UUID]


def open_links(purpose: str, *, first: str, now: dt.datetime) -> Opened:
    """The links of all months from ``first`` (``2026-01``) on: a dossier settled in a month is often rated in the next.
    ``purpose`` is what they are opened for, a code. Raises Unavailable (``rating_box_locked``)."""
    rows = list(SealedLink.objects.filter(period__gte=first).order_by("uid").values_list("sealed", flat=True))
    details = {"links": len(rows), "purpose": purpose}
    audit.record(
        act="ratings.links_opened", actor=SYSTEM, subject_kind="rating_period", subject=first, now=now, details=details
    )
    found = list(opened_links(bytes(one) for one in rows))
    return Opened(frozenset(uid for uid, _ in found), frozenset(uid for uid, unhappy in found if unhappy))


def without_complaint(
    dossiers: Iterable[UUID], others: Set[UUID], *, purpose: str, first: str, now: dt.datetime
) -> int | None:
    """Set 766, indicator 5.4: of ``dossiers`` those neither among ``others`` (late, or with a petition) nor rated by
    somebody dissatisfied; sets, so that nothing is taken off twice. None when some of them were rated, but fewer than
    may be shown: then the figure would tell how one person rated."""
    links, wanted = open_links(purpose, first=first, now=now), frozenset(dossiers)
    number = len(wanted & links.rated)
    if 0 < number < policy_on(legal_date(now)).least_shown:
        return None
    return len(wanted - others - links.dissatisfied)
