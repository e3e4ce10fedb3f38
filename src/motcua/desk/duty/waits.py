"""What is coming because a date will pass, what came, and the follow-up tasks that arose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
from motcua.desk.duty.menu import duty_links
from motcua.desk.duty.rules import rule_row
from motcua.desk.duty.words import OUTCOMES, PROCESS_ACTS
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import TimerFiring
from motcua.dossiers.permissions import READ
from motcua.dossiers.services.timers import Coming, coming, fired, rules_in_force, tasks_of
from motcua.people.services.records import record_list
from motcua.people.services.tasks import complete_task
from motcua.web.access import official

AHEAD = dt.timedelta(days=7)


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    next_ones = coming(actor, now=at, until=at + AHEAD)
    past = list(fired(actor, most=25))
    record_list(actor, READ, "dossier", {"view": "timers"}, rows=len(next_ones) + len(past), now=at)
    context = {
        "links": duty_links(actor, "timers"),
        "tasks": [
            {"title": one.title, "due": one.due_on, "href": reverse("desk:task", args=[one.uid])}
            for one in tasks_of(actor)[:50]
        ],
        "coming": [_coming(one) for one in next_ones],
        "past": [_past(one) for one in past],
        "rules": [rule_row(one) for one in rules_in_force(legal_date(at))],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/timers.jinja", context)


def _coming(one: Coming) -> Mapping[str, object]:
    return {
        "at": one.at,
        "what": words(PROCESS_ACTS, one.rule.act),
        "rule": one.rule.name,
        "href": reverse("desk:dossier", args=[one.dossier.uid]),
        "code": one.dossier.code or one.dossier.receipt_no,
        "procedure": one.dossier.version.name,
    }


def _past(one: TimerFiring) -> Mapping[str, object]:
    return {
        "at": one.fired_at,
        "what": words(OUTCOMES, one.outcome),
        "rule": one.rule.name,
        "href": reverse("desk:dossier", args=[one.dossier.uid]),
        "code": one.dossier.code or one.dossier.receipt_no,
        "procedure": one.dossier.version.name,
    }


@official(READ)
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A follow-up task is done, with what shows it."""
    actor = actor_at(request)
    found = tasks_of(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound("task_unknown")

    def run(answers: Mapping[str, object]) -> str:
        complete_task(found, str(answers["evidence"]), actor=actor, now=now())
        return reverse("desk:timers")

    asking = form.Asking(
        heading=_("Xong việc phải theo dõi"),
        save=_("Ghi đã xong"),
        back=reverse("desk:timers"),
        back_text=_("Sắp đến hẹn"),
        fields=[form.text("evidence", _("Đã làm gì, có gì chứng tỏ"), long=True, most=1000)],
        done=_("Đã ghi xong việc."),
        facts=[(_("Việc"), found.title)],
        operation=f"task:{uid}",
    )
    return form.ask(request, asking, run)
