"""A dossier's row, clock runs and pauses made anew from its events, through the ORM and one event after the other.

It is slower than :mod:`motcua.dossiers.log.project` and shares none of its code, so each proves the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from motcua.core.canonical import Json, plain
from motcua.dossiers.lifecycle import DossierState, HolderKind, evolve
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.models import ClockPause, ClockRun, Dossier, DossierEvent
from motcua.organisation.models import Post, Unit

from .read import stored_event
from .snapshot import freeze

Key = tuple[str, str, int]
Row = dict[str, object]


@dataclass(slots=True)
class Projection:
    """What the tables should say, as the ORM takes it. Runs by (kind, step, number), pauses by run and beginning."""

    dossier: Row = field(default_factory=dict)
    runs: dict[Key, Row] = field(default_factory=dict)
    pauses: dict[tuple[Key, dt.datetime], Row] = field(default_factory=dict)


def rebuilt(dossier: Dossier) -> Projection:
    """What the log of ``dossier`` says. Raises ValueError for an empty log or one with an impossible event."""
    found = Projection()
    state: DossierState | None = None
    held_since: dt.datetime | None = None
    last: DossierEvent | None = None
    holder_before = None
    started: list[Key] = []
    for row in DossierEvent.objects.filter(dossier=dossier).order_by("seq"):
        if last is not None and row.recorded_at != last.recorded_at:
            holder_before, started = state.holder if state else None, []
        event = stored_event(row.kind, row.version, row.payload)
        state = evolve(state, event)
        started += _clocks(found, event.data.get("clocks"), row.actor)
        if state.holder != holder_before:
            held_since = row.occurred_at
        unit = _unit(state.holder.unit) if state.holder else None
        for key in started:
            found.runs[key]["holder_unit_id"] = unit
        last = row
    if state is None or last is None:
        raise ValueError("an empty log has no projection")
    found.dossier = _dossier_row(state, last, held_since if state.holder else None)
    return found


def _unit(uid: str) -> int:
    return Unit.objects.values_list("pk", flat=True).get(uid=uid)


def _clocks(found: Projection, ops: Json, actor: str) -> list[Key]:
    """Apply one event's clock operations; the keys of the runs it started."""
    started: list[Key] = []
    for op in ops if isinstance(ops, list) else ():
        if not isinstance(op, dict):
            raise ValueError("a clock operation is an object")  # noqa: TRY004 - a fault of the log
        key = (str(op["clock"]), str(op["step"]), int(str(op["run"])))
        at = parse_instant(op["at"])
        if at is None:
            raise ValueError("a clock operation lacks its instant")
        if op["op"] == "start":
            found.runs[key] = _started(op, at)
            started.append(key)
        else:
            _apply(found, key, op, at, actor)
    return started


def _started(op: Mapping[str, Json], at: dt.datetime) -> Row:
    return {
        "amount": op["amount"],
        "unit": op["unit"],
        "basis": op["basis"],
        "calendar": op["calendar"],
        "calendar_revision": op["revision"],
        "provisional": op["provisional"],
        "started_at": at,
        "due_at": parse_instant(op["due"]),
        "ended_at": None,
    }


def _apply(found: Projection, key: Key, op: Mapping[str, Json], at: dt.datetime, actor: str) -> None:
    run = found.runs[key]
    pause = next((row for (of, _), row in found.pauses.items() if of == key and row["paused_to"] is None), None)
    match op["op"]:
        case "pause":
            beginning: Row = {"kind": op["kind"], "paused_to": None, "actor": actor, "due_after": None}
            found.pauses[key, at] = {**beginning, "due_before": run["due_at"]}
        case "resume":
            run["due_at"] = parse_instant(op["due_after"])
            if pause is not None:
                pause |= {"paused_to": at, "due_after": run["due_at"]}
        case "replan":
            run |= {"due_at": parse_instant(op["due_after"]), "provisional": op["provisional"]}
            run |= {"calendar": op.get("calendar", run["calendar"]), "calendar_revision": op["revision"]}
        case "exclude":
            since, until, due = (parse_instant(op[name]) for name in ("from", "until", "due_after"))
            if since is None:
                raise ValueError("a clock operation lacks its instant")
            gone: Row = {"kind": "outage", "paused_to": until, "actor": actor, "due_after": due}
            found.pauses[key, since] = {**gone, "due_before": run["due_at"]}
            run["due_at"] = due
        case "end":
            run["ended_at"] = at
            if pause is not None:
                pause["paused_to"] = at
        case other:
            raise ValueError(f"unknown clock operation {other!r}")


def _dossier_row(state: DossierState, last: DossierEvent, held_since: dt.datetime | None) -> Row:
    holder = state.holder
    post = Post.objects.get(uid=holder.ref).pk if holder and holder.kind is HolderKind.POST else None
    return {
        "code": state.code or None,
        "reception_unit_id": _unit(state.reception_unit),
        "settling_unit_id": _unit(state.settling_unit),
        "state": state.state.value,
        "flags": sorted(flag.value for flag in state.flags),
        "closed": state.closed,
        "seq": last.seq,
        "head_hash": bytes(last.hash),
        "snapshot": {**freeze(state), "recorded_at": plain(last.recorded_at)},
        "step": state.step or "",
        "holder_kind": holder.kind.value if holder else "",
        "holder_unit_id": _unit(holder.unit) if holder else None,
        "holder_post_id": post,
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
        **({"parent_id": Dossier.objects.values_list("pk", flat=True).get(uid=state.whole)} if state.whole else {}),
    }


def stored(dossier: Dossier, like: Projection) -> Projection:
    """What the tables say now, in the shape of ``like``."""
    found = Projection({name: _value(getattr(dossier, name)) for name in like.dossier})
    for run in ClockRun.objects.filter(dossier=dossier).prefetch_related("pauses").order_by("id"):
        key = (run.kind, run.step, run.run_no)
        found.runs[key] = {name: getattr(run, name) for name in (*RUN_FIELDS, "holder_unit_id")}
        for pause in run.pauses.all():
            found.pauses[key, pause.paused_from] = {name: getattr(pause, name) for name in PAUSE_FIELDS}
    return found


RUN_FIELDS = (
    "amount",
    "unit",
    "basis",
    "calendar",
    "calendar_revision",
    "provisional",
    "started_at",
    "due_at",
    "ended_at",
)
PAUSE_FIELDS = ("kind", "paused_to", "actor", "due_before", "due_after")


def _value(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def differences(dossier: Dossier) -> list[str]:
    """Where the tables differ from the log, as ``table key column``; empty when they agree.

    A run may name a newer calendar revision than its events: it was held against it and nothing moved.
    """
    want = rebuilt(dossier)
    have = stored(dossier, want)
    found = [f"dossier {name}" for name in want.dossier if want.dossier[name] != have.dossier[name]]
    for key in sorted({*want.runs, *have.runs}):
        found += _differing("clock_run", key, want.runs.get(key), have.runs.get(key))
    for place in sorted({*want.pauses, *have.pauses}):
        found += _differing("clock_pause", place, want.pauses.get(place), have.pauses.get(place))
    return found


def _differing(table: str, key: object, want: Row | None, have: Row | None) -> list[str]:
    if want is None or have is None:
        return [f"{table} {key} {'missing' if have is None else 'not in the log'}"]
    return [f"{table} {key} {name}" for name in want if want[name] != have[name] and not _newer(name, want, have)]


def _newer(name: str, want: Row, have: Row) -> bool:
    return name == "calendar_revision" and int(str(have[name])) > int(str(want[name]))


def restore(dossier: Dossier) -> bool:
    """Make the tables say what the log says; whether anything changed. Raises as :func:`rebuilt`.

    Run ``motcua verify`` first: a projection is no better than its log.
    """
    with transaction.atomic():
        locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
        if not differences(locked):
            return False
        want = rebuilt(locked)
        have = stored(locked, want)
        Dossier.objects.filter(pk=locked.pk).update(**want.dossier)
        for key, values in want.runs.items():
            _restore_run(locked, key, values, want)
        for kind, step, number in have.runs.keys() - want.runs.keys():
            gone = ClockRun.objects.filter(dossier=locked, kind=kind, step=step, run_no=number)
            ClockPause.objects.filter(run__in=gone).delete()
            gone.delete()
    return True


def _restore_run(dossier: Dossier, key: Key, values: Row, want: Projection) -> None:
    kind, step, number = key
    run, _ = ClockRun.objects.update_or_create(dossier=dossier, kind=kind, step=step, run_no=number, defaults=values)
    pauses = {since: row for (of, since), row in want.pauses.items() if of == key}
    run.pauses.exclude(paused_from__in=pauses).delete()
    for since, row in pauses.items():
        ClockPause.objects.update_or_create(run=run, paused_from=since, defaults=row)
