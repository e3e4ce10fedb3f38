"""How one of the three cuts comes about, and the applications behind each of its numbers."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.errors import NotFound
from motcua.desk.figures.cuts_shown import MEASURES_OF, Cell, baseline_words, lines_of, shown_cut
from motcua.desk.figures.summary_address import READ, Asked, shared, text_of
from motcua.desk.figures.summary_lists import PAGE as LIST_PAGE
from motcua.desk.figures.summary_lists import answer_list, instant_of
from motcua.desk.figures.summary_words import CUT_NAMES, CUT_UNITS
from motcua.desk.inbox import actor_at
from motcua.desk.wording import words
from motcua.figures.answers.asking import facts_as_of
from motcua.figures.cuts.baselines import baselines
from motcua.figures.cuts.counted import MEASURES, cell_behind
from motcua.figures.cuts.tallies import LEAST, Cut
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import CountsFor, MeasureKey
from motcua.figures.numbers import print_number
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.summaries.models import SummaryKind, SummaryRun
from motcua.figures.summaries.runs import newest
from motcua.figures.wording import language, why_missing
from motcua.web.access import official


def _cell_asked(request: HttpRequest) -> tuple[SummaryRun, Cell]:
    """The set of the address in the newest run of its period. Raises NotFound."""
    run = newest(SummaryKind.CUTS, parse_code(text_of(request, "ky", 60)))
    row = run.rows.filter(member=text_of(request, "don-vi")).first() if run else None
    wanted = text_of(request, "thu-tuc"), text_of(request, "mo-hinh", 20)
    cell = next((one for one in lines_of(row) if (one.line.procedure, one.line.model) == wanted), None) if row else None
    if run is None or cell is None:
        raise NotFound("indicator_unknown", params={"indicator": "cuts"})
    return run, cell


@official(READ)
@require_GET
def line(request: HttpRequest) -> HttpResponseBase:
    """How one of the cuts of a set of applications comes about."""
    actor = actor_at(request)
    run, cell = _cell_asked(request)
    period = parse_code(run.period)
    cut = text_of(request, "cat")
    which = Cut(cut) if cut in set(Cut) else Cut.TRIPS
    context = {
        **shared(actor, Asked(period, period.last), run),
        "cell": cell,
        "which": words(CUT_NAMES, which),
        "counts": words(CUT_UNITS, which),
        "found": cell.line.tally.compared(which),
        "shown": shown_cut(cell, which, run),
        "inputs": [_input(measure, cell, run) for measure in MEASURES_OF[which]],
        "said": text_of(request, "gia-tri", 10),
        "is_small": cell.line.tally.is_small,
        "least": LEAST,
        "baseline": baseline_words(baselines(period.last, run.as_of), cell.line.procedure),
        "back": f"{reverse('desk:cuts')}?{urlencode({'ky': run.period, 'don-vi': cell.unit, 'cat': which.value})}",
    }
    return render(request, "desk/figures/cuts_line.jinja", context)


def _input(measure: str, cell: Cell, run: SummaryRun) -> dict[str, object]:
    value = MEASURES[measure](cell.line.tally)
    told: dict[str, object] = {
        "name": shipped().measures[measure].name(language()),
        "href": f"{reverse('desk:cuts_list')}?{cell.query(run, so=measure)}",
    }
    if isinstance(value, Absent):
        return {**told, "plain": "", "why": why_missing(value.value, measure, shipped())}
    exact = Fraction(value)
    return {**told, "plain": str(exact), "value": print_number(exact, 0 if exact.denominator == 1 else 2, language())}


@official(READ)
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """The applications behind one number of the three cuts, as of the instant it was counted."""
    measure, unit = text_of(request, "so"), text_of(request, "don-vi")
    if measure not in MEASURES:
        raise NotFound("indicator_unknown", params={"indicator": measure})
    period, as_of = parse_code(text_of(request, "ky", 60)), instant_of(request)
    cut = {"procedure": text_of(request, "thu-tuc"), "model": text_of(request, "mo-hinh", 20)}
    key = MeasureKey(measure, None, CountsFor.SETTLING)
    with facts_as_of(as_of) as facts:
        found = cell_behind(
            facts, key, unit, period, **cut, as_of=as_of, after=text_of(request, "after"), limit=LIST_PAGE
        )
    return answer_list(
        request,
        found,
        title=shipped().measures[measure].name(language()),
        of=f"{_('Ba cắt giảm')}, {period_name(period)}",
        back=f"{reverse('desk:cuts')}?{urlencode({'ky': period.code, 'don-vi': unit})}",
        filters={"list": measure, "unit": unit, "period": period.code, **cut},
    )
