"""The rows that summaries count, each kind written once: their counts go onto pages, their lists behind the numbers.

Every kind gives the same columns: ``dossier``, ``unit`` (public id of whose it is), ``procedure``, ``cell`` and
``state`` (what it is broken down by), ``minutes`` (null where none), and whether it is an application or work of an
agency.
"""

# ruff: noqa: S608 - statements are made of words written here; values are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from motcua.core.clock import LEGAL_ZONE
from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .scope import SCOPE, scope


class Kind(StrEnum):
    LATE = "late"
    """Late by the appointed date: settled so in the period, or open and late at its end. state: settled or open."""
    SETTLED = "settled"
    """Settled in the period. state: late or in_time."""
    RECEIVED = "received"
    """Accepted in the period, by the unit that settles. cell: channel."""
    LATE_STEPS = "late_steps"
    """Stays in steps that ended late in the period or stand late at its end. cell: step."""
    OPEN_STEPS = "open_steps"
    """Stays that stand at its end. cell: step; state: late, today, week or later."""
    STAYS = "stays"
    """Stays with a limit that ended in the period. cell: step; minutes: working minutes; state: late or in_time."""
    SUPPLEMENTS = "supplements"
    """Requests for supplements in the period. cell: reason; state: stage."""


_OWN: Final = "d.dossier, d.settling_unit AS unit, d.procedure"
_GRAIN: Final = "d.grain <> 'part' AS as_whole, NOT d.umbrella AS as_work"
_OVER: Final = "coalesce(d.finished_at, d.closed_at)"
_ENDED: Final = "coalesce(d.finished_on, d.closed_on)"
_SETTLED: Final = f"d.accepted_at IS NOT NULL AND {_ENDED} BETWEEN $first AND $last"
_SETTLED_LATE: Final = f"coalesce({_OVER} > d.appointed_due_at, false)"
_WAITS: Final = " OR ".join(
    f"coalesce(d.{asked} < $until AND (d.{answered} IS NULL OR d.{answered} >= $until), false)"
    for asked, answered in (
        ("asked_at", "answered_at"),
        ("asked_again_at", "answered_again_at"),
        ("asked_last_at", "answered_last_at"),
    )
)
_OPEN_LATE: Final = f"""d.accepted_on <= $last AND ({_ENDED} IS NULL OR {_ENDED} > $last)
    AND coalesce(d.appointed_due_at < $until, false) AND NOT ({_WAITS})"""
_STANDS: Final = "s.entered_at < $until AND (s.left_at IS NULL OR s.left_at >= $until)"
_STEP: Final = "s.dossier, s.unit, s.procedure, s.step AS cell"
_IS_LATE: Final = "coalesce(s.due_at < $until, false)"

ROWS: Final[Mapping[Kind, str]] = {
    Kind.LATE: f"""SELECT {_OWN}, '' AS cell, CASE WHEN {_SETTLED} THEN 'settled' ELSE 'open' END AS state,
        NULL::BIGINT AS minutes, {_GRAIN} FROM dossiers d
        WHERE ({_SETTLED} AND {_SETTLED_LATE}) OR ({_OPEN_LATE})""",
    Kind.SETTLED: f"""SELECT {_OWN}, '' AS cell, CASE WHEN {_SETTLED_LATE} THEN 'late' ELSE 'in_time' END AS state,
        NULL::BIGINT AS minutes, {_GRAIN} FROM dossiers d WHERE {_SETTLED}""",
    Kind.RECEIVED: f"""SELECT {_OWN}, d.channel AS cell, '' AS state, NULL::BIGINT AS minutes, {_GRAIN}
        FROM dossiers d WHERE d.accepted_on BETWEEN $first AND $last""",
    Kind.LATE_STEPS: f"""SELECT {_STEP}, '' AS state, NULL::BIGINT AS minutes, true AS as_whole, true AS as_work
        FROM steps s WHERE (s.late AND s.left_at >= $starts AND s.left_at < $until) OR ({_STANDS} AND {_IS_LATE})""",
    Kind.OPEN_STEPS: f"""SELECT {_STEP}, CASE WHEN {_IS_LATE} THEN 'late' WHEN s.due_at < $tomorrow THEN 'today'
        WHEN s.due_at < $week THEN 'week' ELSE 'later' END AS state, NULL::BIGINT AS minutes, true AS as_whole,
        true AS as_work FROM steps s JOIN dossiers d ON d.dossier = s.dossier
        WHERE {_STANDS} AND (d.closed_at IS NULL OR d.closed_at >= $until)""",
    Kind.STAYS: f"""SELECT {_STEP}, CASE WHEN s.late THEN 'late' ELSE 'in_time' END AS state,
        s.used_minutes AS minutes, true AS as_whole, true AS as_work FROM steps s
        WHERE s.used_minutes IS NOT NULL AND s.left_at >= $starts AND s.left_at < $until""",
    Kind.SUPPLEMENTS: f"""SELECT {_OWN}, p.reason AS cell, p.stage AS state, NULL::BIGINT AS minutes, {_GRAIN}
        FROM supplements p JOIN dossiers d ON d.dossier = p.dossier
        WHERE p.asked_at >= $starts AND p.asked_at < $until""",
}


_OF_STEPS: Final = frozenset({Kind.LATE_STEPS, Kind.OPEN_STEPS, Kind.STAYS})


@dataclass(frozen=True, slots=True)
class Counted:
    """``number`` rows of one member, procedure, cell and state. ``middle``: twice the median of their minutes."""

    member: str
    procedure: str
    cell: str
    state: str
    number: int
    middle: int | None


def _days(facts: Facts, period: Period) -> dict[str, object]:
    known = facts.as_of or facts.settled_at
    until = min(period.ends_at, known)
    today = until.astimezone(LEGAL_ZONE).date()
    monday = today + dt.timedelta(days=7 - today.weekday())
    return {
        "first": period.first,
        "last": period.last,
        "starts": _plain(period.starts_at),
        "until": _plain(until),
        "tomorrow": _midnight(today + dt.timedelta(days=1)),
        "week": _midnight(monday),
    }


def _midnight(day: dt.date) -> dt.datetime:
    return _plain(dt.datetime.combine(day, dt.time(), LEGAL_ZONE))


def _needs(kind: Kind) -> tuple[str, ...]:
    """Tables that facts may be without."""
    return ("steps",) if kind in _OF_STEPS else ()


def _plain(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(tzinfo=None)


def _named(sql: str, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if f"${name}" in sql}


COUNTS_FOR: Final = "CASE WHEN scope.is_whole THEN own.as_whole ELSE own.as_work END"
"""Does a row count for a member?"""


def count_rows(facts: Facts, kind: Kind, units: Collection[str], period: Period, *, by: Sequence[str]) -> list[Counted]:
    """Numbers by member and any of ``procedure``, ``cell``, ``state``. Rows are counted by unit before units are laid
    beside those above them; only medians need every row. Raises NotFound ``figure_unit_unknown``, Conflict
    ``facts_table_missing``."""
    facts.require(*_needs(kind))
    kept = [name if name in by else f"'' AS {name}" for name in ("procedure", "cell", "state")]
    own = f"(SELECT unit, {', '.join(kept)}, as_whole, as_work, minutes FROM ({ROWS[kind]}))"
    number, middle = "count(*)", "quantile_disc(minutes, 0.5) - quantile_disc(-minutes, 0.5)"
    if kind is not Kind.STAYS:
        own = f"(SELECT * EXCLUDE (minutes), count(*) AS number FROM {own} GROUP BY ALL)"
        number, middle = "sum(own.number)", "NULL"
    sql = f"""SELECT scope.member, own.procedure, own.cell, own.state, {number}, {middle}
        FROM {own} own JOIN {SCOPE} scope ON scope.uid = own.unit WHERE {COUNTS_FOR} GROUP BY ALL ORDER BY ALL"""
    rows = facts.connection.execute(sql, asked(facts, sql, units, period)).fetchall()
    return [
        Counted(str(member), str(procedure), str(cell), str(state), int(many), None if half is None else int(half))
        for member, procedure, cell, state, many, half in rows
    ]


def asked(
    facts: Facts, sql: str, units: Collection[str], period: Period, on: dt.date | None = None
) -> dict[str, object]:
    """The parameters that ``sql`` names. ``on``: read on the map of that day instead of the period's last."""
    return _named(sql, _days(facts, period) | scope(facts, units, on or period.last))


def list_rows(
    facts: Facts,
    kind: Kind,
    unit: str,
    period: Period,
    *,
    procedure: str = "",
    cell: str = "",
    state: str = "",
    after: str = "",
    limit: int = 50,
) -> Behind:
    """What one of those numbers counts, dossier by dossier; ``amount``: how many rows are of it (a dossier may be in a
    step twice). Raises NotFound ``figure_unit_unknown``, Conflict ``facts_table_missing``."""
    facts.require(*_needs(kind))
    cut = {"only_procedure": procedure, "only_cell": cell, "only_state": state}
    named = " AND ".join(f"$only_{name} IN ('', own.{name})" for name in ("procedure", "cell", "state"))
    rows = f"""WITH found AS (SELECT own.dossier, count(*) AS amount FROM ({ROWS[kind]}) own
        JOIN {SCOPE} scope ON scope.uid = own.unit WHERE {COUNTS_FOR} AND {named} GROUP BY own.dossier)"""
    given = asked(facts, rows, [unit], period) | cut
    whole = f"{rows} SELECT coalesce(sum(amount), 0), count(*) FROM found"
    total, things = facts.connection.execute(whole, given).fetchall()[0]
    page = facts.connection.execute(
        f"{rows} SELECT dossier, amount FROM found WHERE dossier > $after ORDER BY dossier LIMIT $most",
        given | {"after": after, "most": limit + 1},
    ).fetchall()
    shown = tuple(Row(str(one), int(amount)) for one, amount in page[:limit])
    following = shown[-1].id if len(page) > limit else ""
    return Behind(int(total), Thing.DOSSIER, shown, int(things), following)
