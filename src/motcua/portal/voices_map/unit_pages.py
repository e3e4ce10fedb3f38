"""How units do with petitions: one unit, and all beside one another where that says anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.organisation.models import Unit
from motcua.organisation.selectors import unit_or_heir
from motcua.petitions.fairness.rules import Counts, Share, Standing, Verdict, share, standings
from motcua.petitions.fairness.selectors import few, period, standings_of
from motcua.petitions.quality.selectors import of_unit as quality_of
from motcua.petitions.selectors import Published
from motcua.petitions.selectors import public as published
from motcua.portal.voices_map.cards import cards
from motcua.web.access import public
from motcua.web.maps.drawing import plan
from motcua.web.words import decimal, number, percent

SHOWN = 10


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A share in words: how much, how sure, out of how many; ``why`` instead where there are too few."""

    value: str
    sure: str
    of: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class UnitLine:
    code: str
    name: str
    href: str
    on_time: ShareLine
    content: ShareLine
    hours: str
    by_time: str
    by_time_words: str
    by_content: str
    by_content_words: str


@public
@require_safe
@cache_control(public=True, max_age=120)
def units(request: HttpRequest) -> HttpResponse:
    """Every unit by name, never a ranking: a difference is said only where the intervals lie apart."""
    at = now()
    rows, whole = standings_of(at, legal_date(at))
    since, _until = period(at)
    context = {
        "nav": "voices",
        "rows": [_line(unit, standing) for unit, standing in rows],
        "whole": _whole(whole),
        "since": since.date(),
        "few": few(),
    }
    return render(request, "portal/voices/units.jinja", context)


@public
@require_safe
@cache_control(public=True, max_age=120)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: its figures with their intervals, the quality of answers as sampled, its latest petitions."""
    at = now()
    on = legal_date(at)
    if not code.isprintable():
        raise Http404
    try:
        found = unit_or_heir(code[:40], on)
    except DomainError as error:
        raise Http404 from error
    rows, _whole_counts = standings_of(at, on)
    standing = next((one for unit, one in rows if unit.pk == found.pk), None)
    since, until = period(at)
    page = published(Published(unit=found.code), on=on, limit=SHOWN)
    context = {
        "nav": "voices",
        "unit": found,
        "line": _line(found, standing or standings({found.pk: Counts()}, few())[found.pk]),
        "open": standing.counts.open if standing else 0,
        "quality": _quality(found, since, until),
        "rows": cards(page.items, on),
        "more": f"{reverse('voices:list')}?don-vi={found.code}",
        "feed": f"{reverse('voices:feed')}?don-vi={found.code}",
        "since": since.date(),
        "few": few(),
        "plan": plan(on),
    }
    return render(request, "portal/voices/unit.jinja", context)


def _quality(unit: Unit, since: dt.datetime, until: dt.datetime) -> ShareLine | None:
    """How many of the answers read said what was asked; None while none was read."""
    found = quality_of(unit.code, legal_date(since), legal_date(until))
    if found is None:
        return None
    return _share(share(found.good, found.scored, few())) if found.is_shown else _share(share(0, 0, few()))


def _line(unit: Unit, standing: Standing) -> UnitLine:
    return UnitLine(
        code=unit.code,
        name=unit.name,
        href=reverse("voices:unit", args=[unit.code]),
        on_time=_share(standing.on_time),
        content=_share(standing.content),
        hours=hours_words(standing.counts.hours),
        by_time=standing.by_time.value,
        by_time_words=verdict_words(standing.by_time),
        by_content=standing.by_content.value,
        by_content_words=verdict_words(standing.by_content),
    )


def _whole(counts: Counts) -> dict[str, ShareLine]:
    return {
        "on_time": _share(share(counts.on_time, counts.due, few())),
        "content": _share(share(counts.content, counts.rated, few())),
    }


def _share(one: Share) -> ShareLine:
    if one.interval is None:
        return ShareLine("", "", number(one.of), _("chưa đủ để nói"))
    sure = _("từ {low} đến {high}").format(low=percent(one.interval.low, 0), high=percent(one.interval.high, 0))
    return ShareLine(percent(one.value, 1), sure, number(one.of))


def hours_words(hours: float | None) -> str:
    """Empty where too few were answered to tell."""
    if hours is None:
        return ""
    if hours < 48:
        return _("{n} giờ").format(n=decimal(hours, 0))
    return _("{n} ngày").format(n=decimal(hours / 24, 1))


def verdict_words(one: Verdict) -> str:
    match one:
        case Verdict.BETTER:
            return _("tốt hơn các nơi khác")
        case Verdict.WORSE:
            return _("kém hơn các nơi khác")
        case Verdict.SAME:
            return _("chưa thấy khác biệt")
        case Verdict.TOO_FEW:
            return _("chưa đủ phản ánh để so sánh")
