"""Letters to the applicants whose dossiers a decision brought to another authority. A reorganisation moves a hundred
thousand in minutes; their letters leave over hours, one after the other, and hold up no other letter: they have a
consumer of their own, no job each, and a time each of its own."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from motcua.core.canonical import decode
from motcua.core.outbox import Message, consumer
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.models import DossierEvent

from .letters import Letter
from .models import Notice, NoticeState
from .services import note_dossier_letter

NAME: Final = "notifications.moved"
STALE: Final = dt.timedelta(days=7)
APART: Final = dt.timedelta(milliseconds=500)
"""Between two of these letters: of the two hundred that leave in a minute, a part is left for all others."""

TOLD: Final = ("reception_unit", "settling_unit")
"""What of a move concerns the applicant: another desk, another authority. Who inside holds it does not."""


@consumer(NAME, topics=("dossier",))
def write_moved(message: Message, *, now: dt.datetime) -> None:
    if message.kind != EventKind.REROUTED or now - message.created_at > STALE:
        return
    dossier, seq = UUID(str(message.body["dossier"])), int(str(message.body["seq"]))
    if _concerns_applicant(dossier, seq):
        note_moved(message=message.id, dossier=dossier, seq=seq, now=now)


def _concerns_applicant(dossier: UUID, seq: int) -> bool:
    """A part moves unseen: its whole is what the applicant knows. The decision may have said to tell nobody."""
    rows = DossierEvent.objects.filter(dossier__uid=dossier, dossier__parent=None, seq=seq)
    payload = rows.values_list("payload", flat=True).first()
    if payload is None:
        return False
    data = decode(bytes(payload))
    return data.get("quiet") is not True and any(name in data for name in TOLD)


def note_moved(*, message: UUID, dossier: UUID, seq: int, now: dt.datetime) -> UUID | None:
    """The letter about a move; ``None`` where the message, or a later one, was read before. A dossier that moves again
    before its letter left gets one letter, about where it is then."""
    told = Notice.objects.filter(dossier_uid=dossier, letter=Letter.MOVED.value)
    if told.filter(seq__gte=seq).exists():
        return None
    if told.filter(state=NoticeState.PENDING, attempts=0).update(seq=seq):
        return None
    uid = note_dossier_letter(Letter.MOVED, message=message, dossier=dossier, seq=seq, now=now)
    if uid is not None:
        Notice.objects.filter(uid=uid).update(next_at=_slot(uid, now))
    return uid


def _slot(uid: UUID, now: dt.datetime) -> dt.datetime:
    """Behind the last of these that still waits."""
    waiting = Notice.objects.filter(letter=Letter.MOVED.value, state=NoticeState.PENDING, attempts=0).exclude(uid=uid)
    last = waiting.order_by("-next_at").values_list("next_at", flat=True).first()
    return now if last is None else max(now, last + APART)
