"""Taking in the catalogue: JSON Lines in, versions out, under one baseline decision (publication outside counts).

Reading streams; writing goes in blocks; everything is one transaction. The same file a second time changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import structlog
from django.db import transaction

from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.content import digest
from motcua.procedures.lifecycle import DecisionKind, DecisionState
from motcua.procedures.models import Decision, Origin, Procedure, ProcedureVersion
from motcua.procedures.services.levels import declare_levels
from motcua.procedures.services.locking import lock_registry
from motcua.procedures.services.store import NewVersion, write_versions
from motcua.procedures.source_reading import RowRejectedError, parse_line
from motcua.procedures.source_rows import Reading, read_row

log = structlog.get_logger()

BLOCK = 500
MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Rejection:
    line: int
    code: str
    field: str


@dataclass(slots=True)
class ImportReport:
    """``read`` = created + updated + unchanged + rejected. ``defects`` counts every doubtful spot by kind; ``drift``
    names procedures whose national wording moved away from what the province decided, which are left as they are.
    At most the first 1,000 rejections are listed. ``is_applied`` is False when a strict import took nothing."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    defects: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    drift: list[str] = field(default_factory=list)
    is_applied: bool = True
    decision: str = ""

    def reject(self, line: int, error: RowRejectedError) -> None:
        self.rejected += 1
        if len(self.rejections) < MOST_LISTED:
            self.rejections.append(Rejection(line, error.code, error.field))


@dataclass(frozen=True, slots=True)
class _Standing:
    """What there is of a procedure: its last version."""

    procedure_id: int
    version_id: int
    number: int
    digest: str
    upstream_digest: str
    origin: str
    valid_from: dt.date
    is_open: bool


def import_procedures(
    lines: Iterable[bytes],
    *,
    actor: Actor,
    now: dt.datetime,
    effective_on: dt.date,
    source: str,
    number: str = "",
    strict: bool = False,
) -> ImportReport:
    """Take in the catalogue's ``lines``. Versions are in force from ``effective_on``. Broken lines are listed and left
    out, or with ``strict`` keep everything out. Raises NotAllowed without ``procedure.import``."""
    require(actor, "procedure.import", ())
    report = ImportReport()
    with transaction.atomic():
        lock_registry()
        batch = _Import(report, effective_on, now, source, number)
        for block in _blocks(lines, report):
            batch.take(block)
        if strict and report.rejected:
            transaction.set_rollback(True)
            report.created = report.updated = report.unchanged = 0
            report.is_applied, report.decision = False, ""
    log.info(
        "procedures.imported",
        read=report.read,
        created=report.created,
        updated=report.updated,
        rejected=report.rejected,
        applied=report.is_applied,
    )
    return report


def _blocks(lines: Iterable[bytes], report: ImportReport) -> Iterator[list[tuple[int, Reading]]]:
    """Readable rows with their line numbers, in blocks; broken and repeated ones go to the report."""
    seen: set[str] = set()
    block: list[tuple[int, Reading]] = []
    for line_number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        report.read += 1
        try:
            reading = _read(line, seen)
        except RowRejectedError as error:
            report.reject(line_number, error)
            continue
        seen.add(reading.key)
        block.append((line_number, reading))
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _read(line: bytes, seen: set[str]) -> Reading:
    reading = read_row(parse_line(line))
    if reading.key in seen:
        raise RowRejectedError("repeated_code", "code")
    return reading


class _Import:
    """One import under way: it makes its decision when the first change needs it."""

    def __init__(self, report: ImportReport, effective_on: dt.date, now: dt.datetime, source: str, number: str) -> None:
        self.report = report
        self._effective_on = effective_on
        self._now = now
        self._source = source
        self._number = number
        self._made: Decision | None = None
        self._names: Counter[str] = Counter()

    @property
    def _decision(self) -> Decision:
        if self._made is None:
            self._made = Decision.objects.create(
                kind=DecisionKind.BASELINE.value,
                state=DecisionState.IN_FORCE.value,
                number=self._number,
                source=self._source,
                effective_on=self._effective_on,
                drafted_at=self._now,
                in_force_at=self._now,
            )
            self.report.decision = str(self._made.uid)
        return self._made

    def take(self, block: list[tuple[int, Reading]]) -> None:
        """Create, update or leave each procedure of the block."""
        standing = _standing([reading.key for _, reading in block])
        changed: list[tuple[Reading, str]] = []
        taken: list[Reading] = []
        for line, reading in block:
            written, last = digest(reading.content), standing.get(reading.key)
            try:
                is_new_wording = last is None or self._moves(last, written, reading)
            except RowRejectedError as error:
                self.report.reject(line, error)
                continue
            self.report.defects.update(reading.defects)
            self._note_repeated_name(reading)
            taken.append(reading)
            if is_new_wording:
                changed.append((reading, written))
        ids = self._write(changed, standing)
        relevelled = self._levels(taken, ids)
        created = sum(reading.key not in standing for reading, _ in changed)
        moved = {reading.key for reading, _ in changed} | relevelled
        self.report.created += created
        self.report.updated += len(moved) - created
        self.report.unchanged += len(taken) - len(moved)

    def _moves(self, last: _Standing, written: str, reading: Reading) -> bool:
        """Whether the row says something new. A wording the province decided, or an abolition, is not overruled."""
        if written in {last.digest, last.upstream_digest}:
            return False
        if last.origin == Origin.LOCAL or not last.is_open:
            self.report.drift.append(reading.key)
            self.report.defects["drift"] += 1
            return False
        if self._effective_on < last.valid_from:
            raise RowRejectedError("before_current_version")
        return True

    def _note_repeated_name(self, reading: Reading) -> None:
        name = reading.content.name.casefold()
        self._names[name] += 1
        if self._names[name] > 1:
            self.report.defects["repeated_name"] += 1

    def _write(self, changed: list[tuple[Reading, str]], standing: dict[str, _Standing]) -> dict[str, int]:
        """Write the new wordings; the ids of all procedures of the block by key."""
        ids = {key: last.procedure_id for key, last in standing.items()}
        fresh = [
            Procedure(key=reading.key, code=reading.code, created_at=self._now)
            for reading, _ in changed
            if reading.key not in standing
        ]
        ids |= {row.key: row.pk for row in Procedure.objects.bulk_create(fresh)}
        old = [standing[reading.key].version_id for reading, _ in changed if reading.key in standing]
        if old:
            ProcedureVersion.objects.filter(pk__in=old).update(valid_to=self._effective_on)
        new = [
            NewVersion(
                procedure_id=ids[reading.key],
                key=reading.key,
                number=standing[reading.key].number + 1 if reading.key in standing else 1,
                content=reading.content,
                digest=written,
                origin=Origin.NATIONAL if reading.code else Origin.LOCAL,
                valid_from=self._effective_on,
                upstream_digest=written,
                source=reading.source or self._source,
                defects=reading.defects,
            )
            for reading, written in changed
        ]
        if new:
            write_versions(new, decision=self._decision, now=self._now)
        return ids

    def _levels(self, taken: list[Reading], ids: dict[str, int]) -> set[str]:
        wanted = {ids[reading.key]: reading.level for reading in taken if reading.level is not None}
        if not wanted:
            return set()
        changed = declare_levels(wanted, self._effective_on, decision=lambda: self._decision, now=self._now)
        return {reading.key for reading in taken if ids[reading.key] in changed}


def _standing(keys: list[str]) -> dict[str, _Standing]:
    rows = (
        ProcedureVersion.objects.filter(procedure__key__in=keys)
        .select_related("procedure")
        .only("procedure__key", "number", "digest", "upstream_digest", "origin", "valid_from", "valid_to")
        .order_by("procedure_id", "-number")
        .distinct("procedure_id")
    )
    return {
        row.procedure.key: _Standing(
            procedure_id=row.procedure_id,
            version_id=row.pk,
            number=row.number,
            digest=row.digest,
            upstream_digest=row.upstream_digest,
            origin=row.origin,
            valid_from=row.valid_from,
            is_open=row.valid_to is None,
        )
        for row in rows
    }
