"""Tiles of the public map over many published petitions: ``motcua bench petition_map --rows 100000``.

In a database of its own. Times are of the whole request through Django's handler (middleware, routing, view), asked of
one process, without the network; "cold" after every change of the map, "kept" again, "changed" with If-None-Match.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.own_database import own_database

TILES = 12


def run(rows: int = 100_000, **_options: object) -> dict[str, Any]:
    with own_database("motcua_bench_petition_map"):
        return _measured(rows)


def _measured(rows: int) -> dict[str, Any]:
    from django.test import Client

    from motcua.core.mercator import Tile, tile_at
    from motcua.demo.units import load_shapes, load_units
    from motcua.organisation.places import shapes_on, unit_of_point
    from motcua.petitions.points.selectors import groups, revision
    from motcua.portal.voices_map import tiles as voices

    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    day = dt.date(2026, 11, 1)
    load_units(now=now)
    load_shapes(now=now)
    started = time.perf_counter()
    pins = _pins(rows, [area for _shape, area in shapes_on(day)])
    _fill(pins)
    filled = time.perf_counter() - started
    client = Client(SERVER_NAME="localhost")
    wanted = {z: _busiest(z, pins, tile_at) for z in (0, 6, 8, 10, 12, 14, 16)}

    def ask(tile: Tile, query: str = "", **headers: str) -> Any:
        answer = client.get(f"/phan-anh/tiles/{tile.z}/{tile.x}/{tile.y}.mvt{query}", headers=headers)
        if answer.status_code not in {200, 304}:
            raise RuntimeError(f"answered {answer.status_code}")
        return answer

    result: dict[str, Any] = {"rows": rows, "fill_seconds": round(filled, 1), "revision": revision(), "tiles": {}}
    ask(Tile(0, 0, 0))
    for z, found in wanted.items():
        result["tiles"][f"z{z}"] = _of_zoom(found, ask, voices._drawn.cache_clear, len(groups(found[0])))  # noqa: SLF001
    points = pins[:2000]
    unit_of_point(points[0][0], points[0][1], day)
    result["unit_of_point_ms"] = _told([_milliseconds(lambda pin=pin: unit_of_point(*pin, day)) for pin in points])
    result["page_ms"] = _told([_milliseconds(lambda: client.get("/phan-anh/")) for _ in range(10)])
    result["worst_cold_ms"] = max(one["cold_ms"]["max"] for one in result["tiles"].values())
    return result


def _of_zoom(found: list[Any], ask: Callable[..., Any], forget: Callable[[], None], many: int) -> dict[str, Any]:
    """The busiest tiles of a zoom, asked in the four ways there are."""
    forget()
    cold = [_milliseconds(partial(ask, tile)) for tile in found]
    kept = [_milliseconds(partial(ask, tile)) for tile in found]
    tag = ask(found[0]).headers["ETag"]
    same = [_milliseconds(partial(ask, found[0], **{"If-None-Match": tag})) for _ in range(10)]
    forget()
    query = "?linh-vuc=giao-thong&tinh-trang=da-dong"
    filtered = [_milliseconds(partial(ask, tile, query)) for tile in found]
    return {
        "asked": len(found),
        "groups": many,
        "cold_ms": _told(cold),
        "filtered_cold_ms": _told(filtered),
        "kept_ms": _told(kept),
        "unchanged_ms": _told(same),
    }


def _pins(rows: int, areas: list[Any]) -> list[tuple[float, float]]:
    """Half of them crowded in four towns, as life is; all inside the province."""
    from shapely.geometry import Point

    dice = random.Random(6)  # noqa: S311 (nothing secret is drawn)
    found: list[tuple[float, float]] = []
    towns = [area.representative_point() for area in areas[:4]]
    while len(found) < rows:
        if len(found) % 2:
            town = dice.choice(towns)
            found.append((town.y + dice.gauss(0, 0.02), town.x + dice.gauss(0, 0.02)))
            continue
        area = dice.choice(areas)
        west, south, east, north = area.bounds
        pin = Point(dice.uniform(west, east), dice.uniform(south, north))
        found.append((pin.y, pin.x))
    return found


def _fill(pins: list[tuple[float, float]]) -> None:
    """Points alone: the rows they belong to are not read by tiles (their foreign key is taken off for the while)."""
    from motcua.core.bulk import copy_rows
    from motcua.organisation.models import Unit
    from motcua.petitions.points.models import PetitionPoint
    from motcua.petitions.points.rules import cell_of, rounded

    dice = random.Random(7)  # noqa: S311 (nothing secret is drawn)
    units = list(Unit.objects.filter(level="commune", valid_to=None).values_list("pk", flat=True))
    categories = ["duong-hong", "den-tin-hieu", "rac-thai", "ngap-nuoc", "via-he", "tieng-on"]
    columns = ("petition", "receipt_no", "category", "unit", "place", "lat", "lng", "cell", "is_open", "month",
               "shown", "changed")  # fmt: skip

    def made() -> Any:
        for number, pin in enumerate(pins, start=1):
            lat, lng = rounded(*pin, 30)
            unit = dice.choice(units)
            yield (number, f"PA{number:09d}", dice.choice(categories), unit, unit, lat, lng, cell_of(lat, lng),
                   dice.random() < 0.3, 202601 + dice.randrange(11), True, number)  # fmt: skip

    _owner(
        "DO $$ DECLARE one text; BEGIN FOR one IN SELECT conname FROM pg_constraint WHERE conrelid ="
        " 'petition_point'::regclass AND contype = 'f' LOOP EXECUTE 'ALTER TABLE petition_point DROP CONSTRAINT '"
        " || quote_ident(one); END LOOP; END $$"
    )
    copy_rows(PetitionPoint, columns, made())
    _owner("VACUUM ANALYZE petition_point")


def _owner(statement: str) -> None:
    import psycopg
    from django.conf import settings

    with psycopg.connect(settings.OWNER_DATABASE_URL, autocommit=True) as owner:
        owner.execute(statement.encode())


def _busiest(z: int, pins: list[tuple[float, float]], tile_at: Callable[..., Any]) -> list[Any]:
    """The tiles of a zoom with the most pins first."""
    counts: dict[Any, int] = {}
    for lat, lng in pins:
        tile = tile_at(lng, lat, z)
        counts[tile] = counts.get(tile, 0) + 1
    return sorted(counts, key=lambda tile: -counts[tile])[:TILES]


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _told(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        "max": round(ordered[-1], 2),
    }
