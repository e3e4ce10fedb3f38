"""Which share of a unit's posts has its people away, as approved before the day. Numbers of posts only: nobody is
named, and nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from motcua.people.models import Assignment, Leave, LeaveState

from .features import Away
from .snapshots import Day


def away_on(days: Sequence[Day]) -> Away:
    """By number of the day and public id of the unit. Two statements."""
    if not days:
        return {}
    first, last = days[0].local, days[-1].local
    leaves = Leave.objects.filter(state=LeaveState.APPROVED, valid_from__lte=last, valid_to__gt=first)
    columns = ("user_id", "valid_from", "valid_to", "decided_at")
    found = [row for row in leaves.order_by("pk").values_list(*columns) if row[3] is not None]
    if not found:
        return {}
    posts = _posts(first, last)
    away: dict[tuple[int, str], float] = {}
    for day in days:
        there: Counter[str] = Counter()
        gone: Counter[str] = Counter()
        absent = {user for user, since, until, known in found if since <= day.local < until and known < day.at}
        if not absent:
            continue
        for user, rows in posts.items():
            for unit, since, until in rows:
                if since <= day.local < until:
                    there[unit] += 1
                    gone[unit] += user in absent
        away |= {(day.number, unit): gone[unit] / there[unit] for unit in gone if gone[unit]}
    return away


def _posts(first: dt.date, last: dt.date) -> dict[int, list[tuple[str, dt.date, dt.date]]]:
    rows = Assignment.objects.filter(valid_from__lte=last).exclude(valid_to__lte=first).order_by("pk")
    found: defaultdict[int, list[tuple[str, dt.date, dt.date]]] = defaultdict(list)
    for user, unit, since, until in rows.values_list("user_id", "post__unit__uid", "valid_from", "valid_to"):
        found[user].append((str(unit), since, until or dt.date.max))
    return found
