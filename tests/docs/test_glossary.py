"""One Vietnamese legal term, one English word; every name the code has for the law stands in the glossary."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import motcua
from motcua.dossiers.lifecycle import Action, Flag, HolderKind, State
from motcua.procedures.process import StepKind
from motcua.procedures.terms import ChannelName, SupplementClock
from motcua.worktime.rules import Basis, LimitUnit

ROOT = Path(motcua.__file__).parents[2]
NAMED = {
    value
    for names in (State, Action, Flag, HolderKind, StepKind, ChannelName, SupplementClock, Basis, LimitUnit)
    for value in map(str, names)
}


@cache
def parts() -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the terms and those of the names."""
    terms, names = (ROOT / "docs/glossary.md").read_text().split("## Names in the code")
    return _rows(terms), _rows(names)


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|") and "---" not in line][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _words(cell: str) -> list[str]:
    """The words of a cell without what stands in brackets."""
    plain = re.sub(r"\([^)]*\)", "", cell)
    return [word.strip().lower() for word in re.split(r"[,;/]", plain) if word.strip()]


@cache
def english() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (ROOT / "src/motcua/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        for message in read_po(file):
            if isinstance(message.id, str) and isinstance(message.string, str) and message.string:
                found.setdefault(message.id.lower(), []).append(message.string.lower())
    return found


def test_terms_when_listed_then_each_stands_once_in_both_languages() -> None:
    terms, _names = parts()
    vietnamese = Counter(word for row in terms for word in {row[0].lower()})
    english_words = Counter(word for row in terms for word in set(_words(row[1])))

    assert [word for word, times in vietnamese.items() if times > 1] == []
    assert [word for word, times in english_words.items() if times > 1] == []


def test_names_when_used_in_the_code_then_all_in_the_glossary_and_no_others() -> None:
    names = [row[0].strip("`") for row in parts()[1]]

    assert sorted(names) == sorted(set(names))
    assert set(names) == NAMED
    assert all(row[1] for row in parts()[1])


@pytest.mark.parametrize("row", parts()[0], ids=lambda row: row[1])
def test_term_when_it_is_a_text_of_its_own_then_translated_by_its_word(row: list[str]) -> None:
    stems = [word.split()[0][:5].removesuffix("y") for word in _words(row[1])]
    for term in _words(row[0]):
        translated = english().get(term, [])
        assert not translated or any(stem in text for stem in stems for text in translated), (term, translated)
