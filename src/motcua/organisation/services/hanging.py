"""What hangs on a unit that ends: its posts, calendars, service areas and reception points. They end with it; where
they go over, a row of the successor begins the same day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from motcua.core.errors import Conflict
from motcua.organisation.changes import PostRule
from motcua.organisation.models import (
    Dated,
    Post,
    PostSuccession,
    ReceptionPoint,
    ServiceArea,
    Unit,
    UnitCalendar,
    UnitDecision,
    in_force,
)

D = TypeVar("D", bound=Dated)
_BATCH = 1000
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Carried:
    """A unit that ended, the default successor, and what becomes of its posts."""

    decision: UnitDecision
    old: Unit
    new: Unit
    posts: PostRule
    post_map: Mapping[str, str]


def carry_over(units: Sequence[Carried], *, on: dt.date, now: dt.datetime) -> dict[int, int | None]:
    """End and hand over; which post went to which (None: it ended). Raises Conflict ``post_unknown_there`` when a
    table of posts names one that does not stand on the day."""
    by_unit = {one.old.pk: one for one in units}
    carried = _posts(by_unit, on, now)
    _calendars(by_unit, on, now)
    _areas(by_unit, on, now)
    _points(by_unit, on, now)
    return carried


def _open(rows: Iterable[D], on: dt.date) -> list[D]:
    """The rows that go on past the day, ended on it. A row that began later (the decision was entered late) is ended
    the day after it began."""
    found = [row for row in rows if row.valid_to is None or row.valid_to > on]
    for row in found:
        row.valid_to = max(on, row.valid_from + _DAY)
    return found


def _ended(row: Dated) -> dt.date:
    return row.valid_to or row.valid_from


def _posts(by_unit: Mapping[int, Carried], on: dt.date, now: dt.datetime) -> dict[int, int | None]:
    old = _open(Post.objects.filter(unit__in=list(by_unit)).order_by("pk"), on)
    Post.objects.bulk_update(old, ["valid_to"], batch_size=_BATCH)
    named: dict[int, str] = {}
    fresh: list[Post] = []
    for post in old:
        rule = by_unit[post.unit_id]
        target = rule.post_map.get(post.code)
        if target is None and rule.posts is PostRule.FOLLOW:
            target = post.code
            fresh.append(_again(post, rule, now))
        if target is not None:
            named[post.pk] = target
    Post.objects.bulk_create(fresh, batch_size=_BATCH)
    there: dict[str, int] = {}
    for pk, code in Post.objects.filter(code__in=set(named.values()), valid_to=None).values_list("pk", "code"):
        there[code] = pk
    missing = sorted(set(named.values()) - set(there))
    if missing:
        raise Conflict("post_unknown_there", params={"post": missing[0], "on": on.isoformat()})
    PostSuccession.objects.bulk_create(
        [
            PostSuccession(decision=by_unit[post.unit_id].decision, old=post, new_id=there[named[post.pk]])
            for post in old
            if post.pk in named
        ],
        batch_size=_BATCH,
    )
    return {post.pk: there[named[post.pk]] if post.pk in named else None for post in old}


def _again(post: Post, rule: Carried, now: dt.datetime) -> Post:
    """The same post in the successor, from the day the old one ended."""
    return Post(
        unit=rule.new,
        code=post.code,
        title=post.title,
        role=post.role,
        valid_from=_ended(post),
        source=rule.decision.number[:300],
        recorded_at=now,
    )


def _calendars(by_unit: Mapping[int, Carried], on: dt.date, now: dt.datetime) -> None:
    old = _open(UnitCalendar.objects.filter(unit__in=list(by_unit)).order_by("pk"), on)
    UnitCalendar.objects.bulk_update(old, ["valid_to"], batch_size=_BATCH)
    UnitCalendar.objects.bulk_create(
        UnitCalendar(
            unit=by_unit[row.unit_id].new,
            purpose=row.purpose,
            calendar_code=row.calendar_code,
            valid_from=_ended(row),
            source=by_unit[row.unit_id].decision.number[:300],
            recorded_at=now,
        )
        for row in old
        if by_unit[row.unit_id].posts is PostRule.FOLLOW
    )


def _areas(by_unit: Mapping[int, Carried], on: dt.date, now: dt.datetime) -> None:
    """A service area goes on: with the successor of who serves, and for the successor of what is served, where that is
    of the same level. Where the successor is served already, that stands."""
    ids = list(by_unit)
    found = {*ServiceArea.objects.filter(unit__in=ids), *ServiceArea.objects.filter(area__in=ids)}
    old = _open(sorted(found, key=lambda row: row.pk), on)
    ServiceArea.objects.bulk_update(old, ["valid_to"], batch_size=_BATCH)
    wanted: dict[tuple[int, str], ServiceArea] = {}
    for row in old:
        server = by_unit[row.unit_id].new.pk if row.unit_id in by_unit else row.unit_id
        area = by_unit[row.area_id].new.pk if row.area_id in by_unit else row.area_id
        if row.area_id in by_unit and by_unit[row.area_id].new.level != by_unit[row.area_id].old.level:
            continue
        again = ServiceArea(
            unit_id=server,
            area_id=area,
            kind=row.kind,
            valid_from=_ended(row),
            source=row.source,
            recorded_at=now,
        )
        wanted.setdefault((area, row.kind), again)
    taken: defaultdict[int, set[str]] = defaultdict(set)
    standing = ServiceArea.objects.filter(area__in={area for area, _ in wanted}).filter(in_force(on))
    later = ServiceArea.objects.filter(area__in={area for area, _ in wanted}, valid_from__gt=on)
    for area, kind in [*standing.values_list("area", "kind"), *later.values_list("area", "kind")]:
        taken[area].add(kind)
    ServiceArea.objects.bulk_create(
        [row for (area, kind), row in wanted.items() if kind not in taken[area]], batch_size=_BATCH
    )


def _points(by_unit: Mapping[int, Carried], on: dt.date, now: dt.datetime) -> None:
    """A point of reception where the successor goes on receiving stays open under it; else it closes."""
    old = _open(ReceptionPoint.objects.filter(unit__in=list(by_unit)).order_by("pk"), on)
    ReceptionPoint.objects.bulk_update(old, ["valid_to"], batch_size=_BATCH)
    ReceptionPoint.objects.bulk_create(
        ReceptionPoint(
            unit=by_unit[row.unit_id].new,
            code=row.code,
            name=row.name,
            address=row.address,
            phone=row.phone,
            calendar_code=row.calendar_code,
            counters=row.counters,
            valid_from=_ended(row),
            source=row.source,
            recorded_at=now,
        )
        for row in old
        if by_unit[row.unit_id].posts is PostRule.FOLLOW
    )
