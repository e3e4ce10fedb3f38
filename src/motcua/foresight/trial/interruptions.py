"""Stays taken apart where they were broken off: somebody asked for a paper, a payment or an opinion, or another system,
and later went on. Each piece is work of its own, in the queue of its desk again; what lay between is nobody's.

A stay that was broken off looks like one long stay otherwise: the first piece of work on it would be taken for time in
which nobody worked, and the second for twice the work. Which acts break a stay off is the lifecycle's (the clock of the
step or of the dossier stands, or the dossier is somewhere else).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Ints = NDArray[np.int64]

ACTIONS: Final = (
    "request_supplement",
    "pause_for_payment",
    "consult",
    "follow_elsewhere",
    "record_verification",
    "stop",
)
"""Acts that break a stay off, as a step may name them; a break's code is its place here."""

_BEGINS: Final = {
    ("supplement_requested", None): 0,
    ("payment_requested", None): 1,
    ("consultation_asked", None): 2,
    ("elsewhere_followed", False): 3,
    ("verification_recorded", False): 4,
    ("dossier_stopped", None): 5,
}
_ENDS: Final = {
    ("supplement_answered", None): 0,
    ("payment_confirmed", None): 1,
    ("consultation_answered", None): 2,
    ("consultation_silent", None): 2,
    ("elsewhere_followed", True): 3,
    ("verification_recorded", True): 4,
    ("dossier_resumed", None): 5,
}
_KINDS: Final = sorted({kind for kind, _finished in (*_BEGINS, *_ENDS)})
_EVENTS: Final = """
SELECT d.uid::text, (extract(epoch FROM e.occurred_at) * 1000000)::bigint, e.actor, e.kind,
    CASE WHEN e.kind IN ('elsewhere_followed', 'verification_recorded')
        THEN convert_from(e.payload, 'UTF8')::jsonb ->> 'finished' END
FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id
WHERE e.kind = ANY(%s) AND d.submitted_at >= %s AND d.submitted_at < %s ORDER BY e.dossier_id, e.seq
"""


@dataclass(frozen=True, slots=True)
class Break:
    """``actor``: public id of the account that broke it off; instants as in :mod:`..history`."""

    action: int
    since: int
    until: int
    actor: str


def read_breaks(place: Mapping[str, int], since: dt.datetime, until: dt.datetime) -> Mapping[int, Sequence[Break]]:
    """Of dossiers filed between two instants, by their number in ``place``; those that ended, one after the other (of
    two at once the first)."""
    found: dict[int, list[Break]] = {}
    begun: dict[int, tuple[int, int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [_KINDS, since, until])
        while rows := cursor.fetchmany(20_000):
            for uid, at, actor, kind, said in rows:
                number = place.get(uid)
                if number is not None:
                    _noted(found, begun, number, (int(at), actor, (kind, _said(kind, said))))
    return found


def _said(kind: str, said: str | None) -> bool | None:
    """Whether an act that has two halves was the second; None where it has none."""
    return said == "true" if kind in {"elsewhere_followed", "verification_recorded"} else None


def _noted(
    found: dict[int, list[Break]],
    begun: dict[int, tuple[int, int, str]],
    number: int,
    event: tuple[int, str, tuple[str, bool | None]],
) -> None:
    at, actor, what = event
    going = begun.get(number)
    if going is None and what in _BEGINS:
        begun[number] = _BEGINS[what], at, actor
    elif going is not None and _ENDS.get(what) == going[0]:
        found.setdefault(number, []).append(Break(going[0], going[1], at, going[2]))
        del begun[number]


def in_pieces(
    rows: Mapping[str, NDArray[Any]], breaks: Mapping[int, Sequence[Break]], hands: Mapping[str, int]
) -> dict[str, NDArray[Any]]:
    """The same stays, those that were broken off as several rows: ``part`` numbers the pieces of a stay from 0,
    ``broken`` is the action that ended a piece, -1 where the stay ended. ``rows`` are ordered by dossier and stay."""
    within = _within(rows, breaks)
    count = len(rows["dossier"])
    times = np.ones(count, np.int64)
    for row, those in within.items():
        times[row] += len(those)
    cut = {name: np.repeat(column, times) for name, column in rows.items()}
    start = np.cumsum(times) - times
    cut["part"] = (np.arange(int(times.sum())) - np.repeat(start, times)).astype(np.int32)
    cut["broken"] = np.full(len(cut["part"]), -1, np.int32)
    for row, those in within.items():
        for number, one in enumerate(those):
            piece = int(start[row]) + number
            cut["left"][piece], cut["entered"][piece + 1] = one.since, one.until
            cut["person"][piece] = hands.get(one.actor, -1)
            cut["broken"][piece] = one.action
    return cut


def _within(rows: Mapping[str, NDArray[Any]], breaks: Mapping[int, Sequence[Break]]) -> Mapping[int, Sequence[Break]]:
    """The breaks of each row, in which they lie whole."""
    found: dict[int, list[Break]] = {}
    dossier, entered, left = rows["dossier"], rows["entered"], rows["left"]
    for number, those in breaks.items():
        since, until = int(np.searchsorted(dossier, number)), int(np.searchsorted(dossier, number, side="right"))
        for one in those:
            for row in range(since, until):
                if entered[row] <= one.since and one.until <= left[row]:
                    found.setdefault(row, []).append(one)
                    break
    return found
