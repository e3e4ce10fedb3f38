"""What last year's dossiers did, as arrays: the only door through which a dry run sees history.

Dossiers, their stays in steps, clocks and pauses come from facts; who of a desk ended which stay comes from the log, as
numbers that mean nothing outside this memory: two stays of one number were one person's work, and nothing here says
whose. Instants are int64 microseconds since 1970 (UTC).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Invalid, NotFound
from motcua.figures.facts.reader import Facts
from motcua.foresight.trial.interruptions import in_pieces, read_breaks

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

NEVER: Final = np.int64(-1)
WARM_UP: Final = dt.timedelta(days=60)
"""Dossiers filed so long before the period fill its desks on its first day; they are not counted."""
MOST: Final = 400_000
"""Dossiers of one dry run. More need a shorter period."""
RESULTS: Final = ("granted", "refusal")

Desk = tuple[str, str]
"""Public id of a unit, and the role that acts there."""


@dataclass(frozen=True, eq=False)
class Names:
    """Texts by number."""

    texts: tuple[str, ...]

    def __getitem__(self, number: int) -> str:
        return self.texts[number]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, eq=False)
class Dossiers:
    """A row a dossier. ``due`` is the date that bound the office (the committed one where there was one), ``law_due``
    that of the settlement clock, ``start`` when that clock began, each -1 where there was none; ``counted``: filed
    within the period; ``own``: of a procedure that changes."""

    uid: Sequence[str]
    procedure: Codes
    case: Codes
    channel: Codes
    place: Codes
    reception: Codes
    settling: Codes
    outcome: Codes
    filed: Ints
    accepted: Ints
    finished: Ints
    start: Ints
    due: Ints
    law_due: Ints
    amount: Ints
    unit: Codes
    basis: Codes
    calendar: Codes
    asked: Ints
    fees: Ints
    counted: NDArray[np.bool_]
    own: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.uid)


@dataclass(frozen=True, eq=False)
class Visits:
    """A row a piece of a finished stay in a step, in the order of dossier and stay: ``part`` numbers the pieces of a
    stay that was broken off (see :mod:`motcua.foresight.trial.interruptions`), ``broken`` says by which act, -1 where
    it ended. ``allowed`` and ``used`` are working minutes of the whole stay, -1 for a step without a limit; ``person``
    tells hands apart, -1 where the log does not say; ``first[d]`` is the place of dossier ``d``'s first row (one longer
    than the dossiers)."""

    dossier: Codes
    step: Codes
    role: Codes
    unit: Codes
    outcome: Codes
    entered: Ints
    left: Ints
    allowed: Ints
    used: Ints
    person: Codes
    part: Codes
    broken: Codes
    first: Ints

    def __len__(self) -> int:
        return len(self.dossier)


@dataclass(frozen=True, eq=False)
class History:
    first: dt.date
    last: dt.date
    dossiers: Dossiers
    visits: Visits
    names: Mapping[str, Names]
    """Texts behind the numbers: procedure, case, channel, unit (place, reception, settling, of a stay), outcome, step,
    role, chosen (outcome of a step), limit, basis, calendar."""
    pauses: Mapping[int, Sequence[tuple[int, int]]]
    """Of the last settlement clock, by dossier."""
    manifest: str
    left_out: Mapping[str, int]
    """Dossiers of the changed procedures that are not replayed, by why."""


def read_history(
    facts: Facts, procedures: Collection[str], first: dt.date, last: dt.date, *, more: Collection[Desk] = ()
) -> History:
    """Dossiers filed in the period under ``procedures``, and whatever else passed through a desk that they (or
    ``more``) passed through. Raises NotFound ``trial_without_history`` where there is none, Conflict
    ``facts_table_missing``, Invalid ``trial_too_large``."""
    if first > last:
        raise Invalid("trial_days_reversed")
    facts.require("steps", "clocks", "pauses", "dossiers")
    reader = _Reader(facts, procedures, first, last, more)
    return reader.read()


_NAMES: Final = {
    "procedure": ("procedure",),
    "case": ("case",),
    "channel": ("channel",),
    "unit": ("place", "reception", "settling"),
    "outcome": ("outcome",),
    "limit": ("unit",),
    "basis": ("basis",),
    "calendar": ("calendar",),
}

_WINDOW: Final = """
grain = 'single' AND NOT coalesce(instant, false) AND accepted_at IS NOT NULL AND filed_on BETWEEN $warm AND $last
"""
_TOUCHED: Final = f"""
own AS (SELECT dossier FROM dossiers WHERE {_WINDOW} AND list_contains($procedures, procedure)),
desk AS (
    SELECT DISTINCT unit, role FROM steps SEMI JOIN own USING (dossier) WHERE left_at IS NOT NULL
    UNION SELECT unnest($units), unnest($roles)),
touched AS (
    SELECT DISTINCT s.dossier FROM steps s SEMI JOIN desk USING (unit, role)
    SEMI JOIN (SELECT dossier FROM dossiers WHERE {_WINDOW}) d USING (dossier) WHERE s.left_at IS NOT NULL)
"""  # noqa: S608 (constants of this module)
_DOSSIERS: Final = f"""
WITH {_TOUCHED}, clock AS (
    SELECT dossier, arg_max(started_at, run) started_at, arg_max(due_at, run) due_at, arg_max(amount, run) amount,
        arg_max(amount_unit, run) amount_unit, arg_max(basis, run) basis, arg_max(calendar, run) calendar
    FROM clocks WHERE clock = 'settlement' GROUP BY dossier)
SELECT d.dossier uid, d.procedure, d."case", d.channel, d.place, d.reception_unit reception, d.settling_unit settling,
    coalesce(d.outcome, '') outcome, epoch_us(d.filed_at) filed, epoch_us(d.accepted_at) accepted,
    coalesce(epoch_us(d.finished_at), -1) finished, coalesce(epoch_us(c.started_at), -1) "start",
    coalesce(epoch_us(coalesce(d.committed_last_at, d.statutory_last_at, c.due_at)), -1) due,
    coalesce(epoch_us(c.due_at), -1) law_due, coalesce(c.amount, 0) amount, coalesce(c.amount_unit, '') "unit",
    coalesce(c.basis, '') basis, coalesce(c.calendar, '') calendar, coalesce(epoch_us(d.asked_last_at), -1) asked,
    coalesce(d.fees_recorded, -1) fees, d.filed_on >= $first counted, list_contains($procedures, d.procedure) own
FROM dossiers d JOIN touched USING (dossier) LEFT JOIN clock c USING (dossier)
WHERE d.state IS NOT NULL ORDER BY d.accepted_at, d.dossier LIMIT {MOST + 1}
"""  # noqa: S608
_VISITS: Final = f"""
WITH {_TOUCHED}
SELECT s.dossier uid, s.step, s.role, s.unit, coalesce(s.outcome, '') chosen, epoch_us(s.entered_at) entered,
    epoch_us(s.left_at) "left", coalesce(s.allowed_minutes, -1) allowed, coalesce(s.used_minutes, -1) used
FROM steps s JOIN touched USING (dossier) WHERE s.left_at IS NOT NULL ORDER BY s.dossier, s.visit
"""  # noqa: S608
_PAUSES: Final = f"""
WITH {_TOUCHED}, newest AS (SELECT dossier, max(run) run FROM clocks WHERE clock = 'settlement' GROUP BY dossier)
SELECT p.dossier uid, epoch_us(p.paused_from), epoch_us(p.paused_to)
FROM pauses p JOIN touched USING (dossier) JOIN newest USING (dossier)
WHERE p.clock = 'settlement' AND p.run = newest.run AND p.paused_to IS NOT NULL ORDER BY p.dossier, p.paused_from
"""  # noqa: S608
_LEFT_OUT: Final = """
SELECT CASE WHEN grain <> 'single' THEN 'parts' WHEN coalesce(instant, false) THEN 'instant' ELSE 'not_accepted' END,
    count(*) FROM dossiers
WHERE filed_on BETWEEN $first AND $last AND list_contains($procedures, procedure)
    AND (grain <> 'single' OR coalesce(instant, false) OR accepted_at IS NULL) GROUP BY 1 ORDER BY 1
"""

# Which hand ended a stay: an act that ends a step, at the instant of the stay's end.
_HANDS: Final = """
SELECT d.uid::text, (extract(epoch FROM e.occurred_at) * 1000000)::bigint, e.actor
FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id
WHERE e.kind IN ('step_completed', 'result_issued') AND d.submitted_at >= %s AND d.submitted_at < %s
"""


class _Reader:
    def __init__(
        self, facts: Facts, procedures: Collection[str], first: dt.date, last: dt.date, more: Collection[Desk]
    ) -> None:
        self._facts, self._first, self._last = facts, first, last
        self._given: dict[str, object] = {
            "procedures": sorted(procedures),
            "first": first,
            "last": last,
            "warm": first - WARM_UP,
            "units": [unit for unit, _role in more],
            "roles": [role for _unit, role in more],
        }

    def read(self) -> History:
        rows = self._asked(_DOSSIERS)
        uids = [str(uid) for uid in rows["uid"]]
        if len(uids) > MOST:
            raise Invalid("trial_too_large", params={"most": MOST})
        names: dict[str, Names] = {}
        for name, columns in _NAMES.items():
            coded, names[name] = _coded([rows[column] for column in columns])
            rows.update(zip(columns, coded, strict=True))
        if not bool((rows["own"] & rows["counted"]).any()):
            raise NotFound("trial_without_history")
        place = {uid: number for number, uid in enumerate(uids)}
        visits, names = self._visits(place, names)
        plain = {name: column for name, column in rows.items() if name != "uid"}
        pauses: dict[int, list[tuple[int, int]]] = {}
        for uid, since, until in self._facts.connection.execute(_PAUSES, self._needed(_PAUSES)).fetchall():
            if uid in place:
                pauses.setdefault(place[uid], []).append((int(since), int(until)))
        left_out = dict(self._facts.connection.execute(_LEFT_OUT, self._needed(_LEFT_OUT)).fetchall())
        manifest = self._facts.manifest.sha256
        return History(self._first, self._last, Dossiers(uid=uids, **plain), visits, names, pauses, manifest, left_out)

    def _asked(self, sql: str) -> dict[str, Any]:
        """Columns as plain arrays: texts as objects, the rest as int64 or flags."""
        found = self._facts.connection.execute(sql, self._needed(sql)).fetchnumpy()
        return {
            name: np.ma.filled(column, -1) if column.dtype != object else np.asarray(column)
            for name, column in found.items()
        }

    def _needed(self, sql: str) -> dict[str, object]:
        return {name: value for name, value in self._given.items() if f"${name}" in sql}

    def _visits(self, place: Mapping[str, int], names: dict[str, Names]) -> tuple[Visits, dict[str, Names]]:
        rows = self._asked(_VISITS)
        dossier = np.fromiter((place.get(str(uid), -1) for uid in rows.pop("uid")), np.int32)
        keep = dossier >= 0
        order = np.flatnonzero(keep)[np.argsort(dossier[keep], kind="stable")]
        rows = {name: column[order] for name, column in rows.items()}
        dossier = dossier[order]
        for name, column in (("step", "step"), ("role", "role"), ("chosen", "chosen")):
            (rows[column],), names[name] = _coded([rows[column]])
        (rows["unit"],), names["unit"] = _coded([rows["unit"]], known=names["unit"])
        hands: dict[str, int] = {}
        rows |= {"dossier": dossier, "person": self._hands(place, dossier, rows["left"], hands)}
        rows["outcome"] = rows.pop("chosen")
        rows = in_pieces(rows, read_breaks(place, *self._filed()), hands)
        first = np.searchsorted(rows["dossier"], np.arange(len(place) + 1), side="left").astype(np.int64)
        return Visits(first=first, **rows), names

    def _filed(self) -> tuple[dt.datetime, dt.datetime]:
        since, until = (
            dt.datetime.combine(day, dt.time(), LEGAL_ZONE)
            for day in (self._first - WARM_UP, self._last + dt.timedelta(days=1))
        )
        return since, until

    def _hands(self, place: Mapping[str, int], dossier: Codes, left: Ints, hands: dict[str, int]) -> Codes:
        whose: dict[tuple[int, int], int] = {}
        with connection.cursor() as cursor:
            cursor.execute(_HANDS, [*self._filed()])
            while rows := cursor.fetchmany(20_000):
                for uid, at, actor in rows:
                    number = place.get(uid)
                    if number is not None and actor != "system":
                        whose[number, at] = hands.setdefault(actor, len(hands))
        pairs = zip(dossier.tolist(), left.tolist(), strict=True)
        return np.fromiter((whose.get(pair, -1) for pair in pairs), np.int32, len(dossier))


def _coded(columns: Sequence[NDArray[np.object_]], known: Names | None = None) -> tuple[list[Codes], Names]:
    """Texts as numbers by one list of names."""
    numbers: dict[str, int] = {text: number for number, text in enumerate(known.texts)} if known else {}
    coded = []
    for column in columns:
        coded.append(
            np.fromiter(
                (numbers.setdefault("" if text is None else str(text), len(numbers)) for text in column.tolist()),
                np.int32,
                len(column),
            )
        )
    return coded, Names(tuple(numbers))
