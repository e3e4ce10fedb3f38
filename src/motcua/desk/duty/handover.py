"""Handing the open work of a post to others: choose whose, which, to whom; then a result for each dossier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.jobs import progress_of
from motcua.core.texts import say
from motcua.desk.act_fields import REASSIGN_REASONS
from motcua.desk.decisions.once import once
from motcua.desk.duty.menu import duty_links
from motcua.desk.inbox import actor_at, post_line
from motcua.dossiers.models import Dossier, Handover, HandoverRow
from motcua.dossiers.permissions import ASSIGN
from motcua.dossiers.services.handover import begin_handover, held_by, run_handover
from motcua.dossiers.tasks import hand_over_work
from motcua.organisation.models import Post, in_force
from motcua.people.actors import Actor
from motcua.people.models import Assignment
from motcua.people.permissions import decide, scope
from motcua.web.access import official
from motcua.web.words import number

SHOWN, MOST_ROWS = 200, 500


@official(ASSIGN)
@require_GET
def choose(request: HttpRequest) -> HttpResponseBase:
    """Whose work: the posts in reach that hold something, with how much."""
    actor, today = actor_at(request), legal_date(now())
    rows = _posts(actor, today)
    done = Handover.objects.filter(scope(actor, ASSIGN, "from_post__unit")).select_related("from_post", "asked_by")
    context = {
        "links": duty_links(actor, "handover"),
        "rows": rows,
        "done": [
            {
                "href": reverse("desk:handover_done", args=[one.uid]),
                "post": one.from_post.title,
                "by": one.asked_by.full_name,
                "at": one.asked_at,
            }
            for one in done.order_by("-asked_at")[:20]
        ],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/handover.jinja", context)


def _posts(actor: Actor, today: dt.date) -> list[Mapping[str, object]]:
    held = Dossier.objects.filter(scope(actor, ASSIGN, "holder_unit"), closed=False, holder_post__isnull=False)
    many = dict(held.order_by().values_list("holder_post").annotate(n=Count("pk")).order_by("-n")[:SHOWN])
    found = Post.objects.filter(pk__in=many).select_related("unit")
    names = _people(list(many), today)
    rows = sorted(found, key=lambda post: (-many[post.pk], post.code))
    return [
        {
            "href": reverse("desk:handover_of", args=[post.uid]),
            "title": post.title,
            "unit": post.unit.name,
            "who": names.get(post.pk, _("chưa có người")),
            "many": number(many[post.pk]),
        }
        for post in rows
    ]


def _loads(posts: Sequence[int]) -> dict[int, int]:
    rows = Dossier.objects.filter(closed=False, holder_post__in=posts)
    return dict(rows.order_by().values_list("holder_post").annotate(n=Count("pk")))


def _people(posts: Sequence[int], today: dt.date) -> dict[int, str]:
    rows = Assignment.objects.filter(in_force(today), post__in=posts).select_related("user").order_by("valid_from")
    return {one.post_id: one.user.full_name for one in rows}


@official(ASSIGN)
@require_http_methods(["GET", "POST"])
def of_post(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Which of its dossiers, and to whom."""
    actor, at = actor_at(request), now()
    post = Post.objects.select_related("unit").filter(uid=uid).first()
    if post is None:
        raise NotFound("post_unknown", params={"id": str(uid)})
    if not decide(actor, ASSIGN, [post.unit_id]):
        raise NotAllowed("unit_out_of_reach")
    if request.method != "POST":
        return _form(request, actor, post, at)
    targets = list(Post.objects.filter(unit=post.unit_id, uid__in=_uids(request.POST.getlist("to"))).order_by("code"))
    chosen = None if request.POST.get("which") == "all" else _uids(request.POST.getlist("dossier"))

    def run() -> str:
        handover = begin_handover(
            post,
            targets,
            reason_code=str(request.POST.get("reason_code", "")),
            reason=str(request.POST.get("reason", "")).strip(),
            actor=actor,
            now=at,
            chosen=chosen,
        )
        if handover.job is not None:
            hand_over_work.defer(handover=str(handover.uid))
        return reverse("desk:handover_done", args=[handover.uid])

    try:
        with transaction.atomic():
            address, fresh = once(request, f"handover:{uid}", run, actor=actor, now=at)
    except DomainError as error:
        return _form(request, actor, post, at, fault=say(error.code, error.params), status=error.status)
    handover = Handover.objects.get(uid=address.rstrip("/").rpartition("/")[2])
    if fresh and handover.job is None:
        messages.success(request, _done_words(*run_handover(handover.uid, now=at)))
    return HttpResponseRedirect(address)


def _done_words(given: int, refused: int) -> str:
    said = _("Đã bàn giao {done} hồ sơ, {refused} hồ sơ không giao được.")
    return said.format(done=number(given), refused=number(refused))


def _uids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _form(
    request: HttpRequest, actor: Actor, post: Post, at: dt.datetime, *, fault: str = "", status: int = 200
) -> HttpResponseBase:
    today = legal_date(at)
    others = list(Post.objects.filter(in_force(today), unit=post.unit_id).exclude(pk=post.pk).order_by("code"))
    loads = _loads([one.pk for one in others])
    names = _people([one.pk for one in others] + [post.pk], today)
    dossiers = list(held_by(post).select_related("version").defer("snapshot")[: SHOWN + 1])
    context = {
        "links": duty_links(actor, "handover"),
        "post": post,
        "who": names.get(post.pk, _("chưa có người")),
        "dossiers": dossiers[:SHOWN],
        "more": len(dossiers) > SHOWN,
        "total": number(held_by(post).count()),
        "targets": [
            {
                "uid": one.uid,
                "text": _("{who}, {post}: đang giữ {many} hồ sơ").format(
                    who=names.get(one.pk, _("chưa có người")), post=one.title, many=number(loads.get(one.pk, 0))
                ),
            }
            for one in others
        ],
        "reasons": [(code, str(text)) for code, text in REASSIGN_REASONS],
        "fault": fault,
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/handover_of.jinja", context, status=status)


@official(ASSIGN)
@require_GET
def done(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What became of each dossier; while the job runs, how far it is."""
    actor = actor_at(request)
    handover = Handover.objects.select_related("from_post", "asked_by").filter(uid=uid).first()
    if handover is None or not decide(actor, ASSIGN, [handover.from_post.unit_id]):
        raise NotFound("handover_unknown")
    rows = HandoverRow.objects.filter(handover=handover).select_related("dossier", "to_post", "dossier__version")
    counted = rows.aggregate(
        done=Count("pk", filter=Q(state="done")),
        refused=Count("pk", filter=Q(state="refused")),
        rest=Count("pk", filter=Q(state="pending")),
    )
    job = progress_of(handover.job) if handover.job is not None else None
    context = {
        "links": duty_links(actor, "handover"),
        "handover": handover,
        "reason": dict(REASSIGN_REASONS).get(handover.reason_code, handover.reason_code),
        "rows": [
            {
                "dossier": row.dossier,
                "to": row.to_post.title,
                "state": row.state,
                "why": say(row.code) if row.code else "",
            }
            for row in rows.order_by("-state", "ordinal")[:MOST_ROWS]
        ],
        "counted": {name: number(value) for name, value in counted.items()},
        "running": counted["rest"] > 0,
        "job": job,
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/handover_done.jinja", context)
