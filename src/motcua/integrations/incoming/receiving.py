"""Keeping a message before anybody reads it. When this returns, it is on the disk and in the database."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Final

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from motcua.core.clock import legal_date
from motcua.core.errors import TooLarge
from motcua.documents.services import erase_file, store_own
from motcua.integrations.models import IncomingChannel, IncomingMessage, IncomingState
from motcua.people.actors import SYSTEM
from motcua.people.rules import storable

log = structlog.get_logger()

KEEP: Final = dt.timedelta(days=180)
"""How long a message as it came stays readable. Motcua's own default; no rule sets it nationally."""
MOST_BYTES: Final = 20_000_000
PURPOSE: Final = "incoming"
HANDLE_TASK: Final = "integrations.handle_one"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as a channel hands it over. ``foreign_id`` is the channel's own id; equal ids are one message.
    ``sender``, ``subject`` and ``text`` may be empty and are read later. ``reason``: no program can read it."""

    channel: IncomingChannel
    foreign_id: str
    raw: bytes
    media_type: str
    sender: str = ""
    subject: str = ""
    text: str = ""
    reason: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def receive(arrived: Arrived, *, now: dt.datetime) -> tuple[IncomingMessage, bool]:
    """The kept message, and whether it is new. Raises TooLarge (``message_too_large``), Unavailable
    (``storage_unavailable``); then the sender must be told to try again."""
    if len(arrived.raw) > MOST_BYTES:
        raise TooLarge("message_too_large", params={"limit_mb": MOST_BYTES // 1_000_000})
    named = {"channel": arrived.channel.value, "foreign_id": id_of(arrived.foreign_id)}
    known = IncomingMessage.objects.filter(**named).first()
    if known is not None:
        return known, False
    raw = store_own(
        arrived.raw or b"\n",  # the store keeps no file of nothing
        file_name=f"{arrived.channel.value}.eml" if arrived.media_type == "message/rfc822" else "message.txt",
        media_type=arrived.media_type,
        actor=SYSTEM,
        now=now,
        purpose=PURPOSE,
    )
    with transaction.atomic():
        row, created = IncomingMessage.objects.get_or_create(
            **named,
            defaults={
                "state": (IncomingState.UNREAD if arrived.reason else IncomingState.WAITING).value,
                "reason": arrived.reason,
                "received_at": now,
                "next_at": now,
                "sent_from": storable(arrived.sender)[:254],
                "subject_line": storable(arrived.subject)[:500],
                "body_words": arrived.text.replace("\x00", ""),
                "raw": raw,
                "size": len(arrived.raw),
                "facts_read": arrived.facts,
                "purge_on": legal_date(now + KEEP),
            },
        )
        if not created:
            erase_file(raw, now=now)
        elif not arrived.reason:
            app.configure_task(HANDLE_TASK).defer(message=str(row.uid))
    if created:
        log.info("incoming.kept", message=str(row.uid), channel=row.channel, size=row.size)
    return row, created


def id_of(foreign_id: str) -> str:
    """An id as it is kept: a long one, or one no column can hold, by its hash."""
    if foreign_id and len(foreign_id) <= 250 and foreign_id.isprintable():
        return foreign_id
    return f"sha256-{hashlib.sha256(foreign_id.encode('utf-8', 'surrogateescape')).hexdigest()}"
