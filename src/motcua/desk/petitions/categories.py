"""The tree of categories with limits and owners: what holds today, where it comes from, and what will hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.history import limit_words
from motcua.desk.petitions.wording import STEPS
from motcua.desk.wording import words
from motcua.organisation.models import in_force
from motcua.petitions.categories import tree
from motcua.petitions.lifecycle import Step
from motcua.petitions.models import Category, OwnerRule, StepLimit
from motcua.petitions.permissions import READ
from motcua.web.access import official
from motcua.web.words import day

SHOWN = (Step.HANDLE, Step.APPROVE, Step.PUBLISH)


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    on = _day(request, legal_date(at))
    known = tree(on)
    rules = list(OwnerRule.objects.filter(in_force(on)).select_related("unit", "area").order_by("category_code", "pk"))
    common = list(StepLimit.objects.filter(in_force(on), category_code="").order_by("step"))
    context = {
        "on": on,
        "branches": [
            {
                "name": branch.name,
                "code": branch.code,
                "leaves": [_leaf(one, on, rules) for one in known.children(branch.code)],
            }
            for branch in known.children()
        ],
        "common": [
            {"name": words(STEPS, one.step), "limit": limit_words(one.amount, one.unit), "source": one.source}
            for one in common
        ],
        "coming": _coming(on),
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/categories.jinja", context)


def _day(request: HttpRequest, today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(str(request.GET.get("ngay", "")))
    except ValueError:
        return today


def _leaf(one: Category, on: dt.date, rules: Sequence[OwnerRule]) -> Mapping[str, object]:
    known = tree(on)
    limits = []
    for step in SHOWN:
        found = known.limit(one.code, step)
        if found is not None:
            own = found.category_code == one.code
            limits.append((words(STEPS, step), limit_words(found.amount, found.unit), own, found.source))
    codes = set(known.above(one.code))
    return {
        "name": one.name,
        "code": one.code,
        "urgent": one.urgent,
        "anonymous": one.anonymous,
        "extension": one.most_extension_days,
        "limits": limits,
        "owners": [
            _owner(rule) for rule in rules if rule.category_code in codes - {""} or rule.category_code == one.code
        ],
        "source": one.source,
        "since": day(one.valid_from),
    }


def _owner(rule: OwnerRule) -> str:
    ways = {
        "place": _("xã, phường nơi xảy ra"),
        "above": _("đơn vị cấp trên của nơi xảy ra"),
        "served": _("đơn vị phục vụ địa bàn"),
        "named": rule.unit.name if rule.unit else "",
    }
    where = _(" (tại {area})").format(area=rule.area.name) if rule.area else ""
    return ways[rule.way] + where


def _coming(on: dt.date) -> list[dict[str, str]]:
    """What will begin or end after the day, by decision, the next first."""
    later = Q(valid_from__gt=on) | Q(valid_to__gt=on)
    found = []
    for one in Category.objects.filter(later).order_by("code"):
        found.append((one.name, one.valid_from, one.valid_to, one.source))
    for limit in StepLimit.objects.filter(later).order_by("category_code", "step"):
        name = f"{limit.category_code or _('mọi loại việc')}: {words(STEPS, limit.step)}, "
        found.append((name + limit_words(limit.amount, limit.unit), limit.valid_from, limit.valid_to, limit.source))
    for rule in OwnerRule.objects.filter(later).select_related("unit", "area").order_by("pk"):
        found.append(
            (f"{rule.category_code or _('mọi loại việc')}: {_owner(rule)}", rule.valid_from, rule.valid_to, rule.source)
        )
    lines = [
        {"what": what, "when": _("từ {day}").format(day=day(since)), "source": source, "at": since.isoformat()}
        for what, since, _until, source in found
        if since > on
    ]
    lines += [
        {
            "what": what,
            "when": _("hết hiệu lực {day}").format(day=day(until)),
            "source": source,
            "at": until.isoformat(),
        }
        for what, _since, until, source in found
        if until is not None and until > on
    ]
    return sorted(lines, key=lambda one: one["at"])[:100]
