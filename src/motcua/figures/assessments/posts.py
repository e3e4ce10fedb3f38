"""The posts that a round may name: their role carries the verb, and they sit with the province, not with a commune."""

from __future__ import annotations

import datetime as dt

from motcua.organisation.models import Post, UnitClosure, UnitLevel, in_force
from motcua.people.models import RoleGrant


def posts_with(verb: str, on: dt.date) -> list[tuple[str, str]]:
    """(public id, title and unit), in order of the units' codes."""
    roles = RoleGrant.objects.filter(in_force(on), verb=verb).values("role__code")
    local = UnitClosure.objects.filter(
        in_force(on), ancestor__level__in=[UnitLevel.COMMUNE, UnitLevel.DISTRICT]
    ).values("descendant")
    rows = Post.objects.filter(in_force(on), role__in=roles).exclude(unit__in=local).select_related("unit")
    return [(str(one.uid), f"{one.title}, {one.unit.name}") for one in rows.order_by("unit__code", "code")]
