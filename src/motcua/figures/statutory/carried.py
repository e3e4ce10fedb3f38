"""What is carried over, held against the rest of the last period as it was issued, and the dossiers between the two."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motcua.figures.counting import Row, behind
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.periods import Period, previous
from motcua.figures.publications.causes import Cause, causes_of, registry_causes
from motcua.figures.publications.streams import Moved, moved, rows_of

from .checks import Checked
from .gathering import keys_of
from .making import identities
from .model import Check, ReportForm
from .models import StatutoryEdition
from .selectors import last_issued, table_of
from .table import Table

MOST = 200
"""Dossiers named; the rest is counted."""
PAGE = 2000


@dataclass(frozen=True, slots=True)
class Carried:
    """``checked``: both numbers; ``moved``: at most :data:`MOST` dossiers with what happened to each; ``more``: how
    many are not named."""

    last: StatutoryEdition
    checked: Checked
    moved: Sequence[tuple[Moved, Sequence[Cause]]]
    more: int


def carried_over(edition: StatutoryEdition, *, now: dt.datetime) -> Carried | None:
    """None where the form carries nothing over, or nothing was issued for the period before. Raises as
    :func:`motcua.figures.facts.reader.open_facts`."""
    table = table_of(edition)
    check = next((one for one in table.form.checks if one.of_previous), None)
    before = previous(table.period)
    last = last_issued(table.form.id, table.unit, before)
    if check is None or last is None:
        return None
    found = next(one for one in identities(table, {}) if one.check.of_previous)
    with open_facts(last.as_of, now=now) as then, open_facts(edition.as_of, now=now) as known:
        rest = _listed(then, table_of(last), check, right=True, period=before)
        taken = _listed(known, table, check, right=False, period=table.period)
        changed = list(moved(rest, taken))
        until = known.cursor
    named = changed[:MOST]
    causes = causes_of([one.id for one in named], last.as_of, until) if named else {}
    registries = registry_causes(last.as_of) if named else []
    told = [(one, causes.get(one.id, registries)) for one in named]
    return Carried(last, found, told, len(changed) - len(named))


def _listed(facts: Facts, table: Table, check: Check, *, right: bool, period: Period) -> Iterator[Row]:
    """Dossiers behind one side of the identity, in order of id."""
    sides = [_pages(facts, key, table.unit, period) for key in _keys(table.form, check, right=right)]
    return heapq.merge(*sides, key=lambda row: row.id)


def _keys(form: ReportForm, check: Check, *, right: bool) -> list[MeasureKey]:
    side = check.right if right else check.left
    columns = [column for column in (form.column(name) for name in side.names) if column is not None]
    return [key for column in columns if column.value for key in keys_of(form, column.value)]


def _pages(facts: Facts, key: MeasureKey, unit: str, period: Period) -> Iterator[Row]:
    return rows_of(lambda after: behind(facts, key, unit, period, after=after, limit=PAGE))
