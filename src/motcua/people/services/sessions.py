"""Browsers in which somebody is signed in: how many at once, how long, and ending them from anywhere."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.core import audit
from motcua.people import policy
from motcua.people.actors import Oneself
from motcua.people.models import SignInSession, User, UserKind
from motcua.people.sealing import keyed_digest

_KEPT: Final = dt.timedelta(days=180)


@transaction.atomic
def open_session(user: User, method: str, source: str, now: dt.datetime) -> SignInSession:
    """A new session. Beyond the number allowed at once the oldest ones end. Two at once wait for one another."""
    User.objects.select_for_update().get(pk=user.pk)
    allowed = policy.OFFICIAL_SESSIONS if user.kind == UserKind.OFFICIAL else policy.CITIZEN_SESSIONS
    surplus = live(user, now).order_by("-started_at", "-pk").values_list("pk", flat=True)[allowed - 1 :]
    SignInSession.objects.filter(pk__in=list(surplus)).update(ended_at=now, end_reason="too_many")
    session = SignInSession.objects.create(
        user=user, method=method, started_at=now, seen_at=now, source_digest=keyed_digest("source", source)
    )
    _record("people.signed_in", user, session, now)
    return session


def live(user: User, now: dt.datetime) -> QuerySet[SignInSession]:
    """The sessions that still let their browsers in."""
    return SignInSession.objects.filter(
        user=user,
        ended_at__isnull=True,
        seen_at__gt=now - policy.SESSION_IDLE,
        started_at__gt=now - policy.SESSION_LENGTH,
    )


@transaction.atomic
def end_session(uid: UUID, now: dt.datetime, *, reason: str = "signed_out") -> bool:
    """Sign one browser out; whether it was signed in."""
    session = SignInSession.objects.filter(uid=uid, ended_at__isnull=True).select_related("user").first()
    if session is None:
        return False
    ended = SignInSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=now, end_reason=reason)
    if ended:
        _record("people.signed_out", session.user, session, now)
    return bool(ended)


def end_all(user: User, now: dt.datetime, *, reason: str, keep: UUID | None = None) -> int:
    """Sign out everywhere, but for the session ``keep``. Returns how many ended."""
    others = SignInSession.objects.filter(user=user, ended_at__isnull=True)
    if keep is not None:
        others = others.exclude(uid=keep)
    return others.update(ended_at=now, end_reason=reason)


def purge(now: dt.datetime) -> int:
    """Remove sessions that ended or fell asleep half a year ago; a job of every day. The audit keeps what matters."""
    old = Q(ended_at__lt=now - _KEPT) | Q(seen_at__lt=now - _KEPT)
    removed, _ = SignInSession.objects.filter(old).delete()
    return removed


def _record(act: str, user: User, session: SignInSession, now: dt.datetime) -> None:
    audit.record(
        act=act,
        actor=Oneself(user.uid, user.kind),
        subject_kind="session",
        subject=str(session.uid),
        now=now,
        details={"method": session.method},
    )
