"""From a kept mail to a petition, or to the answer somebody was asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.core.errors import Conflict, DomainError, Unavailable
from motcua.documents.models import StoredFile
from motcua.integrations.incoming.handling import Act, Stopped, Taken, Unread
from motcua.integrations.models import IncomingMessage
from motcua.people.actors import SYSTEM, Actor, ActorKind
from motcua.people.rules import normalise_email
from motcua.petitions.intake.keeping import keep
from motcua.petitions.lifecycle import Channel
from motcua.petitions.lifecycle.commands import SenderAnswers
from motcua.petitions.models import Petition
from motcua.petitions.services import Sender, SubmitPetition, act, submit

from .reading import Letter, read
from .sorting import authentication, receipt_in, stopped

RECEIPT: Final = re.compile(r"\bPA\d{6}-[0-9A-Z]{7}\b")
MOST_AN_HOUR: Final = 30
MOST_FILES: Final = 10
MOST_TEXT: Final = 20_000
VISITOR: Final = Actor(kind=ActorKind.CITIZEN, user_id=None, uid=None, name="")


@dataclass(frozen=True, slots=True)
class Taking:
    """The files that could be kept, and the names of those that could not."""

    files: Sequence[StoredFile]
    refused: Sequence[str]


def take(message: IncomingMessage, raw: bytes, now: dt.datetime) -> Unread | Stopped | Act:
    """Reads the mail and fills the row in; decides what comes of it."""
    letter = read(raw)
    _note(message, letter)
    reason = stopped(letter, own=settings.MAIL_IN_ADDRESSES, host=urlsplit(settings.BASE_URL).hostname or "")
    if reason:
        return Stopped(reason)
    if _too_many(message, now):
        return Unread("mail_too_many")
    if "charset" in letter.notes:
        return Unread("charset_unknown")
    number = receipt_in(letter, RECEIPT)
    if number:
        return _answer(letter, number, now)
    return _petition(message, letter, now)


def _note(message: IncomingMessage, letter: Letter) -> None:
    message.sent_from, message.subject_line = letter.sender, letter.subject
    message.body_words = letter.whole_text[:100_000]
    message.facts_read = {
        **letter.notes,
        "authentication": authentication(letter),
        "attachments": str(len(letter.attachments)),
    }


def _too_many(message: IncomingMessage, now: dt.datetime) -> bool:
    """One address that sends without end: a program, or somebody in a rage. A person looks at the rest."""
    if not message.sent_from:
        return False
    lately = IncomingMessage.objects.filter(
        channel=message.channel, sent_from=message.sent_from, received_at__gt=now - dt.timedelta(hours=1)
    )
    return lately.exclude(pk=message.pk).filter(id__lt=message.pk).count() >= MOST_AN_HOUR


def _petition(message: IncomingMessage, letter: Letter, now: dt.datetime) -> Unread | Act:
    if not letter.text and not letter.subject and not letter.attachments:
        return Unread("message_empty")
    taken = _files(letter, now)
    text = _with_refused(letter.text or letter.subject, taken)
    if not text and not taken.files:
        return Unread("message_empty")
    if len(text) > MOST_TEXT:
        return Unread("text_too_long")
    submission = SubmitPetition(
        channel=Channel.EMAIL,
        text=text,
        title=letter.subject[:300],
        sender=Sender(name=letter.sender_name, email=letter.sender),
        files=taken.files,
        key=f"incoming:{message.uid}",
    )
    return lambda: Taken(submit(submission, actor=SYSTEM, now=now).uid)


def _answer(letter: Letter, number: str, now: dt.datetime) -> Unread | Act:
    """Only whoever sent the petition, from the address it was sent from, answers by mail; all else a person reads."""
    petition = Petition.objects.select_related("words").filter(receipt_no=number).first()
    if petition is None:
        return Unread("petition_number_unknown")
    known = normalise_email(petition.words.email)
    if not known or known != normalise_email(letter.sender):
        return Unread("answer_from_stranger")
    taken = _files(letter, now)
    command = SenderAnswers(words=_with_refused(letter.text, taken), files=taken.files)

    def answered() -> Taken | Unread:
        try:
            act(petition.uid, command, actor=VISITOR, now=now, secret=petition.secret)
        except Conflict:
            return Unread("answer_not_awaited")
        return Taken(petition.uid, is_answer=True)

    return answered


def _files(letter: Letter, now: dt.datetime) -> Taking:
    """Each attachment through the checks of uploads; one that does not pass stays in the mail as it came.
    Raises Unavailable: then the whole mail is tried again."""
    kept: list[StoredFile] = []
    refused: list[str] = []
    for one in letter.attachments:
        if len(kept) == MOST_FILES:
            refused.append(one.name)
            continue
        try:
            kept.append(keep(BytesIO(one.content), file_name=one.name, actor=SYSTEM, now=now).file)
        except Unavailable:
            raise
        except DomainError:
            refused.append(one.name)
    return Taking(kept, refused)


def _with_refused(text: str, taken: Taking) -> str:
    if not taken.refused:
        return text
    note = _("[Tệp đính kèm không nhận được, còn trong thư gốc: %(files)s]") % {"files": "; ".join(taken.refused)}
    return f"{text}\n\n{note}".strip()
