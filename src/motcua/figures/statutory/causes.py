"""Why dossiers are late: each late dossier once, under the decided cause that cost it most, or as not decided yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from motcua.figures.counting import Dimension, Table, behind
from motcua.figures.definitions.model import DueDate, MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .model import UNEXPLAINED, ColumnKind, ReportForm

LATE: Final = ("dossiers_settled_late", "dossiers_open_late")
PAGE: Final = 5000


def by_cause(facts: Facts, form: ReportForm, unit: str, period: Period, counted: Table) -> dict[str, dict[int, int]]:
    """Field -> number of the column -> late dossiers."""
    main = main_causes(facts)
    found: dict[str, dict[int, int]] = {}
    for field, values in counted.items():
        tally: Counter[int] = Counter()
        for name in LATE:
            key = MeasureKey(name, form.tested or DueDate.APPOINTED, form.counts_for)
            if values.get(period, {}).get(key):
                tally.update(column_of(form, main.get(uid, "")) for uid in _dossiers(facts, key, unit, period, field))
        found[field] = dict(tally)
    return found


def column_of(form: ReportForm, cause: str) -> int:
    """The column a cause is counted in. A cause that no column names, and no cause, count as not decided."""
    fallback = 0
    for column in form.columns:
        if column.kind is ColumnKind.CAUSE:
            if cause in column.causes:
                return column.number
            if UNEXPLAINED in column.causes:
                fallback = column.number
    return fallback


def main_causes(facts: Facts) -> Mapping[str, str]:
    """Dossier -> the decided cause with the most minutes over the limit; ties go by code."""
    rows = facts.connection.execute(
        "SELECT dossier, cause, sum(over_minutes) AS cost FROM causes WHERE cause IS NOT NULL AND cause <> ''"
        " GROUP BY dossier, cause ORDER BY dossier, cost DESC, cause"
    ).fetchall()
    found: dict[str, str] = {}
    for dossier, cause, _ in rows:
        found.setdefault(str(dossier), str(cause))
    return found


def _dossiers(facts: Facts, key: MeasureKey, unit: str, period: Period, field: str) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        page = behind(facts, key, unit, period, by=Dimension.FIELD, member=field, after=after, limit=PAGE)
        found += [row.id for row in page.rows]
        after = page.next
        if not after:
            return found
