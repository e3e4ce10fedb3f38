"""What an author writes of a letter, as a value with its JSON, and everything that is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.documents.letters.inline import Place, Run
from motcua.documents.letters.markup import (
    Block,
    Each,
    Heading,
    If,
    Listing,
    Paragraph,
    Row,
    Table,
    TextFault,
    read,
)
from motcua.documents.letters.names import ANSWER, ANY_FORMAT, GROUPS, PLACEHOLDERS, ROW, ROW_NUMBER, formats_of
from motcua.forms import expression

SCHEMA_VERSION = 1
FURNITURE = ("head", "recipient", "signature", "copies", "qr")
"""Parts of the page that an author takes or leaves: the state's name with office, number and date; whom it is written
to; the signature; to whom copies go; the QR code of the dossier."""
PAPERS = ("a4", "a5")
MOST_TITLE = 200


class UnreadableLetterError(ValueError):
    """The JSON is no source of a letter."""


@dataclass(frozen=True, slots=True)
class LetterSource:
    title: str
    text: str
    furniture: tuple[str, ...] = FURNITURE
    paper: str = "a4"


def to_json(source: LetterSource) -> dict[str, Json]:
    return {
        "schema_version": SCHEMA_VERSION,
        "title": source.title,
        "text": source.text,
        "furniture": list(source.furniture),
        "paper": source.paper,
    }


def from_json(data: object) -> LetterSource:
    """The source in ``data``. Raises :class:`UnreadableLetterError`."""
    if not isinstance(data, Mapping) or data.get("schema_version") != SCHEMA_VERSION:
        raise UnreadableLetterError("unknown schema_version")
    title, text, furniture, paper = (data.get(name) for name in ("title", "text", "furniture", "paper"))
    if not isinstance(title, str) or not isinstance(text, str) or paper not in PAPERS:
        raise UnreadableLetterError("title and text are text, paper is a4 or a5")
    if not isinstance(furniture, list) or any(one not in FURNITURE for one in furniture):
        raise UnreadableLetterError("unknown furniture")
    return LetterSource(title, text, tuple(one for one in FURNITURE if one in furniture), str(paper))


def check(source: LetterSource, *, fields: Collection[str] | None = None) -> tuple[TextFault, ...]:
    """Everything that keeps a letter from being used, in the order of the text; line 0 is the title. ``fields`` are the
    keys of the form (None = not known: answers are not looked at)."""
    found = (
        [] if 0 < len(source.title.strip()) <= MOST_TITLE else [TextFault(0, 1, "letter_title", {"most": MOST_TITLE})]
    )
    done = read(source.text)
    found += done.faults
    if not done.blocks and not done.faults:
        found.append(TextFault(1, 1, "letter_empty"))
    found += _faults(done.blocks, fields, "")
    return tuple(sorted(found, key=lambda fault: (fault.line, fault.column)))


def _faults(blocks: Collection[Block], fields: Collection[str] | None, group: str) -> Iterator[TextFault]:
    for block in blocks:
        match block:
            case If():
                yield from _condition_faults(block, fields)
                yield from _faults((*block.then, *block.other), fields, group)
            case Each():
                yield from _group_faults(block.group, block.line, fields, group)
                yield from _faults(block.blocks, fields, block.group)
            case Table():
                for row in block.rows:
                    yield from _row_faults(row, fields, group)
            case Heading() | Paragraph():
                yield from _run_faults(block.runs, fields, group)
            case Listing():
                for item in block.items:
                    yield from _run_faults(item, fields, group)


def _row_faults(row: Row, fields: Collection[str] | None, group: str) -> Iterator[TextFault]:
    if row.each:
        yield from _group_faults(row.each, row.line, fields, group)
    for cell in row.cells:
        yield from _run_faults(cell, fields, row.each or group)


def _condition_faults(block: If, fields: Collection[str] | None) -> Iterator[TextFault]:
    for name in sorted(expression.facts(block.condition) - set(LETTER_FACTS)):
        yield TextFault(block.line, 1, "letter_fact_unknown", {"named": name})
    for name in sorted(expression.names(block.condition) - set(fields)) if fields is not None else ():
        yield TextFault(block.line, 1, "letter_field_unknown", {"named": name})


LETTER_FACTS = ("case", "channel", "fee", "applicant", "place")
"""What a condition may ask beside the answers, as in processes."""


def _group_faults(group: str, line: int, fields: Collection[str] | None, around: str) -> Iterator[TextFault]:
    if around:
        yield TextFault(line, 1, "letter_rows_nested", {"named": group})
    answer = ANSWER.fullmatch(group)
    if group in GROUPS or (answer is not None and (fields is None or answer[1] in fields)):
        return
    yield TextFault(line, 1, "letter_group_unknown", {"named": group})


def _run_faults(runs: Collection[Run], fields: Collection[str] | None, group: str) -> Iterator[TextFault]:
    for run in runs:
        if not isinstance(run, Place):
            continue
        kind = _kind(run.name, fields, group)
        if kind is None:
            code = "letter_row_outside" if ROW.fullmatch(run.name) and not group else "letter_place_unknown"
            yield TextFault(run.line, run.column, code, {"named": run.name[:60]})
        elif run.form and run.form not in (formats_of(kind) if kind else ANY_FORMAT):
            yield TextFault(run.line, run.column, "letter_format_unknown", {"named": run.name[:60], "form": run.form})


def _kind(name: str, fields: Collection[str] | None, group: str) -> str | None:
    """The kind of a value; empty where only the value will tell, None where there is no such place."""
    known = PLACEHOLDERS.get(name)
    if known is not None:
        return known.kind
    row, answer = ROW.fullmatch(name), ANSWER.fullmatch(name)
    if row is not None:
        columns = GROUPS.get(group)
        if not group or (columns is not None and row[1] not in {*columns, ROW_NUMBER}):
            return None
        return "" if columns is not None or fields is None or row[1] in {*fields, ROW_NUMBER} else None
    return "" if answer is not None and (fields is None or answer[1] in fields) else None
