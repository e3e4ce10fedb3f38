"""Open dossiers as they were known when a day began: one statement of SQL for many days, the same for learning and for
today, so that the model never sees at work what it did not see in training, nor the other way round.

A day ``t`` has ``at``, the instant its work begins. Of a fact only the version counts that stood before ``at``
(``recorded_from < at``, and ``recorded_to`` null or not before ``at``); counts over past weeks end with the day before.
"""

# ruff: noqa: S608 - statements are made of words written here

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from motcua.core.clock import LEGAL_ZONE

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BEGINS: Final = dt.time(5)
"""When a day's picture is taken, in legal time: before anybody works."""

WAITING: Final = ("supplement_at_settlement", "payment_pending", "stopped", "supplement_at_reception")
LATELY: Final = 28
"""Days over which throughput is counted."""
LONG: Final = 120
"""Days over which the share of the late and the usual time of a step are counted."""

_KNOWN: Final = "v.recorded_from < y.moment AND (v.recorded_to IS NULL OR v.recorded_to >= y.moment)"
_WAITS: Final = ", ".join(f"'{one}'" for one in WAITING)

_OPEN: Final = f"""CREATE TABLE open_d AS SELECT y.day, y.moment, v.dossier, v.procedure, v."case" AS case_key,
    v.channel, v.settling_unit, v.accepted_at, v.appointed_due_at AS due, v.supplements_reception,
    v.supplements_settlement, v.electronic, v.boundary_free, v.late_warned, v.reappointed, v.papers_required, v.part,
    v.state NOT IN ({_WAITS}) AND v.appointed_due_at > y.moment AND v.appointed_due_at > v.accepted_at AS runs
    FROM v_dossiers v JOIN days y ON {_KNOWN}
    WHERE v.accepted_at < y.moment AND v.finished_at IS NULL AND v.closed_at IS NULL
    AND NOT coalesce(v.umbrella, false)"""

_AT_STEP: Final = f"""CREATE TABLE open_s AS SELECT day, dossier, max(visit) AS visit, arg_max(step, visit) AS step,
    arg_max(unit, visit) AS unit, arg_max(post, visit) AS post, arg_max(role, visit) AS role,
    arg_max(entered_at, visit) AS entered_at, arg_max(due, visit) AS due, arg_max(allowed_minutes, visit) AS allowed
    FROM (SELECT y.day, v.dossier, v.visit, v.step, v.unit, v.post, v.role, v.entered_at, v.due_at AS due,
        v.allowed_minutes FROM v_steps v JOIN days y ON {_KNOWN} WHERE v.left_at IS NULL AND v.entered_at < y.moment)
    GROUP BY day, dossier"""

# A stay that ended is known from the day it was recorded on. Days are legal days: UTC and seven hours.
_LEFT: Final = """CREATE TABLE left_s AS SELECT procedure, step, unit, role, post, used_minutes, late,
    epoch(left_at - entered_at)::BIGINT AS stayed,
    (greatest(recorded_from, left_at) + INTERVAL 7 HOUR)::DATE AS known_on FROM v_steps
    WHERE left_at IS NOT NULL AND left_at >= $since"""

_ENDED: Final = """CREATE TABLE ended_d AS SELECT procedure, settling_unit, known_on, count(*) AS n,
    count(*) FILTER (is_late) AS late FROM (
        SELECT dossier, any_value(procedure) AS procedure, arg_min(settling_unit, recorded_from) AS settling_unit,
            (min(recorded_from) + INTERVAL 7 HOUR)::DATE AS known_on,
            arg_min(coalesce(appointed_timeliness = 'late', false) OR coalesce(reappointed, false), recorded_from)
                AS is_late
        FROM v_dossiers WHERE finished_at IS NOT NULL AND finished_at >= $since GROUP BY dossier)
    GROUP BY procedure, settling_unit, known_on"""

_SUMS: Final[Mapping[str, str]] = {
    "unit_now": "SELECT day, unit, count(*) AS held FROM open_s GROUP BY ALL",
    "post_now": "SELECT day, post, count(*) AS held FROM open_s WHERE post IS NOT NULL GROUP BY ALL",
    "left_day": """SELECT unit, role, known_on, count(*) AS n, sum(stayed) AS stayed,
        count(*) FILTER (late) AS late FROM left_s GROUP BY ALL""",
    "flow": f"""SELECT y.day, l.unit, sum(n) AS n28, sum(n) FILTER (l.known_on >= y.local - 7) AS n7,
        sum(stayed) AS stayed FROM left_day l JOIN days y ON l.known_on < y.local AND l.known_on >= y.local - {LATELY}
        GROUP BY ALL""",
    "role_flow": f"""SELECT y.day, l.unit, l.role, sum(n) AS n28, sum(late) AS late FROM left_day l JOIN days y
        ON l.known_on < y.local AND l.known_on >= y.local - {LATELY} GROUP BY ALL""",
    "post_day": "SELECT DISTINCT unit, post, known_on FROM left_s WHERE post IS NOT NULL",
    "posts": f"""SELECT y.day, p.unit, count(DISTINCT post) AS there28,
        count(DISTINCT post) FILTER (p.known_on >= y.local - 7) AS there7 FROM post_day p JOIN days y
        ON p.known_on < y.local AND p.known_on >= y.local - {LATELY} GROUP BY ALL""",
    "usual": f"""SELECT y.day, u.procedure, u.step, sum(u.used) / sum(u.n) AS used, sum(u.n) AS n FROM (
        SELECT procedure, step, known_on, count(used_minutes) AS n, sum(used_minutes) AS used FROM left_s
        WHERE used_minutes IS NOT NULL GROUP BY ALL) u JOIN days y
        ON u.known_on < y.local AND u.known_on >= y.local - {LONG} GROUP BY ALL""",
    "rate_all": f"""SELECT y.day, sum(e.late) / sum(e.n) AS share FROM ended_d e JOIN days y
        ON e.known_on < y.local AND e.known_on >= y.local - {LONG} GROUP BY ALL""",
    "rate_unit": f"""SELECT y.day, e.settling_unit, sum(e.late) AS late, sum(e.n) AS n FROM ended_d e JOIN days y
        ON e.known_on < y.local AND e.known_on >= y.local - {LONG} GROUP BY ALL""",
    "rate_procedure": f"""SELECT y.day, e.procedure, sum(e.late) AS late, sum(e.n) AS n FROM ended_d e JOIN days y
        ON e.known_on < y.local AND e.known_on >= y.local - {LONG} GROUP BY ALL""",
    "asked": f"""SELECT y.day, v.dossier, min(v.due_at) AS due, count(*) AS n FROM v_consultations v JOIN days y
        ON {_KNOWN} WHERE v.answered_at IS NULL AND v.asked_at < y.moment GROUP BY ALL""",
    "stood": f"""SELECT y.day, v.dossier, count(*) AS n FROM v_pauses v JOIN days y ON {_KNOWN}
        WHERE v.paused_from < y.moment GROUP BY ALL""",
    "queue": """SELECT day, dossier, row_number() OVER (PARTITION BY day, unit, role, post ORDER BY entered_at, dossier)
        - 1 AS ahead, count(*) OVER (PARTITION BY day, unit, role) AS role_held FROM open_s""",
}

_ROWS: Final = """CREATE TABLE picture AS SELECT d.*, s.visit, s.step, s.unit, s.post, s.role, s.entered_at,
    s.due AS step_due, s.allowed, q.ahead, q.role_held, un.held AS unit_held, pn.held AS post_held, f.n28, f.n7,
    f.stayed, rf.n28 AS role_n28, rf.late AS role_late, p.there28, p.there7, u.used AS usual_used, u.n AS usual_n,
    ra.share AS all_share, ru.late AS unit_late, ru.n AS unit_n, rp.late AS procedure_late, rp.n AS procedure_n,
    a.due AS asked_due, coalesce(a.n, 0) AS asked, coalesce(st.n, 0) AS pauses, y.local
    FROM chosen d JOIN days y ON y.day = d.day
    LEFT JOIN open_s s ON s.day = d.day AND s.dossier = d.dossier
    LEFT JOIN queue q ON q.day = d.day AND q.dossier = d.dossier
    LEFT JOIN unit_now un ON un.day = d.day AND un.unit = s.unit
    LEFT JOIN post_now pn ON pn.day = d.day AND pn.post = s.post
    LEFT JOIN flow f ON f.day = d.day AND f.unit = s.unit
    LEFT JOIN role_flow rf ON rf.day = d.day AND rf.unit = s.unit AND rf.role = s.role
    LEFT JOIN posts p ON p.day = d.day AND p.unit = s.unit
    LEFT JOIN usual u ON u.day = d.day AND u.procedure = d.procedure AND u.step = s.step
    LEFT JOIN rate_all ra ON ra.day = d.day
    LEFT JOIN rate_unit ru ON ru.day = d.day AND ru.settling_unit = d.settling_unit
    LEFT JOIN rate_procedure rp ON rp.day = d.day AND rp.procedure = d.procedure
    LEFT JOIN asked a ON a.day = d.day AND a.dossier = d.dossier
    LEFT JOIN stood st ON st.day = d.day AND st.dossier = d.dossier"""

_REVISIONS: Final = """SELECT calendar, number, epoch_us(min(recorded_from)) FROM v_calendar_revisions
    GROUP BY ALL ORDER BY calendar, number"""

# What became of each: a new appointment given later says that the one in force was missed.
_FATES: Final = f"""SELECT p.day, p.dossier, p.settling_unit, p.local, CASE
        WHEN coalesce(f.reappointed, false) AND NOT coalesce(p.reappointed, false) THEN 1
        WHEN coalesce(f.finished_at, f.closed_at) IS NOT NULL THEN
            (coalesce(f.finished_at, f.closed_at) > coalesce(f.appointed_due_at, f.appointed_last_at))::INT
        WHEN f.state NOT IN ({_WAITS}) AND f.appointed_due_at < $horizon THEN 1 END AS missed
    FROM picture p LEFT JOIN (SELECT * FROM v_dossiers WHERE recorded_to IS NULL) f ON f.dossier = p.dossier
    ORDER BY p.day, p.dossier"""


@dataclass(frozen=True, slots=True)
class Day:
    """``number`` in order of time; ``at``: the instant before which a thing must have been recorded to be known."""

    number: int
    local: dt.date
    at: dt.datetime


def days_of(dates: Sequence[dt.date]) -> list[Day]:
    """The days in order, each looked at when it begins."""
    return [
        Day(number, one, dt.datetime.combine(one, BEGINS, LEGAL_ZONE).astimezone(dt.UTC))
        for number, one in enumerate(sorted(set(dates)))
    ]


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows in the order of day and dossier, by column; ``usual``: per (day, procedure, step) the usual minutes.
    ``revisions``: of each calendar the revisions with the instant (microseconds) since which we knew them."""

    days: Sequence[Day]
    columns: Mapping[str, Any]
    usual: Mapping[tuple[int, str, str], float]
    revisions: Mapping[str, Sequence[tuple[int, int]]]

    def __len__(self) -> int:
        return len(self.columns["day"])

    def texts(self, name: str) -> list[str]:
        """A column of codes; empty where there is none."""
        return [one or "" for one in self.columns[name].to_pylist()]

    def numbers(self, name: str) -> np.ndarray:
        """A column as floats, NaN where there is none."""
        import pyarrow as pa

        return np.asarray(self.columns[name].cast(pa.float64()).to_numpy(zero_copy_only=False), float)

    def instants(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A column as microseconds of the epoch, and which rows have one."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self.columns[name]
        there = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False), bool)
        whole = pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        return np.asarray(whole, np.int64), there


def take(connection: duckdb.DuckDBPyConnection, days: Sequence[Day], *, most_a_day: int | None = None) -> Picture:
    """Open dossiers with a date that runs, on each of the days; of more than ``most_a_day`` a sample that depends on
    their ids alone. What the others of the day hold counts all the same."""
    _lay_days(connection, days)
    since = {"since": _plain(days[0].at - dt.timedelta(days=LONG + 1))}
    connection.execute(_OPEN)
    connection.execute(_AT_STEP)
    connection.execute(_LEFT, since)
    connection.execute(_ENDED, since)
    for name, body in _SUMS.items():
        connection.execute(f"CREATE TABLE {name} AS {body}")
    order = "row_number() OVER (PARTITION BY day ORDER BY hash(dossier), dossier)"
    bound = f"QUALIFY {order} <= {int(most_a_day)}" if most_a_day else ""
    connection.execute(f"CREATE TABLE chosen AS SELECT * EXCLUDE (runs) FROM open_d WHERE runs {bound}")
    connection.execute(_ROWS)
    table: pa.Table = connection.execute("SELECT * FROM picture ORDER BY day, dossier").to_arrow_table()
    usual = connection.execute("SELECT day, procedure, step, used FROM usual WHERE n >= 5").fetchall()
    columns = {name: table.column(name).combine_chunks() for name in table.column_names}
    revisions: dict[str, list[tuple[int, int]]] = {}
    for calendar, number, known in connection.execute(_REVISIONS).fetchall():
        revisions.setdefault(calendar, []).append((number, known))
    return Picture(days, columns, {(row[0], row[1], row[2]): float(row[3]) for row in usual}, revisions)


def fates(connection: duckdb.DuckDBPyConnection, horizon: dt.datetime) -> np.ndarray:
    """For each row of the picture whether it missed the date that was in force then: 1, 0, or NaN while nobody knows.
    The date is that of the appointment; where a pause or a supplement moved it by law, the moved one."""
    rows = connection.execute(_FATES, {"horizon": _plain(horizon)}).to_arrow_table()
    import pyarrow as pa

    return np.asarray(rows.column("missed").combine_chunks().cast(pa.float64()).to_numpy(zero_copy_only=False), float)


def _lay_days(connection: duckdb.DuckDBPyConnection, days: Sequence[Day]) -> None:
    connection.execute("CREATE TABLE days (day INTEGER, local DATE, moment TIMESTAMP)")
    connection.executemany(
        "INSERT INTO days VALUES (?, ?, ?)", [(one.number, one.local, _plain(one.at)) for one in days]
    )


def _plain(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(tzinfo=None)
