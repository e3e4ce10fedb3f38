"""Bad ratings that somebody looks after: the list, one of them, its end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.people.models import TaskState
from motcua.ratings.editions import questions_on
from motcua.ratings.models import FollowUp
from motcua.ratings.permissions import FOLLOW
from motcua.ratings.services.follow_ups import contact_of, finish, follow_up, visible
from motcua.web.access import official
from motcua.web.once import once

MOST = 100


@official(FOLLOW)
@require_GET
def listing(request: HttpRequest) -> HttpResponseBase:
    """Open ones first, the nearest date first; then the last that ended."""
    actor, today = actor_at(request), legal_date(now())
    rows = visible(actor)
    waiting = rows.filter(task__state=TaskState.OPEN).order_by("task__due_on", "uid")[:MOST]
    ended = rows.exclude(task__state=TaskState.OPEN).order_by("-task__closed_at", "uid")[:25]
    context = {
        "rows": [_line(one, late=one.task.due_on < today) for one in waiting],
        "ended": [_line(one, late=False) for one in ended],
        "post_line": post_line(actor),
        "nav": "ratings",
        "tab": "follow",
    }
    return render(request, "desk/ratings/follow_list.jinja", context)


def _line(row: FollowUp, *, late: bool) -> dict[str, object]:
    return {
        "href": reverse("desk:rating_follow_up", args=[row.uid]),
        "unit": row.unit.name,
        "what": _bad(row),
        "owner": f"{row.task.owner.title}, {row.task.owner.unit.name}",
        "due": row.task.due_on,
        "late": late,
        "escalated": row.escalated,
        "contact": bool(row.contact),
        "evidence": row.task.evidence,
    }


def _bad(row: FollowUp) -> list[str]:
    questions = questions_on(legal_date(row.task.created_at))
    found = []
    for item in questions.items:
        answer = item.answer(row.answers.get(item.key, ""))
        if answer is not None:
            found.append(f"{item.words} {answer.words}")
    return found


@official(FOLLOW)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    row = follow_up(uid, actor)
    if request.method != "POST":
        return _page(request, row)
    if "contact" in request.POST:
        return _page(request, row, contact=contact_of(row, actor=actor, now=at))
    evidence = str(request.POST.get("evidence", ""))[:2000]

    def run() -> str:
        finish(uid, evidence, actor=actor, now=at)
        return reverse("desk:rating_follow_ups")

    try:
        address, done = once(request, f"desk.ratings.finish:{uid}", run, actor=actor, now=at)
    except DomainError as error:
        return _page(request, row, error=error, evidence=evidence)
    if done:
        messages.success(request, _("Đã ghi kết quả xử lý đánh giá."))
    return HttpResponseRedirect(address)


def _page(
    request: HttpRequest, row: FollowUp, *, contact: str = "", error: DomainError | None = None, evidence: str = ""
) -> HttpResponseBase:
    today = legal_date(now())
    is_open = row.task.state == TaskState.OPEN
    context = {
        **_line(row, late=is_open and row.task.due_on < today),
        "is_open": is_open,
        "words": row.words,
        "shown": contact,
        "ended": row.task.closed_at,
        "typed": evidence,
        "errors": [{"text": say(error.code, error.params), "href": "#evidence"}] if error else [],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor_at(request)),
        "nav": "ratings",
        "tab": "follow",
    }
    return render(request, "desk/ratings/follow.jinja", context, status=error.status if error else 200)
