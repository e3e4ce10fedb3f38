"""Waves, newest first."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.desk.inbox import actor_at, post_line
from motcua.people.permissions import holds
from motcua.surveys.permissions import READ, RUN
from motcua.surveys.selectors import waves
from motcua.web.access import official

from .words import badge_of


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    rows = [
        {"wave": one, "href": reverse("desk:survey_wave", args=[one.uid]), "badge": badge_of(one.state)}
        for one in waves()
    ]
    context = {"rows": rows, "may_run": holds(actor, RUN), "post_line": post_line(actor), "nav": "surveys"}
    return render(request, "desk/surveys/shelf.jinja", context)
