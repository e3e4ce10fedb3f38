# ruff: noqa: S608 - statements are made of names of columns
"""How fast and how well others of the same matter are found among many petitions: ``motcua bench petition_duplicates
--rows 1000000``. Weights were fitted on seed 21; what is judged here are seeds nobody tuned on."""

from __future__ import annotations

import datetime as dt
import statistics
import time

from benchmarks.own_database import own_database
from benchmarks.petition_pairs import END, judged, model

SEED, FRESH = 41, 43
ASKED = 300
DISTINCT = 50_000
"""Reports that are told one by one; beyond them the same are laid down again for the weeks before, as many a day."""


def run(*, rows: int = 1_000_000, seconds: float = 0) -> dict[str, object]:
    """``rows`` petitions loaded, then questions as senders ask them; with 0 rows only what is right."""
    from motcua.petitions.suggesting.matching import shipped

    by = model(11)
    result: dict[str, object] = {"quality": judged(FRESH, 40_000, by, shipped())}
    if rows:
        with own_database("bench_petitions"):
            result |= _asked(rows)
    return result


def _asked(rows: int) -> dict[str, object]:
    from django.db import connection

    from motcua.petitions.lifecycle import Point
    from motcua.petitions.suggesting.duplicates import same
    from motcua.petitions.suggesting.fitting import Example, fit, split
    from motcua.petitions.suggesting.training import keep
    from motcua.simulate.petitions.happenings import Happenings, grounds
    from motcua.simulate.petitions.load import load, span

    places, desk = _units()
    started = time.monotonic()
    distinct = min(rows, DISTINCT)
    every = Happenings(SEED, distinct + ASKED, span(distinct, END), END, grounds())
    load(every.part(0, distinct), seed=SEED, places={code: unit.pk for code, unit in places.items()}, desk=desk)
    _again(rows // distinct - 1, END - span(distinct, END))
    loaded = time.monotonic() - started
    _analyse()
    some = [Example(one.at.date(), one.text, one.category, one.track, one.is_urgent) for one in every.part(0, 6_000)]
    keep(fit(split(some)), split(some), now=END)
    times, found = [], 0
    for number, one in enumerate(every.part(distinct, distinct + ASKED)):
        point = Point(one.lat, one.lng, one.accuracy_metres) if one.lat is not None and one.lng is not None else None
        began = time.perf_counter()
        told = same(one.text, category=one.chosen, point=point, place=places.get(one.place), at=one.at)
        if number >= 20:
            times.append((time.perf_counter() - began) * 1000)
        found += bool(told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('petition_trace'), count(*) FROM petition_trace")
        size, stored = cursor.fetchone()
    order = sorted(times)
    return {
        "stored": stored,
        "loaded_seconds": round(loaded, 1),
        "trace_megabytes": round(size / 1e6, 1),
        "asked": len(times),
        "with_matches": found,
        "milliseconds": {
            "p50": round(statistics.median(order), 2),
            "p95": round(order[int(0.95 * len(order))], 2),
            "p99": round(order[int(0.99 * len(order))], 2),
            "worst": round(order[-1], 2),
        },
    }


def _again(times: int, back: dt.timedelta) -> None:
    """The rows once more for each span before, told that much earlier. Their bands stay, so a search by bands has to
    pass by old ones too."""
    import psycopg
    from django.conf import settings

    fields = ("uid", "receipt_no", "submitted_at", "answered_at", "closed_at", "recorded_at", "handle_due", "id")
    with psycopg.connect(settings.OWNER_DATABASE_URL) as owner:
        named = "SELECT column_name FROM information_schema.columns WHERE table_name = 'petition' ORDER BY 1"
        columns = ", ".join(one for (one,) in owner.execute(named) if one not in {*fields, "published_at"})
        for number in range(1, times + 1):
            given = {"past": back * number, "key": number * DISTINCT * 2, "name": f"{number}-"}
            owner.execute(
                "INSERT INTO petition"
                f" (id, uid, receipt_no, submitted_at, answered_at, closed_at, recorded_at, {columns})"
                " OVERRIDING SYSTEM VALUE SELECT id + %(key)s, gen_random_uuid(), left(%(name)s || receipt_no, 20),"
                " submitted_at - %(past)s, answered_at - %(past)s, closed_at - %(past)s, recorded_at - %(past)s,"
                f" {columns} FROM petition WHERE id <= %(most)s",
                given | {"most": DISTINCT},
            )
            owner.execute(
                "INSERT INTO petition_trace"
                " (petition_id, at, category, place_id, cell, lat, lng, accuracy, bands, words)"
                " SELECT petition_id + %(key)s, at - %(past)s,"
                " category, place_id, cell, lat, lng, accuracy, bands, words"
                " FROM petition_trace WHERE petition_id <= %(most)s",
                given | {"most": DISTINCT},
            )


def _analyse() -> None:
    """As the cleaner of PostgreSQL does a minute after a load."""
    import psycopg
    from django.conf import settings

    with psycopg.connect(settings.OWNER_DATABASE_URL, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE petition, petition_trace")


def _units() -> tuple[dict[str, object], int]:
    """A commune for each ground, and a desk."""
    from motcua.organisation.models import Unit
    from motcua.simulate.petitions.happenings import grounds

    begin = dt.date(2020, 1, 1)
    province = Unit.objects.create(code="bench", name="bench", level="province", kind="province", valid_from=begin)
    places = {
        one.code: Unit.objects.create(
            code=one.code, name=one.code, level="commune", kind="commune", parent=province, valid_from=begin
        )
        for one in grounds()
    }
    return places, province.pk
