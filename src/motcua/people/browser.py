"""What a browser's session carries: who is signed in, or a sign-in half done. The cookie holds a key to the server's
row and nothing else; that row names a :class:`~motcua.people.models.SignInSession`, which can be ended from anywhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.people import policy
from motcua.people.actors import Actor, load_actor_by_session, load_idle_actor
from motcua.people.models import User, UserKind
from motcua.people.rules import normalise_source
from motcua.people.sealing import keyed_digest
from motcua.people.services import sessions

_SESSION = "motcua_session"
_PENDING = "motcua_pending"
_EARLIER = "motcua_earlier"
_REMEMBERED: Final = dt.timedelta(hours=2)
_MOST_OTHERS: Final = 99
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def source_of(request: HttpRequest) -> str:
    """What the brakes on guessing count as one source."""
    return normalise_source(str(request.META.get("REMOTE_ADDR", "")))


def sign_in(request: HttpRequest, user: User, method: str, now: dt.datetime) -> None:
    """The browser is signed in from now on. Its session gets a new key, and nothing of before stays in it."""
    old = _uid(request)
    if old is not None:
        sessions.end_session(old, now, reason="replaced")
    earlier = _with(user, _earlier(request), now)
    request.session.flush()
    session = sessions.open_session(user, method, source_of(request), now)
    login(request, user, backend=_BACKEND)
    request.session[_SESSION] = str(session.uid)
    request.session[_EARLIER] = earlier


def sign_out(request: HttpRequest, now: dt.datetime) -> None:
    """The browser forgets everything but that somebody was here; other requests under way are signed out too."""
    uid, earlier = _uid(request), _earlier(request)
    if uid is not None:
        sessions.end_session(uid, now)
    logout(request)
    if earlier is not None:
        request.session[_EARLIER] = {**earlier, "at": now.isoformat()}


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who was signed in in this browser within two hours before the one who is now: how many other persons, and whether
    an official was one of them. A figure of how services are used rests on it (online filing that is people's own)."""

    others: int
    official: bool


def earlier_in_browser(request: HttpRequest) -> Earlier | None:
    """None when nobody is signed in by a browser."""
    kept = _earlier(request)
    if kept is None or _uid(request) is None:
        return None
    return Earlier(int(str(kept["others"])), bool(kept["official"]))


def _earlier(request: HttpRequest) -> dict[str, object] | None:
    """What the browser's session still says of those before; nothing of it names anybody. A digest of the last one
    tells whether the next is somebody else."""
    session = getattr(request, "session", None)
    kept = None if session is None else session.get(_EARLIER)
    return kept if isinstance(kept, dict) else None


def _with(user: User, kept: dict[str, object] | None, now: dt.datetime) -> dict[str, object]:
    who, at = keyed_digest("browser", str(user.uid)).hex()[:16], now.isoformat()
    is_official = user.kind == UserKind.OFFICIAL
    if kept is None or now - dt.datetime.fromisoformat(str(kept["at"])) > _REMEMBERED:
        return {"who": who, "is_official": is_official, "others": 0, "official": False, "at": at}
    if kept["who"] == who:
        return {**kept, "at": at}
    others = min(_MOST_OTHERS, int(str(kept["others"])) + 1)
    official = bool(kept["official"]) or bool(kept["is_official"])
    return {"who": who, "is_official": is_official, "others": others, "official": official, "at": at}


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
