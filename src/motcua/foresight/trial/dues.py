"""Due dates once more, by the real calendars: under the limit that was, and under the one that is tried."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from motcua.core.errors import NotFound
from motcua.foresight.trial.change import Change, LimitChange
from motcua.foresight.trial.history import History
from motcua.foresight.trial.registry import Registry
from motcua.procedures.terms import Limit, Terms
from motcua.worktime.bulk import due_many
from motcua.worktime.compiled import LEGAL_OFFSET, CompiledCalendar, from_ticks, to_ticks
from motcua.worktime.limits import Basis, LimitUnit
from motcua.worktime.rules import shift_by_pause
from motcua.worktime.selectors import compiled

Ints = NDArray[np.int64]


def calendars_of(history: History) -> Mapping[str, CompiledCalendar]:
    """The calendars that ran, by code; one that is gone is left out."""
    found = {}
    for code in history.names["calendar"].texts:
        try:
            found[code] = compiled(code) if code else None
        except NotFound:
            continue
    return {code: calendar for code, calendar in found.items() if calendar is not None}


def limit_of(terms: Terms | None, changes: tuple[LimitChange, ...], key: tuple[str, str, str]) -> Limit | None:
    """The limit that would bind a case through a channel; None where the change says nothing of it."""
    procedure, case, channel = key
    fitting = [
        one for one in changes if one.procedure == procedure and one.case in {"", case} and one.channel in {"", channel}
    ]
    if not fitting:
        return None
    fitting.sort(key=lambda one: (bool(one.case), bool(one.channel)))
    committed = [one for one in fitting if not one.is_statutory]
    statutory = [one.limit for one in fitting if one.is_statutory]
    law = statutory[-1] if statutory else (terms.statutory if terms else None)
    if committed:
        return committed[-1].limit or law
    standing = terms.committed if terms else None
    return standing or law


def new_dues(history: History, registry: Registry, change: Change) -> tuple[Ints, NDArray[np.bool_]]:
    """Due dates under the change, and which dossiers it concerns. The clock starts when it started; pauses were as
    they were."""
    dossiers, names = history.dossiers, history.names
    due = dossiers.due.copy()
    touched = np.zeros(len(dossiers), np.bool_)
    calendars = calendars_of(history)
    keys = np.stack([dossiers.procedure, dossiers.case, dossiers.channel, dossiers.calendar, dossiers.basis])
    groups, place = np.unique(keys, axis=1, return_inverse=True)
    for number, (procedure, case, channel, calendar, basis) in enumerate(groups.T.tolist()):
        key = names["procedure"][procedure], names["case"][case], names["channel"][channel]
        limit = limit_of(registry.terms.get(key), change.limits, key)
        found = calendars.get(names["calendar"][calendar])
        if limit is None or found is None:
            continue
        rows = np.flatnonzero((place.ravel() == number) & (dossiers.start >= 0))
        due[rows] = _dues(history, rows, found, limit.amount, limit.unit, Basis(names["basis"][basis]))
        touched[rows] = True
    return due, touched


def recomputed(history: History) -> tuple[int, int]:
    """How many of the recorded due dates come out the same when they are computed again, of how many: the check that
    due dates of a dry run are those that the dossiers would have got."""
    dossiers, names = history.dossiers, history.names
    calendars = calendars_of(history)
    same = of = 0
    keys = np.stack([dossiers.calendar, dossiers.unit, dossiers.basis, dossiers.amount])
    groups, place = np.unique(keys, axis=1, return_inverse=True)
    for number, (calendar, unit, basis, amount) in enumerate(groups.T.tolist()):
        found = calendars.get(names["calendar"][calendar])
        if found is None or not names["limit"][unit] or not amount:
            continue
        rows = np.flatnonzero((place.ravel() == number) & (dossiers.start >= 0) & dossiers.own & dossiers.counted)
        if len(rows):
            made = _dues(
                history, rows, found, int(amount), LimitUnit(names["limit"][unit]), Basis(names["basis"][basis])
            )
            same += int((made == dossiers.law_due[rows]).sum())
            of += len(rows)
    return same, of


def _dues(
    history: History, rows: NDArray[np.intp], calendar: CompiledCalendar, amount: int, unit: LimitUnit, basis: Basis
) -> Ints:
    made = due_many(calendar, history.dossiers.start[rows], amount, unit, basis).at.copy()
    for place, row in enumerate(rows.tolist()):
        for since, until in history.pauses.get(row, ()):
            at, begin, end = (from_ticks(int(one) + LEGAL_OFFSET) for one in (made[place], since, until))
            made[place] = to_ticks(shift_by_pause(calendar, at, begin, end)) - LEGAL_OFFSET
    return made
