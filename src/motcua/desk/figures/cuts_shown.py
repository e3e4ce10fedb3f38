"""Lines of the three cuts as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.desk.figures.boards_shown import Shown
from motcua.desk.figures.summary_address import Asked, text_of
from motcua.desk.figures.summary_words import CUT_NAMES, CUT_UNITS, MODEL_NAMES
from motcua.desk.wording import words
from motcua.figures.boards.members import province_on
from motcua.figures.collection.models import RuleKind
from motcua.figures.collection.rules import shipped
from motcua.figures.cuts.baselines import Baselines
from motcua.figures.cuts.tallies import Cut, Line, line_of
from motcua.figures.indicator_texts import MARKS
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.summaries.models import SummaryRow, SummaryRun
from motcua.figures.wording import language

BY_UNIT, BY_PROCEDURE, BY_MODEL, BY_BOTH = "don-vi", "thu-tuc", "mo-hinh", "ca-hai"
_PLACES = {Cut.TRIPS: 2, Cut.WAIT: 1, Cut.COST: 0}
MEASURES_OF: Mapping[Cut, tuple[str, ...]] = {
    Cut.TRIPS: ("dossiers_returned", "trips", "trips_at_baseline"),
    Cut.WAIT: ("visits_timed", "desk_wait_minutes", "desk_wait_at_baseline"),
    Cut.COST: ("dossiers_costed", "cost_of_returned", "cost_at_baseline"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A set of applications: of a unit, and of a procedure, a model, or both."""

    unit: str
    name: str
    line: Line

    def query(self, run: SummaryRun, **more: str) -> str:
        asked = {"don-vi": self.unit, "ky": run.period, "luc": run.as_of.isoformat()}
        asked |= {"thu-tuc": self.line.procedure, "mo-hinh": self.line.model} | more
        return urlencode({name: value for name, value in asked.items() if value})


def chosen(request: HttpRequest, asked: Asked) -> tuple[str, str, Cut]:
    wanted, cut = text_of(request, "theo"), text_of(request, "cat")
    by = wanted if wanted in {BY_UNIT, BY_PROCEDURE, BY_MODEL, BY_BOTH} else BY_MODEL
    which = Cut(cut) if cut in set(Cut) else Cut.TRIPS
    return text_of(request, "don-vi") or province_on(min(asked.period.last, asked.today)).code, by, which


def cells_of(run: SummaryRun, unit: str, by: str) -> list[Cell]:
    """The lines of the table; those of all units are their first lines. ``by`` empty: the unit as a whole."""
    if by == BY_UNIT:
        rows = run.rows.order_by("member").values_list("member", "name", "body__lines__0")
        return [Cell(member, name, line_of(line)) for member, name, line in rows]
    row = run.rows.filter(member=unit).first()
    return [cell for cell in lines_of(row) if _is_of(cell.line, by)] if row else []


def lines_of(row: SummaryRow) -> Iterator[Cell]:
    names = row.body["names"]
    for body in row.body["lines"]:
        line = line_of(body)
        parts = [str(names.get(line.procedure, line.procedure)), words(MODEL_NAMES, line.model) if line.model else ""]
        yield Cell(row.member, " · ".join(part for part in parts if part) or row.name, line)


def _is_of(line: Line, by: str) -> bool:
    procedure, model = by in {BY_PROCEDURE, BY_BOTH}, by in {BY_MODEL, BY_BOTH}
    return bool(line.procedure) is procedure and bool(line.model) is model


def printed(which: Cut, value: Fraction) -> str:
    return print_number(value, _PLACES[which], language())


def shown_cut(cell: Cell, which: Cut, run: SummaryRun) -> dict[str, Shown]:
    """Before, now, median, cut and share; each leads to how it was made."""
    address = f"{reverse('desk:cuts_line')}?{cell.query(run, cat=which.value)}"
    found = cell.line.tally.compared(which)
    if found is None:
        why = why_unknown(which, cell.line)
        return dict.fromkeys(("before", "now", "median", "cut", "share"), Shown("", why, address))
    share = found.share
    texts = {
        "before": printed(which, found.before),
        "now": printed(which, found.now),
        "median": printed(which, found.median),
        "cut": printed(which, found.cut),
        "share": print_percent(share, 2, language()) if share is not None else "",
    }
    return {
        name: Shown(text, "" if text else _("mốc bằng 0"), f"{address}&gia-tri={name}") for name, text in texts.items()
    }


def why_unknown(which: Cut, line: Line) -> str:
    if which is Cut.WAIT and not line.tally.visits:
        return _("không có lượt đến")
    return _("chưa ghi thời gian chờ") if which is Cut.WAIT else _("chưa ghi nhận phí")


def strip_line(which: Cut, whole: Cell, run: SummaryRun) -> dict[str, object]:
    return {"name": words(CUT_NAMES, which), "counts": words(CUT_UNITS, which), **shown_cut(whole, which, run)}


def table_row(cell: Cell, which: Cut, run: SummaryRun) -> dict[str, object]:
    tally = cell.line.tally
    asked = cell.query(run, so="dossiers_returned")
    return {
        "name": cell.name,
        "code": cell.line.procedure or (cell.unit if not cell.line.model else ""),
        "href": reverse("desk:figures_procedure", args=[cell.line.procedure]) if cell.line.procedure else "",
        "dossiers": tally.dossiers,
        "list": f"{reverse('desk:cuts_list')}?{asked}",
        "of": _of(which, cell, run),
        "is_small": tally.is_small,
        **shown_cut(cell, which, run),
    }


def _of(which: Cut, cell: Cell, run: SummaryRun) -> dict[str, object] | None:
    """Of how many it is known, where that is not all."""
    tally = cell.line.tally
    if which is Cut.TRIPS:
        return None
    known, of = (tally.waits, tally.visits) if which is Cut.WAIT else (tally.costed, tally.dossiers)
    if known == of:
        return None
    measure = MEASURES_OF[which][0]
    name = _("lượt có ghi thời gian chờ") if which is Cut.WAIT else _("hồ sơ biết phí")
    return {"number": known, "text": name, "list": f"{reverse('desk:cuts_list')}?{cell.query(run, so=measure)}"}


def baseline_words(known: Baselines, procedure: str = "") -> dict[str, object]:
    one = known.of(procedure)
    return {
        "trips": print_number(Fraction(one.trips_hundredths, 100), 2 if one.trips_hundredths % 100 else 0, language()),
        "minutes": print_number(one.desk_minutes, 0, language()),
        "dong": print_number(one.trip_dong, 0, language()),
        "fee": print_number(one.fee, 0, language()) if one.fee is not None else "",
        "since": one.valid_from,
        "source": _source(one.source),
        "mark": MARKS[one.mark],
        "is_own": bool(one.procedure),
        "others": len(known.own),
    }


def _source(text: str) -> str:
    """The source of a rule that comes with the program is said in the reader's language."""
    if any(text == one.source for one in shipped() if one.kind == RuleKind.BASELINE):
        return _("giả định của hệ thống cho hồ sơ giấy tại quầy: một lượt nộp, một lượt nhận; hãy đo và đặt mốc riêng")
    return text
