"""When units end, who filled their posts goes where the posts go: assignments end or are carried on, delegations lapse
or are passed on with what they rest on, open tasks find an owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from motcua.core import audit
from motcua.people.models import Assignment, Delegation, FollowUpTask, TaskState

_BATCH = 1000
_DAY = dt.timedelta(days=1)


def follow_posts(
    posts: Mapping[int, int | None],
    units: Mapping[int, int],
    *,
    on: dt.date,
    number: str,
    actor: audit.Doer,
    now: dt.datetime,
) -> Mapping[str, int]:
    """``posts`` leads from each post that ended on the day to the one that took over (None: no one did), ``units``
    from ended units to their successors. Returns how many assignments and delegations ended and went over. The grants
    need nothing: they hang on roles, which the new posts carry."""
    ended, moved = _assignments(posts, on, number, now)
    lapsed, passed = _delegations(posts, units, on, number, now)
    tasks = _tasks(posts)
    counts = {
        "assignments_ended": ended,
        "assignments_moved": moved,
        "delegations_ended": lapsed,
        "delegations_moved": passed,
        "tasks_moved": tasks,
    }
    audit.record(
        act="people.posts_followed", actor=actor, subject_kind="unit_decision", subject=number, now=now, details=counts
    )
    return counts


def _assignments(posts: Mapping[int, int | None], on: dt.date, number: str, now: dt.datetime) -> tuple[int, int]:
    rows = Assignment.objects.filter(post__in=list(posts)).filter(_goes_on(on)).order_by("pk")
    old = list(rows)
    for row in old:
        row.valid_to = max(on, row.valid_from + _DAY)
    Assignment.objects.bulk_update(old, ["valid_to"], batch_size=_BATCH)
    targets = {target for target in posts.values() if target is not None}
    filled = set(Assignment.objects.filter(post__in=targets).filter(_goes_on(on)).values_list("user_id", "post_id"))
    fresh: dict[tuple[int, int], Assignment] = {}
    for row in old:
        target = posts[row.post_id]
        if target is not None and (row.user_id, target) not in filled:
            fresh[row.user_id, target] = Assignment(
                user_id=row.user_id,
                post_id=target,
                valid_from=row.valid_to or on,
                decision_number=number[:100],
                recorded_at=now,
            )
    Assignment.objects.bulk_create(fresh.values(), batch_size=_BATCH)
    return len(old), len(fresh)


def _delegations(
    posts: Mapping[int, int | None], units: Mapping[int, int], on: dt.date, number: str, now: dt.datetime
) -> tuple[int, int]:
    """A delegation of a post that ended is taken back on the day; where the post's work and its holder went over, so
    does what is left of it, for the same verbs and to the same day."""
    live = Q(revoked_on__isnull=True) | Q(revoked_on__gt=on)
    old = list(Delegation.objects.filter(live, post__in=list(posts), valid_to__gt=on).order_by("pk"))
    fresh: list[Delegation] = []
    for row in old:
        row.revoked_on = on
        target = posts[row.post_id]
        if target is not None and row.valid_to is not None and row.valid_to > on:
            fresh.append(
                Delegation(
                    delegator_id=row.delegator_id,
                    delegate_id=row.delegate_id,
                    post_id=target,
                    unit_id=units.get(row.unit_id, row.unit_id),
                    verbs=row.verbs,
                    decision_number=row.decision_number,
                    signed_on=row.signed_on,
                    valid_from=max(on, row.valid_from),
                    valid_to=row.valid_to,
                    source=number[:300],
                    recorded_at=now,
                )
            )
    Delegation.objects.bulk_update(old, ["revoked_on"], batch_size=_BATCH)
    Delegation.objects.bulk_create(fresh, batch_size=_BATCH)
    return len(old), len(fresh)


def _tasks(posts: Mapping[int, int | None]) -> int:
    """Open follow-up tasks go to the post that took over."""
    rows = list(FollowUpTask.objects.filter(owner__in=list(posts), state=TaskState.OPEN).order_by("pk"))
    for row in rows:
        row.owner_id = posts[row.owner_id] or row.owner_id
    FollowUpTask.objects.bulk_update(rows, ["owner"], batch_size=_BATCH)
    return len(rows)


def _goes_on(on: dt.date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=on)
