"""What came from the national system, as petitions, answers and ratings of ours. Each thing is kept first, as any
message that comes in (``motcua.integrations.incoming``), so things that come twice are one and nothing is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from typing import Final

import structlog
from django.db import transaction

from motcua.core.errors import Conflict, DomainError, Unavailable
from motcua.integrations.incoming.handling import Act, Taken, Unread
from motcua.integrations.incoming.receiving import Arrived, receive
from motcua.integrations.models import ForeignCursor, ForeignPetition, IncomingChannel, IncomingMessage, Origin
from motcua.people.actors import SYSTEM, Actor, ActorKind
from motcua.petitions.lifecycle import Channel, Command
from motcua.petitions.lifecycle.commands import Rate, SenderAnswers, Withdraw
from motcua.petitions.models import Petition
from motcua.petitions.services import Sender, SubmitPetition, act, submit

from .interface import SYSTEM as NATIONAL
from .interface import Item, ItemKind, NationalAway, NationalPetitions

log = structlog.get_logger()

PAGE: Final = 100
MOST_PAGES: Final = 50
RATED_THERE: Final = "rated_there"
VISITOR: Final = Actor(kind=ActorKind.CITIZEN, user_id=None, uid=None, name="")


def pull(system: NationalPetitions, *, now: dt.datetime) -> int:
    """Keep what is new there; how many things were new. The cursor moves with what was kept. When the system is away
    it is noted since when, and nothing else happens."""
    cursor, _ = ForeignCursor.objects.get_or_create(system=NATIONAL)
    new = 0
    for _page in range(MOST_PAGES):
        try:
            page = system.pull(cursor.cursor, limit=PAGE)
        except NationalAway as error:
            cursor.failed_since, cursor.error = cursor.failed_since or now, type(error).__name__
            cursor.save()
            log.warning("national.away", since=cursor.failed_since.isoformat())
            return new
        with transaction.atomic():
            new += sum(_keep(item, now) for item in page.items)
            cursor.cursor, cursor.read_at, cursor.failed_since, cursor.error = page.cursor[:200], now, None, ""
            cursor.save()
        if not page.more or not page.items:
            return new
    return new


def _keep(item: Item, now: dt.datetime) -> bool:
    told = {**dataclasses.asdict(item), "kind": item.kind.value, "at": item.at.isoformat()}
    raw = json.dumps(told, ensure_ascii=False).encode()
    _row, created = receive(
        Arrived(
            IncomingChannel.NATIONAL,
            item.item_id,
            raw,
            "application/json",
            sender=item.sender_name,
            subject=f"{item.number} {item.kind.value}",
            text=item.text,
        ),
        now=now,
    )
    return created


def take(message: IncomingMessage, raw: bytes, now: dt.datetime) -> Unread | Act:
    """Raises Unavailable (``national_early``) for something about a petition that has not come yet."""
    try:
        told = json.loads(raw)
        item = Item(**{**told, "kind": ItemKind(told["kind"]), "at": dt.datetime.fromisoformat(told["at"])})
    except (ValueError, TypeError, KeyError):
        return Unread("webhook_unreadable")
    if item.kind is ItemKind.REPORT:
        return lambda: _report(item, now)
    link = ForeignPetition.objects.filter(system=NATIONAL, foreign_id=item.number).first()
    if link is None:
        raise Unavailable("national_early")
    return lambda: _about(link, item, now)


def _report(item: Item, now: dt.datetime) -> Taken:
    """One number, two views: the same number again is the same petition."""
    known = ForeignPetition.objects.filter(system=NATIONAL, foreign_id=item.number).first()
    if known is not None:
        return Taken(known.petition_uid)
    submission = SubmitPetition(
        channel=Channel.NATIONAL,
        text=item.text,
        title=item.title,
        address_words=item.place,
        sender=Sender(item.sender_name, item.phone, item.email, item.address),
        foreign_id=item.number,
    )
    petition = submit(submission, actor=SYSTEM, now=now)
    ForeignPetition.objects.create(
        system=NATIONAL,
        foreign_id=item.number,
        origin=Origin.THERE.value,
        petition_uid=petition.uid,
        foreign_version=item.version,
        foreign_at=item.at,
        linked_at=now,
        changed_at=now,
    )
    return Taken(petition.uid)


_COMMANDS: Final[dict[ItemKind, Callable[[Item], Command]]] = {
    ItemKind.SUPPLEMENT: lambda item: SenderAnswers(words=item.text),
    ItemKind.RATING: lambda item: Rate(score=item.score, words=item.text),
    ItemKind.RECALL: lambda item: Withdraw(words=item.text),
}


def _about(link: ForeignPetition, item: Item, now: dt.datetime) -> Taken | Unread:
    """The sender's act there is the sender's act here. One that cannot be any more is a conflict that a person sees."""
    petition = Petition.objects.get(uid=link.petition_uid)
    link.foreign_version = max(link.foreign_version, item.version)
    link.foreign_at, link.changed_at = max(link.foreign_at or item.at, item.at), now
    if item.kind is ItemKind.RATING:
        link.foreign_state = RATED_THERE
    try:
        with transaction.atomic():
            act(petition.uid, _COMMANDS[item.kind](item), actor=VISITOR, now=now, secret=petition.secret)
    except Conflict:
        link.conflict = f"{item.kind.value}_too_late"
        link.save()
        return Unread(f"national_{item.kind.value}_too_late")
    except DomainError as error:
        link.conflict = error.code[:60]
        link.save()
        return Unread(error.code)
    link.save()
    return Taken(petition.uid, is_answer=True)
