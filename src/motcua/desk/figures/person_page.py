"""A person's load: the own open work by step and due date. A head looks at one post of the own unit at a time; there is
no table of people, and nobody else sees it."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotAllowed, NotFound
from motcua.desk.figures.boards_address import side_links
from motcua.desk.figures.summary_address import text_of
from motcua.desk.figures.summary_lists import PAGE, answer_list
from motcua.desk.figures.summary_words import DUE_NAMES, hours
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import ROLES, words
from motcua.dossiers.models import Dossier
from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.summaries.person import DUES, Load, due_q, held_by, load_of, waiting_for_role
from motcua.figures.summaries.verbs import LOAD
from motcua.organisation.models import Post, in_force
from motcua.people.actors import Actor
from motcua.people.models import Assignment
from motcua.people.permissions import decide
from motcua.web.access import official

OWN, SHARED = "cua-toi", "chung"


@official()
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """The own load; with ``vi-tri`` that of a post of a unit one heads. Raises NotAllowed, NotFound."""
    actor, at = actor_at(request), now()
    post = _post(request, actor)
    posts = [post] if post else _own(actor)
    context = {
        "links": side_links(actor, "load"),
        "at": at,
        "post": post,
        "holder": _holder(post) if post else "",
        "own": _table(load_of(_held(posts), at), _address(post, OWN)),
        "pools": [
            {
                "title": f"{words(ROLES, one.role)}, {one.unit.name}",
                **_table(load_of(waiting_for_role(one), at), _address(one, SHARED)),
            }
            for one in posts
        ],
        "dues": [words(DUE_NAMES, due) for due in DUES],
        "staff": _staff(actor),
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/person_page.jinja", context)


def _own(actor: Actor) -> list[Post]:
    """The posts that the official fills; those filled for somebody else are that person's load."""
    ids = {one.post_id for one in actor.standings if one.on_behalf_of is None}
    return list(Post.objects.filter(pk__in=ids).select_related("unit").order_by("code"))


def _held(posts: list[Post]) -> QuerySet[Dossier]:
    return held_by([post.pk for post in posts])


def _post(request: HttpRequest, actor: Actor) -> Post | None:
    """The post of the address. Raises NotFound, and NotAllowed for one of another unit than those one heads."""
    typed = text_of(request, "vi-tri", 40)
    if not typed:
        return None
    try:
        found = Post.objects.select_related("unit").filter(uid=UUID(typed)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("unit_unknown")
    if found.pk in {one.post_id for one in actor.standings if one.on_behalf_of is None}:
        return found
    decision = decide(actor, LOAD, [found.unit_id])
    if not decision.allowed:
        raise NotAllowed(decision.code)
    return found


def _holder(post: Post) -> str:
    """Who fills the post today."""
    today = legal_date(now())
    rows = Assignment.objects.filter(in_force(today), post=post).select_related("user").order_by("valid_from")
    return ", ".join(one.user.full_name for one in rows)


def _staff(actor: Actor) -> list[dict[str, str]]:
    """The posts that a head may look at, by title and without any number beside them."""
    reach = actor.reach_of(LOAD)
    if not reach.units:
        return []
    today = legal_date(now())
    rows = Post.objects.filter(in_force(today), unit__in=sorted(reach.units)).select_related("unit")
    return [
        {"text": f"{post.title}, {post.unit.name}", "href": f"{reverse('desk:figures_person')}?vi-tri={post.uid}"}
        for post in rows.order_by("unit__code", "title", "code")[:300]
    ]


def _address(post: Post | None, which: str) -> str:
    owner = f"&vi-tri={post.uid}" if post else ""
    return f"{reverse('desk:figures_person_list')}?nhom={which}{owner}"


def _table(load: Load, address: str) -> dict[str, object]:
    return {
        "total": load.total,
        "list": address,
        "allowed": hours_of(load.allowed),
        "left": hours_of(load.left),
        "rows": [
            {
                "name": one.name or _("chưa vào bước nào"),
                "total": one.total,
                "list": f"{address}&buoc={one.step}",
                "cells": [
                    {"number": getattr(one, due), "list": f"{address}&buoc={one.step}&han={due}"} for due in DUES
                ],
            }
            for one in load.steps
        ],
    }


def hours_of(minutes: int | None) -> str:
    return "" if minutes is None else hours(Fraction(minutes))


@official()
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """The dossiers behind one number of the load, as it stands now."""
    actor, at = actor_at(request), now()
    post = _post(request, actor)
    step, due, group = text_of(request, "buoc", 40), text_of(request, "han", 10), text_of(request, "nhom", 10)
    rows = waiting_for_role(post) if group == SHARED and post else _held([post] if post else _own(actor))
    rows = rows.filter(step=step) if step else rows
    rows = rows.filter(due_q(due, at)) if due in DUES else rows
    many, after = rows.count(), text_of(request, "after", 40)
    picked = rows.order_by("uid").filter(uid__gt=UUID(after)) if _is_uuid(after) else rows.order_by("uid")
    uids = [str(uid) for uid in picked.values_list("uid", flat=True)[: PAGE + 1]]
    following = uids[PAGE - 1] if len(uids) > PAGE else ""
    found = Behind(many, Thing.DOSSIER, tuple(Row(uid) for uid in uids[:PAGE]), many, following)
    back = reverse("desk:figures_person")
    return answer_list(
        request,
        found,
        title=words(DUE_NAMES, due) if due in DUES else _("Hồ sơ đang giữ"),
        of=_("Khối lượng công việc"),
        back=f"{back}?vi-tri={post.uid}" if post else back,
        filters={"list": "load", "step": step, "due": due, "post": str(post.uid) if post else ""},
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
