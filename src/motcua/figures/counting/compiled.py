"""Questions as SQL, compiled once by a process. What changes from one asking to the next of the same measures and
periods is given beside the text: units in scope, and the instant that facts are known until."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from .binding import Counted, When
from .question import SCOPE, Question, known_until

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

KEPT: Final = 500
_SCOPE, _DAYS = "asked_scope", "asked_days"
DAYS: Final = {"w_moment": "string", "w_period": "int64", "w_first": "date", "w_last": "date"}
"""Columns of the days that a period reads sums of."""
_MARK: Final = dt.datetime(1111, 11, 11, 11, 11, 11, 111111)  # noqa: DTZ001 - facts hold plain UTC
_MARKED: Final = "MAKE_TIMESTAMP(1111, 11, 11, 11, 11, 11.111111)"
_KNOWN: Final = "CAST($known AS TIMESTAMP)"

_compiled: OrderedDict[Hashable, str] = OrderedDict()
_lock = Lock()

Build = Callable[[Question, "ir.Table", "ir.Table"], "ir.Table"]
"""Of the question, the units in scope and the days to be read of sums."""


def ask(
    question: Question, table: Counted, shape: Hashable, build: Build, around: str = "{}", **given: object
) -> list[dict[str, Any]]:
    """Rows of what ``build`` says, or of the statement ``around`` it with the parameters ``given``; none where nobody
    is in scope. ``shape``: everything that the expression follows from, beside the periods and what ``table`` says of
    the facts."""
    import ibis

    scope = question.scoped
    if scope is None:
        return []
    if question.facts.answers is not None:
        return question.facts.answers(build(question, ibis.memtable(scope), ibis.memtable(_days(question))))
    sql = around.replace("{}", _text(question, table, shape, build))
    if "$known" in sql:
        given["known"] = _plain(known_until(question.facts))
    small: Mapping[str, pa.Table] = {_SCOPE: scope, _DAYS: _days(question)}
    connection = question.facts.connection
    for name, rows in small.items():
        connection.register(name, rows)
    try:
        found: list[dict[str, Any]] = connection.execute(sql, given or None).to_arrow_table().to_pylist()
    finally:
        for name in small:
            connection.unregister(name)
    return found


def _text(question: Question, table: Counted, shape: Hashable, build: Build) -> str:
    import ibis

    until = known_until(question.facts)
    periods = tuple((cut.period, cut.until == _plain(until)) for cut in question.cuts)
    key = table.name, shape, periods, table.depends(question.facts)
    with _lock:
        if key in _compiled:
            _compiled.move_to_end(key)
            return _compiled[key]
    cuts = [
        replace(cut, until=_MARK) if is_open else cut for cut, (_, is_open) in zip(question.cuts, periods, strict=True)
    ]
    expression = build(replace(question, cuts=cuts), ibis.table(SCOPE, name=_SCOPE), ibis.table(DAYS, name=_DAYS))
    sql = str(question.facts.backend.compile(expression)).replace(_MARKED, _KNOWN)
    if "TIMESTAMP(1111" in sql or str(_MARK.date()) in sql:
        raise ValueError("an instant of a question stands otherwise than it is written")
    with _lock:
        _compiled[key] = sql
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return sql


def _days(question: Question) -> pa.Table:
    """Those of a period for flows, its last day for what is open, its first for what came in before."""
    import pyarrow as pa

    days = [
        (when.value, cut.number, first, last)
        for cut in question.cuts
        for when, first, last in (
            (When.RECEIVED, cut.period.first, cut.period.last),
            (When.SETTLED, cut.period.first, cut.period.last),
            (When.OPEN, cut.period.last, cut.period.last),
            (When.CARRIED, cut.period.first, cut.period.first),
        )
    ]
    types = (pa.string(), pa.int64(), pa.date32(), pa.date32())
    columns = [pa.array(values, kind) for values, kind in zip(zip(*days, strict=True), types, strict=True)]
    return pa.table(columns, names=[*DAYS])


def _plain(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(tzinfo=None)
