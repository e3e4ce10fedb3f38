"""The lifecycle state as JSON on the petition's row, so that a write reads one row."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from motcua.core.canonical import Json, plain
from motcua.petitions.lifecycle import Clock, Flag, Holder, HolderKind, PetitionState, State, Step

SCHEMA_VERSION = 1
_INSTANTS = frozenset(
    {"next_at", "submitted_at", "answered_at", "approved_at", "published_at", "closed_at", "apology_since"}
)


def freeze(state: PetitionState) -> dict[str, Json]:
    """Plain JSON of ``state``, with a schema version; equal states give equal JSON."""
    data: dict[str, object] = {field.name: getattr(state, field.name) for field in dataclasses.fields(state)}
    data["schema_version"] = SCHEMA_VERSION
    data["flags"] = sorted(state.flags)
    data["holder"] = {"kind": state.holder.kind, "unit": state.holder.unit} if state.holder else None
    data["clocks"] = [
        {**{field.name: getattr(one, field.name) for field in dataclasses.fields(one)}, "pauses": list(one.pauses)}
        for one in state.clocks
    ]
    frozen = plain(data)
    if not isinstance(frozen, dict):
        raise TypeError("a state freezes to an object")
    return frozen


def thaw(data: Mapping[str, Json]) -> PetitionState:
    """The state in a snapshot. Raises ValueError for another schema version: rebuild the projection then."""
    if data.get("schema_version") != SCHEMA_VERSION:
        raise ValueError("the snapshot has another schema version")
    fields: dict[str, object] = {name: value for name, value in data.items() if name != "schema_version"}
    fields |= {name: _instant(data.get(name)) for name in _INSTANTS}
    holder, asked = data["holder"], data["asked_from"]
    fields["state"] = State(str(data["state"]))
    fields["flags"] = frozenset(Flag(str(one)) for one in _list(data["flags"]))
    fields["holder"] = (
        Holder(HolderKind(str(holder["kind"])), str(holder["unit"])) if isinstance(holder, dict) else None
    )
    fields["asked_from"] = HolderKind(str(asked)) if asked else None
    fields["owed"] = tuple(one for one in _list(data["owed"]) if isinstance(one, int))
    fields["clocks"] = tuple(_clock(one) for one in _list(data["clocks"]) if isinstance(one, dict))
    return PetitionState(**fields)  # type: ignore[arg-type]


def _clock(data: dict[str, Json]) -> Clock:
    fields: dict[str, object] = dict(data)
    fields |= {name: _instant(data[name]) for name in ("started_at", "due_at", "ended_at", "paused_since")}
    fields["step"] = Step(str(data["step"]))
    fields["pauses"] = tuple(
        (_instant(pair[0]), _instant(pair[1])) for pair in _list(data["pauses"]) if isinstance(pair, list)
    )
    return Clock(**fields)  # type: ignore[arg-type]


def _instant(value: Json) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else None


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
