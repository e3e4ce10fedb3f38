"""Who filled which post when: the one whose post it is, and before them whoever stood in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from motcua.people.models import Assignment, Substitution


@dataclass(frozen=True, slots=True)
class Filling:
    """``until`` is the first day no more, None while it lasts."""

    post: str
    person: int
    since: dt.date
    until: dt.date | None
    standing_in: bool


def fillings(posts: Collection[str]) -> list[Filling]:
    """Every filling of these posts (public ids): substitutions first, then assignments, the newest first. Two
    statements. A substitution counts from its approval on, and while the right behind it was not taken back."""
    if not posts:
        return []
    stood_in = Substitution.objects.filter(post__uid__in=posts, delegation__isnull=False)
    rows = [
        Filling(str(one.post.uid), one.substitute_id, one.valid_from, one.valid_to, standing_in=True)
        for one in stood_in.select_related("post", "delegation").order_by("-valid_from", "-pk")
        if one.delegation is not None
        and (one.delegation.revoked_on is None or one.delegation.revoked_on > one.valid_from)
    ]
    own = Assignment.objects.filter(post__uid__in=posts).select_related("post").order_by("-valid_from", "-pk")
    return rows + [
        Filling(str(one.post.uid), one.user_id, one.valid_from, one.valid_to, standing_in=False) for one in own
    ]
