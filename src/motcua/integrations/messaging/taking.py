"""From a kept short message to a petition, to an answer, or to a word that steers the channel."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

from django.db import transaction

from motcua.core.errors import Conflict
from motcua.integrations.incoming.handling import Act, Stopped, Taken, Unread
from motcua.integrations.mail.taking import RECEIPT, VISITOR
from motcua.integrations.models import IncomingMessage
from motcua.people.actors import SYSTEM
from motcua.people.rules import normalise_phone
from motcua.petitions.lifecycle.commands import SenderAnswers
from motcua.petitions.models import Petition
from motcua.petitions.services import Sender, SubmitPetition, act, submit

from .silence import lift, silence
from .words import Steer, number_in, steer

SMS: Final = "sms"


def take(message: IncomingMessage, raw: bytes, now: dt.datetime) -> Unread | Stopped | Act:
    try:
        told = json.loads(raw)
        sender, text = str(told["sender"])[:60], str(told["text"])
    except (ValueError, TypeError, KeyError):
        return Unread("webhook_unreadable")
    message.sent_from, message.body_words = sender, text.replace("\x00", "")
    if message.attempts == 1 and steer(text) is not Steer.NONE:
        return _steered(message.channel, sender, steer(text), now)
    number, words = number_in(text, RECEIPT)
    if not words:
        return Unread("message_empty")
    if number:
        return _answer(message, number, words, now)
    submission = SubmitPetition(
        channel=message.channel,
        text=words,
        sender=Sender(name=str(told.get("name", ""))[:200], phone=sender if message.channel == SMS else ""),
        key=f"incoming:{message.uid}",
    )
    return lambda: Taken(submit(submission, actor=SYSTEM, now=now).uid)


def _steered(channel: str, sender: str, wanted: Steer, now: dt.datetime) -> Stopped:
    with transaction.atomic():
        if wanted is Steer.STOP:
            silence(channel, sender, now=now)
            return Stopped("stop_word")
        lift(channel, sender)
    return Stopped("start_word")


def _answer(message: IncomingMessage, number: str, words: str, now: dt.datetime) -> Unread | Act:
    petition = Petition.objects.select_related("words").filter(receipt_no=number).first()
    if petition is None:
        return Unread("petition_number_unknown")
    if not _is_sender(message, petition):
        return Unread("answer_from_stranger")

    def answered() -> Taken | Unread:
        try:
            with transaction.atomic():
                act(petition.uid, SenderAnswers(words=words), actor=VISITOR, now=now, secret=petition.secret)
        except Conflict:
            return Unread("answer_not_awaited")
        return Taken(petition.uid, is_answer=True)

    return answered


def _is_sender(message: IncomingMessage, petition: Petition) -> bool:
    """By the number the petition has; on Zalo by the id from which it was written."""
    if message.channel == SMS:
        known = normalise_phone(petition.words.phone)
        return bool(known) and known == normalise_phone(message.sent_from)
    earlier = IncomingMessage.objects.filter(
        channel=message.channel, petition_uid=petition.uid, sent_from=message.sent_from
    )
    return bool(message.sent_from) and earlier.exists()
