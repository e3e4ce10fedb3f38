"""Socio-economic and other reported series: last period, the same period of the year before, target, course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.desk.figures.alerts_menu import links
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.alerts.permissions import READ
from motcua.figures.boards.members import province_on
from motcua.figures.collection.selectors.targets import targets
from motcua.figures.collection.standing import Standing
from motcua.figures.collection.unit_words import named
from motcua.figures.collection.wording import kind_words
from motcua.figures.definitions.model import Form
from motcua.figures.definitions.units import unit_text
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.outlook.domains import in_force
from motcua.figures.outlook.reading import Course, Point, change, courses, drawn
from motcua.figures.period_texts import period_name
from motcua.figures.wording import language
from motcua.organisation.models import Unit
from motcua.organisation.selectors import find_unit
from motcua.web.access import official

NAV = "alerts"
SPARK, CHART = (120, 32), (640, 160)
LOOKS = {Standing.REACHED: "ontime", Standing.ON_THE_WAY: "soon", Standing.MISSED: "late", Standing.UNKNOWN: "neutral"}
LONG = 25


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    unit, edition = _unit(request), in_force(today)
    every = [one for domain in edition.domains for one in domain.series]
    found = {one.indicator.id: one for one in courses(every, unit.code, today, targets([unit.pk]))}
    context = {
        "links": links(actor, "series"),
        "unit": unit,
        "at": now(),
        "domains": [
            {"name": domain.name(language()), "rows": [_row(found[one.indicator], unit) for one in domain.series]}
            for domain in edition.domains
        ],
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/series.jinja", context)


@official(READ)
@require_GET
def one(request: HttpRequest, indicator: str) -> HttpResponseBase:
    """Two years of one series."""
    actor, today = actor_at(request), legal_date(now())
    unit = _unit(request)
    listed = {one.indicator: one for domain in in_force(today).domains for one in domain.series}
    if indicator not in listed:
        raise NotFound("indicator_unknown", params={"indicator": indicator[:60]})
    asked = listed[indicator]
    course = courses([asked], unit.code, today, targets([unit.pk]), count=LONG)[0]
    context = {
        "links": links(actor, "series"),
        "unit": unit,
        "row": _row(course, unit),
        "chart": _chart(course.points, CHART),
        "points": [{"period": period_name(point.period), "figure": point} for point in reversed(course.points)],
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/series_one.jinja", context)


def _unit(request: HttpRequest) -> Unit:
    """The province where nothing is asked for. Raises NotFound ``board_unit_unknown``, ``board_province_missing``."""
    today = legal_date(now())
    code = str(request.GET.get("unit", "")).replace("\x00", "").strip()[:40]
    found = find_unit(code, today) if code else province_on(today)
    if found is None:
        raise NotFound("board_unit_unknown", params={"unit": code, "day": f"{today:%d/%m/%Y}"})
    return found


@dataclass(frozen=True, slots=True)
class _Chart:
    width: int
    height: int
    lines: list[str]
    says: str


def _row(course: Course, unit: Unit) -> Mapping[str, object]:
    definition, last, known = course.indicator, course.last, course.known
    counts = "" if definition.form is Form.RATE else named(unit_text(definition.unit))
    before = course.points[-2]
    return {
        "name": definition.name(language()),
        "kind": kind_words(course.kind),
        "counts": counts,
        "href": f"{reverse('desk:series_one', args=[definition.id])}?unit={unit.code}",
        "last": last,
        "period": period_name(last.period),
        "known": known if known is not last else None,
        "known_period": period_name(known.period) if known else "",
        "change": _moved(last, before, course),
        "year": course.year_before,
        "year_change": _moved(last, course.year_before, course),
        "target": _target(course),
        "chart": _chart(course.points[-13:], SPARK),
    }


def _target(course: Course) -> Mapping[str, str] | None:
    if course.target is None:
        return None
    row, printed, stands = course.target
    words = {
        Standing.REACHED: _("đạt"),
        Standing.ON_THE_WAY: _("đang thực hiện"),
        Standing.MISSED: _("chưa đạt"),
        Standing.UNKNOWN: _("chưa đủ số liệu"),
    }
    return {"printed": printed, "words": words[stands], "look": LOOKS[stands], "by": f"{row.document} ({row.set_by})"}


def _moved(now_: Point, before: Point, course: Course) -> str:
    """*tăng 12,50%*, *giảm 1,20 điểm phần trăm*, *không đổi*; empty where nothing can be said."""
    found = change(now_.value, before.value, course.kind)
    if found is None:
        return ""
    by, is_points = found
    if by == 0:
        return _("không đổi")
    if is_points:
        said = _("{number} điểm phần trăm").format(number=print_number(abs(by) * 100, 2, language()))
    else:
        said = print_percent(abs(by), 2, language())
    return (_("tăng {by}") if by > 0 else _("giảm {by}")).format(by=said)


def _chart(points: tuple[Point, ...], size: tuple[int, int]) -> _Chart | None:
    lines = drawn(points, *size)
    if not lines:
        return None
    there = [point for point in points if point.value is not None]
    says = _("từ {first} ({low}) đến {last} ({high})").format(
        first=period_name(there[0].period),
        low=there[0].printed,
        last=period_name(there[-1].period),
        high=there[-1].printed,
    )
    return _Chart(*size, lines, says)
