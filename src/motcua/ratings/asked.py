"""What a token asks about: made for a dossier or a poster, read again from whoever comes with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Unit

from . import keys, tokens
from .editions import Item, Policy, policy_on, questions_on
from .models import Poster, Tablet, TokenUse
from .tokens import Kind, Token

WITH_RESULT: Final = frozenset({State.RESULT_READY, State.RETURNED, State.REFUSED, State.CLOSED})
"""States in which somebody has an answer to rate. Whoever withdrew has none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``about`` is what the page names: the procedure, or the desk. ``digest``: under which the use is kept."""

    kind: Kind
    unit: Unit
    items: tuple[Item, ...]
    edition: int
    about: str
    dossier: Dossier | None = None
    poster: Poster | None = None
    tablet: Tablet | None = None
    digest: bytes = b""
    expires_on: dt.date = dt.date.max

    @property
    def place(self) -> str:
        found = self.poster or self.tablet
        return str(found.uid) if found else ""

    @property
    def point_id(self) -> int | None:
        found = self.poster or self.tablet
        return found.point_id if found else None


def dossier_token(uid: UUID, submitted_at: dt.datetime) -> str:
    """The one token of a dossier: always the same while the signing key is. Reads nothing."""
    filed_on = legal_date(submitted_at)
    number, secret = keys.signing_key()
    until = filed_on + dt.timedelta(days=policy_on(filed_on).token_days)
    return tokens.issue(Kind.DOSSIER, uid, until, key=number, secret=secret)


def poster_token(poster: Poster) -> str:
    number, secret = keys.signing_key()
    return tokens.issue(Kind.POSTER, poster.uid, poster.expires_on, key=number, secret=secret)


def ask(text: str, *, now: dt.datetime) -> Asked:
    """What a good token asks. Raises Invalid (``rating_token_malformed``, ``_forged``, ``_expired``, ``_revoked``,
    ``rating_too_late``), Conflict (``rating_token_used``, ``rating_too_early``). Three statements."""
    today = legal_date(now)
    token = tokens.read(text, keys.token_keys(), today)
    if token.kind is Kind.DOSSIER:
        return _dossier(token, now)
    if token.kind is Kind.POSTER:
        return _poster(token, today)
    raise Invalid("rating_token_forged")


def _dossier(token: Token, now: dt.datetime) -> Asked:
    rows = Dossier.objects.select_related("reception_unit", "version").defer("snapshot")
    dossier = rows.filter(uid=token.ref, parent=None).first()
    if dossier is None:
        raise Invalid("rating_token_forged")
    digest = keys.use_digest(token.ref.bytes)
    used = TokenUse.objects.filter(digest=digest).first()
    if used is not None:
        raise Invalid("rating_token_revoked") if used.revoked else Conflict("rating_token_used")
    today = legal_date(now)
    _check_window(dossier, policy_on(today), now)
    questions = questions_on(today)
    return Asked(
        kind=Kind.DOSSIER,
        unit=dossier.reception_unit,
        items=questions.asked(dossier=True, online=dossier.channel == "online"),
        edition=questions.version,
        about=dossier.version.name,
        dossier=dossier,
        digest=digest,
        expires_on=token.expires_on,
    )


def _check_window(dossier: Dossier, policy: Policy, now: dt.datetime) -> None:
    if dossier.state not in WITH_RESULT:
        raise Conflict("rating_too_early")
    ended = dossier.closed_at or dossier.finished_at
    if ended is not None and now < ended:
        raise Conflict("rating_too_early")
    if ended is not None and legal_date(now) > legal_date(ended) + dt.timedelta(days=policy.open_days):
        raise Invalid("rating_too_late", params={"days": policy.open_days})


def _poster(token: Token, today: dt.date) -> Asked:
    poster = Poster.objects.select_related("unit", "point", "post").filter(uid=token.ref).first()
    if poster is None:
        raise Invalid("rating_token_forged")
    if poster.revoked_at is not None:
        raise Invalid("rating_token_revoked")
    questions = questions_on(today)
    return Asked(
        kind=Kind.POSTER,
        unit=poster.unit,
        items=questions.asked(dossier=False),
        edition=questions.version,
        about=place_name(poster),
        poster=poster,
        expires_on=token.expires_on,
    )


def of_tablet(tablet: Tablet, *, today: dt.date) -> Asked:
    """What a registered tablet asks whoever stands before it: the question of satisfaction and of conduct only."""
    questions = questions_on(today)
    return Asked(
        kind=Kind.TABLET,
        unit=tablet.unit,
        items=questions.asked(dossier=False)[:2],
        edition=questions.version,
        about=place_name(tablet),
        tablet=tablet,
    )


def place_name(place: Poster | Tablet) -> str:
    """The desk by its name, else the unit's."""
    post = place.post if isinstance(place, Poster) else None
    if post is not None:
        return f"{post.title}, {place.unit.name}"
    return f"{place.point.name}, {place.unit.name}" if place.point else place.unit.name
