"""From outbox messages to letters waiting to be sent. Only our own tables are written here."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from motcua.core.outbox import Message, consumer
from motcua.people.services.email_code import CODE_REQUESTED, TOPIC

from . import tasks
from .letters import OF_DATES, OF_HOURS, TELLING, letter_for
from .services import note_code_letter, note_date_letter, note_dossier_letter, note_hours_letter
from .sources import dossier_source

NAME: Final = "notifications.email"
DUTY: Final = "notifications.duty"
STALE: Final = dt.timedelta(days=7)
"""Nobody is told by e-mail of what happened longer ago: after a long outage, a restore or a bulk load."""


@consumer(NAME, topics=("dossier", TOPIC))
def write_letters(message: Message, *, now: dt.datetime) -> None:
    """One letter at most for each message, and a job that sends it as soon as this is committed."""
    if now - message.created_at > STALE:
        return
    notice = _code(message, now) if message.topic == TOPIC else _dossier(message, now)
    if notice is not None:
        tasks.send_one.defer(notice=str(notice))


def _code(message: Message, now: dt.datetime) -> UUID | None:
    if message.kind != CODE_REQUESTED:
        return None
    return note_code_letter(message=message.id, challenge=UUID(str(message.body["challenge"])), now=now)


def _dossier(message: Message, now: dt.datetime) -> UUID | None:
    if message.kind not in TELLING:
        return None
    dossier, seq = UUID(str(message.body["dossier"])), int(str(message.body["seq"]))
    envelope = dossier_source().envelope(dossier, seq)
    letter = letter_for(envelope.occurrence) if envelope is not None else None
    if letter is None:
        return None
    return note_dossier_letter(letter, message=message.id, dossier=dossier, seq=seq, now=now)


@consumer(DUTY, topics=("responsibility", "timer"))
def write_to_officials(message: Message, *, now: dt.datetime) -> None:
    """Letters to officials: who has to explain or to decide, and whose date passed. One at most for each message."""
    if now - message.created_at > STALE:
        return
    notice = _hours(message, now) if message.topic == "responsibility" else _date(message, now)
    if notice is not None:
        tasks.send_one.defer(notice=str(notice))


def _hours(message: Message, now: dt.datetime) -> UUID | None:
    letter = OF_HOURS.get(message.kind)
    if letter is None:
        return None
    return note_hours_letter(letter, message=message.id, account=UUID(str(message.body["account"])), now=now)


def _date(message: Message, now: dt.datetime) -> UUID | None:
    if message.kind not in OF_DATES:
        return None
    return note_date_letter(message=message.id, firing=UUID(str(message.body["firing"])), now=now)
