"""Bearer tokens and scopes. The actor of a request is loaded in one statement."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from ninja.security import HttpBearer

from motcua.core.clock import now
from motcua.core.errors import Invalid
from motcua.core.idempotency import Claim, request_hash
from motcua.people.actors import Actor, load_actor_by_token
from motcua.people.permissions import require_scope

KEY_HEADER = "Idempotency-Key"


class Token(HttpBearer):
    """``Authorization: Bearer TOKEN``, and the scope an operation asks for. ``also`` raises for a caller who may not
    use this very address; like the token it is asked before the body is read."""

    def __init__(self, scope: str, *, also: Callable[[HttpRequest, Actor], None] | None = None) -> None:
        super().__init__()
        self.scope = scope
        self._also = also

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        actor = load_actor_by_token(token, now())
        require_scope(actor, self.scope)
        if self._also is not None:
            self._also(request, actor)
        return actor


def actor_of(request: HttpRequest) -> Actor:
    """Who calls. Only behind :class:`Token`."""
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise TypeError("an operation without a token asked who calls")
    return actor


def required_claim(request: HttpRequest, operation: str, content: object) -> Claim:
    """The idempotency claim of a write. Raises Invalid("idempotency_key_missing")."""
    return Claim(str(actor_of(request).uid), operation, require_key(request), request_hash(content))


def require_key(request: HttpRequest) -> str:
    """The idempotency key of a write. Raises Invalid("idempotency_key_missing")."""
    key = request.headers.get(KEY_HEADER, "")
    if not key:
        raise Invalid("idempotency_key_missing", params={"header": KEY_HEADER})
    return key
