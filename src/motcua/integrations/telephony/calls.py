"""Events of the switchboard as rows, and who is on the line now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import NotFound
from motcua.integrations.models import Call, CallState
from motcua.people.rules import normalise_phone

from .interface import CallEvent, CallKind

KEEP: Final = dt.timedelta(days=180)
LONGEST: Final = dt.timedelta(hours=4)
"""A call whose end was never told is over by then."""

_ORDER: Final = (CallState.RINGING, CallState.ANSWERED, CallState.MISSED, CallState.ENDED)


@dataclass(frozen=True, slots=True)
class OnTheLine:
    uid: UUID
    call_id: str
    caller: str
    since: dt.datetime
    is_answered: bool


@transaction.atomic
def note(event: CallEvent, *, now: dt.datetime) -> Call:
    """Bring the row of a call up to an event. Events may come twice, late and out of order: a call never goes back."""
    call, _ = Call.objects.select_for_update().get_or_create(
        call_id=event.call_id[:100],
        defaults={
            "state": CallState.RINGING.value,
            "rang_at": event.at,
            "caller_number": _number(event.caller),
            "called_number": _number(event.called),
            "operator": event.operator,
            "purge_on": legal_date(now + KEEP),
        },
    )
    reached = CallState(event.kind.value)
    if _ORDER.index(reached) > _ORDER.index(CallState(call.state)):
        call.state = reached.value
    call.operator = event.operator or call.operator
    call.rang_at = min(call.rang_at, event.at)
    call.caller_number = call.caller_number or _number(event.caller)
    if event.kind is CallKind.ANSWERED:
        call.answered_at = call.answered_at or event.at
    if event.kind in {CallKind.ENDED, CallKind.MISSED}:
        call.ended_at = call.ended_at or event.at
    call.save()
    return call


def current_call(operator: UUID, *, now: dt.datetime) -> OnTheLine | None:
    """Whom the operator has on the line, the one that was answered before one that rings. One statement."""
    live = [CallState.RINGING.value, CallState.ANSWERED.value]
    rows = Call.objects.filter(operator=operator, state__in=live, rang_at__gt=now - LONGEST)
    found = rows.order_by("state", "-rang_at").first()  # "answered" before "ringing"
    if found is None:
        return None
    is_answered = found.state == CallState.ANSWERED.value
    return OnTheLine(found.uid, found.call_id, found.caller_number, found.answered_at or found.rang_at, is_answered)


def bind(call: UUID, *, petition: UUID) -> None:
    """The petition that came of a call. Raises NotFound (``call_unknown``)."""
    if not Call.objects.filter(uid=call).update(petition_uid=petition):
        raise NotFound("call_unknown")


def _number(text: str) -> str:
    return normalise_phone(text)[:40]
