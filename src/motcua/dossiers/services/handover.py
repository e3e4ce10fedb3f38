"""A post's open work given to others: each dossier by its own act, with its own answer.

What is begun is finished whatever dies in between: a row that was done is passed by, one that somebody else gave away
meanwhile says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from motcua.core import audit, jobs
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.lifecycle.duty import REASSIGN_REASONS
from motcua.dossiers.models import Dossier, Handover, HandoverRow
from motcua.dossiers.permissions import ASSIGN
from motcua.dossiers.services.act import act
from motcua.organisation.models import Post
from motcua.people.actors import Actor, load_actor
from motcua.people.permissions import require

AT_ONCE = 20
"""So many are done in the request; more are a job."""
MOST = 20_000
ROWS = 500


def held_by(post: Post) -> QuerySet[Dossier]:
    """The open dossiers of a post: those it holds, and those that wait for somebody outside and come back to it."""
    waiting = Q(holder_unit=post.unit_id, holder_post=None, snapshot__assignee=str(post.uid))
    return Dossier.objects.filter(Q(holder_post=post) | waiting, closed=False).order_by("next_at", "id")


def spread(dossiers: Sequence[int], targets: Sequence[int], load: Mapping[int, int]) -> dict[int, int]:
    """Who gets which: the most urgent first, each to whoever has the fewest by then; the order of ``targets`` breaks
    ties. Pure."""
    held = {target: load.get(target, 0) for target in targets}
    given: dict[int, int] = {}
    for dossier in dossiers:
        to = min(targets, key=lambda target: (held[target], targets.index(target)))
        given[dossier] = to
        held[to] += 1
    return given


@transaction.atomic
def begin_handover(
    post: Post,
    targets: Sequence[Post],
    *,
    reason_code: str,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    chosen: Sequence[UUID] | None = None,
) -> Handover:
    """Write down who gets which of a post's open dossiers (all, or the ``chosen``). Nothing moves yet: see
    :func:`run_handover`. Raises NotAllowed, Invalid (``handover_nobody``, ``reason_unknown``,
    ``post_of_another_unit``, ``handover_to_itself``), Conflict (``handover_nothing``)."""
    require(actor, ASSIGN, [post.unit_id])
    if actor.user_id is None or not targets:
        raise Invalid("handover_nobody")
    if reason_code not in REASSIGN_REASONS:
        raise Invalid("reason_unknown", params={"reason": reason_code})
    _check_targets(post, targets, legal_date(now))
    rows = held_by(post)
    if chosen is not None:
        rows = rows.filter(uid__in=list(chosen))
    keys = list(rows.values_list("pk", flat=True)[:MOST])
    if not keys:
        raise Conflict("handover_nothing")
    handover = Handover.objects.create(
        from_post=post, reason_code=reason_code, reason=reason[:1000], asked_by_id=actor.user_id, asked_at=now
    )
    _write_rows(handover, keys, spread(keys, [target.pk for target in targets], _load(targets)))
    if len(keys) > AT_ONCE:
        handover.job = jobs.begin(kind="dossiers.handover", started_by=actor.uid, now=now, total=len(keys))
        handover.save(update_fields=["job"])
    details = {"post": post.code, "to": [target.code for target in targets], "rows": len(keys)}
    act_name, subject = "dossiers.work_handed_over", str(handover.uid)
    audit.record(act=act_name, actor=actor, subject_kind="handover", subject=subject, now=now, details=details)
    return handover


def _write_rows(handover: Handover, keys: Sequence[int], plan: Mapping[int, int]) -> None:
    HandoverRow.objects.bulk_create(
        [
            HandoverRow(handover=handover, ordinal=number, dossier_id=key, to_post_id=plan[key])
            for number, key in enumerate(keys, start=1)
        ],
        batch_size=ROWS,
    )


def _check_targets(post: Post, targets: Sequence[Post], on: dt.date) -> None:
    for target in targets:
        if target.pk == post.pk:
            raise Invalid("handover_to_itself")
        if target.unit_id != post.unit_id:
            raise Invalid("post_of_another_unit", params={"id": str(target.uid)})
        if not target.is_in_force(on):
            raise Invalid("post_unknown", params={"id": str(target.uid)})


def run_handover(uid: UUID, *, now: dt.datetime) -> tuple[int, int]:
    """Do what :func:`begin_handover` wrote down; (done, refused). Safe to run again and by two at once: each row is
    done under the lock of its dossier, by the rights that the head has today."""
    handover = Handover.objects.select_related("from_post").filter(uid=uid).first()
    if handover is None:
        raise NotFound("handover_unknown")
    actor = load_actor(handover.asked_by_id, legal_date(now))
    if handover.job is None:
        return _run(handover, actor, now, None)
    with jobs.running(handover.job) as report:
        done, refused = _run(handover, actor, now, report)
        report.finish(done + refused, outcome={"done": done, "refused": refused})
    return done, refused


def _run(handover: Handover, actor: Actor, now: dt.datetime, report: jobs.Report | None) -> tuple[int, int]:
    waiting = HandoverRow.objects.filter(handover=handover, state="pending").order_by("ordinal")
    for row in list(waiting.select_related("dossier", "to_post")):
        _give(handover, row, actor, now)
        if report is not None:
            report(row.ordinal)
    Handover.objects.filter(pk=handover.pk, ended_at=None).update(ended_at=now)
    counted = HandoverRow.objects.filter(handover=handover).aggregate(
        done=Count("pk", filter=Q(state="done")), refused=Count("pk", filter=Q(state="refused"))
    )
    return counted["done"], counted["refused"]


def _give(handover: Handover, row: HandoverRow, actor: Actor, now: dt.datetime) -> None:
    """One dossier: the act and its answer stand or fall together."""
    data = {
        "post": str(row.to_post.uid),
        "from_post": str(handover.from_post.uid),
        "reason_code": handover.reason_code,
        "reason": handover.reason or "-",
    }
    try:
        with transaction.atomic():
            act(dossier=row.dossier.uid, action=Action.REASSIGN, data=data, actor=actor, now=now)
            HandoverRow.objects.filter(pk=row.pk, state="pending").update(state="done")
    except DomainError as error:
        HandoverRow.objects.filter(pk=row.pk, state="pending").update(state="refused", code=error.code[:60])


def _load(targets: Sequence[Post]) -> dict[int, int]:
    """What each of them holds now."""
    rows = Dossier.objects.filter(closed=False, holder_post__in=[target.pk for target in targets])
    return dict(rows.order_by().values_list("holder_post").annotate(n=Count("pk")))
