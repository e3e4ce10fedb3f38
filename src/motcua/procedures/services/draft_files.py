"""Files into a draft: the lines of a catalogue as items, and the table of an internal process as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from motcua.core.errors import Invalid
from motcua.people.actors import Actor
from motcua.procedures.items import ProcessItem, procedure_item_json, process_item_json
from motcua.procedures.lifecycle import ITEM_KINDS, DecisionKind, DecisionNoteKind, ItemKind
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.process_csv import LineFault, read_process
from motcua.procedures.services.decision_content import setting_of
from motcua.procedures.services.drafting import add_item, close_draft, open_draft, propose_item, replace_item
from motcua.procedures.services.faults import item_faults
from motcua.procedures.source_reading import RowRejectedError, parse_line
from motcua.procedures.source_rows import Reading, read_row

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """``line`` counts from 1; ``field`` says where in the line, when it is known."""

    line: int
    code: str
    field: str = ""


@dataclass(slots=True)
class LinesReport:
    """``taken`` procedures became items; the ``rejected`` lines are left out."""

    read: int = 0
    taken: int = 0
    rejected: list[RejectedLine] = field(default_factory=list)


@transaction.atomic
def propose_lines(
    uid: UUID, lines: Iterable[bytes], *, actor: Actor, now: dt.datetime, expected: int | None = None
) -> LinesReport:
    """Take the procedures in the JSON Lines of a catalogue into a draft, each as its new wording and, where the line
    declares one, its service level. Broken lines and procedures that the draft holds already are listed and left out.
    Raises as :func:`propose_item`, Invalid ``lines_too_many``."""
    decision = open_draft(uid, actor, expected)
    if ItemKind.PROCEDURE not in ITEM_KINDS[DecisionKind(decision.kind)]:
        raise Invalid("item_kind", params={"item": ItemKind.PROCEDURE.value, "decision": decision.kind})
    report = LinesReport()
    held = set(decision.items.filter(kind=ItemKind.PROCEDURE.value).values_list("procedure_key", flat=True))
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        report.read += 1
        if report.read > MOST_LINES:
            raise Invalid("lines_too_many", params={"most": MOST_LINES})
        try:
            _take(decision, read_row(parse_line(line)), held)
        except RowRejectedError as error:
            report.rejected.append(RejectedLine(number, error.code, error.field))
        else:
            report.taken += 1
    if report.taken:
        close_draft(decision, DecisionNoteKind.ITEM_ADDED, actor=actor, now=now)
    return report


def _take(decision: Decision, reading: Reading, held: set[str]) -> None:
    if reading.key in held:
        raise RowRejectedError("repeated_code", "code")
    held.add(reading.key)
    wording = procedure_item_json(reading.content, code=reading.code, source=reading.source)
    add_item(decision, ItemKind.PROCEDURE, reading.key, wording)
    if reading.level is not None:
        level = {"level": reading.level.level, "reason": reading.level.reason, "ground": reading.level.ground}
        add_item(decision, ItemKind.SERVICE_LEVEL, reading.key, {"schema_version": 1, **level})


@dataclass(frozen=True, slots=True)
class ProcessFault:
    """A fault of the table; ``line`` 0 = the file as a whole, ``column`` when it is known."""

    line: int
    code: str
    column: str = ""
    params: dict[str, object] = field(default_factory=dict)


class FaultyProcessError(Exception):
    """The table cannot be taken in. Nothing was written; ``faults`` names every one."""

    def __init__(self, faults: list[ProcessFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@transaction.atomic
def propose_process(
    uid: UUID,
    procedure_key: str,
    data: bytes,
    *,
    name: str,
    case: str = "",
    unit: str = "",
    ordinal: int | None = None,
    actor: Actor,
    now: dt.datetime,
    expected: int | None = None,
) -> DecisionItem:
    """Add the internal process of a table to a draft, in place of the item ``ordinal`` when it is given. Raises
    :class:`FaultyProcessError` with every fault: lines that cannot be read, steps that lead nowhere, a sum over the
    limit; else as :func:`propose_item`."""
    decision = open_draft(uid, actor, expected)
    read = read_process(data)
    if read.faults:
        raise FaultyProcessError([_of_line(fault) for fault in read.faults])
    item = ProcessItem(name, read.process, case, unit)
    lines = dict(zip((step.key for step in read.process.steps), read.lines, strict=True))
    faults = item_faults(procedure_key, item, setting_of(decision, []))
    if faults:
        raise FaultyProcessError(
            [
                ProcessFault(lines.get(str(one.params.get("step", "")), 0), one.code, "", dict(one.params))
                for one in faults
            ]
        )
    content = process_item_json(read.process, name=name, case=case, unit=unit)
    if ordinal is not None:
        return replace_item(uid, ordinal, content, actor=actor, now=now, expected=expected)
    return propose_item(uid, ItemKind.PROCESS, procedure_key, content, actor=actor, now=now, expected=expected)


def _of_line(fault: LineFault) -> ProcessFault:
    return ProcessFault(fault.line, fault.code, fault.column)
