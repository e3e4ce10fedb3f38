"""The second factor of officials: set up once, asked at every sign-in and before every act that signs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import IntegrityError, connection, transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.people import totp
from motcua.people.actors import Actor, Oneself
from motcua.people.models import TotpState, User
from motcua.people.permissions import require
from motcua.people.services import sessions, throttle

log = structlog.get_logger()

# A step is used up by whoever raises the mark first; a code of that step or an older one never works again.
_USE_UP: Final = """
    INSERT INTO people_totpstate AS s (user_id, last_step) VALUES (%(user)s, %(step)s)
    ON CONFLICT (user_id) DO UPDATE SET last_step = %(step)s WHERE s.last_step < %(step)s
    RETURNING last_step
"""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Proof that a person confirmed with the second factor just now. An act that signs asks for one."""

    user_id: int
    at: dt.datetime
    step: int


def is_set_up(user_id: int) -> bool:
    return Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists()


def set_up(user: User, key: str, code: str, now: dt.datetime) -> Confirmation:
    """Keep the key once the person has shown that the app computes its codes; that code is used up by it. Raises
    NotAllowed (``code_refused``), TooMany (``too_many_tries``), Conflict (``second_factor_set_already``)."""
    throttle.require_try(throttle.SECOND_FACTOR, str(user.uid), now)
    step = totp.matching_step(key, code, now)
    if step is None:
        raise NotAllowed("code_refused")
    try:
        with transaction.atomic():
            Authenticator.objects.create(
                user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(key)}, created_at=now
            )
            TotpState.objects.update_or_create(user=user, defaults={"last_step": step})
            _record("people.second_factor_set_up", Oneself(user.uid, user.kind), user, now)
    except IntegrityError as error:
        raise Conflict("second_factor_set_already") from error
    throttle.wipe(throttle.SECOND_FACTOR, str(user.uid))
    return Confirmation(user.pk, now, step)


def confirm(user: User, code: str, now: dt.datetime) -> Confirmation:
    """Take a code, once. Call it before the transaction of the act it confirms: a try that failed stays counted.
    Raises NotAllowed (``code_refused``) for a wrong or used code, TooMany (``too_many_tries``), Invalid
    (``second_factor_missing``)."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        raise Invalid("second_factor_missing")
    throttle.require_try(throttle.SECOND_FACTOR, str(user.uid), now)
    step = totp.matching_step(decrypt(row.data["secret"]), code, now)
    if step is None or not _use_up(user.pk, step):
        log.warning("people.second_factor_refused", user=str(user.uid))
        raise NotAllowed("code_refused")
    throttle.wipe(throttle.SECOND_FACTOR, str(user.uid))
    return Confirmation(user.pk, now, step)


@transaction.atomic
def reset(user: User, *, actor: Actor, now: dt.datetime) -> None:
    """The telephone is lost: the person must set up a new one at the next sign-in. All their sessions end."""
    require(actor, "people.manage", ())
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user, now, reason="second_factor_reset")
    _record("people.second_factor_reset", actor, user, now)


def _use_up(user_id: int, step: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_USE_UP, {"user": user_id, "step": step})
        return cursor.fetchone() is not None


def _record(act: str, actor: audit.Doer, user: User, now: dt.datetime) -> None:
    audit.record(act=act, actor=actor, subject_kind="account", subject=str(user.uid), now=now)
