"""Which events changed what is known of a dossier since an instant, and of what kind each cause is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Max

from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.figures.facts.log_source import tell_new
from motcua.figures.facts.tail import MemorySink
from motcua.figures.facts.versions import PLACES
from motcua.figures.facts.window import BEGINNING, Cursor
from motcua.figures.models import RegistryChange


class CauseKind(StrEnum):
    LATE_ENTRY = "late_entry"
    """It happened before the publication and was recorded after it."""
    CORRECTION = "correction"
    CALENDAR = "calendar"
    """A calendar was revised, so due dates moved."""
    MERGER = "merger"
    """Units were reorganised: the map is another one, or the dossier was handed on."""
    COURSE = "course"
    """It happened after the publication, in the course of things."""
    REGISTRY = "registry"
    """Nothing happened to it; a registry it is counted by was changed."""


_KINDS: Mapping[str, CauseKind] = {
    EventKind.RESULT_CORRECTED.value: CauseKind.CORRECTION,
    EventKind.REGISTER_CORRECTED.value: CauseKind.CORRECTION,
    EventKind.DATA_ERASED.value: CauseKind.CORRECTION,
    EventKind.REPLANNED.value: CauseKind.CALENDAR,
    EventKind.REROUTED.value: CauseKind.MERGER,
}
_MAP = frozenset({"units", "unit_above", "successions", "unit_decisions"})
_CALENDARS = frozenset({"calendars", "calendar_revisions", "unit_calendars"})


@dataclass(frozen=True, slots=True)
class Cause:
    """An event of a dossier (``seq`` from 1), or changes of a registry (``event`` is its name, ``seq`` 0)."""

    kind: CauseKind
    event: str
    seq: int
    recorded_at: dt.datetime
    occurred_at: dt.datetime | None = None
    number: int = 1

    def to_json(self) -> Mapping[str, object]:
        return {
            "cause": self.kind.value,
            "event": self.event,
            "seq": self.seq,
            "recorded_at": self.recorded_at.isoformat(),
            "occurred_at": self.occurred_at.isoformat() if self.occurred_at else None,
            "number": self.number,
        }


def causes_of(uids: Iterable[str], since: dt.datetime, until: Cursor) -> Mapping[str, Sequence[Cause]]:
    """For each of these dossiers the events recorded after ``since`` that changed a fact of it, in their order. The
    facts themselves name them: a version's number is made of the position of the event that opened it."""
    wanted = [UUID(uid) for uid in uids]
    keys = dict(Dossier.objects.filter(uid__in=wanted).values_list("pk", "uid"))
    sink = MemorySink()
    tell_new([*keys], BEGINNING, until, sink)
    positions = {
        fact // PLACES
        for rows in sink.rows.values()
        for fact, opened, *_ in rows
        if isinstance(fact, int) and isinstance(opened, dt.datetime) and opened > since
    }
    found: dict[str, list[Cause]] = defaultdict(list)
    events = DossierEvent.objects.filter(dossier__in=[*keys], position__in=positions).order_by("dossier", "seq")
    for key, seq, kind, recorded, occurred in events.values_list(
        "dossier", "seq", "kind", "recorded_at", "occurred_at"
    ):
        found[str(keys[key])].append(Cause(_kind(kind, occurred, since), kind, seq, recorded, occurred))
    return found


def _kind(event: str, occurred_at: dt.datetime, since: dt.datetime) -> CauseKind:
    named = _KINDS.get(event)
    if named is not None:
        return named
    return CauseKind.LATE_ENTRY if occurred_at <= since else CauseKind.COURSE


def registry_causes(since: dt.datetime) -> list[Cause]:
    """What was changed in the registries since, relation by relation."""
    rows = RegistryChange.objects.filter(recorded_at__gt=since, baseline=False).values("relation")
    return [
        Cause(_registry_kind(row["relation"]), row["relation"], 0, row["last"], None, row["number"])
        for row in rows.annotate(number=Count("position"), last=Max("recorded_at")).order_by("relation")
    ]


def _registry_kind(relation: str) -> CauseKind:
    if relation in _MAP:
        return CauseKind.MERGER
    return CauseKind.CALENDAR if relation in _CALENDARS else CauseKind.REGISTRY
