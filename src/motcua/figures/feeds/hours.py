"""What readings come to by hour and by day, for an area with all under it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.organisation.models import Unit, UnitClosure, in_force

from .models import FeedHour, FeedSource, Together


@dataclass(frozen=True, slots=True)
class Span:
    """What a run of time came to; ``begins`` is its first instant, UTC."""

    begins: dt.datetime
    value: Fraction
    readings: int


def hour_of(at: dt.datetime) -> dt.datetime:
    """The hour that an instant lies in, UTC. Hours of the legal zone begin with those of UTC."""
    return at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)


def value_of(together: Together, rows: Iterable[FeedHour]) -> Fraction:
    """What hours of one or more areas come to. ``last``: each area's newest, added up."""
    kept = list(rows)
    match together:
        case Together.SUM:
            return sum((Fraction(row.total) for row in kept), Fraction(0))
        case Together.MEAN:
            return sum((Fraction(row.total) for row in kept), Fraction(0)) / sum(row.readings for row in kept)
        case Together.HIGHEST:
            return max(Fraction(row.highest) for row in kept)
        case _:
            newest: dict[int, FeedHour] = {}
            for row in kept:
                if row.unit_id not in newest or newest[row.unit_id].last_at < row.last_at:
                    newest[row.unit_id] = row
            return sum((Fraction(row.last) for row in newest.values()), Fraction(0))


def areas(unit: Unit, on: dt.date) -> list[int]:
    """The unit with all under it on a day, what it succeeded included."""
    rows = UnitClosure.objects.filter(in_force(on), ancestor__code=unit.code)
    return list(rows.values_list("descendant_id", flat=True))


def newest_hours(source: FeedSource, unit: Unit, now: dt.datetime) -> Span | None:
    """The newest full hour of which there are readings, of the area with all under it."""
    rows = FeedHour.objects.filter(source=source, unit__in=areas(unit, legal_date(now)), hour__lt=hour_of(now))
    newest = rows.order_by("-hour").values_list("hour", flat=True).first()
    return None if newest is None else _span(source, newest, list(rows.filter(hour=newest)))


def by_hour(source: FeedSource, unit: Unit, first: dt.datetime, until: dt.datetime) -> list[Span]:
    """Hours from ``first`` to before ``until`` of which there are readings, in order; one statement beside the map."""
    return _grouped(source, unit, first, until, by_day=False)


def by_day(source: FeedSource, unit: Unit, first: dt.date, last: dt.date) -> list[Span]:
    """Legal days, both inside, of which there are readings, in order."""
    begin = dt.datetime.combine(first, dt.time(), LEGAL_ZONE)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), LEGAL_ZONE)
    return _grouped(source, unit, begin, end, by_day=True)


def _grouped(source: FeedSource, unit: Unit, first: dt.datetime, until: dt.datetime, *, by_day: bool) -> list[Span]:
    rows = FeedHour.objects.filter(source=source, unit__in=areas(unit, legal_date(until)))
    parts: dict[dt.datetime, list[FeedHour]] = defaultdict(list)
    for row in rows.filter(hour__gte=first, hour__lt=until).order_by("hour", "unit_id"):
        day = dt.datetime.combine(legal_date(row.hour), dt.time(), LEGAL_ZONE).astimezone(dt.UTC)
        parts[day if by_day else row.hour].append(row)
    return [_span(source, begins, found) for begins, found in sorted(parts.items())]


def _span(source: FeedSource, begins: dt.datetime, rows: list[FeedHour]) -> Span:
    return Span(begins, value_of(Together(source.together), rows), sum(row.readings for row in rows))
