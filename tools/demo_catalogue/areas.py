"""Writes ``src/motcua/demo/data/shapes.geojson``: where the units of the fictitious province lie, today and before the
merger. ``python -m tools.demo_catalogue.areas``; a test holds the file to what this writes.

Always the same: no clock, no machine, one seed. Districts are cells around a few chosen points, communes cells inside a
district, communes of before the merger cells inside a commune; every border is bent a little, once, so that neighbours
share it. None of it lies anywhere.
"""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from shapely import STRtree, set_precision, unary_union, voronoi_polygons
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

HERE = Path(__file__).resolve().parents[2]
DATA = HERE / "src" / "motcua" / "demo" / "data"
GRID = 1e-4
FINE = 1e-6
REFORM = "2025-07-01"

Node = tuple[float, float]
OUTLINE: Sequence[Node] = (
    (104.72, 18.62), (104.95, 18.86), (105.22, 18.98), (105.45, 18.93), (105.72, 19.02),
    (105.80, 18.86), (105.76, 18.71), (105.83, 18.57), (105.90, 18.42), (105.98, 18.24),
    (105.70, 18.16), (105.46, 18.22), (105.24, 18.12), (105.02, 18.27), (104.84, 18.40),
)  # fmt: skip
COAST = range(4, 10)
"""The corners of the outline that lie at the sea."""
DISTRICTS = {
    "AS-H01": (105.68, 18.56),
    "AS-H02": (105.73, 18.87),
    "AS-H03": (105.48, 18.62),
    "AS-H04": (105.83, 18.32),
    "AS-H05": (105.55, 18.34),
    "AS-H06": (105.28, 18.40),
    "AS-H07": (105.28, 18.78),
    "AS-H08": (104.98, 18.58),
}
NEW_OF = {f"AS-H{number:02d}": f"AS-{number:02d}" for number in range(1, 10)}
ISLANDS = ((106.28, 18.66, 0.035), (106.33, 18.70, 0.018), (106.24, 18.61, 0.014), (106.36, 18.63, 0.012),
           (106.22, 18.70, 0.010))  # fmt: skip


def text() -> str:
    """The file as text: one feature a line."""
    units = [json.loads(line) for line in (DATA / "units.jsonl").read_text(encoding="utf-8").splitlines()]
    communes = [one for one in units if one["level"] == "commune"]
    land, coast = outline()
    atoms = drawn(land, communes) | islands([one for one in communes if one["code"].startswith("AS-H09")])
    features = [*areas(atoms, units), water(atoms, coast)]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    return '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"


def dice(*parts: object) -> random.Random:
    return random.Random("/".join(map(str, (20250701, *parts))))  # noqa: S311 (nothing secret is drawn)


def bent(start: Node, end: Node, *, depth: int, by: float) -> list[Node]:
    """A line from node to node through bent middles, the same in either direction; without the end."""
    if start > end:
        return [start, *reversed(bent(end, start, depth=depth, by=by)[1:])]
    if depth == 0 or math.dist(start, end) < 0.004:
        return [start]
    shift = dice("bend", f"{start[0]:.5f}", f"{start[1]:.5f}", f"{end[0]:.5f}", f"{end[1]:.5f}").uniform(-by, by)
    middle = (
        round((start[0] + end[0]) / 2 - shift * (end[1] - start[1]), 6),
        round((start[1] + end[1]) / 2 + shift * (end[0] - start[0]), 6),
    )
    return [*bent(start, middle, depth=depth - 1, by=by), *bent(middle, end, depth=depth - 1, by=by)]


def outline() -> tuple[Polygon, list[Node]]:
    """The mainland, and its coast from north to south."""
    ring: list[Node] = []
    coast: list[Node] = []
    for index, corner in enumerate(OUTLINE):
        side = bent(corner, OUTLINE[(index + 1) % len(OUTLINE)], depth=4, by=0.16)
        ring += side
        if index in COAST and index != COAST[-1]:
            coast += side
    return Polygon(ring), [*coast, OUTLINE[COAST[-1]]]


def cells(area: BaseGeometry, sites: Sequence[Node]) -> list[BaseGeometry]:
    """The part of the area nearest to each site."""
    if len(sites) == 1:
        return [area]
    found = list(voronoi_polygons(MultiPoint(sites), extend_to=area.envelope.buffer(1)).geoms)
    tree = STRtree([Point(site) for site in sites])
    by_site: dict[int, BaseGeometry] = {}
    for cell in found:
        inside = [int(one) for one in tree.query(cell, predicate="contains")]
        by_site[inside[0]] = cell.intersection(area)
    return [by_site[index] for index in range(len(sites))]


def settled(area: BaseGeometry, count: int, *key: object) -> list[BaseGeometry]:
    """``count`` cells of like size: sites moved to the middle of their cells a few times. From north-west on."""
    source = dice("sites", *key)
    west, south, east, north = area.bounds
    sites: list[Node] = []
    while len(sites) < count:
        site = (source.uniform(west, east), source.uniform(south, north))
        if area.contains(Point(site)):
            sites.append(site)
    for _ in range(12):
        middles = [cell.representative_point() if not cell.contains(cell.centroid) else cell.centroid
                   for cell in cells(area, sites)]  # fmt: skip
        sites = [(round(one.x, 5), round(one.y, 5)) for one in middles]
    sites.sort(key=lambda one: one[0] - one[1])
    return cells(area, sites)


def drawn(land: Polygon, communes: Sequence[dict[str, Any]]) -> dict[tuple[str, str], BaseGeometry]:
    """By new and old commune: the smallest areas there are, with bent borders that fit."""
    parts = defaultdict(list)
    for old in communes:
        for heir in old.get("successors") or ():
            parts[heir["code"]].append((old["code"], float(heir["share"])))
    rough: dict[tuple[str, str], BaseGeometry] = {}
    names = list(DISTRICTS)
    for name, district in zip(names, cells(land, [DISTRICTS[one] for one in names]), strict=True):
        new = sorted(one["code"] for one in communes if one["code"].startswith(f"{NEW_OF[name]}"))
        for code, commune in zip(new, settled(district, len(new), name), strict=True):
            olds = sorted(parts[code])
            for (old, _), piece in zip(olds, settled(commune, len(olds), code), strict=True):
                rough[code, old] = set_precision(piece, GRID)
    return rebordered(rough)


def rebordered(rough: dict[tuple[str, str], BaseGeometry]) -> dict[tuple[str, str], BaseGeometry]:
    edges: set[tuple[Node, Node]] = set()
    net = unary_union([area.boundary for area in rough.values()], grid_size=GRID)
    for line in net.geoms:
        for start, end in zip(line.coords, line.coords[1:], strict=False):
            edges.add((min(start[:2], end[:2]), max(start[:2], end[:2])))
    lines = [LineString([*bent(start, end, depth=3, by=0.10), end]) for start, end in sorted(edges)]
    faces = list(polygonize(unary_union(lines, grid_size=FINE)))
    names = list(rough)
    tree = STRtree([rough[name] for name in names])
    taken: dict[tuple[str, str], list[Polygon]] = defaultdict(list)
    for face in faces:
        best = max(tree.query(face), key=lambda at: rough[names[at]].intersection(face).area - 1e-9 * float(at))
        taken[names[best]].append(face)
    return {name: unary_union(taken[name], grid_size=FINE) for name in names}


def islands(olds: Sequence[dict[str, Any]]) -> dict[tuple[str, str], BaseGeometry]:
    found: dict[tuple[str, str], BaseGeometry] = {}
    for (x, y, radius), old in zip(ISLANDS, olds, strict=True):
        source = dice("island", old["code"])
        ring = []
        for step in range(28):
            away = radius * source.uniform(0.72, 1.05)
            angle = math.tau * step / 28
            ring.append((round(x + away * math.cos(angle), 6), round(y + away * math.sin(angle), 6)))
        found["AS-0901", old["code"]] = Polygon(ring)
    return found


def areas(atoms: dict[tuple[str, str], BaseGeometry], units: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    whole: dict[str, list[BaseGeometry]] = defaultdict(list)
    parents = {one["code"]: one.get("parent") for one in units}
    for (new, old), area in atoms.items():
        for code in (new, old, parents[old], "AS"):
            whole[code].append(area)
    features = []
    for code in sorted(whole):
        area = unary_union(whole[code], grid_size=FINE)
        said = {"code": code, "valid_from": REFORM if parents.get(code) == "AS" and "H" not in code else "1997-01-01"}
        features.append(feature(area, **said))
    return features


def water(atoms: dict[tuple[str, str], BaseGeometry], coast: Sequence[Node]) -> dict[str, Any]:
    outer = [(106.6, coast[-1][1]), (106.6, coast[0][1])]
    sea = Polygon([*coast, *outer]).buffer(0).difference(unary_union(list(atoms.values())).buffer(FINE / 2))
    parts = [one for one in getattr(sea, "geoms", [sea]) if one.area > 1e-6]
    return feature(MultiPolygon(parts), code="AS", kind="sea", valid_from="1997-01-01")


def feature(area: BaseGeometry, **said: object) -> dict[str, Any]:
    geometry = mapping(set_precision(area, FINE).normalize())
    return {
        "type": "Feature",
        "properties": {**said, "fictitious": True, "source": "Tỉnh minh hoạ (hư cấu)"},
        "geometry": {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])},
    }


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else [_rounded(one) for one in value]


if __name__ == "__main__":
    (DATA / "shapes.geojson").write_text(text(), encoding="utf-8")
