"""Who said STOP. Only a keyed hash of the number or id is kept."""

from __future__ import annotations

import datetime as dt

from django.utils.crypto import salted_hmac

from motcua.integrations.models import Silenced
from motcua.people.rules import normalise_phone


def _digest(channel: str, recipient: str) -> bytes:
    known = normalise_phone(recipient) if channel == "sms" else recipient
    return salted_hmac("motcua.silenced", f"{channel}\n{known}", algorithm="sha256").digest()


def silence(channel: str, recipient: str, *, now: dt.datetime) -> None:
    Silenced.objects.get_or_create(channel=channel, digest=_digest(channel, recipient), defaults={"since": now})


def lift(channel: str, recipient: str) -> None:
    Silenced.objects.filter(channel=channel, digest=_digest(channel, recipient)).delete()


def is_silenced(channel: str, recipient: str) -> bool:
    return Silenced.objects.filter(channel=channel, digest=_digest(channel, recipient)).exists()
