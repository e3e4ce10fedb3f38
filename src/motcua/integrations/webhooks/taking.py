"""Taking a signed call: known source, good signature, of now, and not taken before."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction

from motcua.core.errors import Conflict, NotAllowed, NotFound
from motcua.integrations.models import WebhookSeen

from .signing import SIGNATURE, TIMESTAMP, is_signed


def keys_of(source: str) -> tuple[str, ...]:
    """The keys of a source; two while one is being changed. Raises NotFound (``webhook_unknown``)."""
    keys: Mapping[str, tuple[str, ...]] = settings.WEBHOOK_KEYS
    if not keys.get(source):
        raise NotFound("webhook_unknown")
    return keys[source]


def check(source: str, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> None:
    """Raises NotFound (``webhook_unknown``), NotAllowed (``webhook_refused``)."""
    stamp, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not is_signed(keys_of(source), timestamp=stamp, given=given, body=body, now=now):
        raise NotAllowed("webhook_refused")


def take(source: str, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> None:
    """Check a call and note it, in the transaction of what it causes: what was rolled back may come again. Raises as
    :func:`check`, and Conflict (``webhook_replayed``)."""
    check(source, headers, body, now=now)
    digest = hashlib.sha256(headers.get(TIMESTAMP, "").encode() + b"." + body).digest()
    try:
        with transaction.atomic():
            WebhookSeen.objects.create(source=source, digest=digest, seen_at=now)
    except IntegrityError:
        raise Conflict("webhook_replayed") from None
