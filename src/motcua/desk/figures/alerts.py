"""Alerts: what is raised, what becomes of it, and the follow-up tasks; each number leads to its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.desk.duty import form
from motcua.desk.figures.alerts_menu import links
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.alerts.acts import (
    SOURCE,
    acknowledge,
    alert_of,
    finish_task,
    give_task,
    may_finish,
    owners,
    readable,
    tasks_of,
)
from motcua.figures.alerts.models import OPEN_STATES, Alert, AlertEvent, AlertWatch
from motcua.figures.alerts.permissions import ANSWER, READ
from motcua.figures.alerts.rules import State
from motcua.figures.alerts.wording import HAPPENINGS, LOOKS, STATES, rule_words, said, subject_name
from motcua.people.actors import Actor
from motcua.people.models import FollowUpTask, TaskState
from motcua.people.permissions import decide
from motcua.web.access import official
from motcua.web.words import day

OPEN_MOST, TASKS_MOST, HISTORY = 200, 1000, 50
NAV = "alerts"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its proof as the macro ``figure`` takes it; ``rest`` is what stands after it (*đèn*)."""

    printed: str
    address: str
    why: str = ""
    rest: str = ""
    is_plain: bool = False
    """Words with numbers in them, such as how long a feed is silent."""


def number_of(printed: str, address: str, origin: str, why: str = "") -> Number:
    if origin == "stale":
        return Number(printed, address, why, is_plain=True)
    head, _gap, rest = printed.partition(" ")
    return Number(head, address, why or _("chưa có số liệu"), rest)


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """What is open, the newest first; then the tasks that came of alerts; then what was."""
    actor, today = actor_at(request), legal_date(now())
    rows = readable(actor)
    standing = list(rows.filter(state__in=OPEN_STATES).order_by("state", "-raised_at", "-pk")[:OPEN_MOST])
    standing.sort(key=lambda alert: (alert.state != State.RAISED, -alert.raised_at.timestamp(), -alert.pk))
    gone = list(rows.filter(state=State.CLEARED).order_by("-raised_at", "-pk")[:HISTORY])
    context = {
        "links": links(actor, "alerts"),
        "rows": _rows(standing),
        "total": rows.filter(state__in=OPEN_STATES).count(),
        "tasks": _open_tasks(actor, today),
        "gone": _rows(gone),
        "lacking": _lacking(actor),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/alerts.jinja", context)


def _rows(alerts: Sequence[Alert]) -> list[Mapping[str, object]]:
    """Four statements, however many alerts."""
    first = {event.alert_id: event for event in AlertEvent.objects.filter(alert__in=alerts, seq=1).order_by("alert_id")}
    keys = {(alert.series, alert.unit_id) for alert in alerts}
    watches = AlertWatch.objects.filter(series__in={series for series, _unit in keys}).order_by("pk")
    last = {(watch.series, watch.unit_id): watch for watch in watches if (watch.series, watch.unit_id) in keys}
    tasks = tasks_of(list(alerts))
    return [_row(alert, first.get(alert.pk), last.get((alert.series, alert.unit_id)), tasks) for alert in alerts]


def _row(
    alert: Alert,
    raised: AlertEvent | None,
    watch: AlertWatch | None,
    tasks: Mapping[UUID, Sequence[FollowUpTask]],
) -> Mapping[str, object]:
    origin = alert.rule.origin
    return {
        "href": reverse("desk:alert", args=[alert.uid]),
        "rule": alert.rule.name,
        "unit": alert.unit.name,
        "state": words(STATES, alert.state),
        "look": LOOKS[alert.state],
        "raised": number_of(raised.printed, raised.address, origin) if raised else None,
        "last": number_of(watch.printed, watch.address, origin, watch.why) if watch and watch.address else None,
        "at": alert.raised_at,
        "until": alert.cleared_at,
        "tasks": sum(task.state == TaskState.OPEN for task in tasks.get(alert.uid, ())),
    }


def _lacking(actor: Actor) -> list[str]:
    """Why some rules could not be looked at, each reason once; only for who may give tasks."""
    if not actor.reach_of(ANSWER).everywhere:
        return []
    rows = AlertWatch.objects.filter(address="").exclude(why="").values_list("why", flat=True).distinct()
    return list(rows.order_by("why")[:5])


def _open_tasks(actor: Actor, today: dt.date) -> list[Mapping[str, object]]:
    """Tasks of alerts that the actor may read, or that the actor's post has; late ones first. Two statements."""
    reach = actor.reach_of(READ)
    rows = FollowUpTask.objects.filter(source_kind=SOURCE, state=TaskState.OPEN).select_related("owner", "unit")
    posts = {standing.post_id for standing in actor.standings}
    found = list(rows.order_by("due_on", "pk")[:TASKS_MOST])
    alerted = dict(Alert.objects.filter(uid__in=[row.source_uid for row in found]).values_list("uid", "unit_id"))
    seen = [row for row in found if row.owner_id in posts or reach.covers(_alerted(row, alerted))]
    return [_task(row, actor, today, _alerted(row, alerted)) for row in seen[:OPEN_MOST]]


def _alerted(row: FollowUpTask, units: Mapping[UUID, int]) -> int:
    """The unit of the alert it came of."""
    return units.get(row.source_uid, row.unit_id) if row.source_uid is not None else row.unit_id


def _task(row: FollowUpTask, actor: Actor, today: dt.date, unit: int) -> Mapping[str, object]:
    is_open = row.state == TaskState.OPEN
    own = any(standing.post_id == row.owner_id for standing in actor.standings)
    may = own or bool(decide(actor, ANSWER, [row.unit_id, unit]))
    return {
        "title": row.title,
        "owner": row.owner.title,
        "unit": row.unit.name,
        "due": row.due_on,
        "late": is_open and row.due_on < today,
        "open": is_open,
        "evidence": row.evidence,
        "closed": row.closed_at,
        "alert": reverse("desk:alert", args=[row.source_uid]),
        "done": reverse("desk:alert_task_done", args=[row.uid]) if is_open and may else "",
    }


@official(READ)
@require_GET
def one(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One alert with its log."""
    actor, today = actor_at(request), legal_date(now())
    alert = alert_of(uid, actor)
    may = bool(decide(actor, ANSWER, [alert.unit_id]))
    tasks = tasks_of([alert])[alert.uid]
    context = {
        "links": links(actor, "alerts"),
        "alert": alert,
        "row": _rows([alert])[0],
        "rule_words": rule_words(alert.rule),
        "subject": subject_name(alert.rule),
        "log": [_event(event, alert.rule.origin) for event in alert.log.order_by("-seq")],
        "tasks": [_task(task, actor, today, alert.unit_id) for task in tasks],
        "acknowledge": reverse("desk:alert_acknowledge", args=[uid]) if may and alert.state == State.RAISED else "",
        "give": reverse("desk:alert_task", args=[uid]) if may else "",
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/alert.jinja", context)


def _event(event: AlertEvent, origin: str) -> Mapping[str, object]:
    return {
        "title": words(HAPPENINGS, event.kind),
        "at": event.at,
        "words": said(event.words),
        "number": number_of(event.printed, event.address, origin) if event.address else None,
    }


@official(ANSWER)
@require_http_methods(["GET", "POST"])
def acknowledged(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = actor_at(request)
    alert = alert_of(uid, actor)
    back = reverse("desk:alert", args=[uid])

    def run(answers: Mapping[str, object]) -> str:
        acknowledge(uid, str(answers["words"]), actor=actor, now=now())
        return back

    asking = form.Asking(
        heading=_("Xác nhận cảnh báo"),
        save=_("Xác nhận"),
        back=back,
        back_text=_("Cảnh báo"),
        fields=[
            form.text("words", _("Đang làm gì"), long=True, most=1000, hint=_("Vài lời cho người khác cùng biết.")),
        ],
        done=_("Đã xác nhận."),
        facts=_facts(alert),
        nav=NAV,
        operation=f"alert_acknowledge:{uid}",
    )
    return form.ask(request, asking, run)


@official(ANSWER)
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Give somebody a follow-up task."""
    actor = actor_at(request)
    alert, at = alert_of(uid, actor), now()
    back = reverse("desk:alert", args=[uid])

    def run(answers: Mapping[str, object]) -> str:
        give_task(
            uid,
            owner=UUID(str(answers["owner"])),
            due_on=form.day_of(answers["due_on"]),
            title=str(answers["title"]),
            actor=actor,
            now=at,
        )
        return back

    posts = [(str(post.uid), f"{post.title}, {post.unit.name}") for post in owners(alert, legal_date(at))]
    asking = form.Asking(
        heading=_("Giao việc theo dõi"),
        save=_("Giao việc"),
        back=back,
        back_text=_("Cảnh báo"),
        fields=[
            form.text("title", _("Phải làm gì"), most=300),
            form.choice("owner", _("Giao cho"), posts),
            form.date("due_on", _("Hạn")),
        ],
        done=_("Đã giao việc."),
        facts=_facts(alert),
        nav=NAV,
        operation=f"alert_task:{uid}",
        folded={"owner"},
    )
    return form.ask(request, asking, run)


@official()
@require_http_methods(["GET", "POST"])
def task_done(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A follow-up task is done, in words."""
    actor = actor_at(request)
    row = FollowUpTask.objects.filter(uid=uid, source_kind=SOURCE).select_related("owner", "unit").first()
    if row is None or not may_finish(row, actor):
        raise NotFound("alert_task_unknown")
    back = reverse("desk:alerts") if decide(actor, READ, [row.unit_id]) else reverse("desk:inbox")

    def run(answers: Mapping[str, object]) -> str:
        finish_task(uid, str(answers["words"]), actor=actor, now=now())
        return back

    asking = form.Asking(
        heading=_("Việc đã xong"),
        save=_("Ghi là đã xong"),
        back=back,
        back_text=_("Cảnh báo"),
        fields=[form.text("words", _("Đã làm gì, xem ở đâu"), long=True, most=1000)],
        done=_("Đã ghi việc xong."),
        facts=[
            (_("Việc"), row.title),
            (_("Người làm"), f"{row.owner.title}, {row.unit.name}"),
            (_("Hạn"), day(row.due_on)),
        ],
        nav=NAV,
        operation=f"alert_task_done:{uid}",
        blocked="" if row.state == TaskState.OPEN else _("Việc này đã xong."),
    )
    return form.ask(request, asking, run)


def _facts(alert: Alert) -> list[tuple[str, str]]:
    return [(_("Cảnh báo"), alert.rule.name), (_("Đơn vị"), alert.unit.name), (_("Quy tắc"), rule_words(alert.rule))]
