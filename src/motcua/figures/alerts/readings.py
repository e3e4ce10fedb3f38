"""What a rule sees now: one reading for each unit it looks at, with the number in words and its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.figures import answers
from motcua.figures.answers import Answer, address_of
from motcua.figures.collection.models import ReportedValue
from motcua.figures.collection.series import Point, series
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.feeds.hours import newest_hours
from motcua.figures.feeds.models import FeedSource
from motcua.figures.feeds.wording import printed_value
from motcua.figures.periods import Period, PeriodKind, between, parse_code, period_of
from motcua.organisation.models import Unit, UnitClosure, UnitLevel, in_force

from .models import AlertRule, Breadth, Origin, Window
from .rules import Reading

_KINDS = {Window.MONTH: PeriodKind.MONTH, Window.QUARTER: PeriodKind.QUARTER, Window.YEAR: PeriodKind.YEAR}


@dataclass(frozen=True, slots=True)
class Seen:
    """A reading of one unit, as people are told of it. ``why``: why there is no figure."""

    reading: Reading
    printed: str
    address: str
    as_of: dt.datetime
    why: str = ""


def looked_at(rule: AlertRule, on: dt.date) -> list[Unit]:
    """The units a rule looks at on a day; none when its unit has ended."""
    if rule.breadth == Breadth.WHOLE:
        return [rule.unit] if rule.unit.is_in_force(on) else []
    below = UnitClosure.objects.filter(in_force(on), ancestor=rule.unit_id, depth__gt=0, succeeded=False)
    rows = Unit.objects.filter(in_force(on), pk__in=below.values("descendant"))
    if rule.breadth == Breadth.COMMUNES:
        return list(rows.filter(level=UnitLevel.COMMUNE).order_by("code"))
    return list(rows.filter(level=UnitLevel.UNIT, kind="department").order_by("code"))


def readings(rule: AlertRule, units: Sequence[Unit], now: dt.datetime) -> Mapping[int, Seen]:
    """Unit -> what is seen; a unit of which nothing is known yet is left out.

    Raises as :func:`motcua.figures.answers.answer`.
    """
    match Origin(rule.origin):
        case Origin.INDICATOR:
            return _of_indicator(rule, units, now)
        case Origin.SERIES:
            return {unit.pk: seen for unit in units if (seen := _of_series(rule, unit, now)) is not None}
        case Origin.FEED:
            return _of_feed(rule, units, now)
        case _:
            return _of_silence(rule, units, now)


def window_of(window: Window, today: dt.date) -> Period:
    """The days a figure is counted for."""
    if window in _KINDS:
        return period_of(_KINDS[window], today)
    return between(today - dt.timedelta(days=6 if window is Window.WEEK else 0), today)


def _of_indicator(rule: AlertRule, units: Sequence[Unit], now: dt.datetime) -> Mapping[int, Seen]:
    """One pass over the facts. A reading an hour: facts that are a minute newer are no second look."""
    period = window_of(Window(rule.window), legal_date(now))
    if rule.breadth == Breadth.WHOLE:
        found = {rule.unit.code: answers.answer(rule.subject, rule.unit.code, period)}
    else:
        table = answers.table([rule.subject], [unit.code for unit in units], [period], unit=rule.unit.code)
        found = {code: cells[period][rule.subject] for code, cells in table.items()}
    return {unit.pk: _seen(found[unit.code]) for unit in units if unit.code in found}


def _seen(answer: Answer) -> Seen:
    outcome = answer.outcome
    weight = int(outcome.denominator) if outcome.denominator is not None else None
    key = f"{answer.as_of.astimezone(dt.UTC):%Y-%m-%dT%H}"
    address = address_of(answer.indicator, answer.unit, answer.period, as_of=answer.as_of)
    return Seen(Reading(key, outcome.value, weight), answer.printed, address, answer.as_of, answer.why)


def _of_series(rule: AlertRule, unit: Unit, now: dt.datetime) -> Seen | None:
    """The newest period that was reported for the unit itself."""
    period = newest_period(rule.subject, unit)
    if period is None:
        return None
    point: Point = series(rule.subject, unit.code, period, count=1)[-1]
    address = address_of(rule.subject, unit.code, period)
    why = "" if point.value is not None else _("kỳ này chưa đủ số liệu báo cáo")
    return Seen(Reading(period.last.isoformat(), point.value), point.printed, address, now, why)


def newest_period(indicator: str, unit: Unit) -> Period | None:
    """The newest period of which a measure of the indicator is known for the unit."""
    catalogue = shipped()
    versions = catalogue.indicators.get(indicator, ())
    names = {name for one in versions for name in one.names if name in catalogue.measures}
    rows = ReportedValue.objects.filter(measure__in=names, unit__code=unit.code, value__isnull=False)
    code = rows.order_by("-last", "first").values_list("period_code", flat=True).first()
    return parse_code(code) if code else None


def _of_feed(rule: AlertRule, units: Sequence[Unit], now: dt.datetime) -> Mapping[int, Seen]:
    source = FeedSource.objects.filter(code=rule.subject).first()
    if source is None:
        return {}
    found = {}
    for unit in units:
        hour = newest_hours(source, unit, now)
        if hour is not None:
            printed = printed_value(hour.value, source.measured_in)
            reading = Reading(f"{hour.begins:%Y-%m-%dT%H}", hour.value, hour.readings)
            address = feed_address(source.code, unit.code, hour.begins)
            found[unit.pk] = Seen(reading, printed, address, hour.begins + dt.timedelta(hours=1))
    return found


def _of_silence(rule: AlertRule, units: Sequence[Unit], now: dt.datetime) -> Mapping[int, Seen]:
    """Minutes since the newest reading; since the source was registered when none ever came."""
    source = FeedSource.objects.filter(code=rule.subject, ended_at=None).first()
    if source is None:
        return {}
    minutes = max(0, int((now - (source.last_at or source.registered_at)).total_seconds() // 60))
    said = _("{hours} giờ {minutes} phút không có số liệu").format(hours=minutes // 60, minutes=minutes % 60)
    reading = Reading(f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M}", Fraction(minutes))
    seen = Seen(reading, said, feed_address(source.code, rule.unit.code), now)
    return {unit.pk: seen for unit in units}


def feed_address(source: str, unit: str, hour: dt.datetime | None = None) -> str:
    """The page of a feed; with ``hour`` the readings of that hour, which are the proof of its number."""
    asked = {"unit": unit}
    if hour is not None:
        asked["hour"] = f"{hour.astimezone(LEGAL_ZONE):%Y-%m-%dT%H:%M}"
    return f"/desk/nguon-so-lieu/{source}/?{urlencode(asked)}"
