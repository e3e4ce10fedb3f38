"""Signing in with a code sent by e-mail: the first :class:`~motcua.people.identity.IdentityProvider`.

The answer to asking for a code is the same whether the address is known, unknown or asked for too often: no account
need exist, so nothing can be told about one. The message to the outbox names the row only. Whoever sends e-mail reads
the address and the code with :func:`letter_of` and empties the row with :func:`letter_sent`; it is worthless after ten
minutes and removed after a day, so neither the outbox nor a backup keeps a code.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from motcua.core import outbox
from motcua.core.errors import Invalid, NotAllowed
from motcua.core.ids import new_id
from motcua.people import policy, sealing
from motcua.people.identity import Assurance, Challenge, Identity, Start
from motcua.people.models import EmailCode
from motcua.people.rules import normalise_email
from motcua.people.services import throttle

log = structlog.get_logger()

PURPOSE: Final = "email_code"
TOPIC: Final = "identity"
CODE_REQUESTED: Final = "code_requested"


@dataclass(frozen=True, slots=True)
class Letter:
    """What the e-mail says. It lives in memory only."""

    email: str
    code: str
    language: str
    expires_at: dt.datetime


class EmailCodes:
    """The provider named ``email``."""

    name: Final = "email"

    def begin(self, start: Start, *, now: dt.datetime) -> Challenge:
        email = _checked(start.hint)
        throttle.require_try(throttle.CODES_FROM_SOURCE, start.source, now)
        if not throttle.count_try(throttle.CODES_TO_ADDRESS, email, now):
            log.warning("people.code_withheld")
            return Challenge(_open_challenge(email, now) or new_id())
        return Challenge(_send(email, start.language, now))

    def complete(self, challenge: UUID, answer: Mapping[str, str], *, now: dt.datetime) -> Identity:
        row = _count_try(challenge, now)
        typed = "".join(answer.get("code", "").split())
        if row is None or not hmac.compare_digest(_digest(challenge, typed), bytes(row.code_digest)):
            raise NotAllowed("email_code_refused")
        # Of two who type the right code at once, one closes the row.
        closed = EmailCode.objects.filter(pk=row.pk, closed_at__isnull=True).update(closed_at=now, sealed_code=b"")
        if not closed:
            raise NotAllowed("email_code_refused")
        throttle.wipe(throttle.CODES_TO_ADDRESS, row.email)
        return Identity(self.name, row.email, Assurance.ADDRESS, email=row.email)


def letter_of(challenge: UUID, now: dt.datetime) -> Letter | None:
    """The e-mail that a ``code_requested`` message asks for; None when it is too late or has left already."""
    row = EmailCode.objects.filter(
        uid=challenge, sent_at__isnull=True, closed_at__isnull=True, expires_at__gt=now
    ).first()
    if row is None or not row.sealed_code:
        return None
    code = sealing.unseal(PURPOSE, bytes(row.sealed_code).decode())
    return Letter(row.email, code, row.language, row.expires_at)


def letter_sent(challenge: UUID, now: dt.datetime) -> None:
    """The e-mail has left: the code is kept as a digest only from now on."""
    EmailCode.objects.filter(uid=challenge).update(sent_at=now, sealed_code=b"")


def purge(now: dt.datetime) -> int:
    """Remove codes older than a day, and what could still be read of expired ones; a job of every hour."""
    EmailCode.objects.filter(expires_at__lte=now).exclude(sealed_code=b"").update(sealed_code=b"")
    removed, _ = EmailCode.objects.filter(created_at__lt=now - policy.EMAIL_CODE_KEPT).delete()
    return removed


def _checked(typed: str) -> str:
    email = normalise_email(typed)
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("sign_in_email_malformed") from None
    if len(email) > 254:
        raise Invalid("sign_in_email_malformed")
    return email


@transaction.atomic
def _send(email: str, language: str, now: dt.datetime) -> UUID:
    uid = new_id()
    code = f"{secrets.randbelow(10**policy.EMAIL_CODE_DIGITS):0{policy.EMAIL_CODE_DIGITS}}"
    EmailCode.objects.create(
        uid=uid,
        email=email,
        language=language,
        code_digest=_digest(uid, code),
        sealed_code=sealing.seal(PURPOSE, code).encode(),
        created_at=now,
        expires_at=now + policy.EMAIL_CODE_LIFE,
    )
    outbox.publish(topic=TOPIC, key=str(uid), kind=CODE_REQUESTED, body={"challenge": uid}, now=now)
    return uid


def _open_challenge(email: str, now: dt.datetime) -> UUID | None:
    rows = EmailCode.objects.filter(email=email, closed_at__isnull=True, expires_at__gt=now)
    return rows.order_by("-created_at").values_list("uid", flat=True).first()


def _count_try(challenge: UUID, now: dt.datetime) -> EmailCode | None:
    """The row, when one more try at it is allowed. The try is committed before the code is looked at."""
    with transaction.atomic(durable=True):
        counted = EmailCode.objects.filter(
            uid=challenge, closed_at__isnull=True, expires_at__gt=now, tries__lt=policy.EMAIL_CODE_TRIES
        ).update(tries=F("tries") + 1)
    return EmailCode.objects.filter(uid=challenge).first() if counted else None


def _digest(challenge: UUID, code: str) -> bytes:
    return sealing.keyed_digest(PURPOSE, str(challenge), code)
