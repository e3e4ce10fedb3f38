"""The public shape of an answer about a due date: the same from the command line and the API."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import LEGAL_ZONE

from .limits import Basis, DayWorking, Due, LimitUnit

Row = dict[str, str | int | float]


def due_answer(
    due: Due, *, start: dt.datetime, amount: int, unit: LimitUnit, basis: Basis
) -> dict[str, str | int | bool | list[Row]]:
    """``start, amount, unit, basis, calendar, calendar_revision, due, provisional, beyond_end, working``; instants in
    ISO 8601 with the legal offset. A row's ``counted`` is a plain number of days: 1, 0 or a fraction."""
    return {
        "start": legal_text(start),
        "amount": amount,
        "unit": unit.value,
        "basis": basis.value,
        "calendar": due.calendar_code,
        "calendar_revision": due.calendar_revision,
        "due": legal_text(due.at),
        "provisional": due.provisional,
        "beyond_end": due.beyond_end,
        "working": [working_row(row) for row in due.working],
    }


def working_row(row: DayWorking) -> Row:
    """``date, counted, reason, minutes`` of one date."""
    return {"date": row.date.isoformat(), "counted": row.counted, "reason": row.reason, "minutes": row.minutes}


def legal_text(at: dt.datetime) -> str:
    """ISO 8601 with the offset of the legal zone: ``2026-01-07T17:00:00+07:00``."""
    return at.astimezone(LEGAL_ZONE).isoformat()
