"""What a decision says about the template of a letter: its JSON read into a plain value. Pure.

An item without a procedure is the province's own default for that kind of letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.documents.letters.source import SCHEMA_VERSION as SOURCE_VERSION
from motcua.documents.letters.source import LetterSource, UnreadableLetterError, from_json, to_json
from motcua.procedures.letter_kinds import LetterKind

MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """The letter of a kind for a case (empty = all). None as ``source`` ends the one in force."""

    letter: LetterKind
    name: str
    source: LetterSource | None
    case: str = ""


def read_template(row: Mapping[str, object]) -> TemplateItem:
    """The item in ``row``. Raises ValueError or TypeError."""
    letter, name, case, end = row.get("letter"), row.get("name") or "", row.get("case") or "", row.get("end", False)
    if not isinstance(letter, str) or letter not in set(LetterKind):
        raise ValueError("unknown letter")
    if not isinstance(name, str) or not isinstance(case, str) or not isinstance(end, bool):
        raise TypeError("name and case must be text, end true or false")
    if len(name) > MOST_NAME:
        raise ValueError("name is too long")
    if end:
        return TemplateItem(LetterKind(letter), name, None, case)
    try:
        source = from_json({**row, "schema_version": SOURCE_VERSION})
    except UnreadableLetterError as error:
        raise ValueError(str(error)) from error
    return TemplateItem(LetterKind(letter), name, source, case)


def template_body(item: TemplateItem) -> dict[str, Json]:
    """The members of the item's JSON; :func:`read_template` gives the same item back."""
    said: dict[str, Json] = {} if item.source is None else to_json(item.source)
    said.pop("schema_version", None)
    return {"letter": item.letter.value, "name": item.name, "case": item.case, "end": item.source is None, **said}
