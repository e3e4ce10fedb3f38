"""What a record is found by. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motcua.core.canonical import Json
from motcua.core.search_text import fold
from motcua.forms.schema import FieldKind
from motcua.registers.definition import Definition

LONGEST = 4_000


def searched_text(number: str, definition: Definition, answers: Mapping[str, Json]) -> str:
    """Number and answers, folded; a choice by its words."""
    words = {
        one.key: {option.key: option.label for option in one.options}
        for one in definition.form.fields()
        if one.kind is FieldKind.CHOICE
    }
    said = [number, *(part for key, value in answers.items() for part in _texts(words.get(key, {}), value))]
    return fold(" ".join(said))[:LONGEST]


def _texts(words: Mapping[str, str], value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield words.get(value, value)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(words, one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(words, one)
