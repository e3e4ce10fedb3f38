"""Making letters to send, sending one again, and forgetting."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.erasure import Subject
from motcua.core.errors import Conflict, NotFound
from motcua.people.actors import Actor

from .letters import Letter
from .models import Notice, NoticeState

KEEP: Final = dt.timedelta(days=90)
"""How long it stays known, in masked form, which address a letter went to."""


def note_dossier_letter(letter: Letter, *, message: UUID, dossier: UUID, seq: int, now: dt.datetime) -> UUID | None:
    """A letter about an event of a dossier; ``None`` when the message made one before."""
    return _note(Notice(message_uid=message, letter=letter.value, dossier_uid=dossier, seq=seq), now)


def note_code_letter(*, message: UUID, challenge: UUID, now: dt.datetime) -> UUID | None:
    """A letter with a sign-in code; ``None`` when the message made one before."""
    return _note(Notice(message_uid=message, letter=Letter.SIGN_IN_CODE.value, challenge_uid=challenge), now)


def note_hours_letter(letter: Letter, *, message: UUID, account: UUID, now: dt.datetime) -> UUID | None:
    """A letter about the hours somebody answers for; ``None`` when the message made one before."""
    return _note(Notice(message_uid=message, letter=letter.value, account_uid=account), now)


def note_date_letter(*, message: UUID, firing: UUID, now: dt.datetime) -> UUID | None:
    """A letter about a date that passed; ``None`` when the message made one before."""
    return _note(Notice(message_uid=message, letter=Letter.DATE_PASSED.value, firing_uid=firing), now)


def note_news_letter(
    letter: str, *, message: UUID, news: UUID, now: dt.datetime, not_before: dt.datetime | None = None
) -> UUID | None:
    """A letter that a higher room writes, at the earliest at ``not_before``; ``None`` when the message made one."""
    notice = Notice(message_uid=message, letter=letter, news_uid=news)
    uid = _note(notice, now)
    if uid is not None and not_before is not None and not_before > now:
        Notice.objects.filter(uid=uid).update(next_at=not_before)
    return uid


def _note(notice: Notice, now: dt.datetime) -> UUID | None:
    notice.created_at = notice.next_at = now
    notice.purge_on = legal_date(now + KEEP)
    if Notice.objects.filter(message_uid=notice.message_uid).exists():
        return None
    notice.save(force_insert=True)
    return notice.uid


@transaction.atomic
def send_again(uid: UUID, *, actor: Actor, now: dt.datetime) -> None:
    """Let a letter that could not be sent be tried anew, say after the address was put right. Leaves an audit record.
    Raises NotFound (``notice_unknown``), Conflict (``notice_not_failed``)."""
    notice = Notice.objects.select_for_update().filter(uid=uid).first()
    if notice is None:
        raise NotFound("notice_unknown")
    if notice.state not in {NoticeState.FAILED, NoticeState.NO_ADDRESS}:
        raise Conflict("notice_not_failed", params={"state": notice.state})
    notice.state, notice.attempts, notice.next_at = NoticeState.PENDING.value, 0, now
    notice.save(update_fields=["state", "attempts", "next_at"])
    audit.record(act="notifications.sent_again", actor=actor, subject_kind="notice", subject=str(uid), now=now)


def forget_addresses(*, now: dt.datetime) -> int:
    """Empty the masked addresses whose time is over; the record that a letter left stays. Returns how many."""
    return Notice.objects.filter(purge_on__lte=legal_date(now)).exclude(sent_to="").update(sent_to="")


def erase_addresses(subject: Subject, now: dt.datetime) -> int:
    """Empty the masked addresses of letters about the dossiers; that people were told stays on record."""
    return Notice.objects.filter(dossier_uid__in=subject.dossier_uids).exclude(sent_to="").update(sent_to="")
