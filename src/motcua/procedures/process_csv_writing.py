"""An internal process as the table that :mod:`motcua.procedures.process_csv` reads. Pure.

The table has no place for conditions, timers and letters: :func:`left_out` names the steps that lose something.
"""

from __future__ import annotations

import csv
import io
import re

from motcua.procedures.process import Process, Step
from motcua.procedures.process_csv import COLUMNS

_FORMULA = ("=", "+", "-", "@", "\t")


def write_process(process: Process) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets open it."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for step in process.steps:
        writer.writerow([_inert(cell) for cell in _cells(step)])
    return sheet.getvalue().encode("utf-8-sig")


def left_out(process: Process) -> list[str]:
    """Keys of steps with conditions, timers or letters, which the table does not hold."""
    return [
        step.key
        for step in process.steps
        if step.timers or step.letter or any(one.when is not None or one.otherwise for one in step.outcomes)
    ]


def _cells(step: Step) -> list[str]:
    rule = f"{step.unit_rule.value}:{step.named_unit}" if step.named_unit else step.unit_rule.value
    ways = "|".join(
        f"{one.key} ({_plain(one.name)})>{one.to}" if one.name else f"{one.key}>{one.to}" for one in step.outcomes
    )
    return [
        step.key,
        step.name,
        step.kind.value,
        step.role,
        rule,
        str(step.amount),
        step.unit.value,
        "|".join(step.actions),
        ways,
    ]


def _plain(name: str) -> str:
    """A name without the signs that divide outcomes."""
    return re.sub(r"[()|]", " ", name).strip()


def _inert(cell: str) -> str:
    """A spreadsheet takes no cell for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
