"""Row versions of one dossier: what was true from when to when, and what that means for files written earlier."""

from __future__ import annotations

import datetime as dt
from typing import Final, Protocol

Values = tuple[object, ...]

PLACES: Final = 1 << 12
"""Numbers of facts that one event may open in one table."""
STANDING: Final = 1 << 16
"""Rows of one dossier that one table may hold when facts are made of projections."""


def standing_fact(dossier: int, place: int) -> int:
    """The number of a version that facts made of projections begin with: below zero, where no event's number is.
    ``place`` counts the rows of the dossier (by its key) in a table, from 0."""
    return -(dossier * STANDING + place)


class Sink(Protocol):
    """Where versions go."""

    def row(self, table: str, fact: int, since: dt.datetime, until: dt.datetime | None, values: Values) -> None:
        """A version that no file holds yet."""

    def end(self, table: str, fact: int, until: dt.datetime) -> None:
        """The end of a version that an earlier file holds as open."""


class _Open:
    """``is_told``: a file holds it as open."""

    __slots__ = ("fact", "is_told", "seq", "since", "values")

    def __init__(self, fact: int, since: dt.datetime, seq: int, values: Values, is_told: bool) -> None:
        self.fact, self.since, self.seq, self.values, self.is_told = fact, since, seq, values, is_told


class Ledger:
    """The open versions of one chain. Versions that begin and end within one act are never written: what an act
    changes, it changes at once.

    ``first_new``: events below it are in files already. A version they opened is not written again; its end is.
    The number of a version is made of the position of the event that made it, so every replay gives the same.
    ``standing``: the key of a dossier of which files hold what stood before ``first_new`` as told from projections.
    """

    def __init__(self, sink: Sink, first_new: int, standing: int | None = None) -> None:
        self._sink = sink
        self._first_new = first_new
        self._standing = standing
        self._open: dict[tuple[str, object], _Open] = {}
        self._places: dict[str, int] = {}
        self._position = 0
        self._seq = 0
        self._at: dt.datetime | None = None

    def turn(self, position: int, seq: int, recorded_at: dt.datetime) -> None:
        """The next event."""
        self._position, self._seq, self._at = position, seq, recorded_at
        self._places.clear()
        if self._standing is not None and seq >= self._first_new:
            self._stand(self._standing, recorded_at)
            self._standing = None

    def put(self, table: str, key: object, values: Values) -> None:
        """From this event on the row ``key`` of ``table`` says ``values``."""
        at = self._at
        if at is None:
            raise ValueError("no event yet")
        known = self._open.get((table, key))
        if known is not None:
            if known.values == values:
                return
            if known.since == at and known.seq >= self._first_new:
                known.fact, known.values = self._number(table), values
                return
            self._close(table, known, at)
        self._open[table, key] = _Open(self._number(table), at, self._seq, values, self._seq < self._first_new)

    def _number(self, table: str) -> int:
        """That of the event which made the version what it is, however often its act changed it before: a replay that
        knows the version from a file must come to the same."""
        place = self._places.get(table, 0)
        if place >= PLACES:
            raise ValueError(f"one event makes too many rows of {table}")
        self._places[table] = place + 1
        return self._position * PLACES + place

    def drop(self, table: str, key: object) -> None:
        """From this event on there is no such row."""
        known = self._open.pop((table, key), None)
        if known is not None and self._at is not None and (known.since != self._at or known.seq < self._first_new):
            self._close(table, known, self._at)

    def done(self) -> None:
        """The chain ends here for now: what is open stays open."""
        for (table, _), known in self._open.items():
            if not known.is_told:
                self._sink.row(table, known.fact, known.since, None, known.values)
        self._open.clear()

    def _close(self, table: str, known: _Open, until: dt.datetime) -> None:
        if not known.is_told:
            if known.since != until:
                self._sink.row(table, known.fact, known.since, until, known.values)
        elif self._seq >= self._first_new:
            self._sink.end(table, known.fact, until)

    def _stand(self, dossier: int, at: dt.datetime) -> None:
        """What facts made of projections hold of this dossier ends here, and begins again under the log's numbers."""
        places: dict[str, int] = {}
        for (table, _), known in self._open.items():
            place = places.get(table, 0)
            places[table] = place + 1
            self._sink.end(table, standing_fact(dossier, place), at)
            known.since, known.is_told = at, False
