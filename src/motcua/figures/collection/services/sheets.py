"""The acts on a sheet: save, submit, return, accept, correct. Every act is in its append-only history; accepted values
are appended to what figures count from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.figures.collection.layout import lines_of
from motcua.figures.collection.models import ReportedValue, Sheet, SheetEvent, SheetReminder, SheetState
from motcua.figures.collection.permissions import APPRAISE, FILL
from motcua.figures.collection.reading import Cell, as_decimal, read_cells
from motcua.figures.definitions.catalogue import shipped
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.people.permissions import decide, require

FILLABLE: Final = frozenset({SheetState.OPEN, SheetState.RETURNED, SheetState.CORRECTING})
LONGEST_NOTE: Final = 1000
Draft = Mapping[str, Mapping[str, str]]


def cells_of(sheet: Sheet, draft: Draft | None = None) -> tuple[Cell, ...]:
    """The sheet line by line, as it is kept or as just typed."""
    lines = lines_of(sheet.campaign.form.lines, shipped())
    return read_cells(lines, sheet.draft if draft is None else draft)


def locked_sheet(uid: UUID) -> Sheet:
    """For the caller's transaction. Raises NotFound ``sheet_unknown``."""
    rows = Sheet.objects.select_for_update(of=("self", "campaign")).select_related("campaign__form", "unit")
    sheet = rows.filter(uid=uid).first()
    if sheet is None:
        raise NotFound("sheet_unknown")
    return sheet


@transaction.atomic
def save_draft(uid: UUID, draft: Draft, *, note: str, expected: int, actor: Actor, now: dt.datetime) -> Sheet:
    """Keep what was typed, right or wrong: a draft may hold faults. Raises NotFound, NotAllowed, Conflict
    (``period_locked``, ``sheet_not_open``, ``sheet_changed_meanwhile``)."""
    sheet = locked_sheet(uid)
    require(actor, FILL, [sheet.unit_id])
    _require_open(sheet)
    if expected != sheet.revision:
        raise Conflict("sheet_changed_meanwhile")
    sheet.draft = _kept(draft)
    sheet.note, sheet.revision = note.strip()[:2000], sheet.revision + 1
    sheet.save(update_fields=["draft", "note", "revision"])
    return sheet


def _kept(draft: Draft) -> dict[str, dict[str, str]]:
    return {
        str(key)[:80]: {"text": str(cell.get("text", ""))[:200], "note": str(cell.get("note", ""))[:LONGEST_NOTE]}
        for key, cell in draft.items()
        if cell.get("text") or cell.get("note")
    }


@transaction.atomic
def submit(uid: UUID, draft: Draft, *, note: str, expected: int, actor: Actor, now: dt.datetime) -> Sheet:
    """Send the sheet to be appraised. Raises as :func:`save_draft`, and Invalid ``sheet_faulty`` with a fault for each
    line: wrong, missing, without the evidence it needs, or a rate that cannot be and is not explained."""
    sheet = save_draft(uid, draft, note=note, expected=expected, actor=actor, now=now)
    cells = cells_of(sheet)
    faults = faults_of(cells, _proved(sheet))
    if faults:
        raise Invalid("sheet_faulty", params={"count": len(faults)}, errors=faults)
    sheet.state, sheet.submitted_by, sheet.submitted_at = SheetState.SUBMITTED, actor.uid, now
    sheet.first_submitted_at = sheet.first_submitted_at or now
    sheet.accepted_by = None
    sheet.save(update_fields=["state", "submitted_by", "submitted_at", "first_submitted_at", "accepted_by"])
    record(sheet, "submitted", actor=actor, now=now, content={cell.line.key: cell.as_json() for cell in cells})
    return sheet


def faults_of(cells: tuple[Cell, ...], proved: frozenset[str]) -> list[dict[str, object]]:
    """What keeps a sheet from being sent, line by line."""
    faults: list[dict[str, object]] = []
    for cell in cells:
        key = cell.line.key
        if cell.fault is not None:
            faults.append({"field": key, "code": cell.fault.code, **cell.fault.params})
        elif cell.missing:
            faults.append({"field": key, "code": "value_missing"})
        elif cell.unexplained:
            faults.append({"field": key, "code": "rate_unexplained"})
        elif cell.line.evidence and cell.text and key not in proved:
            faults.append({"field": key, "code": "evidence_missing"})
    return faults


def _proved(sheet: Sheet) -> frozenset[str]:
    return frozenset(sheet.evidence.filter(removed_at=None).values_list("line", flat=True))


@transaction.atomic
def send_back(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> Sheet:
    """The unit is to mend it. Raises NotFound, NotAllowed, Invalid (``reason_missing``), Conflict."""
    sheet = locked_sheet(uid)
    _require_appraiser(sheet, actor, now)
    _require_state(sheet, SheetState.SUBMITTED)
    why = _reason(reason)
    sheet.state = SheetState.CORRECTING if sheet.accepted_at else SheetState.RETURNED
    sheet.save(update_fields=["state"])
    record(sheet, "returned", actor=actor, now=now, reason=why)
    SheetReminder.objects.get_or_create(sheet=sheet, kind="returned", on=legal_date(now), defaults={"created_at": now})
    return sheet


@transaction.atomic
def accept(uid: UUID, *, actor: Actor, now: dt.datetime) -> Sheet:
    """It is right: its values count from now on. By another person than who sent it. Raises NotFound, NotAllowed
    (``sheet_own``), Conflict (``sheet_not_submitted``, ``period_locked``)."""
    sheet = locked_sheet(uid)
    _require_appraiser(sheet, actor, now)
    _require_state(sheet, SheetState.SUBMITTED)
    if sheet.submitted_by is not None and sheet.submitted_by == actor.uid:
        raise NotAllowed("sheet_own")
    cells = cells_of(sheet)
    ReportedValue.objects.bulk_create(_values(sheet, cells, actor, now))
    sheet.state, sheet.accepted_by, sheet.accepted_at = SheetState.ACCEPTED, actor.uid, now
    sheet.save(update_fields=["state", "accepted_by", "accepted_at"])
    record(sheet, "accepted", actor=actor, now=now)
    return sheet


def _values(sheet: Sheet, cells: tuple[Cell, ...], actor: Actor, now: dt.datetime) -> list[ReportedValue]:
    """A row for each line that names a measure; an emptied line withdraws what stood there."""
    earlier = set(sheet.values.values_list("measure", flat=True))
    rows = []
    for cell in cells:
        read = cell.reported
        if not cell.line.measure or (read is None and cell.line.measure not in earlier):
            continue
        rows.append(
            ReportedValue(
                measure=cell.line.measure,
                unit=sheet.unit,
                period_code=sheet.campaign.period_code,
                first=sheet.campaign.first,
                last=sheet.campaign.last,
                kind=cell.line.kind.value,
                value=None if read is None else as_decimal(read.value),
                counts=cell.line.counts,
                bound="exact" if read is None else read.bound.value,
                decimals=0 if read is None else read.decimals,
                typed=cell.text[:80],
                note=cell.note[:LONGEST_NOTE],
                sheet=sheet,
                source=sheet.campaign.form.name[:300],
                source_on=legal_date(now),
                recorded_at=now,
                recorded_by=actor.uid,
            )
        )
    return rows


@transaction.atomic
def open_correction(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> Sheet:
    """An accepted sheet is to be changed, by the unit or its appraiser, with a reason. What was accepted counts until
    the new one is. Raises NotFound, NotAllowed, Invalid (``reason_missing``), Conflict."""
    sheet = locked_sheet(uid)
    if not decide(actor, FILL, [sheet.unit_id]):
        _require_appraiser(sheet, actor, now)
    _require_state(sheet, SheetState.ACCEPTED)
    why = _reason(reason)
    sheet.state, sheet.accepted_by = SheetState.CORRECTING, None
    sheet.save(update_fields=["state", "accepted_by"])
    record(sheet, "correction", actor=actor, now=now, reason=why)
    return sheet


def record(
    sheet: Sheet,
    kind: str,
    *,
    actor: Actor,
    now: dt.datetime,
    reason: str = "",
    content: Mapping[str, Json] | None = None,
) -> None:
    """Append to the history; the sheet's row is locked."""
    seq = sheet.events.count() + 1
    SheetEvent.objects.create(sheet=sheet, seq=seq, kind=kind, at=now, actor=actor.uid, reason=reason, content=content)


def _require_appraiser(sheet: Sheet, actor: Actor, now: dt.datetime) -> None:
    unit = find_unit(sheet.campaign.form.appraiser, legal_date(now))
    require(actor, APPRAISE, [unit.pk if unit else None])


def _require_open(sheet: Sheet) -> None:
    if sheet.campaign.locked_at is not None:
        raise Conflict("period_locked")
    if sheet.state not in FILLABLE:
        raise Conflict("sheet_not_open")


def _require_state(sheet: Sheet, state: SheetState) -> None:
    if sheet.campaign.locked_at is not None:
        raise Conflict("period_locked")
    if sheet.state != state:
        raise Conflict("sheet_not_submitted" if state == SheetState.SUBMITTED else "sheet_not_accepted")


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("reason_missing", errors=[{"field": "reason", "code": "required"}])
    return text.strip()[:1000]
