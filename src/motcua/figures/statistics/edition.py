"""Editions of the public statistics: made by a job for periods that are over, exact as of the settled instant, kept for
ever. A new one is made only when a number or a definition changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

import structlog
from django.db.models import QuerySet

from motcua.core.canonical import Json, digest, encode
from motcua.figures import answers
from motcua.figures.answers import Answer
from motcua.figures.boards.members import members, province_on
from motcua.figures.boards.models import minute
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.facts.shared import borrowed
from motcua.figures.periods import Period, PeriodKind, period_of, previous

from .models import StatisticsEdition
from .persons import COLUMNS, Persons, persons

log = structlog.get_logger(__name__)

FORMAT: Final = "motcua-statistics/1"
INDICATORS: Final = (
    "dossiers_received_total",
    "dossiers_new",
    "dossiers_settled_total",
    "dossiers_late_total",
    "dossiers_open_total",
    "on_time_rate_ii06",
    "online_rate",
    "electronic_result_rate",
    "procedures_total",
    "services_full_total",
    "services_partial_total",
    "publication_decisions",
)
KINDS: Final = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


def over(today: dt.date) -> list[Period]:
    """The newest month, quarter and year that are over."""
    return [previous(period_of(kind, today)) for kind in KINDS]


def kept(period_code: str = "") -> QuerySet[StatisticsEdition]:
    """The editions, the newest first."""
    rows = StatisticsEdition.objects.order_by("-made_at", "-pk")
    return rows.filter(period_code=period_code) if period_code else rows


def make(period: Period, *, now: dt.datetime) -> tuple[StatisticsEdition, bool]:
    """The newest edition of a period, and whether it was made now. Raises as
    :func:`motcua.figures.answers.answer`, NotFound ``board_province_missing``."""
    with borrowed() as facts:
        as_of = minute(facts.settled_at)
    province = province_on(period.last)
    units = [(province.code, province.name, UnitLevel.PROVINCE.value)]
    for level in (UnitLevel.DEPARTMENT, UnitLevel.COMMUNE):
        units += [(one.code, one.name, level.value) for one in members(level, period.last)]
    codes = [code for code, _name, _level in units]
    table = answers.table(INDICATORS, codes, [period], unit=province.code, as_of=as_of)
    with borrowed(as_of) as facts:
        about, manifest = persons(facts, period), facts.manifest.sha256
    figures = [(unit, [table[unit[0]][period][name] for name in INDICATORS]) for unit in units]
    content = digest(encode(_content(figures, about))).hex()
    before = kept(period.code).first()
    if before is not None and before.content == content:
        return before, False
    body = encode(_body(period, as_of, manifest, figures, about))
    made = StatisticsEdition.objects.create(
        period_code=period.code,
        first=period.first,
        last=period.last,
        as_of=as_of,
        manifest=manifest,
        body=body,
        sha256=digest(body).hex(),
        content=content,
        made_at=now,
    )
    log.info("statistics.made", period=period.code, edition=str(made.uid), units=len(units))
    return made, True


_Figures = list[tuple[tuple[str, str, str], list[Answer]]]


def _content(figures: _Figures, about: Persons) -> Json:
    """What a new edition is made for: numbers, definitions, names; not the instant."""
    skipped = {"as_of", "hash"}
    rows: list[Json] = [
        [*unit, *[{k: v for k, v in one.json.items() if k not in skipped} for one in found]] for unit, found in figures
    ]
    return [rows, _persons(about)]


def _body(period: Period, as_of: dt.datetime, manifest: str, figures: _Figures, about: Persons) -> Mapping[str, Json]:
    return {
        "format": FORMAT,
        "period": period.code,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "as_of": as_of.isoformat(),
        "manifest": manifest,
        "units": [
            {
                "code": code,
                "name": name,
                "level": level,
                "figures": {one.indicator: {**one.json, "inputs": _inputs(one)} for one in found},
            }
            for (code, name, level), found in figures
        ],
        "persons": _persons(about),
    }


def _inputs(one: Answer) -> dict[str, Json]:
    """Measure -> what was counted, exact; why there is none otherwise."""
    return {key.measure: value.value if isinstance(value, Absent) else str(value) for key, value in one.values.items()}


def _persons(about: Persons) -> Json:
    rows: list[Json] = [
        {
            "unit": row,
            "name": about.names[row],
            "total": about.totals[row],
            "cells": [about.cells[row, column] for column in COLUMNS],
        }
        for row in about.rows
    ]
    return {"columns": [*COLUMNS], "rows": rows, "totals": [about.column_totals[column] for column in COLUMNS]}


def read(edition: StatisticsEdition) -> dict[str, Any]:
    """The document of an edition, after its hash was checked. Raises ValueError when it is not what it was."""
    body = bytes(edition.body)
    if digest(body).hex() != edition.sha256:
        raise ValueError(f"the statistics edition {edition.uid} was changed")
    found: dict[str, Any] = json.loads(body)
    return found
