"""The proof of a figure: formula, inputs, definition and hash; and the list behind each input."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import Invalid, NotFound
from motcua.desk.figures.boards_shown import division_words
from motcua.desk.inbox import actor_at, post_line
from motcua.dossiers.models import Dossier
from motcua.figures.answers import Answer, address_of, answer, table
from motcua.figures.answers.proof import list_behind, shown
from motcua.figures.counting.dimensions import Dimension
from motcua.figures.counting.listed import Thing
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import DueDate, MeasureKey
from motcua.figures.definitions.words import said
from motcua.figures.indicator_texts import COUNTS_FOR, MARKS, TESTED_DATES
from motcua.figures.numbers import print_number
from motcua.figures.periods import Period, PeriodKind, between, period_of
from motcua.figures.wording import formula_words, language, why_missing
from motcua.organisation.models import Unit, in_force
from motcua.people.services.records import record_list
from motcua.web.access import official

READ = "figures.read"
PAGE = 50


@dataclass(frozen=True)
class Asked:
    unit: str
    period: Period
    as_of: dt.datetime | None
    tested: DueDate | None
    on: dt.date | None
    by: Dimension | None
    member: str | None

    def address(self, indicator: str) -> str:
        member = (self.by, self.member) if self.by and self.member else None
        return address_of(
            indicator, self.unit, self.period, as_of=self.as_of, tested=self.tested, on=self.on, member=member
        )


def _asked(request: HttpRequest) -> Asked:
    """This month of the whole province where nothing is said. Raises Invalid ``period_unknown``."""
    given = request.GET
    month = period_of(PeriodKind.MONTH, legal_date(now()))
    try:
        first = dt.date.fromisoformat(given["from"]) if given.get("from") else month.first
        last = dt.date.fromisoformat(given["to"]) if given.get("to") else month.last
        as_of = dt.datetime.fromisoformat(given["as_of"]) if given.get("as_of") else None
        on = dt.date.fromisoformat(given["on"]) if given.get("on") else None
        tested = DueDate(given["tested"]) if given.get("tested") else None
        by = Dimension(given["by"]) if given.get("by") else None
    except ValueError:
        raise Invalid("period_unknown", params={"text": request.GET.urlencode()[:60]}) from None
    if as_of is not None and as_of.tzinfo is None:
        as_of = as_of.replace(tzinfo=LEGAL_ZONE)
    return Asked(given.get("unit") or _province(), between(first, last), as_of, tested, on, by, given.get("member"))


def _province() -> str:
    found = Unit.objects.filter(in_force(legal_date(now())), level="province").order_by("code").first()
    return found.code if found else ""


def _answer(indicator: str, asked: Asked) -> Answer:
    """The figure of the unit, or of one cell of its table; a cell without rows says that nothing happened there."""
    if asked.by is not None and asked.member is not None:
        found = table([indicator], asked.by, [asked.period], unit=asked.unit, as_of=asked.as_of, on=asked.on)
        cell = found.get(asked.member, {}).get(asked.period, {}).get(indicator)
        return cell if cell is not None else _quiet(indicator, asked)
    return answer(indicator, asked.unit, asked.period, as_of=asked.as_of, tested=asked.tested, on=asked.on)


def _quiet(indicator: str, asked: Asked) -> Answer:
    whole = answer(indicator, asked.unit, asked.period, as_of=asked.as_of, on=asked.on)
    nothing = replace(whole.outcome, numerator=None, denominator=None, value=None, missing=Absent.NO_DATA.value)
    return replace(whole, outcome=nothing, why=_("không phát sinh"), values={})


@official(READ)
@require_GET
def page(request: HttpRequest, indicator: str) -> HttpResponseBase:
    actor, asked = actor_at(request), _asked(request)
    found = _answer(indicator, asked)
    definition = found.outcome.indicator
    context = {
        "answer": found,
        "asked": asked,
        "title": definition.name(language()),
        "definition": definition,
        "source": said(definition.source, language()),
        "note": said(definition.note, language()),
        "way": formula_words(definition.numerator, definition.denominator, shipped()),
        "unit_name": _unit_name(asked),
        "inputs": [_input(indicator, asked, key, value) for key, value in found.values.items()],
        "mark": MARKS[definition.mark.value],
        "tested": TESTED_DATES[definition.tested.value] if definition.tested else "",
        "counts_for": COUNTS_FOR[definition.counts_for.value],
        "dates": TESTED_DATES,
        "division": division_words(found.outcome.numerator, found.outcome.denominator),
        "hash": found.json["hash"],
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/proof.jinja", context)


def _unit_name(asked: Asked) -> str:
    """Its name on the last day of the period; its code where it had none."""
    found = Unit.objects.filter(in_force(asked.period.last), code=asked.unit).first()
    return found.name if found else asked.unit


def _input(indicator: str, asked: Asked, key: MeasureKey, value: object) -> Mapping[str, object]:
    measure = shipped().measures[key.measure]
    query = asked.address(indicator).partition("?")[2]
    told: Mapping[str, object] = {
        "name": measure.name(language()),
        "about": said(measure.about, language()),
        "href": f"{reverse('desk:figure_list', args=[indicator])}?{query}&{urlencode({'measure': key.measure})}",
    }
    if isinstance(value, Absent):
        return {**told, "count": None, "value": "", "why": why_missing(value.value, key.measure, shipped())}
    count = value if isinstance(value, int) else None
    return {**told, "count": count, "value": str(value), "plain": str(value), "why": ""}


@official(READ)
@require_GET
def listed(request: HttpRequest, indicator: str) -> HttpResponseBase:
    """The list behind one measure. Reading it is recorded, as for other lists of dossiers."""
    actor, asked = actor_at(request), _asked(request)
    found = _answer(indicator, asked)
    keys = {key.measure: key for key in found.values}
    key = keys.get(request.GET.get("measure", "")) if request.GET.get("measure") else next(iter(keys.values()), None)
    if key is None:
        raise NotFound("indicator_unknown", params={"indicator": indicator})
    rows = list_behind(
        found,
        key,
        by=asked.by,
        member=asked.member,
        on=asked.on,
        as_of=asked.as_of,
        after=request.GET.get("after", ""),
        limit=PAGE,
    )
    seen = shown(rows, actor)
    if rows.thing is Thing.DOSSIER:
        filters = {"indicator": indicator, "measure": key.measure, "unit": asked.unit, "period": asked.period.code}
        record_list(actor, READ, "dossier", filters, rows=len(seen.rows), now=now())
    query = request.GET.copy()
    query["after"] = rows.next
    context = {
        "answer": found,
        "title": shipped().measures[key.measure].name(language()),
        "of": found.outcome.indicator.name(language()),
        "back": asked.address(indicator),
        "rows": _rows(rows.thing, [(row.id, row.amount) for row in seen.rows]),
        "total": "" if isinstance(rows.total, Absent) else print_number(rows.total, 0, language()),
        "things": print_number(rows.things, 0, language()),
        "things_count": rows.things,
        "sum": "" if isinstance(rows.total, Absent) else str(rows.total),
        "hidden": seen.hidden,
        "next": f"?{query.urlencode()}" if rows.next else "",
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/proof_list.jinja", context)


def _rows(thing: Thing, rows: list[tuple[str, object]]) -> list[Mapping[str, object]]:
    """Dossiers by their codes; files of the national portal by their page; everything else by its id."""
    if thing is Thing.IMPORT:
        listed = _("Danh sách của Cổng quốc gia")
        return [
            {"name": listed, "href": reverse("desk:national_import", args=[name]), "amount": amount}
            for name, amount in rows
        ]
    if thing is not Thing.DOSSIER:
        return [{"name": name, "href": "", "amount": amount} for name, amount in rows]
    codes = {
        str(uid): code or receipt
        for uid, code, receipt in Dossier.objects.filter(uid__in=[name for name, _amount in rows]).values_list(
            "uid", "code", "receipt_no"
        )
    }
    return [
        {"name": codes.get(name, _("hồ sơ")), "href": reverse("desk:dossier", args=[name]), "amount": amount}
        for name, amount in rows
    ]
