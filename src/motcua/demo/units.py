"""Units through time, what they serve, where they receive, and the posts in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction

from motcua.demo.files import BEGINNING, DATA, SOURCE, Row, rows, table
from motcua.organisation.models import Post, ReceptionPoint, ServiceArea, Unit, UnitAccount, UnitShape
from motcua.organisation.services.import_shapes import import_shapes
from motcua.organisation.services.import_units import import_units
from motcua.people.actors import SYSTEM


def load_units(*, now: dt.datetime) -> None:
    """All units of ``units.jsonl`` with their areas and points; nothing when the province is there."""
    if Unit.objects.filter(code="AS").exists():
        return
    with transaction.atomic():
        with (DATA / "units.jsonl").open("rb") as file:
            import_units(file, actor=SYSTEM, now=now, strict=True)
        known = {(unit.code, unit.valid_from): unit for unit in Unit.objects.all()}
        ServiceArea.objects.bulk_create(_areas(known, now))
        ReceptionPoint.objects.bulk_create(_points(known, now))


def load_shapes(*, now: dt.datetime) -> None:
    """Where the units lie, today and before the merger; marked as made up."""
    if not UnitShape.objects.exists():
        import_shapes((DATA / "shapes.geojson").read_bytes(), actor=SYSTEM, now=now, strict=True)


def load_hanging(*, now: dt.datetime, since: dt.date) -> None:
    """The areas and points that begin on or after a day, of units that are there."""
    known = {(unit.code, unit.valid_from): unit for unit in Unit.objects.all()}
    ServiceArea.objects.bulk_create(row for row in _areas(known, now) if row.valid_from >= since)
    ReceptionPoint.objects.bulk_create(row for row in _points(known, now) if row.valid_from >= since)


def _areas(known: dict[tuple[str, dt.date], Unit], now: dt.datetime) -> Iterator[ServiceArea]:
    by_code: dict[str, list[Unit]] = {}
    for unit in known.values():
        by_code.setdefault(unit.code, []).append(unit)
    for row in rows("units.jsonl"):
        for area in row.get("service_areas", ()):
            begins = dt.date.fromisoformat(area["valid_from"])
            served = next(unit for unit in by_code[area["area"]] if unit.is_in_force(begins))
            yield ServiceArea(unit=_of(row, known), area=served, kind=area["kind"], **_dates(area, now))


def _points(known: dict[tuple[str, dt.date], Unit], now: dt.datetime) -> Iterator[ReceptionPoint]:
    for row in rows("units.jsonl"):
        for point in row.get("reception_points", ()):
            yield ReceptionPoint(
                unit=_of(row, known),
                code=point["code"],
                name=point["name"],
                address=point.get("address", ""),
                phone=point.get("phone", ""),
                counters=point.get("counters", 1),
                **_dates(point, now),
            )


def _of(row: Row, known: dict[tuple[str, dt.date], Unit]) -> Unit:
    return known[row["code"], dt.date.fromisoformat(row["valid_from"])]


def _dates(row: Row, now: dt.datetime) -> dict[str, object]:
    ends = row.get("valid_to")
    return {
        "valid_from": dt.date.fromisoformat(row["valid_from"]),
        "valid_to": dt.date.fromisoformat(ends) if ends else None,
        "source": SOURCE,
        "recorded_at": now,
    }


def load_accounts(*, now: dt.datetime) -> None:
    """A made-up account for every agency of today that has none; the numbers exist nowhere."""
    agencies = Unit.objects.filter(valid_to=None, accounts=None).exclude(agency_code="").order_by("pk")
    UnitAccount.objects.bulk_create(
        UnitAccount(
            unit=unit,
            number=f"0000.{unit.pk:07d}",
            bank="Kho bạc Nhà nước An Sơn (hư cấu)",
            holder=unit.name,
            valid_from=unit.valid_from,
            source=SOURCE,
            recorded_at=now,
        )
        for unit in agencies
    )


def load_posts(*, now: dt.datetime, since: dt.date = BEGINNING) -> None:
    """Posts of every unit that stands today, by ``posts.toml``; those that are there stay."""
    there = set(Post.objects.values_list("code", flat=True))
    today = Unit.objects.filter(valid_to=None).exclude(kind="country")
    Post.objects.bulk_create((post for post in _posts(today, now, since) if post.code not in there), batch_size=1000)


def _posts(units: Iterable[Unit], now: dt.datetime, since: dt.date) -> Iterator[Post]:
    by_code, by_kind = _rules("codes"), _rules("kinds")
    for unit in units:
        rule = by_code.get(unit.code) or by_kind.get(unit.kind)
        begins = max(unit.valid_from, since)
        for row in rule["posts"] if rule else ():
            for number in range(1, row["count"] + 1):
                yield Post(
                    unit=unit,
                    code=f"{unit.code}.{row['key']}.{number}",
                    title=row["title"],
                    role=row["role"],
                    valid_from=begins,
                    source=SOURCE,
                    recorded_at=now,
                )
        for row in table("posts.toml")["robot"]["posts"]:
            if row["unit"] == unit.code:
                yield Post(
                    unit=unit,
                    code=f"{unit.code}.{row['key']}",
                    title=row["title"],
                    role=row["role"],
                    valid_from=begins,
                    source=SOURCE,
                    recorded_at=now,
                )


def _rules(named_by: str) -> dict[str, Row]:
    return {name: rule for rule in table("posts.toml")["unit"] for name in rule.get(named_by, ())}
