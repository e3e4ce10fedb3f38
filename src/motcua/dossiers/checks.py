"""``motcua check`` on the proof: can receipts be signed, and were the days closed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from motcua.core import clock
from motcua.core.errors import Unavailable
from motcua.documents.keys import key_ring
from motcua.dossiers.models import DayRoot, SigningKey
from motcua.dossiers.services.signing import private_half

OLDEST_KEY = dt.timedelta(days=400)
LATEST_CLOSE = dt.timedelta(days=3)


@register(Tags.database)
def check_proof(app_configs: object, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """Nothing is said of a database that is away or not migrated: other checks do."""
    if not databases or "default" not in databases:
        return []
    try:
        return [*_keys(clock.now()), *_days(clock.now())]
    except (DatabaseError, ImproperlyConfigured):
        return []


def _keys(now: dt.datetime) -> Iterator[CheckMessage]:
    key = SigningKey.objects.filter(valid_to=None).first()
    if key is None:
        return
    try:
        private_half(key)
    except Unavailable:
        hint = "put the key of this id back into MOTCUA_FILE_KEY, or: motcua keys rotate"
        yield Error(f"the signing key {key.key_id} does not open with MOTCUA_FILE_KEY", hint=hint, id="dossiers.E001")
        return
    if key.wrapping_key != key_ring().current:
        yield Warning(
            f"the signing key {key.key_id} is wrapped by an old key", hint="motcua keys rewrap", id="dossiers.W001"
        )
    if now - key.valid_from > OLDEST_KEY:
        yield Warning(f"the signing key {key.key_id} is over a year old", hint="motcua keys rotate", id="dossiers.W002")


def _days(now: dt.datetime) -> Iterator[CheckMessage]:
    last = DayRoot.objects.order_by("-number").first()
    if last is not None and clock.legal_date(now) - last.day > LATEST_CLOSE:
        hint = "does the worker run? motcua roots close"
        yield Warning(f"the last closed day is {last.day}", hint=hint, id="dossiers.W003")


@register("erasure", deploy=True)
def check_register(app_configs: object, **_: object) -> list[CheckMessage]:
    """In production an erasure must survive the loss of the database."""
    if settings.ERASURE_REGISTER:
        return []
    text = "MOTCUA_ERASURE_REGISTER is empty: erasures made after the last backup would be lost with the database"
    return [Warning(text, id="dossiers.W004")]
