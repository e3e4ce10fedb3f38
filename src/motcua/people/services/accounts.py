"""Accounts of officials and programs. Citizens get theirs by signing in (:mod:`motcua.people.services.citizens`)."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid
from motcua.people.actors import Actor
from motcua.people.models import User, UserKind
from motcua.people.passwords import check_strength
from motcua.people.permissions import require
from motcua.people.rules import normalise_email, normalise_username
from motcua.people.services import sessions


def create_official(
    username: str,
    full_name: str,
    *,
    actor: Actor,
    now: dt.datetime,
    password: str | None = None,
    email: str = "",
    must_change_password: bool = True,
) -> User:
    """An official's account. It carries no right until a post is assigned. Without a password it cannot sign in.
    Raises Conflict (``username_taken``), Invalid (``username_malformed``, ``password_weak``)."""
    user = User(
        kind=UserKind.OFFICIAL,
        username=username,
        full_name=full_name,
        email=normalise_email(email),
        must_change_password=must_change_password,
    )
    return _create(user, password, actor=actor, now=now)


def create_service(username: str, full_name: str, *, actor: Actor, now: dt.datetime) -> User:
    """An account for a program: it comes with tokens only and never signs in. Raises as :func:`create_official`."""
    return _create(User(kind=UserKind.SERVICE, username=username, full_name=full_name), None, actor=actor, now=now)


@transaction.atomic
def set_password(user: User, password: str, *, actor: Actor, now: dt.datetime, must_change: bool = True) -> None:
    """An administrator sets a first or a forgotten password; all sessions end. Raises Invalid (``password_weak``)."""
    require(actor, "people.manage", ())
    check_strength(password, user)
    user.set_password(password)
    user.must_change_password, user.password_changed_at = must_change, now
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    sessions.end_all(user, now, reason="password_changed")
    _record("people.password_set", user, actor=actor, now=now)


@transaction.atomic
def switch_off(user: User, *, actor: Actor, now: dt.datetime) -> None:
    """The account can no longer sign in, and its tokens and sessions stop at once."""
    require(actor, "people.manage", ())
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions.end_all(user, now, reason="switched_off")
    _record("people.account_switched_off", user, actor=actor, now=now)


@transaction.atomic
def switch_on(user: User, *, actor: Actor, now: dt.datetime) -> None:
    """The account can sign in again."""
    require(actor, "people.manage", ())
    User.objects.filter(pk=user.pk).update(is_active=True)
    _record("people.account_switched_on", user, actor=actor, now=now)


@transaction.atomic
def sign_out_everywhere(user: User, *, actor: Actor, now: dt.datetime) -> int:
    """End all sessions of an account: one's own, or by an administrator. Returns how many ended."""
    if actor.user_id != user.pk:
        require(actor, "people.manage", ())
    ended = sessions.end_all(user, now, reason="everywhere")
    _record("people.signed_out_everywhere", user, actor=actor, now=now)
    return ended


@transaction.atomic
def _create(user: User, password: str | None, *, actor: Actor, now: dt.datetime) -> User:
    require(actor, "people.manage", ())
    name = normalise_username(user.username)
    if not name:
        raise Invalid("username_malformed")
    user.username, user.created_at = name, now
    if password is None:
        user.set_unusable_password()
    else:
        check_strength(password, user)
        user.set_password(password)
        user.password_changed_at = now
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("username_taken") from error
    _record("people.account_created", user, actor=actor, now=now)
    return user


def _record(act: str, user: User, *, actor: Actor, now: dt.datetime) -> None:
    details = {"kind": user.kind}
    audit.record(act=act, actor=actor, subject_kind="account", subject=str(user.uid), now=now, details=details)
