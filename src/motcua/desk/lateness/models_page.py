"""What models there were, what was measured of them beside the age rule, and which one tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.desk.duty.menu import duty_links
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.lateness.page import run_words
from motcua.desk.wording import words
from motcua.dossiers.permissions import READ
from motcua.foresight.lateness.models import LatenessModel
from motcua.foresight.lateness.selectors import current_run, models_made
from motcua.web.access import official
from motcua.web.words import day, instant, number, percent

STATES = {
    "in_force": gettext_lazy("Đang dùng"),
    "replaced": gettext_lazy("Đã thay"),
    "not_better": gettext_lazy("Không hơn quy tắc tuổi"),
}


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    found = models_made()
    context = {
        "links": duty_links(actor, "lateness"),
        "run": run_words(current_run(), at),
        "models": [_line(one) for one in found],
        "reliability": _reliability(found[0]) if found else [],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/lateness/models.jinja", context)


def _line(model: LatenessModel) -> Mapping[str, str]:
    said: Mapping[str, Any] = model.metrics
    low, high = said["recall_gain_95"]
    return {
        "made": instant(model.made_at),
        "state": words(STATES, model.state),
        "look": {"in_force": "ontime", "replaced": "neutral", "not_better": "soon"}[model.state],
        "window": _("{first} đến {last}").format(first=day(model.first_on), last=day(model.last_on)),
        "recall": percent(said["model"]["recall"], 1),
        "age_recall": percent(said["age"]["recall"], 1),
        "precision": percent(said["model"]["precision"], 1),
        "age_precision": percent(said["age"]["precision"], 1),
        "gain": _("{low} đến {high}").format(low=percent(low, 1), high=percent(high, 1)),
        "error": percent(said["calibration_error"], 1),
        "digest": model.sha256[:12],
    }


def _reliability(model: LatenessModel) -> list[Mapping[str, str]]:
    said: Mapping[str, Any] = model.metrics
    return [
        {"n": number(one["n"]), "said": percent(one["said"], 1), "came": percent(one["came"], 1)}
        for one in said["reliability"]
    ]
