"""Units compared fairly: intervals, the mix of procedures taken out, and nothing said where numbers are too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.intervals import wilson
from motcua.desk.figures.boards_address import level_options, side_links
from motcua.desk.figures.boards_shown import Shown
from motcua.desk.figures.funnel_drawn import Drawn, Point, funnel
from motcua.desk.figures.summary_address import READ, asked_in, list_address, shared, text_of
from motcua.desk.figures.summary_words import VERDICTS
from motcua.desk.inbox import actor_at
from motcua.desk.wording import words
from motcua.figures.boards.words import LEVEL_NAMES
from motcua.figures.comparison.funnel import Verdict, verdict
from motcua.figures.comparison.rules import least_on
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.summaries.models import SummaryKind, SummaryRun
from motcua.figures.summaries.rows import Kind
from motcua.figures.summaries.runs import newest
from motcua.figures.wording import language
from motcua.web.access import official

LEVELS = (UnitLevel.COMMUNE, UnitLevel.DEPARTMENT, UnitLevel.DISTRICT)
LOOKS = {
    Verdict.HIGH: "late",
    Verdict.WATCH_HIGH: "soon",
    Verdict.WITHIN: "paused",
    Verdict.WATCH_LOW: "ontime",
    Verdict.LOW: "ontime",
}


@dataclass(frozen=True, slots=True)
class One:
    """A unit of the comparison."""

    code: str
    name: str
    settled: int
    late: int
    expected: Fraction
    verdict: Verdict

    @property
    def ratio(self) -> Fraction:
        return self.late / self.expected


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """By code, never by rank: what differs by more than chance is said in words."""
    actor, asked = actor_at(request), asked_in(request)
    wanted = text_of(request, "cap", 20)
    level = UnitLevel(wanted) if wanted in set(LEVELS) else UnitLevel.COMMUNE
    run, least = newest(SummaryKind.COMPARISON, asked.period), least_on(asked.period.last)
    row = run.rows.filter(member=level.value).first() if run else None
    units = [_one(line, least) for line in row.body["units"]] if row else []
    enough = [one for one in units if one.verdict is not Verdict.TOO_FEW]
    few = [one for one in units if one.verdict is Verdict.TOO_FEW]
    context = {
        **shared(actor, asked, run),
        "links": side_links(actor, "compare"),
        "fields": [{"name": "cap", "label": _("Cấp"), "options": _levels(level)}],
        "level": words(LEVEL_NAMES, level),
        "rows": [_row(one, run, asked.query()) for one in enough] if run else [],
        "few": [_row(one, run, asked.query()) for one in few] if run else [],
        "least": least,
        "drawn": _drawn(enough) if enough else None,
        "found": _finding(enough),
    }
    return render(request, "desk/figures/compare.jinja", context)


def _levels(chosen: UnitLevel) -> list[dict[str, object]]:
    return [one for one in level_options(chosen) if one["value"] != UnitLevel.PROVINCE.value]


def _one(line: Sequence[object], least: int) -> One:
    code, name, settled, late, expected = line
    exact, many, missed = Fraction(str(expected)), int(str(settled)), int(str(late))
    return One(str(code), str(name), many, missed, exact, verdict(missed, exact, many, least=least))


def _row(one: One, run: SummaryRun, query: str) -> dict[str, object]:
    """Rates and ratios only where there are enough; the numbers themselves always."""
    unit = f"{reverse('desk:figures_unit', args=[one.code])}?{query}"
    told: dict[str, object] = {
        "code": one.code,
        "name": one.name,
        "href": unit,
        "settled": one.settled,
        "settled_list": list_address(Kind.SETTLED, run, one.code),
        "late": one.late,
        "late_list": list_address(Kind.SETTLED, run, one.code, state="late"),
        "verdict": words(VERDICTS, one.verdict),
        "look": LOOKS.get(one.verdict, ""),
    }
    if one.verdict is Verdict.TOO_FEW:
        return told
    interval, late = wilson(one.late, one.settled), list_address(Kind.SETTLED, run, one.code, state="late")
    return told | {
        "rate": Shown(print_percent(Fraction(one.late, one.settled), 1, language()), "", late),
        "low": _rounded(100 * interval.low),
        "high": _rounded(100 * interval.high),
        "from": f"{100 * interval.low:.2f}",
        "wide": f"{max(0.5, 100 * (interval.high - interval.low)):.2f}",
        "expected": print_number(one.expected, 1, language()),
        "ratio": print_number(one.ratio, 2, language()),
    }


def _rounded(value: float) -> str:
    return print_number(Fraction(value).limit_denominator(10**6), 1, language())


def _drawn(units: Sequence[One]) -> Drawn:
    return funnel([Point(one.name, float(one.expected), float(one.ratio), LOOKS[one.verdict]) for one in units])


def _finding(units: Sequence[One]) -> str:
    """What the picture says, for its title."""
    high = sum(one.verdict is Verdict.HIGH for one in units)
    low = sum(one.verdict is Verdict.LOW for one in units)
    if not units:
        return ""
    if not high and not low:
        return _("Không đơn vị nào khác mức mong đợi nhiều hơn ngẫu nhiên")
    return _("{high} đơn vị chậm hơn và {low} đơn vị nhanh hơn rõ rệt so với mức mong đợi").format(high=high, low=low)
