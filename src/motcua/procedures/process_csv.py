"""An internal process written as a table: CSV with a header, one step a line, read with errors by line. Pure.

Columns: ``step`` (key), ``name``, ``kind``, ``role``, ``unit_rule`` (``named:CODE`` for a named unit), ``amount``,
``unit``, ``actions`` (separated by ``|``; none = what the law permits, see ``Step.permits``), ``outcomes``
(``key>target`` separated by ``|``; target a step or ``END``; a name for people may follow the key:
``key (name)>target``).

Columns that may be left out: ``conditions`` (``key: formula``, or ``key: otherwise``, separated by ``|``), ``letter``
(the kind an automatic step sends) and ``timers`` (``key (name): wait act since amount unit``, then ``>outcome`` for a
timer that goes on and ``; ground`` where the law must be named; separated by ``|``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from motcua.forms.cleaning import UncleanError, clean_line
from motcua.forms.expression import Expression, ExpressionError
from motcua.forms.formula import parse
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince, TimerWait
from motcua.worktime.rules import LimitUnit

COLUMNS = ("step", "name", "kind", "role", "unit_rule", "amount", "unit", "actions", "outcomes")
OPTIONAL = ("conditions", "letter", "timers")
OTHERWISE = "otherwise"
MAX_BYTES = 1024 * 1024
MAX_LINES = 1_000
_OUTCOME = re.compile(r"\s*([a-z0-9_-]+)\s*(?:\(([^()]*)\))?\s*>\s*([A-Za-z0-9_-]+)\s*")
_CONDITION = re.compile(r"\s*([a-z0-9_-]+)\s*:\s*(.+)", re.DOTALL)
_TIMER = re.compile(
    r"\s*([a-z0-9_-]+)\s*\(([^()]*)\)\s*:\s*([a-z]+)\s+([a-z]+)\s+([a-z]+)\s+([0-9]{1,3})\s+([a-z_]+)"
    r"(?:\s*>\s*([a-z0-9_-]+))?\s*(?:;\s*(.*))?"
)


@dataclass(frozen=True, slots=True)
class LineFault:
    """``line`` counts from 1, the header being line 1; 0 = the file as a whole."""

    line: int
    code: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class ReadProcess:
    """``process`` holds the readable steps and is to be used only when there are no ``faults``. ``lines`` tells for
    each step the line it was read from."""

    process: Process
    faults: tuple[LineFault, ...]
    lines: tuple[int, ...] = ()


_E = TypeVar("_E", StepKind, UnitRule, LimitUnit, TimerWait, TimerAct, TimerSince)


class _FaultError(ValueError):
    def __init__(self, code: str, column: str) -> None:
        super().__init__(code)
        self.code = code
        self.column = column


def read_process(data: bytes) -> ReadProcess:
    """The process in the table, with every broken line named."""
    if len(data) > MAX_BYTES:
        return ReadProcess(Process(()), (LineFault(0, "csv_too_long"),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ReadProcess(Process(()), (LineFault(0, "csv_not_utf8"),))
    if "\x00" in text:
        return ReadProcess(Process(()), (LineFault(0, "text_nul"),))
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    header = [name.strip().lower() for name in rows.fieldnames or ()]
    rows.fieldnames = header
    if missing := [column for column in COLUMNS if column not in header]:
        return ReadProcess(Process(()), tuple(LineFault(1, "csv_column_missing", column) for column in missing))
    return _read_rows(rows)


def _read_rows(rows: csv.DictReader[str]) -> ReadProcess:
    steps: list[Step] = []
    lines: list[int] = []
    faults: list[LineFault] = []
    try:
        for row in rows:
            if rows.line_num > MAX_LINES:
                faults.append(LineFault(rows.line_num, "csv_too_long"))
                break
            if not any(isinstance(value, str) and value.strip() for value in row.values()):
                continue
            try:
                steps.append(_step(row))
                lines.append(rows.line_num)
            except _FaultError as fault:
                faults.append(LineFault(rows.line_num, fault.code, fault.column))
    except csv.Error:
        faults.append(LineFault(rows.line_num, "csv_malformed"))
    return ReadProcess(Process(tuple(steps)), tuple(faults), tuple(lines))


def _step(row: Mapping[str, str | None]) -> Step:
    if None in row:  # DictReader's name for cells beyond the header
        raise _FaultError("csv_too_many_cells", "")
    rule, _, named = _cell(row, "unit_rule").partition(":")
    return Step(
        key=_cell(row, "step"),
        name=_cell(row, "name"),
        kind=_one_of(StepKind, "kind", _cell(row, "kind")),
        role=_cell(row, "role"),
        unit_rule=_one_of(UnitRule, "unit_rule", rule.strip()),
        named_unit=named.strip() or None,
        amount=_amount(row),
        unit=_one_of(LimitUnit, "unit", _cell(row, "unit")),
        outcomes=_outcomes(row),
        actions=tuple(part.strip() for part in _cell(row, "actions").split("|") if part.strip()),
        timers=tuple(_timer(part) for part in _cell(row, "timers").split("|") if part.strip()),
        letter=_cell(row, "letter"),
    )


def _outcomes(row: Mapping[str, str | None]) -> tuple[Outcome, ...]:
    """The outcomes with their conditions."""
    found = [_outcome(part) for part in _cell(row, "outcomes").split("|") if part.strip()]
    conditions = dict(_condition(part) for part in _cell(row, "conditions").split("|") if part.strip())
    if conditions.keys() - {outcome.key for outcome in found}:
        raise _FaultError("csv_condition_malformed", "conditions")
    return tuple(
        replace(one, when=conditions[one.key], otherwise=conditions[one.key] is None) if one.key in conditions else one
        for one in found
    )


def _condition(part: str) -> tuple[str, Expression | None]:
    """The outcome and its condition; None for the one that is taken otherwise."""
    match = _CONDITION.fullmatch(part)
    if match is None:
        raise _FaultError("csv_condition_malformed", "conditions")
    key, formula = match.groups()
    if formula.strip() == OTHERWISE:
        return key, None
    try:
        return key, parse(formula)
    except ExpressionError as error:
        raise _FaultError("csv_condition_malformed", "conditions") from error


def _timer(part: str) -> Timer:
    match = _TIMER.fullmatch(part)
    if match is None:
        raise _FaultError("csv_timer_malformed", "timers")
    key, name, wait, act, since, amount, unit, outcome, ground = match.groups()
    return Timer(
        key=key,
        name=name.strip(),
        wait=_one_of(TimerWait, "timers", wait),
        act=_one_of(TimerAct, "timers", act),
        since=_one_of(TimerSince, "timers", since),
        amount=int(amount),
        unit=_one_of(LimitUnit, "timers", unit),
        outcome=outcome or "",
        ground=(ground or "").strip(),
    )


def _cell(row: Mapping[str, str | None], column: str) -> str:
    try:
        return clean_line(row.get(column) or "")
    except UncleanError as error:
        raise _FaultError(error.code, column) from error


def _one_of(kind: type[_E], column: str, value: str) -> _E:
    try:
        return kind(value.lower())
    except ValueError:
        raise _FaultError("csv_value_unknown", column) from None


def _amount(row: Mapping[str, str | None]) -> int:
    text = _cell(row, "amount")
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise _FaultError("csv_not_a_number", "amount")
    return int(text)


def _outcome(part: str) -> Outcome:
    match = _OUTCOME.fullmatch(part)
    if match is None:
        raise _FaultError("csv_outcome_malformed", "outcomes")
    key, name, target = match.groups()
    return Outcome(key, (name or "").strip(), END if target.upper() == END else target)
