"""The way of one petition: its events, its words, its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.core.canonical import Json, decode
from motcua.petitions.deadlines import BASES
from motcua.petitions.lifecycle import EventKind
from motcua.petitions.models import Petition, PetitionClock, PetitionEvent, PetitionPrivate
from motcua.worktime.limits import DayWorking, LimitUnit
from motcua.worktime.rules import Basis, due
from motcua.worktime.selectors import compiled_revision


@dataclass(frozen=True, slots=True)
class Step:
    """An event as people read it. ``words`` are empty for the public and where they were erased."""

    seq: int
    kind: EventKind
    at: dt.datetime
    data: Mapping[str, Json]
    actor: str
    on_behalf_of: str
    words: Mapping[str, Json] = field(default_factory=dict)


PUBLIC_STEPS = frozenset(
    {
        *(EventKind.SUBMITTED, EventKind.VERIFIED, EventKind.ASSIGNED, EventKind.TAKEN, EventKind.EXTENDED),
        *(EventKind.ANSWERED, EventKind.APPROVED, EventKind.PUBLISHED, EventKind.RATED, EventKind.REOPENED),
        *(EventKind.CLOSED, EventKind.URGENT, EventKind.APOLOGISED, EventKind.MERGED, EventKind.SENDER_ASKED),
        EventKind.SENDER_ANSWERED,
    }
)
SENDER_STEPS = PUBLIC_STEPS | {
    *(EventKind.REJECTED, EventKind.FORWARDED, EventKind.LED_AWAY, EventKind.RETURNED_TO_DESK, EventKind.WITHHELD),
    *(EventKind.WITHDRAWN, EventKind.WENT_ON, EventKind.UNMERGED, EventKind.MOVED, EventKind.DATA_ERASED),
}
_SENDER_READS = frozenset(
    {
        *(EventKind.REJECTED, EventKind.FORWARDED, EventKind.LED_AWAY, EventKind.SENDER_ASKED, EventKind.EXTENDED),
        *(EventKind.WITHDRAWN, EventKind.SENDER_ANSWERED, EventKind.REOPENED, EventKind.RATED, EventKind.APOLOGISED),
    }
)


def timeline(petition: Petition, *, reader: str = "desk") -> list[Step]:
    """The events in their order. ``reader``: ``desk`` sees all with its words, ``sender`` what concerns the sender,
    ``public`` steps and days only."""
    rows = PetitionEvent.objects.filter(petition=petition).order_by("seq")
    if reader == "public":
        rows = rows.filter(kind__in=[kind.value for kind in PUBLIC_STEPS])
    elif reader == "sender":
        rows = rows.filter(kind__in=[kind.value for kind in SENDER_STEPS])
    found = list(rows)
    words = {} if reader == "public" else _words_of(found)
    return [_step(row, words.get(row.pk, {}), reader) for row in found]


def _step(row: PetitionEvent, words: Mapping[str, Json], reader: str) -> Step:
    kind = EventKind(row.kind)
    if reader == "sender" and kind not in _SENDER_READS:
        words = {}
    public = reader == "public"
    return Step(
        seq=row.seq,
        kind=kind,
        at=row.occurred_at,
        data={} if public else decode(bytes(row.payload)),
        actor="" if public else row.actor,
        on_behalf_of="" if public else row.on_behalf_of,
        words=words,
    )


def _words_of(rows: Sequence[PetitionEvent]) -> Mapping[int, Mapping[str, Json]]:
    private = PetitionPrivate.objects.filter(event__in=[row.pk for row in rows])
    return {one.pk: decode(bytes(one.body)) for one in private}


def latest_answer(petition: Petition) -> str:
    """The words of the newest answer, empty when there is none or it was erased."""
    row = PetitionEvent.objects.filter(petition=petition, kind=EventKind.ANSWERED.value).order_by("-seq").first()
    return "" if row is None else str(_words_of([row]).get(row.pk, {}).get("answer", ""))


def due_working(clock: PetitionClock) -> Sequence[DayWorking]:
    """The working of a clock's first date: one row per day of the calendar it was computed by. Pauses and an
    extension moved it since: see its ``pauses`` and the event."""
    unit = LimitUnit(clock.unit)
    calendar = compiled_revision(clock.calendar, clock.calendar_revision)
    basis = BASES.get(unit, Basis.END_OF_DAY)
    return due(calendar, clock.started_at, clock.amount, unit, basis, explain=True).working
