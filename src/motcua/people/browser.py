"""What a browser's session carries: who is signed in, or a sign-in half done. The cookie holds a key to the server's
row and nothing else; that row names a :class:`~motcua.people.models.SignInSession`, which can be ended from anywhere.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.people import policy
from motcua.people.actors import Actor, load_actor_by_session, load_idle_actor
from motcua.people.models import User
from motcua.people.rules import normalise_source
from motcua.people.services import sessions

_SESSION = "motcua_session"
_PENDING = "motcua_pending"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def source_of(request: HttpRequest) -> str:
    """What the brakes on guessing count as one source."""
    return normalise_source(str(request.META.get("REMOTE_ADDR", "")))


def sign_in(request: HttpRequest, user: User, method: str, now: dt.datetime) -> None:
    """The browser is signed in from now on. Its session gets a new key, and nothing of before stays in it."""
    old = _uid(request)
    if old is not None:
        sessions.end_session(old, now, reason="replaced")
    request.session.flush()
    session = sessions.open_session(user, method, source_of(request), now)
    login(request, user, backend=_BACKEND)
    request.session[_SESSION] = str(session.uid)


def sign_out(request: HttpRequest, now: dt.datetime) -> None:
    """The browser forgets everything; the session is over for other requests under way too."""
    uid = _uid(request)
    if uid is not None:
        sessions.end_session(uid, now)
    logout(request)


def actor_of(request: HttpRequest, now: dt.datetime) -> Actor | None:
    """Who is signed in, with what they may do today; None for a stranger, and for a session that was ended, idle too
    long or too old. One statement."""
    uid = _uid(request)
    return None if uid is None else load_actor_by_session(uid, now)


def idle_actor_of(request: HttpRequest, now: dt.datetime) -> Actor | None:
    """Who was signed in before the session stood idle too long. They are not signed in."""
    uid = _uid(request)
    return None if uid is None else load_idle_actor(uid, now)


def session_uid(request: HttpRequest) -> UUID | None:
    """The browser's own session, to keep when the others are ended."""
    return _uid(request)


def next_page(request: HttpRequest, wanted: str, default: str) -> str:
    """Where to go after signing in: the page asked for when it is one of ours, else ``default``."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else default


def remember_pending(request: HttpRequest, values: dict[str, str], now: dt.datetime) -> None:
    """Keep what a half-done sign-in needs for its next page, for ten minutes. The key of the session changes."""
    request.session.cycle_key()
    request.session[_PENDING] = {**values, "at": now.isoformat()}


def pending(request: HttpRequest, now: dt.datetime) -> dict[str, str]:
    """What :func:`remember_pending` kept; empty when it is too old or was never there."""
    kept = request.session.get(_PENDING)
    if not isinstance(kept, dict):
        return {}
    age = now - dt.datetime.fromisoformat(str(kept["at"]))
    return kept if age < policy.PENDING_SIGN_IN else {}


def forget_pending(request: HttpRequest) -> None:
    request.session.pop(_PENDING, None)


def _uid(request: HttpRequest) -> UUID | None:
    text = request.session.get(_SESSION)
    return UUID(text) if isinstance(text, str) else None
