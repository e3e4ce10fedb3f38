"""Sending what waits. Each letter is taken under a lease, sent, and marked: a process that dies in between leaves the
lease to run out, so a letter leaves at least once, and always with the same Message-ID."""

from __future__ import annotations

import datetime as dt
import random
import smtplib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import F, Q

from motcua.core.masking import mask_email
from motcua.people.services import email_code

from .from_duty import duty_envelope
from .letters import Letter
from .models import Notice, NoticeState
from .news import news_of
from .rendering import Rendered, render_code_letter, render_dossier_letter, render_duty_letter
from .sources import dossier_source

log = structlog.get_logger()

LEASE: Final = dt.timedelta(minutes=5)
MAX_ATTEMPTS: Final = 10
_FIRST_DELAY: Final = dt.timedelta(seconds=30)
_LONGEST_DELAY: Final = dt.timedelta(hours=2)
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class _Post:
    addresses: tuple[str, ...]
    rendered: Rendered
    language: str
    html: str = ""


def send(uid: UUID, *, now: dt.datetime) -> NoticeState | None:
    """Send one letter if it is due; the state it has afterwards, ``None`` when it is not due or another sends it.

    Never called inside a transaction: the lease must be seen by others before the letter leaves.
    """
    leased = Notice.objects.filter(_due(now), uid=uid).update(
        state=NoticeState.SENDING, attempts=F("attempts") + 1, next_at=now + LEASE
    )
    if not leased:
        return None
    notice = Notice.objects.get(uid=uid)
    try:
        post = _post(notice, now)
        if post is None:
            return _settle(notice, NoticeState.DROPPED, now)
        if not post.addresses:
            return _settle(notice, NoticeState.NO_ADDRESS, now)
        _mail(notice, post).send()
    except Exception as error:
        return _failed(notice, error, now)
    if notice.challenge_uid is not None:
        email_code.letter_sent(notice.challenge_uid, now)
    return _settle(notice, NoticeState.SENT, now, sent_to=_masked(post.addresses), sent_at=now)


def send_due(*, now: dt.datetime, limit: int = 200) -> int:
    """Send what is due, oldest first: second attempts and what a dead process left. Returns how many were taken."""
    waiting = Notice.objects.filter(_due(now)).order_by("next_at").values_list("uid", flat=True)[:limit]
    return sum(send(uid, now=now) is not None for uid in list(waiting))


def _due(now: dt.datetime) -> Q:
    return Q(state__in=[NoticeState.PENDING, NoticeState.SENDING], next_at__lte=now)


def _post(notice: Notice, now: dt.datetime) -> _Post | None:
    """Address and text, looked up now; ``None`` when there is nothing left to tell."""
    if notice.challenge_uid is not None:
        letter = email_code.letter_of(notice.challenge_uid, now)
        if letter is None:
            return None
        code = render_code_letter(letter.code, letter.expires_at, language=letter.language)
        return _Post((letter.email,), code, letter.language)
    if notice.news_uid is not None:
        return _post_of_news(notice, notice.news_uid, now)
    if notice.account_uid is not None or notice.firing_uid is not None:
        return _post_to_officials(notice, now)
    if notice.dossier_uid is None or notice.seq is None:
        return None
    envelope = dossier_source().envelope(notice.dossier_uid, notice.seq)
    if envelope is None:
        return None
    rendered = render_dossier_letter(Letter(notice.letter), envelope.occurrence, language=envelope.language)
    return _Post((envelope.address,) if envelope.address else (), rendered, envelope.language)


def _post_to_officials(notice: Notice, now: dt.datetime) -> _Post | None:
    envelope = duty_envelope(notice, now)
    if envelope is None:
        return None
    rendered = render_duty_letter(Letter(notice.letter), envelope.news, language=envelope.language)
    return _Post(envelope.addresses, rendered, envelope.language)


def _post_of_news(notice: Notice, about: UUID, now: dt.datetime) -> _Post | None:
    news = news_of(notice.letter, about, now)
    if news is None:
        return None
    return _Post(news.addresses, Rendered(news.subject, news.body), news.language, news.html)


def _masked(addresses: tuple[str, ...]) -> str:
    return ", ".join(mask_email(one) for one in addresses)[:254]


def _mail(notice: Notice, post: _Post) -> EmailMessage:
    domain = urlsplit(settings.BASE_URL).hostname or "motcua.invalid"
    letter = EmailMultiAlternatives(
        subject=post.rendered.subject,
        body=post.rendered.body,
        to=[*post.addresses],
        headers={
            "Message-ID": f"<{notice.message_uid}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": post.language,
        },
    )
    if post.html:
        letter.attach_alternative(post.html, "text/html")
    return letter


def _failed(notice: Notice, error: Exception, now: dt.datetime) -> NoticeState:
    """Put off, or give up when the mail server refuses for good. The error's text quotes the address: only its type
    and code are kept."""
    code = _code(error)
    final = notice.attempts >= MAX_ATTEMPTS or (isinstance(error, smtplib.SMTPRecipientsRefused) and code >= 500)
    delay = min(_FIRST_DELAY * 2 ** min(notice.attempts - 1, 12), _LONGEST_DELAY) * (1 - _chance.random() / 2)
    told = f"{type(error).__name__}{f':{code}' if code else ''}"[:80]
    log.warning("notice.failed", notice=str(notice.uid), letter=notice.letter, error=told, final=final)
    if final:
        return _settle(notice, NoticeState.FAILED, now, error=told)
    return _settle(notice, NoticeState.PENDING, now, error=told, next_at=now + delay)


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _settle(
    notice: Notice,
    state: NoticeState,
    now: dt.datetime,
    *,
    error: str = "",
    sent_to: str = "",
    sent_at: dt.datetime | None = None,
    next_at: dt.datetime | None = None,
) -> NoticeState:
    """Only the sender that still holds the lease writes: after a lapsed lease another may have gone on."""
    Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING, attempts=notice.attempts).update(
        state=state, error=error, sent_to=sent_to, sent_at=sent_at, next_at=next_at or now
    )
    if state is not NoticeState.PENDING:
        log.info("notice.settled", notice=str(notice.uid), letter=notice.letter, state=state.value)
    return state
