"""The page of one number of a report: the list it counts, the rows it adds up, or who typed it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.desk.figures.statutory_menu import VERBS, links, nav
from motcua.desk.inbox import post_line
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import scope_read
from motcua.figures.counting import Row, Thing
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.period_texts import period_name
from motcua.figures.statutory.cells import Behind, Kind, behind_cell
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReport
from motcua.figures.statutory.selectors import table_of
from motcua.figures.statutory.table import Table
from motcua.figures.wording import language, why_missing
from motcua.people.actors import Actor
from motcua.people.services.records import record_list

PAGE = 50


def cell_address(report: StatutoryReport, number: int, row: str, column: str) -> str:
    query = urlencode({"dong": row, "cot": column})
    return f"{reverse('desk:statutory_cell', args=[report.uid, number])}?{query}"


def drawn_cell(
    request: HttpRequest, report: StatutoryReport, edition: StatutoryEdition, actor: Actor
) -> HttpResponseBase:
    table = table_of(edition)
    row = request.GET.get("dong", "total")[:200]
    column = request.GET.get("cot", "")[:4] or table.form.figures[0].key
    text = request.GET.get("tu", "")
    start = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    found = behind_cell(edition, row, column, start=start, limit=PAGE, now=now())
    of = table.form.column(column)
    if of is None:
        raise NotFound("report_cell_unknown")
    named = next((one.name for one in (table.total, *table.rows) if one.key == row), row)
    rows, hidden = _rows(found, actor)
    if found.thing is Thing.DOSSIER and found.rows:
        filter_ = {"report": str(report.uid), "column": column}
        record_list(actor, VERBS[-1], "dossier", filter_, rows=len(rows), now=now())
    context = {
        "found": found,
        "kind": found.kind.value,
        "why": why_missing(found.why, of.words(language()), shipped()) if found.why else "",
        "column": of.words(language()),
        "row": named,
        "as_of": edition.as_of,
        "rows": rows,
        "hidden": hidden,
        "sent": _sent(edition, row, column) if found.kind is Kind.SENT else "",
        **_head(table),
        **_ways(report, edition, found, row, column),
        "links": links(actor, "statutory"),
        "nav": nav(actor),
        "post_line": post_line(actor),
    }
    return render(request, "desk/figures/statutory_cell.jinja", context)


def _head(table: Table) -> dict[str, object]:
    return {"form": table.form.number, "unit": table.unit_name, "period": period_name(table.period)}


def _ways(
    report: StatutoryReport, edition: StatutoryEdition, found: Behind, row: str, column: str
) -> dict[str, object]:
    """Where one can go on from here."""
    return {
        "parts": [
            {"name": name, "number": number, "href": cell_address(report, edition.number, key, column)}
            for key, name, number in found.parts
        ],
        "next": f"{cell_address(report, edition.number, row, column)}&tu={found.next}" if found.next else "",
        "back": f"{reverse('desk:statutory_report', args=[report.uid])}?ban={edition.number}",
    }


def _rows(found: Behind, actor: Actor) -> tuple[list[dict[str, object]], int]:
    """Dossiers that the actor may read, by their codes, and how many may not be shown; other things by their ids."""
    if found.thing is not Thing.DOSSIER:
        return [{"name": one.id, "href": "", "amount": one.amount} for one in found.rows], 0
    uids = [one.id for one in found.rows]
    rows = Dossier.objects.filter(scope_read(actor), uid__in=uids).values_list("uid", "code", "receipt_no")
    codes = {str(uid): code or receipt or _("hồ sơ") for uid, code, receipt in rows}
    seen: list[Row] = [one for one in found.rows if one.id in codes]
    shown = [
        {"name": codes[one.id], "href": reverse("desk:dossier", args=[one.id]), "amount": one.amount} for one in seen
    ]
    return [dict(one) for one in shown], len(found.rows) - len(shown)


def _sent(edition: StatutoryEdition, row: str, column: str) -> str:
    """The same number in the edition of the unit."""
    source = edition.rolled["sent"][row]
    below = StatutoryEdition.objects.select_related("report").filter(uid=source["edition"]).first()
    return cell_address(below.report, below.number, "total", column) if below else ""
