"""Runs of the clocks of law and the time that did not count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from motcua.core.canonical import Json
from motcua.dossiers.lifecycle import DossierState, Event
from motcua.dossiers.lifecycle.events import Data
from motcua.dossiers.lifecycle.state import parse_instant

from .versions import Values

Put = Callable[[str, object, Values], None]
_Key = tuple[str, str, int]


class _Run:
    __slots__ = ("calendar", "due", "ended", "fixed", "paused", "provisional", "revision", "started", "unit")

    def __init__(self, op: Data, unit: str) -> None:
        self.fixed: Values = (op["amount"], str(op["unit"]), str(op["basis"]))
        self.unit = unit
        self.calendar, self.revision = str(op["calendar"]), op["revision"]
        self.provisional = op.get("provisional") is True
        self.started, self.due = parse_instant(op["at"]), parse_instant(op["due"])
        self.ended: dt.datetime | None = None
        self.paused: tuple[dt.datetime, str, dt.datetime | None] | None = None


class Clocks:
    """Follows the clocks of one dossier, those of steps left out."""

    def __init__(self, dossier: str, procedure: str, put: Put) -> None:
        self._dossier, self._procedure, self._put = dossier, procedure, put
        self._runs: dict[_Key, _Run] = {}

    def hear(self, event: Event, after: DossierState, at: dt.datetime) -> None:
        ops = event.data.get("clocks")
        for op in ops if isinstance(ops, list) else ():
            if isinstance(op, dict) and op["clock"] != "step":
                run = op["run"]
                self._apply((str(op["clock"]), str(op["step"]), run if isinstance(run, int) else 0), op, after)

    def _apply(self, key: _Key, op: Data, after: DossierState) -> None:
        name, at = op["op"], parse_instant(op["at"])
        if name == "start":
            unit = after.holder.unit if after.holder else after.settling_unit
            self._runs[key] = run = _Run(op, unit)
        else:
            run = self._runs[key]
        if name == "pause" and at is not None:
            run.paused = at, str(op["kind"]), run.due
            self._pause(key, str(op["kind"]), at, None, run.due, None)
        elif name in {"resume", "end"}:
            due = parse_instant(op.get("due_after"))
            if run.paused is not None:
                since, kind, before = run.paused
                self._pause(key, kind, since, at, before, due)
                run.paused = None
            run.due = due or run.due
            run.ended = at if name == "end" else None
        elif name == "exclude":
            self._exclude(key, run, op)
        elif name == "replan":
            run.due = parse_instant(op["due_after"])
            run.calendar, run.revision = str(op.get("calendar", run.calendar)), op["revision"]
            run.provisional = op.get("provisional") is True
        self._write(key, run)

    def _exclude(self, key: _Key, run: _Run, op: Data) -> None:
        since, until, due = (parse_instant(op[name]) for name in ("from", "until", "due_after"))
        if since is not None:
            self._pause(key, "outage", since, until, run.due, due)
        run.due = due

    def _pause(
        self,
        key: _Key,
        kind: str,
        since: dt.datetime,
        until: dt.datetime | None,
        before: dt.datetime | None,
        after: dt.datetime | None,
    ) -> None:
        clock, _, number = key
        self._put("pauses", (key, since), (self._dossier, clock, number, kind, since, until, before, after))

    def _write(self, key: _Key, run: _Run) -> None:
        clock, about, number = key
        revision: Json = run.revision
        self._put(
            "clocks",
            key,
            (
                self._dossier,
                self._procedure,
                clock,
                about,
                number,
                run.unit,
                *run.fixed,
                run.calendar,
                revision,
                run.provisional,
                run.started,
                run.due,
                run.ended,
            ),
        )
