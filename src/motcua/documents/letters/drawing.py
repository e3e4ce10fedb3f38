"""A letter drawn: blocks and values become JSON, which a fixed template of our own shows as strings.

Nothing an author or an applicant wrote is ever read as typst: the template only goes through lists and prints texts.
The work is bounded before it begins: so many rows, so many characters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.documents.letters.inline import Place, Run
from motcua.documents.letters.markup import Block, Each, Heading, If, Listing, Paragraph, Table, read
from motcua.documents.letters.names import ANSWER, FORMATS, PLACEHOLDERS, ROW, ROW_NUMBER
from motcua.documents.letters.source import LetterSource
from motcua.documents.letters.words import day_words, plain, written
from motcua.documents.printing import render_pdf
from motcua.forms.evaluation import Scope, holds

TEMPLATE = "letter@1"
MOST_ROWS = 1_000
MOST_BLOCKS = 3_000
MOST_PRINTED = 200_000
"""Characters of a whole letter."""
MOST_VALUE = 5_000


@dataclass(frozen=True, slots=True)
class Office:
    superior: str
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Values:
    """What a letter is filled with. ``places`` by name, ``groups`` by name with their rows; ``scope`` holds the answers
    for conditions and for ``don.`` places. ``tracking`` is the text of the QR code, empty for none."""

    office: Office
    issued_at: dt.datetime
    places: Mapping[str, object]
    groups: Mapping[str, Sequence[Mapping[str, object]]]
    scope: Scope
    signed_for: str = ""
    tracking: str = ""
    copies: Sequence[str] = field(default_factory=tuple)


def draw(source: LetterSource, values: Values) -> bytes:
    """The PDF. Raises Invalid ``letter_faulty`` for a text with faults, ``letter_too_large`` for one that grows too
    long with its values, Unavailable ``print_failed``."""
    return render_pdf(TEMPLATE, letter_json(source, values), made_at=values.issued_at)


def letter_json(source: LetterSource, values: Values) -> dict[str, Json]:
    """What the template is given: texts in lists, and nothing else."""
    done = read(source.text)
    if done.faults:
        first = done.faults[0]
        raise Invalid("letter_faulty", params={"line": first.line, "code": first.code})
    blocks: list[Json] = []
    budget, above = _Budget(), 1
    for block in _blocks(done.blocks, values, None):
        if block["is"] == "heading":  # a screen reader wants no level left out; the title is the first
            above = min(int(str(block["size"])) + 1, above + 1)
            block["level"] = above
        budget.spend(block)
        blocks.append(block)
    furniture = source.furniture
    told = {name: plain(values.places.get(name)) for name in ("van_ban.so", "nguoi_nop.ho_ten", "nguoi_nop.dia_chi")}
    return {
        "title": source.title,
        "paper": source.paper,
        "furniture": list(furniture),
        "office": {
            "superior": values.office.superior,
            "name": values.office.name,
            "place": values.office.place,
            "address": plain(values.places.get("co_quan.dia_chi")),
            "phone": plain(values.places.get("co_quan.dien_thoai")),
            "website": "",
        },
        "number": told["van_ban.so"],
        "date": day_words(_day(values)),
        "dossier_code": plain(values.places.get("ho_so.ma")),
        "to": {"name": told["nguoi_nop.ho_ten"], "address": told["nguoi_nop.dia_chi"]},
        "signatory": {
            "role": plain(values.places.get("nguoi_ky.chuc_danh")),
            "name": plain(values.places.get("nguoi_ky.ho_ten")),
            "on_behalf_of": values.signed_for,
        },
        "copies": list(values.copies),
        "blocks": blocks,
        **({"qr": values.tracking} if "qr" in furniture and values.tracking else {}),
    }


def _day(values: Values) -> dt.date:
    from_place = values.places.get("van_ban.ngay")
    if isinstance(from_place, dt.date) and not isinstance(from_place, dt.datetime):
        return from_place
    return values.issued_at.date()


class _Budget:
    """How much may still be printed."""

    def __init__(self) -> None:
        self.blocks, self.characters = 0, 0

    def spend(self, block: Json) -> None:
        self.blocks += 1
        self.characters += _length(block)
        if self.blocks > MOST_BLOCKS or self.characters > MOST_PRINTED:
            raise Invalid("letter_too_large", params={"most": MOST_PRINTED})


def _length(value: Json) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_length(one) for one in value.values())
    return sum(_length(one) for one in value) if isinstance(value, list) else 1


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    values: Mapping[str, object]


def _blocks(blocks: Sequence[Block], values: Values, row: _Row | None) -> Iterator[dict[str, Json]]:
    for block in blocks:
        match block:
            case Heading():
                yield {"is": "heading", "size": block.level, "runs": _runs(block.runs, values, row)}
            case Paragraph():
                yield {"is": "paragraph", "align": block.align, "runs": _runs(block.runs, values, row)}
            case Listing():
                items: list[Json] = [_runs(item, values, row) for item in block.items]
                yield {"is": "list", "ordered": block.ordered, "items": items}
            case Table():
                yield _table(block, values, row)
            case If():
                chosen = block.then if holds(block.condition, _scope(values, row)) else block.other
                yield from _blocks(chosen, values, row)
            case Each():
                for one in _rows(block.group, values):
                    yield from _blocks(block.blocks, values, one)


def _scope(values: Values, row: _Row | None) -> Scope:
    """In a repeated part conditions see the row's answers first."""
    if row is None:
        return values.scope
    return Scope({**values.scope.fields, **row.values}, values.scope.facts, values.scope.today)


def _table(table: Table, values: Values, row: _Row | None) -> dict[str, Json]:
    rows: list[Json] = []
    for line in table.rows:
        shown: list[_Row | None] = [*_rows(line.each, values)] if line.each else [row]
        rows += [[_runs(cell, values, one) for cell in line.cells] for one in shown]
    if len(rows) > MOST_ROWS:
        raise Invalid("letter_too_large", params={"most": MOST_ROWS})
    columns = max((len(line.cells) for line in table.rows), default=1)
    return {"is": "table", "head": table.has_head, "columns": columns, "rows": rows}


def _rows(group: str, values: Values) -> list[_Row]:
    answer = ANSWER.fullmatch(group)
    found = values.scope.fields.get(answer[1]) if answer is not None else values.groups.get(group)
    rows = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list | tuple) else []
    if len(rows) > MOST_ROWS:
        raise Invalid("letter_too_large", params={"most": MOST_ROWS})
    return [_Row(number, one) for number, one in enumerate(rows, start=1)]


def _runs(runs: Sequence[Run], values: Values, row: _Row | None) -> list[Json]:
    return [_run(run, values, row) for run in runs]


def _run(run: Run, values: Values, row: _Row | None) -> Json:
    text = _filled(run, values, row) if isinstance(run, Place) else run.text
    return {"text": text, "bold": run.bold, "italic": run.italic}


def _filled(place: Place, values: Values, row: _Row | None) -> str:
    known = PLACEHOLDERS.get(place.name)
    value = _value(place.name, values, row)
    if place.form:
        return written(value, place.form)[:MOST_VALUE]
    usual = FORMATS[known.kind][0] if known is not None and known.kind != "text" else ""
    return (written(value, usual) if usual else plain(value))[:MOST_VALUE]


def _value(name: str, values: Values, row: _Row | None) -> object:
    of_row, answer = ROW.fullmatch(name), ANSWER.fullmatch(name)
    if of_row is not None:
        if row is None:
            return None
        return str(row.number) if of_row[1] == ROW_NUMBER else row.values.get(of_row[1])
    return values.scope.fields.get(answer[1]) if answer is not None else values.places.get(name)
