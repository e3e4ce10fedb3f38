"""The job that looks: every rule in force, every unit it looks at, one step each. What changes is written to the log
and published in the same transaction; looking again at the same readings changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

import structlog
from django.db import transaction

from motcua.core import outbox
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.organisation.models import Unit, in_force

from .models import OPEN_STATES, Alert, AlertEvent, AlertRule, AlertWatch, Happening
from .readings import Seen, looked_at, readings
from .rules import Bounds, Change, Side, State, Watch, step

log = structlog.get_logger(__name__)

TOPIC = "alert"
RAISED = "alert_raised"
RULE_ENDED, UNIT_GONE = "rule_ended", "unit_gone"


@dataclass(slots=True)
class Looked:
    """``lacking``: rules whose figures could not be had."""

    rules: int = 0
    raised: int = 0
    cleared: int = 0
    lacking: int = 0


def evaluate(*, now: dt.datetime) -> Looked:
    """Look once. A rule whose figures cannot be had is noted and holds up no other."""
    done, today = Looked(), legal_date(now)
    rules = AlertRule.objects.filter(in_force(today)).select_related("unit").order_by("pk")
    for rule in rules:
        done.rules += 1
        units = looked_at(rule, today)
        try:
            seen = readings(rule, units, now)
        except DomainError as error:
            done.lacking += 1
            _note_lack(rule, units, say(error.code, error.params), now)
            log.info("alerts.no_figures", rule=str(rule.uid), why=error.code)
            continue
        with transaction.atomic():
            _look(rule, units, seen, done, now)
    _end_orphans({rule.series for rule in rules}, done, now)
    return done


def _look(rule: AlertRule, units: list[Unit], seen: Mapping[int, Seen], done: Looked, now: dt.datetime) -> None:
    """One step for each unit; what has not changed is not written."""
    watches = _watches(rule, units, now)
    rows = Alert.objects.select_for_update(of=("self",)).filter(series=rule.series, state__in=OPEN_STATES)
    open_ = {alert.unit_id: alert for alert in rows.order_by("pk")}
    bounds, moved = bounds_of(rule), []
    for unit in units:
        one, row = seen.get(unit.pk), watches[unit.pk]
        if one is None or one.reading.key <= row.key:
            continue
        alert = open_.get(unit.pk)
        watch, change = step(bounds, Watch(alert is not None, row.run, row.key), one.reading)
        row.run, row.key, row.seen_at = watch.run, watch.key, now
        row.printed, row.why, row.address = one.printed[:120], one.why[:500], one.address[:500]
        moved.append(row)
        if change is Change.RAISE:
            done.raised += 1
            raise_alert(rule, unit, one, now)
        elif change is Change.CLEAR and alert is not None:
            done.cleared += 1
            clear_alert(alert, now, seen=one)
    AlertWatch.objects.bulk_update(moved, ["run", "key", "seen_at", "printed", "why", "address"], batch_size=200)
    living = {unit.pk for unit in units}
    for alert in (alert for unit_id, alert in open_.items() if unit_id not in living):
        done.cleared += 1
        clear_alert(alert, now, words=UNIT_GONE)


def _watches(rule: AlertRule, units: list[Unit], now: dt.datetime) -> Mapping[int, AlertWatch]:
    """Locked: two jobs at once take their steps one after the other."""
    fresh = [AlertWatch(series=rule.series, unit=unit, seen_at=now) for unit in units]
    AlertWatch.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = AlertWatch.objects.select_for_update().filter(series=rule.series, unit__in=[unit.pk for unit in units])
    return {row.unit_id: row for row in rows.order_by("pk")}


def _note_lack(rule: AlertRule, units: list[Unit], why: str, now: dt.datetime) -> None:
    for unit in units:
        AlertWatch.objects.update_or_create(
            series=rule.series, unit=unit, defaults={"why": why[:500], "printed": "", "address": "", "seen_at": now}
        )


def _end_orphans(living: set[str], done: Looked, now: dt.datetime) -> None:
    """Alerts whose rule holds no more are cleared, and the log says why."""
    with transaction.atomic():
        rows = Alert.objects.select_for_update(of=("self",)).filter(state__in=OPEN_STATES)
        for alert in rows.exclude(series__in=living).order_by("pk"):
            done.cleared += 1
            clear_alert(alert, now, words=RULE_ENDED)


def bounds_of(rule: AlertRule) -> Bounds:
    return Bounds(Side(rule.side), Fraction(rule.raise_at), Fraction(rule.clear_at), rule.readings, rule.least)


def raise_alert(rule: AlertRule, unit: Unit, seen: Seen, now: dt.datetime) -> Alert:
    """A new alert, its first event and the message about it, in the caller's transaction."""
    alert = Alert.objects.create(rule=rule, series=rule.series, unit=unit, raised_at=now)
    append(alert, Happening.RAISED, now, printed=seen.printed, address=seen.address, as_of=seen.as_of)
    outbox.publish(topic=TOPIC, key=str(alert.uid), kind=RAISED, body={"alert": str(alert.uid)}, now=now)
    log.info("alert.raised", alert=str(alert.uid), rule=str(rule.uid))
    return alert


def clear_alert(alert: Alert, now: dt.datetime, *, seen: Seen | None = None, words: str = "") -> None:
    """It is over; the caller holds the row."""
    alert.state, alert.cleared_at = State.CLEARED.value, now
    if seen is None:
        append(alert, Happening.CLEARED, now, words=words)
    else:
        append(alert, Happening.CLEARED, now, printed=seen.printed, address=seen.address, as_of=seen.as_of)
    log.info("alert.cleared", alert=str(alert.uid))


def append(
    alert: Alert,
    kind: Happening,
    now: dt.datetime,
    *,
    by: UUID | None = None,
    words: str = "",
    printed: str = "",
    address: str = "",
    as_of: dt.datetime | None = None,
) -> AlertEvent:
    """The next event of an alert, and the alert as it stands after it."""
    alert.events += 1
    alert.save()
    return AlertEvent.objects.create(
        alert=alert,
        seq=alert.events,
        kind=kind.value,
        at=now,
        by=by,
        words=words[:1000],
        printed=printed[:120],
        address=address[:500],
        as_of=as_of,
    )


def folded(events: list[AlertEvent]) -> State:
    """The state that a log tells."""
    state = State.RAISED
    for event in events:
        if event.kind == Happening.ACKNOWLEDGED:
            state = State.ACKNOWLEDGED
        elif event.kind == Happening.CLEARED:
            state = State.CLEARED
    return state
