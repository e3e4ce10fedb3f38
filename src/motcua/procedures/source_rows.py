"""One line of the catalogue's JSON Lines, read into the content of a version.

The shape is that of the national catalogue's extracts, with fields of our own that a catalogue written by hand may add
(``key``, ``keywords``, ``life_event``, ``service_level``, ``partial_reason``, ``ground``, ``summary``, ``conditions``,
``sequence``, ``source``, ``unknown``, ``cases`` with keys and names, ``case`` on a channel, ``group``, ``guidance`` and
``channels`` on a paper, ``name``, ``note`` and ``source`` on a fee). What is broken is refused with a reason; what
is only doubtful is kept as *unknown* and counted as a defect by kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.procedures.content import ProcedureContent
from motcua.procedures.rules import LEVEL_REASONS, LEVELS, NEW_LEVELS, PROCEDURE_KEY
from motcua.procedures.source_parts import read_channels, read_legal, read_papers, read_results
from motcua.procedures.source_reading import Reader
from motcua.procedures.source_texts import NATIONAL_CODE, PUBLICATION, is_torn

DECLARED_UNKNOWN = ("limit", "fee", "components")


@dataclass(frozen=True, slots=True)
class DeclaredLevel:
    """How far the procedure can be done online, as the row declares it."""

    level: str
    reason: str
    ground: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A row that can be taken in. ``code`` is None while the national code is not known; ``key`` names it here."""

    key: str
    code: str | None
    content: ProcedureContent
    level: DeclaredLevel | None
    source: str
    defects: Mapping[str, int]


def read_row(data: Mapping[str, Json]) -> Reading:
    """The procedure in a row. Raises :class:`motcua.procedures.source_reading.RowRejectedError`."""
    row = Reader(data, Counter())
    key, code = _identity(row)
    name, field = row.line("name", 2000), row.line("field", 300)
    for required, value in (("name", name), ("field", field)):
        if not value:
            raise row.refuse("row_missing", required)
    papers, cases = read_papers(row)
    content = ProcedureContent(
        name=name,
        field=field,
        ministry=row.line("ministry", 300),
        levels=_levels(row),
        type=row.line("type", 300),
        subjects=_bodies(row, "subjects", 300, "torn_subject"),
        executing=_bodies(row, "executing", 500, "torn_body"),
        publication=_publication(row),
        summary=row.lines("summary", 5000),
        conditions=row.lines("conditions", 50_000),
        sequence=row.lines("sequence", 50_000),
        keywords=row.texts("keywords", 100, 200),
        life_events=row.texts("life_event", 20, 100),
        unknown=tuple(name for name in row.texts("unknown", 20, 40) if name in DECLARED_UNKNOWN),
        papers=papers,
        cases=cases,
        channels=read_channels(row, cases),
        results=read_results(row),
        legal=read_legal(row),
    )
    row.defects["no_type"] += not content.type
    defects = {kind: count for kind, count in sorted(row.defects.items()) if count}
    return Reading(key, code, content, _level(row), row.line("source", 300), defects)


def _identity(row: Reader) -> tuple[str, str | None]:
    code, key = row.line("code", 60), row.line("key", 100)
    if not code and not key:
        raise row.refuse("row_missing", "code")
    if code and not NATIONAL_CODE.fullmatch(code.split(".000.")[0].split(".H")[0]):
        raise row.refuse("malformed_code", "code")
    if not PROCEDURE_KEY.fullmatch(code or key):
        raise row.refuse("malformed_code", "key")
    return code or key, code or None


def _levels(row: Reader) -> tuple[str, ...]:
    levels = row.texts("levels", 10, 20)
    if unknown := set(levels) - set(LEVELS):
        raise row.refuse("unknown_level", f"levels ({min(unknown)})")
    row.defects["no_level"] += not levels
    return levels


def _bodies(row: Reader, name: str, length: int, defect: str) -> tuple[str, ...]:
    bodies = row.texts(name, 200, length)
    row.defects[defect] += sum(is_torn(body) for body in bodies)
    return bodies


def _publication(row: Reader) -> str:
    number = row.line("decision", 300)
    row.defects["odd_publication"] += bool(number) and not PUBLICATION.fullmatch(number)
    return number


def _level(row: Reader) -> DeclaredLevel | None:
    level, reason = row.line("service_level", 20), row.line("partial_reason", 1000)
    if not level:
        return None
    if level not in NEW_LEVELS:
        raise row.refuse("unknown_level", "service_level")
    known = reason if reason in LEVEL_REASONS else ""
    return DeclaredLevel(level, known, row.line("ground", 1000) or (reason if not known else ""))
