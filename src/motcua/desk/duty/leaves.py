"""Being away and standing in: my leaves, those to approve, whom I stand in for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.once import once
from motcua.desk.duty import form
from motcua.desk.duty.menu import duty_links
from motcua.desk.inbox import actor_at, post_line
from motcua.dossiers.permissions import READ
from motcua.forms.schema import Field
from motcua.organisation.models import Post, in_force
from motcua.people.actors import Actor
from motcua.people.models import Assignment, Leave, LeaveKind, LeaveState, User
from motcua.people.permissions import scope
from motcua.people.services.leaves import VERB, StandIn, ask_leave, decide_leave, end_leave, may_decide
from motcua.web.access import official
from motcua.web.words import day

DAY = dt.timedelta(days=1)
MOST = 60
LOOK = {"asked": "soon", "approved": "ontime", "refused": "late", "cancelled": "neutral"}


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    rows = _leaves(actor, today)
    mine = [one for one in rows if one.user_id == actor.user_id]
    standing = [one for one in rows if any(sub.substitute_id == actor.user_id for sub in one.substitutions.all())]
    others = [one for one in rows if one not in mine and one not in standing]
    context = {
        "links": duty_links(actor, "leaves"),
        "mine": [_row(one, actor, today) for one in mine],
        "standing": [_row(one, actor, today) for one in standing],
        "others": [_row(one, actor, today) for one in others],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/leaves.jinja", context)


def _leaves(actor: Actor, today: dt.date) -> list[Leave]:
    """Leaves that concern the actor: own, stood in for, and those of the units whose leaves the actor approves."""
    managed = Assignment.objects.filter(in_force(today), scope(actor, VERB, "post__unit")).values("user")
    about = Q(user=actor.user_id) | Q(substitutions__substitute=actor.user_id) | Q(user__in=managed)
    rows = Leave.objects.filter(about, valid_to__gte=today - 30 * DAY).distinct()
    rows = rows.select_related("user", "decided_by").prefetch_related(
        "substitutions__substitute", "substitutions__post"
    )
    return list(rows.order_by("-valid_from", "-pk")[:MOST])


def _row(one: Leave, actor: Actor, today: dt.date) -> Mapping[str, object]:
    last = (one.valid_to or one.valid_from) - DAY
    live = one.state in {LeaveState.ASKED, LeaveState.APPROVED} and last >= today
    return {
        "uid": one.uid,
        "who": one.user.full_name,
        "kind": LeaveKind(one.kind).label,
        "days": _("{first} đến hết {last}").format(first=day(one.valid_from), last=day(last)),
        "state": LeaveState(one.state).label,
        "look": LOOK[one.state],
        "stand_ins": [f"{sub.substitute.full_name} ({sub.post.title})" for sub in one.substitutions.all()],
        "by": one.decided_by.full_name if one.decided_by else "",
        "may_decide": one.state == LeaveState.ASKED and last >= today and may_decide(actor, one),
        "end_text": _("Về làm từ hôm nay")
        if one.state == LeaveState.APPROVED and one.valid_from <= today
        else _("Hủy lần nghỉ này"),
        "may_end": live and (one.user_id == actor.user_id or may_decide(actor, one)),
    }


@official(READ)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Ask for leave: for oneself, or by the head for somebody of the unit."""
    actor, today = actor_at(request), legal_date(now())
    who = _who(request, actor, today)
    posts = list(
        Post.objects.filter(in_force(today), assignments__in=Assignment.objects.filter(in_force(today), user=who))
        .order_by("code")
        .distinct()
    )
    colleagues = _colleagues(posts, who, today)

    def run(answers: Mapping[str, object]) -> str:
        known = {str(user.uid): user for user, _name in colleagues}
        chosen = [(post, known.get(str(answers.get(f"post-{post.pk}", "")))) for post in posts]
        stand_ins = [StandIn(post, user) for post, user in chosen if user is not None]
        ask_leave(
            who,
            kind=str(answers["kind"]),
            first=form.day_of(answers["first"]),
            last=form.day_of(answers["last"]),
            stand_ins=stand_ins,
            actor=actor,
            now=now(),
        )
        return reverse("desk:leaves")

    asking = form.Asking(
        heading=_("Xin nghỉ, cử người thay"),
        save=_("Gửi lãnh đạo duyệt"),
        back=reverse("desk:leaves"),
        back_text=_("Nghỉ phép, người thay"),
        fields=_fields(posts, colleagues),
        done=_("Đã gửi. Người thay làm được việc từ ngày nghỉ, sau khi lãnh đạo duyệt."),
        explain=_("Người thay thấy và làm việc của vị trí này trong những ngày nghỉ, ghi rõ là làm thay, rồi tự hết."),
        facts=[(_("Người nghỉ"), who.full_name)],
        operation=f"leave:{who.pk}",
        folded={f"post-{post.pk}" for post in posts},
    )
    return form.ask(request, asking, run)


def _fields(posts: Sequence[Post], colleagues: Sequence[tuple[User, str]]) -> list[Field]:
    return [
        form.choice("kind", _("Loại nghỉ"), [(one.value, str(one.label)) for one in LeaveKind]),
        form.date("first", _("Từ ngày")),
        form.date("last", _("Đến hết ngày")),
        *(
            form.choice(
                f"post-{post.pk}",
                _("Người thay vị trí {post}").format(post=post.title),
                [(str(user.uid), name) for user, name in colleagues],
                required=False,
                hint=_("Để trống: không ai thay; việc của vị trí này chờ người nghỉ về."),
            )
            for post in posts
        ),
    ]


def _who(request: HttpRequest, actor: Actor, today: dt.date) -> User:
    """Oneself, or somebody of a unit whose leaves the actor approves (``nguoi`` in the address)."""
    wanted = str(request.GET.get("nguoi", ""))
    if wanted:
        managed = Assignment.objects.filter(in_force(today), scope(actor, VERB, "post__unit")).values("user")
        try:
            found = User.objects.filter(uid=UUID(wanted), pk__in=managed).first()
        except ValueError:
            found = None
        if found is None:
            raise Invalid("account_unknown")
        return found
    return User.objects.get(pk=actor.user_id or 0)


def _colleagues(posts: list[Post], who: User, today: dt.date) -> list[tuple[User, str]]:
    """Who could stand in: the others of the same units, and of the units above them."""
    units = {post.unit_id for post in posts} | {post.unit.parent_id for post in posts}
    rows = Assignment.objects.filter(
        in_force(today), post__unit__in=[unit for unit in units if unit], user__is_active=True, user__kind="official"
    )
    found: dict[int, tuple[User, str]] = {}
    for one in rows.exclude(user=who).select_related("user", "post").order_by("user__full_name", "pk"):
        found.setdefault(one.user_id, (one.user, f"{one.user.full_name}, {one.post.title}"))
    return list(found.values())


@official(READ)
@require_POST
def answer(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The head approves or refuses; the person or the head ends it."""
    actor, at = actor_at(request), now()
    what = str(request.POST.get("do", ""))

    def run() -> str:
        if what in {"approve", "refuse"}:
            decide_leave(uid, approve=what == "approve", actor=actor, now=at)
        elif what == "end":
            end_leave(uid, on=legal_date(at), actor=actor, now=at)
        else:
            raise Invalid("data_invalid")
        return reverse("desk:leaves")

    try:
        address, fresh = once(request, f"leave_answer:{uid}", run, actor=actor, now=at)
    except DomainError as error:
        messages.error(request, say(error.code, error.params))
        return HttpResponseRedirect(reverse("desk:leaves"))
    if fresh:
        said = {"approve": _("Đã duyệt."), "refuse": _("Đã từ chối."), "end": _("Đã kết thúc kỳ nghỉ.")}
        messages.success(request, said[what])
    return HttpResponseRedirect(address)
