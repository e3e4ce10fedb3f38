"""What the national portal publishes and holds, beside ours: read, looked at, taken, kept with source and date.

Published scores never replace our own, ours never replace theirs. A file is read once into a sealed copy of its cells,
so that what was imported can be shown as it came; only columns that were named are kept as rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import transaction

from motcua.core import jobs
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.documents.models import StoredFile
from motcua.documents.services import read_content, store_own
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.periods import Period, parse_code
from motcua.figures.trees import catalogue as trees
from motcua.figures.trees.model import Tree
from motcua.organisation.models import Unit, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .columns import (
    DOSSIER_COLUMNS,
    SCORE_COLUMNS,
    DossierLine,
    ScoreLine,
    dossier_lines,
    folded,
    guess,
    head_line,
    score_lines,
)
from .differences import find_differences
from .keeping import keep
from .models import NationalImport, NationalKind, NationalState
from .scoring import INDEX
from .sheets import Line, read_table
from .verbs import IMPORT

log = structlog.get_logger(__name__)

JOB = "figures.national"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file and what is said about it. ``source``: whose and from where."""

    kind: NationalKind
    content: bytes
    source: str
    obtained_on: dt.date
    unit: Unit
    period: Period


def wanted_columns(kind: NationalKind, last: dt.date) -> tuple[str, ...]:
    """What a file of this kind may tell; for scores the groups of the index too."""
    if kind == NationalKind.DOSSIERS:
        return DOSSIER_COLUMNS
    return (*SCORE_COLUMNS, *(group.code for group in _tree(last).groups))


def needed_columns(kind: NationalKind) -> tuple[str, ...]:
    return ("code",) if kind == NationalKind.DOSSIERS else ("total",)


def _tree(last: dt.date) -> Tree:
    return trees.shipped().in_force(INDEX, UnitLevel.PROVINCE, last)


@transaction.atomic
def bring(brought: Brought, *, actor: Actor, now: dt.datetime) -> NationalImport:
    """Read the file into a draft with guessed columns; nothing is taken yet.

    Raises NotAllowed, and Invalid as :func:`read_table`.
    """
    require(actor, IMPORT, [brought.unit.pk])
    lines = read_table(brought.content)
    wanted = wanted_columns(brought.kind, brought.period.last)
    head = head_line(lines, wanted)
    body = json.dumps({"head": head, "lines": lines}, ensure_ascii=False).encode()
    file = store_own(
        body, file_name="national.json", media_type="application/json", actor=actor, now=now, purpose="figures_national"
    )
    return NationalImport.objects.create(
        kind=brought.kind,
        source=brought.source,
        obtained_on=brought.obtained_on,
        unit=brought.unit.code,
        period=brought.period.code,
        first=brought.period.first,
        last=brought.period.last,
        file=file.uid,
        sha256=hashlib.sha256(brought.content).hexdigest(),
        heads=list(lines[head]),
        columns=guess(lines[head], wanted),
        state=NationalState.DRAFT,
        lines=len(lines) - head - 1,
        imported_by=actor.uid,
        created_at=now,
    )


def find_import(uid: UUID) -> NationalImport:
    """Raises NotFound ``national_unknown``."""
    found = NationalImport.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound("national_unknown")
    return found


def lines_of(source: NationalImport) -> tuple[list[Line], int]:
    """The lines as they came, and which of them holds the heads. Raises as ``documents.services.read_content``."""
    body = json.loads(b"".join(read_content(StoredFile.objects.get(uid=source.file))))
    return [tuple(line) for line in body["lines"]], int(body["head"])


def sample(source: NationalImport, columns: Mapping[str, int], many: int = 10) -> Sequence[DossierLine | ScoreLine]:
    """The first lines as they would be read, for the eye."""
    lines, head = lines_of(source)
    return _read(source, lines[: head + 1 + many], head, columns)


def begin_taking(uid: UUID, columns: Mapping[str, int], *, actor: Actor, now: dt.datetime) -> NationalImport:
    """Settle the columns and queue the job's row. Raises NotAllowed, NotFound, Conflict ``national_taken_already``,
    Invalid ``national_column_missing``."""
    source = NationalImport.objects.select_for_update().filter(uid=uid).first()
    if source is None:
        raise NotFound("national_unknown")
    unit = Unit.objects.filter(in_force(source.last), code=source.unit).first()
    require(actor, IMPORT, [unit.pk] if unit else [])
    if source.state not in (NationalState.DRAFT, NationalState.FAILED):
        raise Conflict("national_taken_already")
    for name in needed_columns(NationalKind(source.kind)):
        if name not in columns:
            raise Invalid("national_column_missing", params={"column": name})
    source.columns = {name: at for name, at in columns.items() if 0 <= at < len(source.heads)}
    source.state = NationalState.TAKING
    source.job = jobs.begin(kind=JOB, started_by=actor.uid, now=now, total=source.lines)
    source.save()
    return source


def take_import(uid: UUID, *, now: dt.datetime) -> int:
    """Keep every line, the bad ones with their fault, and find the differences; all in one transaction. Taking again
    what is taken does nothing. Returns how many lines are kept."""
    with transaction.atomic():
        source = NationalImport.objects.select_for_update().get(uid=uid)
        if source.state == NationalState.TAKEN:
            return source.lines
        lines, head = lines_of(source)
        read = _read(source, lines, head, source.columns)
        keep(source, read)
        if source.kind == NationalKind.DOSSIERS:
            source.counts = find_differences(source)
        source.bad = sum(1 for one in read if one.fault)
        source.taken = len(read) - source.bad
        source.state, source.taken_at, source.fault = NationalState.TAKEN, now, ""
        source.save()
    log.info("national.taken", source=str(uid), kind=source.kind, lines=len(read), bad=source.bad)
    return len(read)


def note_failure(uid: UUID, code: str) -> None:
    """Taking it broke off: nothing of it was kept, and it can be taken again."""
    with transaction.atomic():
        source = NationalImport.objects.select_for_update().get(uid=uid)
        if source.state == NationalState.TAKING:
            source.state, source.fault = NationalState.FAILED, code
            source.save(update_fields=["state", "fault"])
    log.warning("national.failed", source=str(uid), why=code)


def _read(
    source: NationalImport, lines: Sequence[Line], head: int, columns: Mapping[str, int]
) -> Sequence[DossierLine | ScoreLine]:
    if source.kind == NationalKind.DOSSIERS:
        return dossier_lines(lines, columns, head)
    return score_lines(lines, columns, head, _tree(source.last), units_by_name(source.last))


def units_by_name(day: dt.date) -> dict[str, str]:
    """Folded code, agency code or name -> code of a unit of that day; names that two units share are left out."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    rows = Unit.objects.filter(in_force(day)).order_by("level", "code")
    for code, agency, name, short in rows.values_list("code", "agency_code", "name", "short_name"):
        for text in {folded(one) for one in (code, agency, name, short)} - {""}:
            if found.setdefault(text, code) != code:
                twice.add(text)
    return {text: code for text, code in found.items() if text not in twice}


def period_of_import(source: NationalImport) -> Period:
    return parse_code(source.period)
