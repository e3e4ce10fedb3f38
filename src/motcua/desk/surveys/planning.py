"""Planning a wave: which survey, which days, how many where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.forms.answers import MalformedError, read_date
from motcua.organisation.models import in_force
from motcua.surveys.design import Design
from motcua.surveys.lifecycle import Mode
from motcua.surveys.models import SurveyVersion
from motcua.surveys.permissions import RUN
from motcua.surveys.sampling.drawing import Method, Stratum
from motcua.surveys.services.waves import Plan, plan_wave
from motcua.web.access import official
from motcua.web.once import once

STRATA = ("commune", "province")
STAGES = ("units", "groups", "people")
DEFAULTS = {"commune": (20, 3, 7), "province": (8, 3, 7)}
NEVER = dt.date(1, 1, 1)


@official(RUN)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    if request.method != "POST":
        return _page(request, _first(legal_date(at)))
    posted = {name: request.POST.get(name, "")[:200] for name in _names()}

    def write() -> str:
        wave = plan_wave(posted["survey"], _plan(posted), actor=actor, now=at)
        return reverse("desk:survey_wave", args=[wave.uid])

    try:
        address, is_new = once(request, "desk.surveys.plan", write, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        return _page(request, posted, error)
    if is_new:
        messages.success(request, _("Đã lập kế hoạch. Xem lại rồi bốc thăm chọn mẫu."))
    return HttpResponseRedirect(address)


def _names() -> tuple[str, ...]:
    return (
        "survey",
        "title",
        "frame_from",
        "frame_to",
        "ends_on",
        "mode",
        "reserve",
        *(f"{stratum}_{stage}" for stratum in STRATA for stage in STAGES),
    )


def _first(today: dt.date) -> dict[str, str]:
    """Last month's dossiers, answered within three weeks."""
    until = today.replace(day=1)
    since = (until - dt.timedelta(days=1)).replace(day=1)
    days = {"frame_from": since, "frame_to": until, "ends_on": today + dt.timedelta(days=21)}
    numbers = {
        f"{stratum}_{stage}": str(count)
        for stratum, counts in DEFAULTS.items()
        for stage, count in zip(STAGES, counts, strict=True)
    }
    given = {name: day.strftime("%d/%m/%Y") for name, day in days.items()}
    return {"survey": "", "title": "", "mode": Mode.EMAIL.value, "reserve": "20", **given, **numbers}


def _plan(posted: Mapping[str, str]) -> Plan:
    strata = {}
    for stratum in STRATA:
        units, groups, people = (_count(posted[f"{stratum}_{stage}"]) for stage in STAGES)
        if min(units, groups, people) > 0:
            strata[stratum] = Stratum(units, groups, people, Method.BY_SIZE)
    mode = Mode(posted["mode"]) if posted["mode"] in {one.value for one in Mode} else Mode.INTERVIEWER
    modes = tuple(dict.fromkeys((mode, Mode.INTERVIEWER)))
    return Plan(
        title=posted["title"],
        frame_from=_day(posted["frame_from"]),
        frame_to=_day(posted["frame_to"]),
        ends_on=_day(posted["ends_on"]),
        design=Design(strata, modes, _count(posted["reserve"])),
    )


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0


def _day(text: str) -> dt.date:
    try:
        return read_date(text)
    except MalformedError:
        return NEVER


def _page(request: HttpRequest, typed: Mapping[str, str], error: DomainError | None = None) -> HttpResponseBase:
    on = legal_date(now())
    versions = SurveyVersion.objects.filter(in_force(on)).select_related("survey").order_by("title")
    faults = {str(one["field"]): say(str(one["code"]), {}) for one in error.errors} if error else {}
    listed = [{"text": text, "href": f"#{name}"} for name, text in faults.items()]
    if error is not None and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    context = {
        "typed": typed,
        "versions": versions,
        "faults": faults,
        "errors": listed,
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor_at(request)),
        "nav": "surveys",
    }
    return render(request, "desk/surveys/plan.jinja", context, status=error.status if error else 200)
