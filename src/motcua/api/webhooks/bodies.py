"""Bodies of calls, read into what the channels understand. Pure. Anything else raises Invalid
(``webhook_unreadable``)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from motcua.core.errors import Invalid
from motcua.integrations.messaging.interface import Fate, Report
from motcua.integrations.telephony.interface import CallEvent, CallKind

LONGEST_ID = 200


def fields(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Invalid("webhook_unreadable") from None
    if not isinstance(found, dict):
        raise Invalid("webhook_unreadable")
    return found


def text(given: Mapping[str, Any], name: str, *, longest: int = LONGEST_ID, needed: bool = True) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > longest or (needed and not value.strip()) or "\x00" in value:
        raise Invalid("webhook_unreadable")
    return value


def instant(given: Mapping[str, Any], name: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text(given, name, longest=40))
    except ValueError:
        raise Invalid("webhook_unreadable") from None
    if found.tzinfo is None or not 2000 <= found.year <= 9000:
        raise Invalid("webhook_unreadable")
    return found


def report(body: bytes) -> Report:
    given = fields(body)
    try:
        fate = Fate(text(given, "fate"))
    except ValueError:
        raise Invalid("webhook_unreadable") from None
    return Report(text(given, "provider_id"), fate, instant(given, "at"), text(given, "code", needed=False))


def call(body: bytes) -> CallEvent:
    given = fields(body)
    operator = text(given, "operator", needed=False)
    try:
        kind, who = CallKind(text(given, "kind")), UUID(operator) if operator else None
    except ValueError:
        raise Invalid("webhook_unreadable") from None
    return CallEvent(
        call_id=text(given, "call_id", longest=100),
        kind=kind,
        at=instant(given, "at"),
        caller=text(given, "caller", longest=40, needed=False),
        called=text(given, "called", longest=40, needed=False),
        operator=who,
    )
