"""Erasure by law across rooms: each registers what it keeps of people beside the dossiers themselves, in
``apps.ready()``; :mod:`motcua.dossiers.services.erase` calls all of them in the erasing transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from motcua.core.search_text import fold

SHORTEST_WORD = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data goes: primary keys, the dossiers' public ids, and what the person is called. ``parties``, ``accounts``
    and ``words`` are empty when one dossier is erased and not a person."""

    dossiers: tuple[int, ...] = ()
    dossier_uids: tuple[UUID, ...] = ()
    parties: tuple[int, ...] = ()
    accounts: tuple[int, ...] = ()
    account_uids: tuple[UUID, ...] = ()
    words: tuple[str, ...] = ()
    """Names, numbers and addresses, as they were typed and folded. Short ones, which would match others, are left
    out: see :func:`words_of`."""

    def is_named_in(self, text: str) -> bool:
        """Whether one of the words stands in ``text``, with or without diacritics."""
        lowered, folded = text.casefold(), fold(text)
        return any(word.casefold() in lowered or word in folded for word in self.words)


def words_of(*texts: str) -> tuple[str, ...]:
    """The texts and their folded forms that are long enough to mean one person."""
    given = {text.strip() for text in texts}
    return tuple(sorted(word for word in given | {fold(text) for text in given} if len(word) >= SHORTEST_WORD))


Eraser = Callable[[Subject, dt.datetime], int]
"""Empties or deletes what it knows of the subject; returns how many rows. It may be rolled back: files are deleted on
commit only."""

_erasers: dict[str, Eraser] = {}


def register(name: str, eraser: Eraser) -> None:
    """``name`` tells what goes (``people.access_filters``). The same again is fine; another one is a mistake."""
    if _erasers.get(name, eraser) is not eraser:
        raise ValueError(f"{name} has an eraser already")
    _erasers[name] = eraser


def erase_everywhere(subject: Subject, now: dt.datetime) -> Mapping[str, int]:
    """Call every eraser; how many rows by name."""
    return {name: _erasers[name](subject, now) for name in sorted(_erasers)}
