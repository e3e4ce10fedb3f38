"""Form 06, the book in which a desk follows what it accepted (Circular 01/2018/TT-VPCP arts 9-10): by desk and period,
in the order of acceptance. A period is bounded, and an index of blocks finds it in a table of any size."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Invalid
from motcua.dossiers.models import Dossier, DossierResult
from motcua.dossiers.permissions import RECEIVE
from motcua.organisation.models import Unit, in_force
from motcua.organisation.selectors import ONE_STOP_CENTRE
from motcua.people.actors import Actor
from motcua.people.permissions import scope

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Period:
    """Legal days, both counted."""

    first: dt.date
    last: dt.date

    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        after = self.last + dt.timedelta(days=1)
        return (
            dt.datetime.combine(self.first, dt.time(), LEGAL_ZONE),
            dt.datetime.combine(after, dt.time(), LEGAL_ZONE),
        )


def period(first: str, last: str, today: dt.date) -> Period:
    """The days typed, this month so far where nothing was. Raises Invalid("dates_reversed"), ("period_too_long"),
    ("data_invalid") for what is no date."""
    try:
        begins = dt.date.fromisoformat(first) if first else today.replace(day=1)
        ends = dt.date.fromisoformat(last) if last else max(today, begins)
    except ValueError:
        raise Invalid("data_invalid", errors=[{"field": "from", "code": "date_malformed"}]) from None
    if not dt.date(2000, 1, 1) <= begins <= dt.date(2200, 1, 1) or ends.year > 2200:
        raise Invalid("data_invalid", errors=[{"field": "from", "code": "date_malformed"}])
    if ends < begins:
        raise Invalid("dates_reversed")
    if (ends - begins).days >= LONGEST_DAYS:
        raise Invalid("period_too_long", params={"days": LONGEST_DAYS})
    return Period(begins, ends)


def desks(actor: Actor, on: dt.date) -> list[Unit]:
    """The one-stop centres whose book the actor keeps."""
    rows = Unit.objects.filter(in_force(on), scope(actor, RECEIVE, "pk"), kind=ONE_STOP_CENTRE)
    return list(rows.order_by("level", "name", "code"))


def book(desk: int, days: Period) -> QuerySet[Dossier]:
    """The rows of the book, with ``way`` (how the result was given)."""
    since, until = days.bounds()
    results = DossierResult.objects.filter(dossier=OuterRef("pk"), handed_over_at__isnull=False).order_by("-issued_seq")
    rows = Dossier.objects.filter(accepted_at__gte=since, accepted_at__lt=until, reception_unit=desk)
    return (
        rows.select_related("version", "applicant", "settling_unit")
        .annotate(way=Subquery(results.values("way")[:1]))
        .defer("snapshot")
        .order_by("accepted_at", "id")
    )
