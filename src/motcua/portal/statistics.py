"""Public statistics: counts of units, a table about persons with small numbers left out, and a proof of each number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.core.errors import DomainError
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import Indicator
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.statistics.edition import INDICATORS, kept, read
from motcua.figures.statistics.models import StatisticsEdition
from motcua.figures.wording import formula_words, language, why_missing
from motcua.organisation.models import UnitClosure, in_force
from motcua.web.access import public
from motcua.web.words import number

WHOLE, ALL, NOWHERE = "all", "-all-", "-"
"""Of the table about persons: all columns of a row, all rows, and the row of what no unit is known for."""
_COLUMN_NAMES = {
    WHOLE: gettext_lazy("Hồ sơ tiếp nhận, theo đơn vị giải quyết"),
    "own": gettext_lazy("Hồ sơ người nộp tự nộp"),
    "assisted": gettext_lazy("Hồ sơ được cán bộ nộp hộ"),
}
_COLUMN_FORMULAS = {
    WHOLE: gettext_lazy("đếm hồ sơ được tiếp nhận trong kỳ, do đơn vị này giải quyết; không đếm hồ sơ gộp, chỉ đếm "
                        "từng phần của nó"),
    "own": gettext_lazy("hồ sơ được tiếp nhận trong kỳ, trừ hồ sơ được cán bộ nộp hộ"),
    "assisted": gettext_lazy("hồ sơ được tiếp nhận trong kỳ có ghi cán bộ nộp hộ"),
}  # fmt: skip
COMPARED = ("dossiers_settled_total", "on_time_rate_ii06", "online_rate")
_NOTHING = "nothing_to_divide_by"


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as the macro ``figure`` takes it."""

    printed: str
    address: str
    why: str


@public
@require_safe
@cache_control(public=True, max_age=300)
def statistics(request: HttpRequest) -> HttpResponse:
    """One period; one unit whole, and three figures of every unit beside one another."""
    newest = _newest()
    asked = str(request.GET.get("ky", ""))[:30]
    edition = next((one for one in newest if one.period_code == asked), newest[0] if newest else None)
    if edition is None:
        return render(request, "portal/statistics.jinja", {"edition": None})
    body = read(edition)
    wanted = str(request.GET.get("don-vi", ""))[:40]
    units = body["units"]
    unit = next((one for one in units if one["code"] == wanted), units[0])
    context = {
        "edition": edition,
        "period": period_name(parse_code(edition.period_code)),
        "periods": [
            {"value": one.period_code, "text": period_name(parse_code(one.period_code)), "selected": one == edition}
            for one in newest
        ],
        "units": [{"value": one["code"], "text": one["name"], "selected": one is unit} for one in units],
        "unit": unit,
        "rows": [
            {"name": _definition(name, edition).name(language()), "figure": _shown(edition, unit, name)}
            for name in INDICATORS
        ],
        "heads": [_definition(name, edition).name(language()) for name in COMPARED],
        "compared": [
            {"name": one["name"], "figures": [_shown(edition, one, name) for name in COMPARED]} for one in units
        ],
        "persons": _persons(body["persons"], edition),
    }
    return render(request, "portal/statistics.jinja", context)


def _newest() -> list[StatisticsEdition]:
    """The newest edition of each period, the latest periods first. One statement."""
    rows = StatisticsEdition.objects.defer("body").order_by("period_code", "-made_at", "-pk").distinct("period_code")
    return sorted(rows, key=lambda one: (-one.last.toordinal(), one.first.toordinal() * -1))


def _definition(name: str, edition: StatisticsEdition) -> Indicator:
    return shipped().in_force(name, edition.last)


def _shown(edition: StatisticsEdition, unit: Mapping[str, Any], name: str) -> Shown:
    """A share of nothing is said shortly here: what it opens to says why in full."""
    figure = unit["figures"][name]
    address = reverse("portal:statistics_proof", args=[edition.uid, name, unit["code"]])
    is_empty = figure["missing"] and figure["missing"]["code"] == _NOTHING
    return Shown(_printed(figure), address, _("không phát sinh") if is_empty else _why(figure))


def _printed(figure: Mapping[str, Any]) -> str:
    """As it was printed when it was counted, in the language of the page."""
    printed = figure["printed"] or ""
    return printed if language() == "vi" else printed.translate(str.maketrans(".,", ",."))


def _why(figure: Mapping[str, Any]) -> str:
    missing = figure["missing"]
    return why_missing(missing["code"], missing["about"], shipped()) if missing else ""


def _persons(table: Mapping[str, Any], edition: StatisticsEdition) -> Mapping[str, Any]:
    """Each number leads to how it came about, or to why it is left out."""
    columns: list[str] = [*table["columns"]]
    named = _told_apart(table["rows"], edition)
    return {
        "rows": [
            {
                "name": named[row["unit"]],
                "total": _counted(edition, row["unit"], WHOLE, row["total"]),
                "cells": [
                    _counted(edition, row["unit"], column, value)
                    for column, value in zip(columns, row["cells"], strict=True)
                ],
            }
            for row in table["rows"]
        ],
        "totals": [
            _counted(edition, ALL, column, value) for column, value in zip(columns, table["totals"], strict=True)
        ],
        "edition": reverse("portal:statistics_edition", args=[edition.uid]),
    }


def _told_apart(rows: Sequence[Mapping[str, Any]], edition: StatisticsEdition) -> dict[str, str]:
    """What each unit is called, with the unit above it where others have the same name: every ward has its office."""
    names = {row["unit"]: row["name"] or row["unit"] for row in rows}
    often = Counter(names.values())
    twice = [code for code, name in names.items() if often[name] > 1]
    day = edition.last
    above = UnitClosure.objects.filter(in_force(day), descendant__code__in=twice, depth=1).filter(
        descendant__valid_from__lte=day
    )
    found = dict(above.order_by("descendant__valid_from").values_list("descendant__code", "ancestor__name"))
    return {code: f"{name}, {found[code]}" if code in found else name for code, name in names.items()}


def _counted(edition: StatisticsEdition, unit: str, column: str, value: int | None) -> Shown:
    address = reverse("portal:statistics_persons", args=[edition.uid, column, unit or NOWHERE])
    return Shown("" if value is None else number(value), address, _("để trống"))


@public
@require_safe
@cache_control(public=True, max_age=300)
def proof(request: HttpRequest, uid: UUID, indicator: str, unit: str) -> HttpResponse:
    """The public proof of one number: formula, inputs, definition, version, hash, as of when."""
    edition = kept().filter(uid=uid).first()
    body = read(edition) if edition is not None else None
    row = next((one for one in body["units"] if one["code"] == unit), None) if body else None
    if edition is None or row is None or indicator not in row["figures"]:
        raise Http404
    figure = row["figures"][indicator]
    try:
        definition = _definition(indicator, edition)
    except DomainError:
        raise Http404 from None
    context = {
        "edition": edition,
        "period": period_name(parse_code(edition.period_code)),
        "unit": row,
        "name": definition.name(language()),
        "figure": figure,
        "printed": _printed(figure),
        "why": _why(figure),
        "formula": _formula(definition) if definition.hash == figure["definition"] else "",
        "legal": definition.legal,
        "inputs": [_input(name, value) for name, value in figure["inputs"].items()],
    }
    return render(request, "portal/statistics_proof.jinja", context)


@public
@require_safe
@cache_control(public=True, max_age=300)
def persons(request: HttpRequest, uid: UUID, column: str, unit: str) -> HttpResponse:
    """How a number of the table about persons came about, or why it is left out."""
    edition = kept().filter(uid=uid).first()
    table = read(edition)["persons"] if edition is not None else None
    if edition is None or table is None:
        raise Http404
    code = "" if unit == NOWHERE else unit
    found = _cell(table, column, code)
    if found is None:
        raise Http404
    name, value = found
    if unit != ALL:
        name = _told_apart(table["rows"], edition)[code]
    context = {
        "edition": edition,
        "period": period_name(parse_code(edition.period_code)),
        "unit": name,
        "name": _COLUMN_NAMES[column],
        "formula": _COLUMN_FORMULAS[column],
        "printed": "" if value is None else number(value),
    }
    return render(request, "portal/statistics_persons.jinja", context)


def _cell(table: Mapping[str, Any], column: str, unit: str) -> tuple[str, int | None] | None:
    """The row's name and the number (None: left out) of a cell; None where there is no such cell."""
    columns: list[str] = [*table["columns"]]
    if unit == ALL:
        return (_("Tất cả đơn vị"), table["totals"][columns.index(column)]) if column in columns else None
    row = next((one for one in table["rows"] if one["unit"] == unit), None)
    if row is None or column not in {WHOLE, *columns}:
        return None
    value = row["total"] if column == WHOLE else row["cells"][columns.index(column)]
    return row["name"] or row["unit"], value


def _formula(definition: Indicator) -> str:
    return formula_words(definition.numerator, definition.denominator, shipped())


def _input(name: str, value: str) -> Mapping[str, str]:
    measure = shipped().measures.get(name)
    said = measure.name(language()) if measure else name
    if value in set(Absent):
        return {"name": said, "value": "", "why": why_missing(value, name, shipped())}
    return {"name": said, "value": number(int(value)) if value.lstrip("-").isdecimal() else value, "why": ""}


@public
@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole edition as canonical JSON: its SHA-256 is the one that the pages name."""
    edition = kept().filter(uid=uid).first()
    if edition is None:
        raise Http404
    return HttpResponse(
        bytes(edition.body),
        content_type="application/json",
        headers={"ETag": f'"{edition.sha256}"', "Access-Control-Allow-Origin": "*"},
    )
