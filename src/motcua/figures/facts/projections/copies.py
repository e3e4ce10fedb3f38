"""What is copied out of PostgreSQL for one range of dossiers, and which dossiers the tables do not tell all about.

Instants are UTC without a zone. Names of units, procedures and versions are put in place of keys by the engine.
"""

# ruff: noqa: S608 - statements are made of words written here; keys are put in as literals

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from motcua.dossiers.log.facts import OBLIGATION
from motcua.dossiers.services.papers import OTHER

_RANGE: Final = "BETWEEN {first} AND {last}"


@dataclass(frozen=True, slots=True)
class Copy:
    """A query and the columns it gives, with the engine's types. ``{first}`` and ``{last}`` are the range."""

    columns: Mapping[str, str]
    query: str


_KEY: Final = {"dossier": "BIGINT"}

COPIES: Final[Mapping[str, Copy]] = {
    "unit": Copy({"id": "BIGINT", "name": "VARCHAR"}, "SELECT id, uid FROM organisation_unit"),
    "procedure": Copy({"id": "BIGINT", "name": "VARCHAR"}, "SELECT id, key FROM procedures_procedure"),
    "version": Copy({"id": "BIGINT", "name": "VARCHAR"}, "SELECT id, uid FROM procedures_procedureversion"),
    "law_case": Copy({"id": "BIGINT", "name": "VARCHAR"}, "SELECT id, key FROM procedures_case"),
    "revised": Copy(
        {"calendar": "VARCHAR", "revision": "BIGINT", "recorded_at": "TIMESTAMP"},
        """SELECT c.code, v.number, v.recorded_at::timestamp FROM worktime_calendarrevision v
            JOIN worktime_calendar c ON c.id = v.calendar_id WHERE v.number > 1""",
    ),
    "row": Copy(
        {
            **_KEY,
            "uid": "VARCHAR",
            "state": "VARCHAR",
            "procedure_id": "BIGINT",
            "version_id": "BIGINT",
            "case_id": "BIGINT",
            "channel": "VARCHAR",
            "place_id": "BIGINT",
            "reception_id": "BIGINT",
            "settling_id": "BIGINT",
            "flags": "VARCHAR",
            "submitted_at": "TIMESTAMP",
            "accepted_at": "TIMESTAMP",
            "finished_at": "TIMESTAMP",
            "closed_at": "TIMESTAMP",
            "statutory_due_at": "TIMESTAMP",
            "committed_due_at": "TIMESTAMP",
            "appointed_due_at": "TIMESTAMP",
            "parent_id": "BIGINT",
        },
        f"""SELECT id, uid, state, procedure_id, version_id, case_id, channel, place_id, reception_unit_id,
            settling_unit_id, array_to_string(flags, ' '), submitted_at::timestamp, accepted_at::timestamp,
            finished_at::timestamp, closed_at::timestamp, statutory_due_at::timestamp, committed_due_at::timestamp,
            appointed_due_at::timestamp, parent_id FROM dossier WHERE id {_RANGE}""",
    ),
    "run": Copy(
        {
            "id": "BIGINT",
            **_KEY,
            "clock": "VARCHAR",
            "about": "VARCHAR",
            "number": "BIGINT",
            "unit_id": "BIGINT",
            "amount": "BIGINT",
            "amount_unit": "VARCHAR",
            "basis": "VARCHAR",
            "calendar": "VARCHAR",
            "revision": "BIGINT",
            "provisional": "BOOLEAN",
            "started_at": "TIMESTAMP",
            "due_at": "TIMESTAMP",
            "ended_at": "TIMESTAMP",
        },
        f"""SELECT id, dossier_id, kind, step, run_no, holder_unit_id, amount, unit, basis, calendar,
            calendar_revision, provisional, started_at::timestamp, due_at::timestamp, ended_at::timestamp
            FROM clock_run WHERE dossier_id {_RANGE} AND kind <> 'step'""",
    ),
    "pause": Copy(
        {
            "run_id": "BIGINT",
            "kind": "VARCHAR",
            "paused_from": "TIMESTAMP",
            "paused_to": "TIMESTAMP",
            "due_before": "TIMESTAMP",
            "due_after": "TIMESTAMP",
        },
        f"""SELECT p.run_id, p.kind, p.paused_from::timestamp, p.paused_to::timestamp, p.due_before::timestamp,
            p.due_after::timestamp FROM clock_run r JOIN clock_pause p ON p.run_id = r.id
            WHERE r.dossier_id {_RANGE} AND r.kind <> 'step'""",
    ),
    "paper": Copy(
        {
            **_KEY,
            "component": "VARCHAR",
            "required": "BOOLEAN",
            "on_paper": "BOOLEAN",
            "scanned": "BOOLEAN",
            "reused": "BOOLEAN",
            "from_store": "BOOLEAN",
        },
        f"""SELECT dossier_id, component, required, presented_on_paper, digitised, reused, from_store
            FROM dossiers_dossiercomponent WHERE dossier_id {_RANGE}""",
    ),
    "file": Copy(
        {**_KEY, "component": "VARCHAR", "by_applicant": "BOOLEAN"},
        f"""SELECT dossier_id, component, added_by_applicant FROM dossiers_dossierdocument
            WHERE dossier_id {_RANGE} AND component <> '{OTHER}'""",
    ),
    "result": Copy(
        {
            **_KEY,
            "kind": "VARCHAR",
            "electronic": "BOOLEAN",
            "digitised": "BOOLEAN",
            "issued_at": "TIMESTAMP",
            "handed_over_at": "TIMESTAMP",
            "way": "VARCHAR",
        },
        f"""SELECT dossier_id, kind, electronic, digitised, issued_at::timestamp, handed_over_at::timestamp,
            nullif(way, '') FROM dossiers_dossierresult WHERE dossier_id {_RANGE}""",
    ),
    "contact": Copy(
        {
            **_KEY,
            "kind": "VARCHAR",
            "purpose": "VARCHAR",
            "unit_id": "BIGINT",
            "happened_at": "TIMESTAMP",
            "waited_minutes": "BIGINT",
        },
        f"""SELECT dossier_id, kind, purpose, unit_id, at::timestamp, waited_minutes FROM dossiers_contact
            WHERE dossier_id {_RANGE}""",
    ),
    "opinion": Copy(
        {
            **_KEY,
            "key": "VARCHAR",
            "unit_id": "BIGINT",
            "asked_at": "TIMESTAMP",
            "due_at": "TIMESTAMP",
            "answered_at": "TIMESTAMP",
            "lapsed": "BOOLEAN",
        },
        f"""SELECT dossier_id, key, unit_id, asked_at::timestamp, due_at::timestamp, answered_at::timestamp, lapsed
            FROM dossiers_consultation WHERE dossier_id {_RANGE}""",
    ),
    "fee": Copy(
        {**_KEY, "amount": "BIGINT"},
        f"""SELECT dossier_id, CASE WHEN paid_how = 'exempt' THEN 0 ELSE amount END FROM dossiers_dossierfee
            WHERE dossier_id {_RANGE} AND paid_at IS NOT NULL AND key <> '{OBLIGATION}'""",
    ),
    "decided": Copy(
        {
            **_KEY,
            "account": "VARCHAR",
            "unit_id": "BIGINT",
            "cause": "VARCHAR",
            "external": "BOOLEAN",
            "decision": "VARCHAR",
            "minutes": "BIGINT",
            "over_minutes": "BIGINT",
            "late_minutes": "BIGINT",
            "decided_at": "TIMESTAMP",
            "computed_at": "TIMESTAMP",
        },
        f"""SELECT r.dossier_id, a.uid, a.unit_id, a.decided_cause, coalesce(c.external, false), a.decision, a.minutes,
            a.over_minutes, r.late_minutes, a.decided_at::timestamp, r.computed_at::timestamp
            FROM dossiers_responsibility r JOIN dossiers_responsibilityaccount a ON a.record_id = r.id
            LEFT JOIN dossiers_latenesscause c ON c.code = a.decided_cause
                AND c.valid_from <= (a.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                AND (c.valid_to IS NULL OR c.valid_to > (a.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
            WHERE r.dossier_id {_RANGE} AND a.decision <> ''""",
    ),
    "asking": Copy(
        {
            **_KEY,
            "seq": "BIGINT",
            "is_request": "BOOLEAN",
            "heard_at": "TIMESTAMP",
            "stage": "VARCHAR",
            "papers": "BIGINT",
            "reason": "VARCHAR",
            "clock_rule": "VARCHAR",
            "notice_late": "BOOLEAN",
            "until": "TIMESTAMP",
        },
        f"""SELECT e.dossier_id, e.seq, e.kind = 'supplement_requested', e.occurred_at::timestamp, b.body ->> 'stage',
            jsonb_array_length(b.body -> 'items'), b.body ->> 'reason_code', b.body ->> 'clock_rule',
            (b.body ->> 'notice_late')::boolean, (b.body ->> 'next_at')::timestamptz::timestamp
            FROM (SELECT DISTINCT dossier_id FROM dossiers_contact
                  WHERE dossier_id {_RANGE} AND kind = 'message' AND purpose LIKE 'supplement%') asked
            JOIN dossier_event e ON e.dossier_id = asked.dossier_id,
                LATERAL (SELECT convert_from(e.payload, 'UTF8')::jsonb AS body OFFSET 0) b
            WHERE e.kind IN ('supplement_requested', 'supplement_answered')""",
    ),
}
"""``asking`` alone comes from the log, for no table holds what was asked: the two events of the dossiers that were. Its
``OFFSET 0`` keeps PostgreSQL from reading the payload anew for each column."""

_FLAGS_BY_LOG: Final = ["corrected", "interlinked", "umbrella", "data_erased"]
BY_LOG: Final = f"""CREATE TABLE by_log AS
    SELECT dossier FROM "row" WHERE parent_id IS NOT NULL OR accepted_at <= submitted_at
        OR (accepted_at IS NOT NULL AND statutory_due_at IS NULL)
        OR list_has_any(string_split(flags, ' '), {_FLAGS_BY_LOG})
    UNION SELECT dossier FROM result GROUP BY dossier HAVING count(*) > 1
    UNION SELECT r.dossier FROM run r JOIN revised v ON v.calendar = r.calendar AND v.revision = r.revision
        WHERE r.started_at < v.recorded_at + INTERVAL 1 HOUR
    UNION SELECT dossier FROM decided WHERE decided_at <= computed_at
    UNION SELECT unnest($touched)"""
"""Dossiers that are told by their log, like any other build tells them:

* parts and wholes, corrected ones and those of whom something was erased: their tables lack what events say;
* filed and accepted in one act, as at a quick counter: a clock's row names who held it after the act;
* waiting for a supplement that resets the time: what the dates were before stands in the log alone;
* with a clock held against a calendar's revision that was published after it started: whether its event names this
  revision or the one before, only the log says. (An hour more: processes remember a revision for some seconds.)
* with a responsibility decided before its hours were counted for the last time: the event has those of then;
* with events that the watermark leaves out though this snapshot sees them.
"""
