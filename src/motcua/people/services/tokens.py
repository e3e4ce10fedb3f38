"""Tokens for programs. The token is shown once; only its digest is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction

from motcua.core import audit
from motcua.core.errors import Invalid
from motcua.people import policy
from motcua.people.actors import Actor
from motcua.people.models import ApiToken, User
from motcua.people.permissions import SCOPES, require

_PREFIX = "mc_"


@transaction.atomic
def create_token(
    user: User,
    scopes: Collection[str],
    *,
    actor: Actor,
    now: dt.datetime,
    name: str = "",
    life: dt.timedelta | None = policy.TOKEN_LIFE,
) -> tuple[ApiToken, str]:
    """A token with which a program acts as ``user`` within ``scopes``. The second value is the token itself: show it
    once, keep it nowhere. Raises Invalid (``unknown_scope``)."""
    require(actor, "people.manage", ())
    for scope in sorted(scopes):
        if scope not in SCOPES:
            raise Invalid("unknown_scope", params={"scope": scope})
    if not scopes:
        raise Invalid("unknown_scope", params={"scope": ""})
    secret = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=hashlib.sha256(secret.encode()).digest(),
        hint=secret[:8],
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=None if life is None else now + life,
    )
    _record("people.token_created", token, actor=actor, now=now)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor, now: dt.datetime) -> None:
    """It stops working at once. Its user may do so, and who manages people."""
    if actor.user_id != token.user_id:
        require(actor, "people.manage", ())
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _record("people.token_revoked", token, actor=actor, now=now)


def _record(act: str, token: ApiToken, *, actor: Actor, now: dt.datetime) -> None:
    details = {"scopes": token.scopes, "account": token.user.uid}
    audit.record(act=act, actor=actor, subject_kind="token", subject=str(token.uid), now=now, details=details)
