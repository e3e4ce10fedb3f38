"""Which call rings for an operator, as the switchboard of the province says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.core.clock import now
from motcua.integrations.telephony.calls import current_call
from motcua.people.actors import Actor
from motcua.petitions.hotline.models import HotlineCall


@dataclass(frozen=True, slots=True)
class Ringing:
    call_id: str
    caller: str


def ringing_for(actor: Actor, calls: Sequence[HotlineCall]) -> Ringing | None:
    """The call at the operator's telephone that is not on the screen yet."""
    if actor.uid is None:
        return None
    found = current_call(actor.uid, now=now())
    if found is None or any(one.call_key == found.call_id for one in calls):
        return None
    return Ringing(found.call_id, found.caller)
