"""The age rule: which open dossiers threaten to be late.

A dossier threatens to be late when it has used more than four fifths of the working time between acceptance and the
date of its appointment, and that date has not come yet. It is a rule of thumb until a forecast learns from history:
it knows nothing of the step a dossier is in, and time it waited for the applicant counts as used.
"""

# ruff: noqa: S608 - statements are made of words written here; values are parameters

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.conf import settings

from motcua.figures.facts.reader import Facts
from motcua.figures.summaries.scope import SCOPE, scope
from motcua.organisation.models import CalendarPurpose, Unit
from motcua.organisation.selectors import calendar_codes
from motcua.worktime.bulk import minutes_between_many
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.selectors import compiled

PERCENT: Final = 80
"""More than this share of the time used is said to threaten."""

_WAITS: Final = " OR ".join(
    f"coalesce(d.{asked} < $at AND (d.{answered} IS NULL OR d.{answered} >= $at), false)"
    for asked, answered in (
        ("asked_at", "answered_at"),
        ("asked_again_at", "answered_again_at"),
        ("asked_last_at", "answered_last_at"),
    )
)
_OPEN: Final = f"""SELECT d.dossier, d.settling_unit AS unit, d.procedure, d.grain <> 'part' AS as_whole,
    NOT d.umbrella AS as_work, epoch_us(d.accepted_at) AS began, epoch_us(d.appointed_due_at) AS due FROM dossiers d
    WHERE d.accepted_at < $at AND coalesce(d.finished_at, d.closed_at, $never) >= $at AND d.appointed_due_at >= $at
    AND d.appointed_due_at > d.accepted_at AND NOT ({_WAITS})"""


@dataclass(frozen=True, slots=True)
class Threat:
    """A dossier in one unit it counts for. ``used``: whole per cent of its time."""

    member: str
    dossier: str
    procedure: str
    used: int
    due: int


def used_percent(calendar: CompiledCalendar, began: Iterable[int], due: Iterable[int], at: dt.datetime) -> list[int]:
    """Whole per cent, rounded down, of the working time of each that has gone at an instant; began and due are
    microseconds of the epoch. A time without any working minute is used up."""
    starts, ends = np.fromiter(began, dtype=np.int64), np.fromiter(due, dtype=np.int64)
    here = np.full(starts.shape, int(at.timestamp() * 1_000_000), dtype=np.int64)
    whole = minutes_between_many(calendar, starts, ends)
    gone = minutes_between_many(calendar, starts, here)
    return [int(100 * one // of) if of > 0 else 100 for one, of in zip(gone.tolist(), whole.tolist(), strict=True)]


def threats(facts: Facts, codes: Collection[str], day: dt.date, at: dt.datetime) -> list[Threat]:
    """Of each unit with all under it, the one due first first. Raises NotFound ``figure_unit_unknown``."""
    asked = scope(facts, codes, day)
    plain = at.astimezone(dt.UTC).replace(tzinfo=None)
    rows = facts.connection.execute(
        f"""SELECT own.unit, own.dossier, own.procedure, own.began, own.due, list(scope.member ORDER BY scope.member)
        FROM ({_OPEN}) own JOIN {SCOPE} scope ON scope.uid = own.unit
        WHERE CASE WHEN scope.is_whole THEN own.as_whole ELSE own.as_work END
        GROUP BY ALL ORDER BY own.due, own.dossier""",
        asked | {"at": plain, "never": dt.datetime(9999, 1, 1)},  # noqa: DTZ001 - facts hold plain UTC
    ).fetchall()
    used = _used([(str(row[0]), row[3], row[4]) for row in rows], day, at)
    return [
        Threat(member, str(row[1]), str(row[2]), share, row[4])
        for row, share in zip(rows, used, strict=True)
        if share > PERCENT
        for member in row[5]
    ]


def _used(rows: list[tuple[str, int, int]], day: dt.date, at: dt.datetime) -> list[int]:
    """Per cent of each row (unit, began, due), by the settlement calendar of its unit."""
    by_calendar: defaultdict[str, list[int]] = defaultdict(list)
    codes = _calendars({unit for unit, _began, _due in rows}, day)
    for number, (unit, _began, _due) in enumerate(rows):
        by_calendar[codes[unit]].append(number)
    found = [0] * len(rows)
    for code, numbers in by_calendar.items():
        began, due = [rows[number][1] for number in numbers], [rows[number][2] for number in numbers]
        for number, share in zip(numbers, used_percent(compiled(code), began, due, at), strict=True):
            found[number] = share
    return found


def _calendars(units: Collection[str], day: dt.date) -> Mapping[str, str]:
    keys = {str(uid): pk for uid, pk in Unit.objects.filter(uid__in=list(units)).values_list("uid", "pk")}
    codes, purpose = calendar_codes(keys.values(), day), CalendarPurpose.SETTLEMENT.value
    usual = settings.PROVINCE_CALENDARS[purpose]
    return {uid: codes.get((keys.get(uid, 0), purpose), usual) for uid in units}
