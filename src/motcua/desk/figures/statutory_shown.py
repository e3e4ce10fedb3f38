"""A report as its page shows it: headings, rows with links and the numbers of other periods, acts and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.desk.figures.statutory_behind import cell_address
from motcua.desk.figures.statutory_menu import LOOKS, state_name
from motcua.figures.numbers import print_number
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.statutory.cells import BLOCK, block_rows
from motcua.figures.statutory.changes import changes
from motcua.figures.statutory.checks import failing
from motcua.figures.statutory.layout import Printed, heads, printed_rows
from motcua.figures.statutory.lifecycle import OPEN, Act, State, possible
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.making import identities
from motcua.figures.statutory.models import StatutoryEdition, StatutoryPassage, StatutoryReport
from motcua.figures.statutory.permissions import READ, drafts_for_unit, may_act
from motcua.figures.statutory.selectors import NOTHING, is_closed, newest, table_of
from motcua.figures.statutory.services import asking
from motcua.figures.statutory.services.filling import said
from motcua.figures.statutory.table import Cell, Table, enterable
from motcua.figures.statutory.wording import ACTS
from motcua.figures.wording import language
from motcua.people.actors import Actor
from motcua.web.access import holds

Typed = Mapping[str, Mapping[str, str]]


def report_context(
    report: StatutoryReport, actor: Actor, *, shown: str, now: dt.datetime, typed: Typed | None
) -> dict[str, object]:
    """Everything of the page but what the request itself adds. ``shown``: the number of an older edition."""
    period, last = parse_code(report.period), newest(report)
    form = shipped().in_force(report.form, period)
    older = report.editions.filter(number=int(shown)).first() if shown.isdecimal() and len(shown) < 5 else None
    edition = older or last
    closed, today = is_closed(report.form, report.period), legal_date(now)
    job = asking.running(report, now=now)
    acts = _acts(report, last, actor, today, closed) if edition == last and job is None else set()
    state = edition.state if edition else NOTHING
    trail = list(
        StatutoryPassage.objects.filter(edition__report=report).select_related("user", "edition").order_by("-pk")
    )
    waits = state == NOTHING or state in OPEN
    context: dict[str, object] = {
        "report": report,
        "form": form,
        "title": form.title(language()),
        "period": period_name(period),
        "edition": edition,
        "state": state_name(state),
        "look": LOOKS[state],
        "late": waits and report.due_on is not None and report.due_on < today and not closed,
        "closed": closed,
        "acts": {act.value for act in acts},
        "job": job,
        "job_name": str(ACTS[asking.act_of(job)]) if job else "",
        "expected": len(trail),
        "editions": list(report.editions.order_by("-number").values_list("number", flat=True)),
        "history": [_passage(row) for row in trail],
        "memory": form.mark.value == "memory",
        "own": last is not None and last.submitted_by_id is not None and last.submitted_by_id == actor.user_id,
    }
    if edition is not None:
        context |= _filled(report, edition, actor, typed if Act.ENTER in acts else None, Act.ENTER in acts)
    return context


def _acts(
    report: StatutoryReport, edition: StatutoryEdition | None, actor: Actor, today: dt.date, closed: bool
) -> set[Act]:
    """What this official may do now."""
    can = {Act.PREPARE} if edition is None else set(possible(State(edition.state)))
    if closed and (edition is None or edition.corrects_id is None):
        can &= {Act.CORRECT}
    if edition is not None and edition.state != State.PREPARED and drafts_for_unit(actor, Act.PREPARE, report, today):
        can.discard(Act.PREPARE)
    return {act for act in can if may_act(actor, act, report, today, closed=closed)}


def _filled(
    report: StatutoryReport, edition: StatutoryEdition, actor: Actor, typed: Typed | None, enters: bool
) -> dict[str, object]:
    table = table_of(edition)
    wrong = failing(identities(table, {}))
    units = {row.key: row.name for row in table.rows}
    rolled = edition.rolled
    reads = edition.publication is not None and holds(actor, READ)
    return {
        "heads": _heads(table),
        "labels": [column.label for column in table.form.columns],
        "rows": _rows(report, edition, table, typed, enters),
        "empty_rows": not table.rows,
        "beside": [_other(edition, name) for name in ("last", "year")],
        "broken": [str(said(one)["sentence"]) for one in wrong if not one.check.of_previous],
        "carried": [str(said(one)["sentence"]) for one in wrong if one.check.of_previous],
        "carries": any(check.of_previous for check in table.form.checks),
        "missing": [units.get(code, code) for code in rolled.get("missing", [])],
        "unlike": [_unlike(table, units, one) for one in rolled.get("unlike", [])],
        "gathered": len(rolled.get("sent", {})),
        "changed": _changed(edition, table),
        "publication": reverse("desk:figures_publication", args=[edition.publication]) if reads else "",
    }


def _heads(table: Table) -> list[list[object]]:
    found = heads(table.form, language())
    return [[one for one in found if one.row == row] for row in range(1 + max(one.row for one in found))]


def _rows(
    report: StatutoryReport, edition: StatutoryEdition, table: Table, typed: Typed | None, enters: bool
) -> list[dict[str, object]]:
    blocks = iter(block_rows(table))
    found: list[dict[str, object]] = []
    for row in printed_rows(table, language()):
        key = next(blocks, BLOCK) if row.kind == "block" else row.key
        cells = [_cell(report, edition, table, key, cell, typed, enters and row.kind == "row") for cell in row.cells]
        found.append({"kind": row.kind, "key": key, "cells": cells})
    return found


def _cell(
    report: StatutoryReport,
    edition: StatutoryEdition,
    table: Table,
    row: str,
    cell: Printed,
    typed: Typed | None,
    enters: bool,
) -> dict[str, object]:
    of = table.form.column(cell.key) if cell.key else None
    if of is None:
        return {"kind": "text", "text": cell.text}
    if not of.is_figure:
        return {"kind": "rate", "text": cell.text}
    mine = edition.entered.get(row, {})
    is_open = cell.number is None or cell.key in mine
    if enters and is_open and cell.key in enterable(table.form):
        kept = "" if cell.number is None else print_number(int(cell.number), 0, language())
        given = (typed or {}).get(row, {}).get(cell.key, kept)
        return {"kind": "input", "name": f"o.{cell.key}.{row}", "id": f"f-{row}.{cell.key}", "value": given,
                "label": of.words(language())}  # fmt: skip
    return {
        "kind": "number",
        "number": None if cell.number is None else int(cell.number),
        "href": cell_address(report, edition.number, row, cell.key),
        "why": _("chưa có"),
        "about": of.words(language()),
        "others": [text for name in ("last", "year") if (text := _beside(edition, name, row, cell.key))],
    }


def _beside(edition: StatutoryEdition, name: str, row: str, column: str) -> str:
    other = edition.beside.get(name, {})
    values = other.get("rows", {}).get(row)
    if values is None or column not in other.get("columns", []):
        return ""
    value: Cell = values[other["columns"].index(column)]
    if value is None:
        return ""
    number = print_number(value, 0, language())
    return (
        _("kỳ trước {number}").format(number=number)
        if name == "last"
        else _("năm trước {number}").format(number=number)
    )


def _other(edition: StatutoryEdition, name: str) -> str:
    """Where the numbers of another period are from, as a sentence."""
    other = edition.beside.get(name, {})
    if not other:
        return ""
    period = period_name(parse_code(other["period"]))
    if other.get("why"):
        return _("{period}: chưa có đơn vị hoặc biểu này").format(period=period)
    if other.get("edition"):
        return _("{period}: theo bản đã chốt").format(period=period)
    return _("{period}: tính từ số liệu, chưa có bản đã chốt").format(period=period)


def _unlike(table: Table, units: Mapping[str, str], one: list[object]) -> dict[str, object]:
    unit, column, reported, counted = one
    of = table.form.column(str(column))
    return {
        "unit": units.get(str(unit), str(unit)),
        "column": of.words(language()) if of else str(column),
        "reported": _number(reported),
        "counted": _number(counted),
    }


def _changed(edition: StatutoryEdition, table: Table) -> list[dict[str, object]]:
    """What a correction changed, cell by cell."""
    if edition.corrects is None:
        return []
    found: list[dict[str, object]] = []
    for one in changes(table_of(edition.corrects), table):
        of = table.form.column(one.column)
        words = of.words(language()) if of else one.column
        found.append({"row": one.name, "column": words, "before": _number(one.before), "after": _number(one.after)})
    return found


def _number(value: object) -> str:
    return print_number(value, 0, language()) if isinstance(value, int) else _("không có")


def _passage(row: StatutoryPassage) -> dict[str, object]:
    who = row.user.full_name if row.user else _("hệ thống")
    edition = _("Bản {number}").format(number=row.edition.number)
    return {
        "title": f"{ACTS[Act(row.act)]} ({edition})",
        "at": row.at,
        "by": f"{who}, {row.post_line}" if row.post_line else who,
        "text": row.reason,
    }
