"""The three cuts as XLSX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import LEGAL_ZONE, now
from motcua.desk.export import TYPES, XLSX, harmless, xlsx
from motcua.desk.figures.cuts_shown import cells_of, chosen, printed, why_unknown
from motcua.desk.figures.summary_address import READ, Asked, asked_in
from motcua.desk.figures.summary_words import CUT_NAMES, CUT_UNITS, MODEL_NAMES
from motcua.desk.wording import words
from motcua.figures.cuts.baselines import baselines
from motcua.figures.cuts.tallies import Compared, Cut
from motcua.figures.numbers import print_percent
from motcua.figures.summaries.models import SummaryKind, SummaryRun
from motcua.figures.summaries.runs import newest
from motcua.figures.wording import language
from motcua.web.access import official


@official(READ)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The table with all three cuts as XLSX."""
    at, asked = now(), asked_in(request)
    run = newest(SummaryKind.CUTS, asked.period)
    unit, by, _which = chosen(request, asked)
    if run is None:
        return HttpResponseRedirect(f"{reverse('desk:cuts')}?{asked.query()}")
    response = StreamingHttpResponse(xlsx(_sheet(run, unit, by, asked), _("Ba cắt giảm")), content_type=TYPES[XLSX])
    name = f"ba-cat-giam-{asked.period.code}-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sheet(run: SummaryRun, unit: str, by: str, asked: Asked) -> Iterator[list[str]]:
    known = baselines(asked.period.last, run.as_of)
    yield [harmless(f"{_('Ba cắt giảm')}, {asked.name}, {unit}")]
    yield [
        _("Tính đến"),
        run.as_of.astimezone(LEGAL_ZONE).strftime("%d/%m/%Y %H:%M"),
        _("Bản kê số liệu"),
        run.manifest,
    ]
    yield [_("Mốc so sánh"), harmless(known.default.source), _("Mã băm của mốc"), known.hash]
    heads = [_("Tên"), _("Mã thủ tục"), _("Mô hình"), _("Hồ sơ đã trả")]
    for one in Cut:
        name = f"{words(CUT_NAMES, one)} ({words(CUT_UNITS, one)})"
        heads += [f"{name}: {text}" for text in (_("trước"), _("nay"), _("trung vị"), _("cắt giảm"), _("tỷ lệ"))]
        heads.append(f"{words(CUT_NAMES, one)}: {_('tính trên')}")
    yield heads
    for cell in cells_of(run, unit, by):
        tally = cell.line.tally
        model = words(MODEL_NAMES, cell.line.model) if cell.line.model else ""
        lead = [harmless(cell.name), harmless(cell.line.procedure), model, str(tally.dossiers)]
        yield lead + [text for one in Cut for text in _columns(one, tally.compared(one), why_unknown(one, cell.line))]


def _columns(which: Cut, found: Compared | None, why: str) -> Sequence[str]:
    if found is None:
        return [why, "", "", "", "", "0"]
    share = print_percent(found.share, 2, language()) if found.share is not None else ""
    numbers = [printed(which, one) for one in (found.before, found.now, found.median, found.cut)]
    return [*numbers, share, str(found.of)]
