"""What happened to a dossier: who, when, how long each step held it, and which time did not count."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from motcua.core.canonical import Json, decode
from motcua.dossiers import references
from motcua.dossiers.answers import unit_name
from motcua.dossiers.lifecycle import EventKind, State
from motcua.dossiers.lifecycle.states import PAUSED_STATES
from motcua.dossiers.log.chain import COMMITMENT_KEY
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.people.models import User
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import working_minutes

QUIET = frozenset({EventKind.DOCUMENT_ADDED})
"""Events that do not hold a dossier: the time of the step runs on through them."""

STILL = frozenset({State.SUPPLEMENT_AT_RECEPTION, *PAUSED_STATES})


@dataclass(frozen=True, slots=True)
class Moment:
    """One event as people read it. ``held_minutes``: working minutes until the next one, or until now; ``paused``:
    that time did not count. ``private`` is None when the reader may not see it or it was erased."""

    seq: int
    kind: EventKind
    at: dt.datetime
    recorded_at: dt.datetime
    actor: str
    on_behalf_of: str
    unit: str
    data: Mapping[str, Json]
    state: State
    held_minutes: int | None
    paused: bool
    open: bool = False
    private: Mapping[str, Json] | None = field(default=None, repr=False)

    def private_text(self, name: str) -> str:
        value = (self.private or {}).get(name)
        return value if isinstance(value, str) else ""


def timeline(
    dossier: Dossier, *, calendar: CompiledCalendar, now: dt.datetime, with_private: bool, names: bool
) -> list[Moment]:
    """Every event, oldest first, in two statements. ``names``: show officials by name (the desk), else by unit."""
    events = DossierEvent.objects.filter(dossier=dossier).order_by("seq")
    if with_private:
        events = events.select_related("private")
    rows = list(events)
    people = _names(rows) if names else {}
    moments: list[Moment] = []
    state = State.SUBMITTED
    for index, row in enumerate(rows):
        data = decode(row.payload)
        data.pop(COMMITMENT_KEY, None)
        state = State(str(data.get("to", state)))
        following = _next_holding(rows, index)
        until = following.occurred_at if following else now
        last = following is None
        quiet = row.kind in QUIET
        closed = last and dossier.closed
        moments.append(
            Moment(
                seq=row.seq,
                kind=EventKind(row.kind),
                at=row.occurred_at,
                recorded_at=row.recorded_at,
                actor=people.get(row.actor, ""),
                on_behalf_of=row.on_behalf_of,
                unit=unit_name(references.unit_id(row.unit)).name if row.unit else "",
                data=data,
                state=state,
                held_minutes=None if quiet or closed else max(0, working_minutes(calendar, row.occurred_at, until)),
                paused=state in STILL,
                open=last and not dossier.closed and not quiet,
                private=_private(row) if with_private else None,
            )
        )
    return moments


def _next_holding(rows: Sequence[DossierEvent], index: int) -> DossierEvent | None:
    return next((row for row in rows[index + 1 :] if row.kind not in QUIET), None)


def _private(row: DossierEvent) -> Mapping[str, Json] | None:
    stored = getattr(row, "private", None)
    if stored is None:
        return None
    value = json.loads(bytes(stored.body))
    return value if isinstance(value, dict) else None


def _names(rows: Iterable[DossierEvent]) -> dict[str, str]:
    uids = {row.actor for row in rows if _is_uuid(row.actor)}
    return {str(uid): name for uid, name in User.objects.filter(uid__in=uids).values_list("uid", "full_name")}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def private_of_first(dossier: Dossier) -> Mapping[str, Json]:
    """The applicant block and the answers as filed; empty when they were erased."""
    row = DossierEvent.objects.select_related("private").filter(dossier=dossier, seq=1).first()
    return (_private(row) if row is not None else None) or {}
