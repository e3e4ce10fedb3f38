"""Registering sources and taking in what they send."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import structlog
from django.db import connection, transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.database import SqlValue
from motcua.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from motcua.core.texts import say
from motcua.organisation.models import Unit, UnitClosure, in_force
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.people.permissions import require

from . import silence
from .hours import hour_of
from .models import Domain, FeedBatch, FeedReading, FeedSource, Together, Way
from .permissions import MANAGE
from .reading import Fault, Row, Schema, check, parse

log = structlog.get_logger(__name__)

FAULTS_KEPT: Final = 200
_CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CADENCE_MOST, _STALE_MOST = 7 * 24 * 60, 30 * 24 * 60


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """What a source is registered for."""

    code: str
    name: str
    domain: str
    counts: str
    measured_in: str
    together: str
    is_whole: bool
    lowest: Decimal | None
    highest: Decimal | None
    unit: str
    cadence_minutes: int
    stale_minutes: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery; ``known``: readings that had come before."""

    read: int
    kept: int
    known: int
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "read": self.read,
            "kept": self.kept,
            "known": self.known,
            "refused": len(self.faults),
            "faults": [fault_json(one) for one in self.faults[:FAULTS_KEPT]],
        }


def fault_json(one: Fault) -> dict[str, object]:
    return {"line": one.line, "id": one.id, "code": one.code, "detail": say(one.code, dict(one.params))}


@transaction.atomic
def register_source(terms: SourceTerms, *, actor: Actor, now: dt.datetime) -> tuple[FeedSource, str]:
    """A new source and its key, which is shown once and kept as a hash only; its silence is an alert from the start.
    Raises NotAllowed, Invalid with one error a field."""
    unit = find_unit(terms.unit.strip(), legal_date(now))
    faults = list(_faults(terms, unit))
    if faults or unit is None:
        raise Invalid("data_invalid", errors=[{"field": field, "code": code} for field, code in faults])
    require(actor, MANAGE, [unit.pk])
    key = secrets.token_urlsafe(32)
    source = FeedSource.objects.create(
        code=terms.code.strip(),
        name=terms.name.strip()[:200],
        domain=terms.domain,
        counts=terms.counts.strip()[:200],
        measured_in=terms.measured_in.strip()[:30],
        together=terms.together,
        is_whole=terms.is_whole,
        lowest=terms.lowest,
        highest=terms.highest,
        unit=unit,
        cadence_minutes=terms.cadence_minutes,
        stale_minutes=terms.stale_minutes,
        key_sha256=_hash(key),
        registered_at=now,
        registered_by=actor.uid,
    )
    silence.watch(source, now)
    _record("figures.feed_registered", source, actor=actor, now=now)
    return source, key


def _faults(terms: SourceTerms, unit: Unit | None) -> Iterable[tuple[str, str]]:
    known = {
        "name": terms.name.strip(),
        "counts": terms.counts.strip(),
        "measured_in": terms.measured_in.strip(),
        "domain": terms.domain if terms.domain in set(Domain) else "",
        "together": terms.together if terms.together in set(Together) else "",
    }
    yield from ((field, "field_required") for field, value in known.items() if not value)
    if not _CODE.fullmatch(terms.code.strip()) or len(terms.code.strip()) > 60:
        yield "code", "feed_code_wrong"
    elif FeedSource.objects.filter(code=terms.code.strip()).exists():
        yield "code", "feed_code_taken"
    if unit is None:
        yield "unit", "alert_unit_unknown"
    if not 1 <= terms.cadence_minutes <= _CADENCE_MOST:
        yield "cadence_minutes", "feed_cadence_wrong"
    if not max(1, terms.cadence_minutes) <= terms.stale_minutes <= _STALE_MOST:
        yield "stale_minutes", "feed_stale_wrong"
    if terms.lowest is not None and terms.highest is not None and terms.lowest > terms.highest:
        yield "lowest", "feed_limits_wrong"


@transaction.atomic
def renew_key(code: str, *, actor: Actor, now: dt.datetime) -> str:
    """Another key; the old one is refused from now on. Raises NotFound, NotAllowed, Conflict (``feed_ended``)."""
    source = _locked(code, actor)
    key = secrets.token_urlsafe(32)
    source.key_sha256 = _hash(key)
    source.save(update_fields=["key_sha256"])
    _record("figures.feed_key_renewed", source, actor=actor, now=now)
    return key


@transaction.atomic
def end_source(code: str, *, actor: Actor, now: dt.datetime) -> FeedSource:
    """Nothing more is taken; what came stays. Its rule of silence ends. Raises as :func:`renew_key`."""
    source = _locked(code, actor)
    source.ended_at = now
    source.save(update_fields=["ended_at"])
    silence.forget(source, now)
    _record("figures.feed_ended", source, actor=actor, now=now)
    return source


def _locked(code: str, actor: Actor) -> FeedSource:
    source = FeedSource.objects.select_for_update(of=("self",)).select_related("unit").filter(code=code).first()
    if source is None:
        raise NotFound("feed_unknown")
    require(actor, MANAGE, [source.unit_id])
    if source.ended_at is not None:
        raise Conflict("feed_ended")
    return source


def source_with_key(code: str, key: str) -> FeedSource:
    """Whose key this is. Unknown sources and wrong keys are refused alike. Raises NotSignedIn
    (``token_refused``)."""
    found = FeedSource.objects.select_related("unit").filter(code=code, ended_at=None)
    source = found.first() if _CODE.fullmatch(code) else None
    wanted = bytes(source.key_sha256) if source is not None else bytes(32)
    if not hmac.compare_digest(wanted, _hash(key)) or source is None:
        raise NotSignedIn("token_refused")
    return source


def take(source: FeedSource, body: bytes, *, way: Way, now: dt.datetime) -> Taken:
    """Keep the good readings of a delivery and name the bad ones. The same delivery again keeps nothing.

    Raises as :func:`motcua.figures.feeds.reading.parse`; nothing is kept then.
    """
    given = parse(body)
    schema = Schema(source.measured_in, source.is_whole, source.lowest, source.highest)
    rows, faults = check(given, schema, now)
    places, outside = _places(source, rows, now)
    faults += [Fault(row.line, row.id, outside[row.area], {}) for row in rows if row.area in outside]
    rows = [row for row in rows if row.area in places]
    with transaction.atomic():
        kept, known, changed = _keep(source, rows, places, len(given), faults, way, now)
    taken = Taken(len(given), kept, known, tuple(sorted([*faults, *changed], key=lambda one: one.line)))
    log.info("feed.taken", source=source.code, read=taken.read, kept=kept, known=known, refused=len(taken.faults))
    return taken


def _places(source: FeedSource, rows: Sequence[Row], now: dt.datetime) -> tuple[dict[str, int], dict[str, str]]:
    """Codes of areas -> ids, and why others are none. On today's map, in two statements."""
    today = legal_date(now)
    codes = {row.area for row in rows}
    units = dict(Unit.objects.filter(in_force(today), code__in=codes).values_list("code", "pk"))
    below = UnitClosure.objects.filter(in_force(today), ancestor=source.unit_id, descendant__in=units.values())
    inside = set(below.values_list("descendant_id", flat=True))
    places = {code: pk for code, pk in units.items() if pk in inside}
    outside = {
        code: "reading_unit_outside" if code in units else "reading_unit_unknown" for code in codes - set(places)
    }
    return places, outside


def _keep(
    source: FeedSource,
    rows: Sequence[Row],
    places: Mapping[str, int],
    read: int,
    faults: Sequence[Fault],
    way: Way,
    now: dt.datetime,
) -> tuple[int, int, list[Fault]]:
    """How many were kept and known, and those that came before with other content. Deliveries of one source follow
    one another: the source's row is held."""
    FeedSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    before = {
        name: (unit, at, value)
        for name, unit, at, value in FeedReading.objects.filter(
            source=source, reading__in=[row.id for row in rows]
        ).values_list("reading", "unit_id", "at", "value")
    }
    fresh = [row for row in rows if row.id not in before]
    changed = [
        Fault(row.line, row.id, "reading_changed", {})
        for row in rows
        if row.id in before and before[row.id] != (places[row.area], row.at, row.value)
    ]
    told = sorted([*faults, *changed], key=lambda one: one.line)
    batch = FeedBatch.objects.create(
        source=source,
        way=way.value,
        received_at=now,
        read=read,
        kept=len(fresh),
        known=len(rows) - len(fresh) - len(changed),
        refused=len(told),
        faults=[{"line": one.line, "id": one.id, "code": one.code, "params": dict(one.params)} for one in told]
        [:FAULTS_KEPT],
    )  # fmt: skip
    FeedReading.objects.bulk_create(
        [
            FeedReading(
                source=source, reading=row.id, unit_id=places[row.area], at=row.at, value=row.value, batch=batch
            )
            for row in fresh
        ],
        batch_size=1000,
    )
    if fresh:
        _count(source, {hour_of(row.at) for row in fresh}, {places[row.area] for row in fresh})
        newest = max(row.at for row in fresh)
        if source.last_at is None or newest > source.last_at:
            source.last_at = newest
            source.save(update_fields=["last_at"])
    return len(fresh), batch.known, changed


_HOURS: Final = """
INSERT INTO figures_feed_hour (source_id, unit_id, hour, readings, total, highest, last, last_at)
SELECT source_id, unit_id, date_trunc('hour', at, 'UTC'), count(*), sum(value), max(value),
    (array_agg(value ORDER BY at DESC, id DESC))[1], max(at)
FROM figures_feed_reading
WHERE source_id = %(source)s AND unit_id = ANY(%(units)s) AND at >= %(first)s AND at < %(until)s
    AND date_trunc('hour', at, 'UTC') = ANY(%(hours)s::timestamptz[])
GROUP BY 1, 2, 3
ON CONFLICT (source_id, unit_id, hour) DO UPDATE SET readings = excluded.readings, total = excluded.total,
    highest = excluded.highest, last = excluded.last, last_at = excluded.last_at
"""


def _count(source: FeedSource, hours: set[dt.datetime], units: set[int]) -> None:
    """Count the hours that readings came for anew, from the readings: doing it twice changes nothing."""
    params: dict[str, SqlValue] = {
        "source": source.pk,
        "units": sorted(units),
        "hours": [hour.isoformat() for hour in sorted(hours)],
        "first": min(hours),
        "until": max(hours) + dt.timedelta(hours=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOURS, params)


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def _record(act: str, source: FeedSource, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(act=act, actor=actor, subject_kind="feed", subject=source.code, now=now)
