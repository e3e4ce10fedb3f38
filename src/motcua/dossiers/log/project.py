"""Projecting a state onto its rows, by hand-written SQL: the dossier, its clocks and its pauses, in the statement that
appends the events.

The ORM version in :mod:`motcua.dossiers.log.rebuild` is this module's oracle in the tests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from motcua.core.canonical import Json, plain
from motcua.core.hot import Value
from motcua.dossiers import references
from motcua.dossiers.lifecycle import Clock, DossierState, HolderKind
from motcua.dossiers.lifecycle.state import parse_instant

from .chain import Sealed
from .riders import Part, Rider
from .snapshot import freeze

DOSSIER_COLUMNS = (
    "code",
    "reception_unit_id",
    "settling_unit_id",
    "state",
    "flags",
    "closed",
    "seq",
    "head_hash",
    "snapshot",
    "step",
    "holder_kind",
    "holder_unit_id",
    "holder_post_id",
    "holder_role",
    "held_since",
    "next_at",
    "submitted_at",
    "accepted_at",
    "statutory_due_at",
    "committed_due_at",
    "appointed_due_at",
    "finished_at",
    "closed_at",
    "calendar_revision",
)

RUN_COLUMNS = (
    "dossier_id",
    "kind",
    "step",
    "run_no",
    "amount",
    "unit",
    "basis",
    "calendar",
    "calendar_revision",
    "provisional",
    "holder_unit_id",
    "started_at",
    "due_at",
    "ended_at",
)


@dataclass(frozen=True, slots=True)
class PauseRow:
    kind: str
    paused_from: dt.datetime
    paused_to: dt.datetime | None
    due_before: dt.datetime
    due_after: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A clock run as its row will be, with the pauses that changed."""

    clock: Clock
    holder_unit: str
    ended_at: dt.datetime | None
    pauses: tuple[PauseRow, ...] = ()


def dossier_values(
    state: DossierState, *, head_hash: bytes, held_since: dt.datetime | None, recorded_at: dt.datetime
) -> dict[str, Value]:
    """The columns of the dossier row that follow from ``state`` and the last event."""
    holder = state.holder
    held_by_post = holder is not None and holder.kind is HolderKind.POST
    return {
        "code": state.code or None,
        "reception_unit_id": references.unit_id(state.reception_unit),
        "settling_unit_id": references.unit_id(state.settling_unit),
        "state": str(state.state),
        "flags": sorted(flag.value for flag in state.flags),
        "closed": state.closed,
        "seq": state.seq,
        "head_hash": head_hash,
        "snapshot": {**freeze(state), "recorded_at": plain(recorded_at)},
        "step": state.step or "",
        "holder_kind": str(holder.kind) if holder else "",
        "holder_unit_id": references.unit_id(holder.unit) if holder else None,
        "holder_post_id": references.post_id(holder.ref) if holder and held_by_post else None,
        "holder_role": holder.role if holder else "",
        "held_since": held_since,
        "next_at": state.next_at,
        "submitted_at": state.submitted_at,
        "accepted_at": state.accepted_at,
        "statutory_due_at": state.statutory_due,
        "committed_due_at": state.committed_due,
        "appointed_due_at": state.appointed_due,
        "finished_at": state.finished_at,
        "closed_at": state.closed_at,
        "calendar_revision": max((clock.revision for clock in state.clocks), default=0),
        **({"process_version_id": state.process} if state.process else {}),
    }


def changed_runs(before: DossierState | None, after: DossierState, sealed: Sequence[Sealed]) -> list[RunRow]:
    """The rows of every clock run that the events touched, in their final shape."""
    known = {clock.key: clock for clock in (before.clocks if before else ())}
    final = {clock.key: clock for clock in after.clocks}
    unit = after.holder.unit if after.holder else ""
    rows: dict[tuple[str, str, int], RunRow] = {}
    for link in sealed:
        ops = link.event.data.get("clocks")
        for op in ops if isinstance(ops, list) else ():
            if not isinstance(op, dict):
                continue
            run = op["run"]
            key = (str(op["clock"]), str(op["step"]), run if isinstance(run, int) else 0)
            if op["op"] == "start":
                started = final.get(key) or _started(op, key)
                known[key] = started
                rows[key] = RunRow(started, unit, None)
                continue
            clock = final.get(key, known[key])
            ended = parse_instant(op["at"]) if op["op"] == "end" else None
            earlier = rows[key].pauses if key in rows else ()
            rows[key] = RunRow(clock, unit, ended, _with(earlier, _pause(op, known[key])))
            known[key] = _moved(known[key], op)
    return list(rows.values())


def _started(op: dict[str, Json], key: tuple[str, str, int]) -> Clock:
    """A run that starts and ends within one act."""
    amount, revision = op["amount"], op["revision"]
    at, due = parse_instant(op["at"]), parse_instant(op["due"])
    if not isinstance(amount, int) or not isinstance(revision, int) or at is None or due is None:
        raise ValueError("a clock operation lacks its numbers")
    kind, step, run = key
    words = str(op["unit"]), str(op["basis"]), str(op["calendar"])
    return Clock(kind, step, run, amount, *words, revision, at, due, op.get("provisional") is True)


def _with(pauses: tuple[PauseRow, ...], more: PauseRow | None) -> tuple[PauseRow, ...]:
    """The pauses of a run, each beginning once, as the last operation left it."""
    if more is None:
        return pauses
    return (*(one for one in pauses if one.paused_from != more.paused_from), more)


def _moved(clock: Clock, op: dict[str, Json]) -> Clock:
    """A run as the next operation of the same act finds it."""
    if op["op"] == "pause":
        return replace(clock, paused_since=parse_instant(op["at"]), pause_kind=str(op["kind"]))
    due = parse_instant(op.get("due_after"))
    if due is None:
        return clock
    return replace(clock, due_at=due, paused_since=None if op["op"] == "resume" else clock.paused_since)


def _pause(op: dict[str, Json], clock: Clock) -> PauseRow | None:
    at = parse_instant(op["at"])
    if op["op"] == "pause" and at is not None:
        return PauseRow(str(op["kind"]), at, None, clock.due_at, None)
    if op["op"] == "exclude":
        since, until = parse_instant(op["from"]), parse_instant(op["until"])
        return PauseRow("outage", since, until, clock.due_at, parse_instant(op["due_after"])) if since else None
    if op["op"] in {"resume", "end"} and clock.paused_since is not None:
        after = parse_instant(op.get("due_after"))
        return PauseRow(clock.pause_kind, clock.paused_since, at, clock.due_at, after)
    return None


def held_since(
    before: DossierState | None, after: DossierState, was: dt.datetime | None, now: dt.datetime
) -> dt.datetime | None:
    """Since when the present holder holds: unchanged while the holder is the same."""
    if after.holder is None:
        return None
    return was if before is not None and before.holder == after.holder else now


REBOUND_COLUMNS = (*DOSSIER_COLUMNS, "process_version_id")
"""A dossier that was sent to a unit with a process of its own."""


def _updating(columns: Sequence[str]) -> str:
    return f"UPDATE dossier SET {', '.join(f'{column} = %s' for column in columns)} WHERE id = %s"  # noqa: S608


_UPDATES = {columns: _updating(columns) for columns in (DOSSIER_COLUMNS, REBOUND_COLUMNS)}


def update(dossier_id: int, values: dict[str, Value]) -> Rider:
    """The query that writes :func:`dossier_values` onto the row."""
    columns = REBOUND_COLUMNS if "process_version_id" in values else DOSSIER_COLUMNS
    return _UPDATES[columns], [*(values[column] for column in columns), dossier_id]


def runs_query(dossier_id: int, rows: Sequence[RunRow]) -> Rider:
    """The upsert of clock runs; it returns their keys. A run keeps the newest calendar revision it was held
    against; revisions of two calendars are not compared."""
    params: list[Value] = []
    for row in rows:
        clock = row.clock
        holder = references.unit_id(row.holder_unit) if row.holder_unit else None
        params += (dossier_id, clock.kind, clock.step, clock.run, clock.amount, clock.unit, clock.basis)
        params += (clock.calendar, clock.revision, clock.provisional, holder)
        params += (clock.started_at, clock.due_at, row.ended_at)
    one = f"({','.join(['%s'] * len(RUN_COLUMNS))})"
    query = f"""
        INSERT INTO clock_run ({", ".join(RUN_COLUMNS)}) VALUES {",".join([one] * len(rows))}
        ON CONFLICT (dossier_id, kind, step, run_no) DO UPDATE SET
            due_at = EXCLUDED.due_at, ended_at = EXCLUDED.ended_at, provisional = EXCLUDED.provisional,
            calendar = EXCLUDED.calendar,
            calendar_revision = CASE WHEN clock_run.calendar = EXCLUDED.calendar
                THEN greatest(clock_run.calendar_revision, EXCLUDED.calendar_revision)
                ELSE EXCLUDED.calendar_revision END
        RETURNING id, kind, step, run_no"""  # noqa: S608 - constant column names
    return query, params


_PAUSES = """
    INSERT INTO clock_pause (run_id, kind, paused_from, paused_to, actor, reason, due_before, due_after)
    SELECT runs.id, p.pause_kind, p.paused_from, p.paused_to, p.actor, '', p.due_before, p.due_after
    FROM (VALUES {rows})
        AS p(kind, step, run_no, pause_kind, paused_from, paused_to, actor, due_before, due_after)
    JOIN runs ON runs.kind = p.kind AND runs.step = p.step AND runs.run_no = p.run_no
    ON CONFLICT (run_id, paused_from) DO UPDATE SET paused_to = EXCLUDED.paused_to, due_after = EXCLUDED.due_after"""
_PAUSE_ROW = "(%s,%s,%s::int,%s,%s::timestamptz,%s::timestamptz,%s,%s::timestamptz,%s::timestamptz)"


def clock_parts(dossier_id: int, rows: Sequence[RunRow], actor: str) -> list[Part]:
    """Upserts of clock runs and of their pauses, as parts ``runs`` and ``pauses``."""
    if not rows:
        return []
    parts = [Part("runs", *runs_query(dossier_id, rows))]
    values: list[Value] = []
    paused = [(row.clock, pause) for row in rows for pause in row.pauses]
    for clock, pause in paused:
        values += (clock.kind, clock.step, clock.run, pause.kind, pause.paused_from, pause.paused_to, actor)
        values += (pause.due_before, pause.due_after)
    if paused:
        parts.append(Part("pauses", _PAUSES.format(rows=",".join([_PAUSE_ROW] * len(paused))), values))
    return parts
