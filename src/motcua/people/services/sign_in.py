"""Signing in of officials: password, then the second factor. Nobody learns whether an account exists: an unknown name
costs the same time, gets the same answer and runs into the same brakes."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import structlog
from django.contrib.auth.hashers import make_password
from django.db import transaction

from motcua.core import audit
from motcua.core.errors import Invalid, NotAllowed
from motcua.people import policy
from motcua.people.actors import Oneself
from motcua.people.models import User, UserKind
from motcua.people.passwords import check_strength
from motcua.people.rules import normalise_username
from motcua.people.services import second_factor, sessions, throttle
from motcua.people.services.second_factor import Confirmation

log = structlog.get_logger()


def check_password(username: str, password: str, *, source: str, now: dt.datetime) -> User:
    """The official whose name and password these are. It is only half a sign-in: :func:`confirm_totp` or
    :func:`motcua.people.services.second_factor.set_up` must follow. Raises NotAllowed (``sign_in_refused``), TooMany
    (``too_many_tries``)."""
    name = normalise_username(username)
    throttle.require_try(throttle.SOURCE, source, now)
    throttle.require_try(throttle.ACCOUNT, name, now)
    user = User.objects.filter(username=name, kind=UserKind.OFFICIAL, is_active=True).first() if name else None
    password = password[: policy.PASSWORD_MAX_LENGTH + 1]
    if user is None:
        make_password(password)  # takes the time that checking takes
    elif user.check_password(password):
        throttle.wipe(throttle.ACCOUNT, name)
        throttle.take_back(throttle.SOURCE, source)
        return user
    log.warning("people.sign_in_refused", user=None if user is None else str(user.uid))
    raise NotAllowed("sign_in_refused")


def confirm_totp(user: User, code: str, now: dt.datetime) -> Confirmation:
    """The second factor, at signing in and again before every act that signs; a code works once. See
    :func:`motcua.people.services.second_factor.confirm` for what it raises."""
    return second_factor.confirm(user, code, now)


def change_password(user: User, old: str, new: str, *, now: dt.datetime, keep: UUID | None = None) -> None:
    """Take a new password in place of the old one, and sign out everywhere but in the session ``keep``. Raises
    NotAllowed (``password_wrong``), Invalid (``password_unchanged``, ``password_weak``), TooMany."""
    throttle.require_try(throttle.ACCOUNT, user.username, now)
    if not user.check_password(old[: policy.PASSWORD_MAX_LENGTH + 1]):
        raise NotAllowed("password_wrong")
    throttle.wipe(throttle.ACCOUNT, user.username)
    replace_password(user, new, now=now, keep=keep)


@transaction.atomic
def replace_password(user: User, new: str, *, now: dt.datetime, keep: UUID | None = None) -> None:
    """As :func:`change_password`, for somebody who has proved the old one and the second factor just now."""
    if user.check_password(new[: policy.PASSWORD_MAX_LENGTH + 1]):
        raise Invalid("password_unchanged")
    check_strength(new, user)
    user.set_password(new)
    user.must_change_password, user.password_changed_at = False, now
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    sessions.end_all(user, now, reason="password_changed", keep=keep)
    actor = Oneself(user.uid, user.kind)
    audit.record(act="people.password_changed", actor=actor, subject_kind="account", subject=str(user.uid), now=now)
