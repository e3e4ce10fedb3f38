"""From copied tables to rows of facts, by the engine: one query for each table of facts.

A query gives ``key``, the dossier's key, and the columns of the table in their order. The meanings are those of
:mod:`motcua.figures.facts.history` and what it uses, word for word; a test holds both against each other.
"""

# ruff: noqa: S608 - statements are made of words written here; keys are put in as literals

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_NAMED: Final = ("unit", "procedure", "version", "law_case")
PREPARED: Final = (
    *(f"CREATE TYPE {name}_name AS ENUM (SELECT DISTINCT name FROM {name})" for name in _NAMED),
    *(f"CREATE TABLE {name}_named AS SELECT id, name::{name}_name AS name FROM {name}" for name in _NAMED),
    """CREATE TABLE d AS SELECT r.*, p.name AS procedure, s.name AS settling_unit,
        u.name AS reception_unit, string_split(r.flags, ' ') AS marks
    FROM "row" r LEFT JOIN procedure_named p ON p.id = r.procedure_id LEFT JOIN unit_named s ON s.id = r.settling_id
    LEFT JOIN unit_named u ON u.id = r.reception_id ANTI JOIN by_log l ON l.dossier = r.dossier""",
    """CREATE TABLE came AS SELECT p.*,
        f.dossier IS NOT NULL AND (f.by_applicant OR list_contains(d.marks, 'electronic')) AS by_file
    FROM paper p JOIN d ON d.dossier = p.dossier LEFT JOIN (
        SELECT dossier, component, bool_or(by_applicant) AS by_applicant FROM file GROUP BY ALL) f
    ON f.dossier = p.dossier AND f.component = p.component""",
    """CREATE TABLE asked AS SELECT *, row_number() OVER (PARTITION BY dossier, stage ORDER BY seq) AS number,
        count(*) OVER (PARTITION BY dossier, stage) AS times
    FROM (SELECT *, CASE WHEN NOT lead(is_request) OVER chain THEN lead(heard_at) OVER chain END AS answered_at
          FROM asking WINDOW chain AS (PARTITION BY dossier ORDER BY seq))
    WHERE is_request""",
    """CREATE TABLE span AS
    SELECT r.id AS run_id, r.dossier, r.calendar, r.revision, true AS is_run, r.started_at AS since, r.ended_at AS until
    FROM run r WHERE r.clock = 'settlement' AND r.ended_at > r.started_at
    UNION ALL SELECT r.id, r.dossier, r.calendar, r.revision, false, greatest(p.paused_from, r.started_at),
        least(p.paused_to, r.ended_at)
    FROM pause p JOIN run r ON r.id = p.run_id WHERE r.clock = 'settlement' AND r.ended_at > r.started_at
        AND greatest(p.paused_from, r.started_at) < least(coalesce(p.paused_to, r.ended_at), r.ended_at)""",
)
"""Names are places in a list, and are written as such: text is what costs. ``span`` is what the settlement clock
counted, and what of it it did not; calendars work out the minutes."""

MEASURED: Final = """CREATE TABLE spent AS SELECT dossier, sum(used)::BIGINT AS minutes FROM (
    SELECT dossier, greatest(sum(CASE WHEN is_run THEN minutes ELSE -minutes END), 0) AS used
    FROM measured GROUP BY dossier, run_id) GROUP BY dossier"""
"""``measured`` is ``span`` with ``minutes``."""


def _timeliness(due: str) -> str:
    return f"""CASE WHEN d.finished_at IS NULL OR {due} IS NULL THEN NULL WHEN d.finished_at > {due} THEN 'late'
        WHEN {_day("d.finished_at")} < {_day(due)} THEN 'early' ELSE 'on_time' END"""


def _day(at: str) -> str:
    """The legal day; the legal zone has had one offset since 1975."""
    return f"({at} + INTERVAL 7 HOUR)::DATE"


_FLAGS: Final = ", ".join(
    f"list_contains(d.marks, '{flag}')"
    for flag in (
        *("electronic", "assisted", "boundary_free", "instant", "late_warned", "reappointed", "corrected"),
        "provisional",
    )
)
_OUTCOME: Final = """CASE WHEN d.state IN ('result_ready', 'returned')
    THEN CASE WHEN list_contains(d.marks, 'refusal_result') THEN 'refusal' ELSE 'granted' END
    WHEN d.state IN ('refused', 'withdrawn', 'closed') THEN d.state END"""
_DIGITISED: Final = "(scanned OR by_file OR reused OR from_store)"
_PAPERS: Final = f"""SELECT dossier, count(*) FILTER (required) AS required,
    count(*) FILTER (on_paper OR {_DIGITISED}) AS present, count(*) FILTER (on_paper) AS on_paper,
    count(*) FILTER (on_paper AND scanned) AS scanned, count(*) FILTER (by_file) AS by_file,
    count(*) FILTER (reused) AS reused, count(*) FILTER (from_store) AS from_store,
    count(*) FILTER ({_DIGITISED}) AS digitised, count(*) FILTER (required AND {_DIGITISED}) AS required_digitised
    FROM came GROUP BY dossier"""
_ASKED: Final = """SELECT dossier, count(*) FILTER (stage = 'reception') AS reception,
    count(*) FILTER (stage = 'settlement') AS settlement,
    max(heard_at) FILTER (stage = 'settlement' AND number = 1) AS asked_at,
    max(answered_at) FILTER (stage = 'settlement' AND number = 1) AS answered_at,
    max(heard_at) FILTER (stage = 'settlement' AND number = 2) AS asked_again_at,
    max(answered_at) FILTER (stage = 'settlement' AND number = 2) AS answered_again_at,
    max(heard_at) FILTER (stage = 'settlement' AND number = times) AS asked_last_at,
    max(answered_at) FILTER (stage = 'settlement' AND number = times) AS answered_last_at
    FROM asked GROUP BY dossier"""
_WAY: Final = "CASE WHEN d.state = 'returned' THEN r.way END"
_RETURNED: Final = "CASE WHEN d.state = 'returned' THEN d.closed_at END"

TOLD: Final[Mapping[str, str]] = {
    "dossiers": f"""SELECT d.dossier AS key, d.uid, 'single', NULL, NULL, false, d.state, d.procedure, v.name, c.name,
        d.channel, pl.name, d.reception_unit, d.settling_unit, {_FLAGS}, d.submitted_at, d.accepted_at, d.finished_at,
        {_RETURNED}, d.closed_at, d.statutory_due_at, d.committed_due_at, d.appointed_due_at, {_day("d.submitted_at")},
        {_day("d.accepted_at")}, {_day("d.finished_at")}, {_day("d.closed_at")}, {_OUTCOME},
        {_timeliness("d.statutory_due_at")}, {_timeliness("d.committed_due_at")}, {_timeliness("d.appointed_due_at")},
        coalesce(a.reception, 0), coalesce(a.settlement, 0), coalesce(p.required, 0), coalesce(p.present, 0),
        coalesce(p.on_paper, 0), coalesce(p.scanned, 0), coalesce(p.by_file, 0), coalesce(p.reused, 0),
        coalesce(p.from_store, 0), r.electronic, {_WAY}, coalesce(p.digitised, 0), coalesce(p.required_digitised, 0),
        CASE WHEN d.accepted_at IS NOT NULL AND coalesce(d.finished_at, d.closed_at) IS NOT NULL
            THEN coalesce(s.minutes, 0) END,
        d.statutory_due_at, d.committed_due_at, d.appointed_due_at, a.asked_at, a.answered_at, a.asked_again_at,
        a.answered_again_at, a.asked_last_at, a.answered_last_at, r.electronic OR r.digitised, f.amount
        FROM d LEFT JOIN version_named v ON v.id = d.version_id LEFT JOIN law_case_named c ON c.id = d.case_id
        LEFT JOIN unit_named pl ON pl.id = d.place_id LEFT JOIN ({_PAPERS}) p ON p.dossier = d.dossier
        LEFT JOIN ({_ASKED}) a ON a.dossier = d.dossier LEFT JOIN result r ON r.dossier = d.dossier
        LEFT JOIN spent s ON s.dossier = d.dossier
        LEFT JOIN (SELECT dossier, sum(amount)::BIGINT AS amount FROM fee GROUP BY dossier) f
        ON f.dossier = d.dossier""",
    "clocks": """SELECT d.dossier AS key, d.uid, d.procedure, r.clock, r.about, r.number,
        coalesce(u.name, d.settling_unit), r.amount, r.amount_unit, r.basis, r.calendar, r.revision, r.provisional,
        r.started_at, r.due_at, r.ended_at FROM run r JOIN d ON d.dossier = r.dossier
        LEFT JOIN unit_named u ON u.id = r.unit_id""",
    "pauses": """SELECT d.dossier AS key, d.uid, r.clock, r.number, p.kind, p.paused_from, p.paused_to, p.due_before,
        p.due_after FROM pause p JOIN run r ON r.id = p.run_id JOIN d ON d.dossier = r.dossier""",
    "supplements": """SELECT d.dossier AS key, d.uid, d.procedure, a.stage, a.number, a.papers, a.reason,
        nullif(a.clock_rule, ''), a.notice_late, a.heard_at, a.until, a.answered_at
        FROM asked a JOIN d ON d.dossier = a.dossier""",
    "components": f"""SELECT d.dossier AS key, d.uid, d.procedure, c.component, c.required, c.on_paper, c.scanned,
        c.by_file, c.reused, c.from_store FROM came c JOIN d ON d.dossier = c.dossier WHERE on_paper OR {_DIGITISED}""",
    "results": """SELECT d.dossier AS key, d.uid, d.procedure, 1, r.kind, r.electronic, false, NULL, NULL, r.issued_at,
        r.handed_over_at, r.way FROM result r JOIN d ON d.dossier = r.dossier""",
    "consultations": """SELECT d.dossier AS key, d.uid, o.key, u.name, o.asked_at, o.due_at, o.answered_at, o.lapsed
        FROM opinion o JOIN d ON d.dossier = o.dossier LEFT JOIN unit_named u ON u.id = o.unit_id""",
    "contacts": """SELECT d.dossier AS key, d.uid, d.procedure, c.kind, c.purpose, u.name, c.happened_at,
        c.waited_minutes FROM contact c JOIN d ON d.dossier = c.dossier LEFT JOIN unit_named u ON u.id = c.unit_id""",
    "causes": """SELECT d.dossier AS key, d.uid, x.account, u.name, x.cause, x.external, x.decision, x.minutes,
        x.over_minutes, x.late_minutes, x.decided_at FROM decided x JOIN d ON d.dossier = x.dossier
        LEFT JOIN unit_named u ON u.id = x.unit_id""",
}
