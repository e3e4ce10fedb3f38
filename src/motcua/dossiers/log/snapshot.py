"""The lifecycle state as JSON on the dossier row, so that a write reads one row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from motcua.core.canonical import Json, plain
from motcua.dossiers.lifecycle import Clock, Consultation, DossierState, Flag, Holder, HolderKind, PartState, State
from motcua.procedures.bundle import Outcome

SCHEMA_VERSION = 1
T = TypeVar("T")

_INSTANTS = (
    "next_at",
    "submitted_at",
    "accepted_at",
    "statutory_due",
    "committed_due",
    "appointed_due",
    "finished_at",
    "closed_at",
)


def freeze(state: DossierState) -> dict[str, Json]:
    """Plain JSON of ``state``, with a schema version. Sets are sorted, so equal states give equal JSON."""
    data: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "state": state.state,
        "seq": state.seq,
        "flags": sorted(state.flags),
        "holder": state.holder.to_json() if state.holder else None,
        "code": state.code,
        "reception_unit": state.reception_unit,
        "settling_unit": state.settling_unit,
        "step": state.step,
        "step_visits": state.step_visits,
        "clocks": [_freeze_clock(clock) for clock in state.clocks],
        "runs": dict(state.runs),
        "consultations": [{"id": c.id, "unit": c.unit, "due_at": c.due_at} for c in state.consultations],
        "documents": sorted(state.documents),
        "requested": sorted(state.requested),
        "supplements": dict(state.supplements),
        "stopped_from": state.stopped_from,
        "terms": dict(state.terms),
        **({"assignee": state.assignee} if state.assignee else {}),
        **({"process": state.process} if state.process else {}),
        **_freeze_family(state),
        **{name: getattr(state, name) for name in _INSTANTS},
    }
    frozen = plain(data)
    if not isinstance(frozen, dict):
        raise TypeError("a state freezes to an object")
    return frozen


def _freeze_family(state: DossierState) -> dict[str, object]:
    """Nothing for a dossier that has no parts and is none."""
    data: dict[str, object] = {}
    if state.parts:
        data["parts"] = {
            key: {"child": part.child, "status": part.status, "due_at": part.due_at, "pauses": part.pauses}
            for key, part in state.parts.items()
        }
    if state.whole:
        data |= {"whole": state.whole, "part": state.part, "with_whole": state.with_whole}
    return data


def _freeze_clock(clock: Clock) -> dict[str, object]:
    data: dict[str, object] = {name: getattr(clock, name) for name in Clock.__slots__}
    data["pauses"] = [[since, until] for since, until in clock.pauses]
    return data


def _instant(value: Json) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else None


def _must(value: T | None) -> T:
    if value is None:
        raise ValueError("a snapshot lacks an instant")
    return value


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _int(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _thaw_clock(data: dict[str, Json]) -> Clock:
    pauses = tuple(
        (_must(_instant(pair[0])), _must(_instant(pair[1]))) for pair in _list(data["pauses"]) if isinstance(pair, list)
    )
    return Clock(
        kind=str(data["kind"]),
        step=str(data["step"]),
        run=_int(data["run"]),
        amount=_int(data["amount"]),
        unit=str(data["unit"]),
        basis=str(data["basis"]),
        calendar=str(data["calendar"]),
        revision=_int(data["revision"]),
        started_at=_must(_instant(data["started_at"])),
        due_at=_must(_instant(data["due_at"])),
        provisional=data["provisional"] is True,
        paused_since=_instant(data["paused_since"]),
        pause_kind=str(data["pause_kind"]),
        pauses=pauses,
    )


def _thaw_part(data: dict[str, Json]) -> PartState:
    status = Outcome(str(data["status"]))
    return PartState(str(data["child"]), status, _instant(data["due_at"]), data["pauses"] is True)


def thaw(data: Mapping[str, Json]) -> DossierState:
    """The state in a snapshot. Raises ValueError for another schema version: rebuild the projection then."""
    if data.get("schema_version") != SCHEMA_VERSION:
        raise ValueError("the snapshot has another schema version")
    holder = data["holder"]
    stopped_from = _text(data["stopped_from"])
    return DossierState(
        state=State(str(data["state"])),
        seq=_int(data["seq"]),
        flags=frozenset(Flag(str(flag)) for flag in _list(data["flags"])),
        holder=(
            Holder(HolderKind(str(holder["kind"])), str(holder["ref"]), str(holder["unit"]), str(holder["role"]))
            if isinstance(holder, dict)
            else None
        ),
        code=str(data["code"]),
        reception_unit=str(data["reception_unit"]),
        settling_unit=str(data["settling_unit"]),
        step=_text(data["step"]),
        step_visits=_int(data["step_visits"]),
        assignee=str(data.get("assignee", "")),
        clocks=tuple(_thaw_clock(_dict(clock)) for clock in _list(data["clocks"])),
        runs={key: _int(value) for key, value in _dict(data["runs"]).items()},
        consultations=tuple(
            Consultation(str(c["id"]), str(c["unit"]), _must(_instant(c["due_at"])))
            for c in map(_dict, _list(data["consultations"]))
        ),
        documents=frozenset(map(str, _list(data["documents"]))),
        requested=frozenset(map(str, _list(data["requested"]))),
        supplements={key: _int(value) for key, value in _dict(data["supplements"]).items()},
        stopped_from=State(stopped_from) if stopped_from else None,
        terms=_dict(data["terms"]),
        process=_int(data.get("process")),
        parts={key: _thaw_part(_dict(part)) for key, part in _dict(data.get("parts")).items()},
        whole=str(data.get("whole", "")),
        part=str(data.get("part", "")),
        with_whole=data.get("with_whole") is True,
        **{name: _instant(data.get(name)) for name in _INSTANTS},
    )
