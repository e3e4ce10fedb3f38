"""What other systems must hear, in order for each petition, under a lease, as often as it takes."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from motcua.core.outbox import Message
from motcua.integrations.models import ForeignTelling, TellingState

LEASE: Final = dt.timedelta(minutes=5)
_FIRST_DELAY: Final = dt.timedelta(seconds=30)
_LONGEST_DELAY: Final = dt.timedelta(hours=1)
_OPEN: Final = (TellingState.PENDING.value, TellingState.SENDING.value)


def note(system: str, message: Message, *, now: dt.datetime) -> None:
    """One row for one message, however often it is read."""
    ForeignTelling.objects.get_or_create(
        system=system,
        message_uid=message.id,
        defaults={
            "petition_uid": str(message.body["petition"]),
            "seq": int(str(message.body["seq"])),
            "kind": message.kind,
            "created_at": message.created_at,
            "next_at": now,
        },
    )


def take_next(systems: Q, *, now: dt.datetime) -> ForeignTelling | None:
    """The first that is due and has nothing open before it of its petition, under a lease; ``None``: nothing to do, or
    another process took it. Not inside a transaction."""
    earlier = ForeignTelling.objects.filter(
        system=OuterRef("system"), petition_uid=OuterRef("petition_uid"), seq__lt=OuterRef("seq"), state__in=_OPEN
    )
    due = systems & Q(state__in=_OPEN, next_at__lte=now)
    row = ForeignTelling.objects.filter(due, ~Exists(earlier)).order_by("next_at", "id").first()
    if row is None:
        return None
    leased = ForeignTelling.objects.filter(due, pk=row.pk, attempts=row.attempts).update(
        state=TellingState.SENDING.value, attempts=F("attempts") + 1, next_at=now + LEASE
    )
    row.attempts += 1
    return row if leased else None


def settle(row: ForeignTelling, state: TellingState, *, now: dt.datetime, error: str = "") -> bool:
    """The end of a telling, if the lease still holds; whether it was told."""
    told_at = now if state is TellingState.TOLD else None
    ForeignTelling.objects.filter(pk=row.pk, attempts=row.attempts).update(
        state=state.value, told_at=told_at, error=error[:80]
    )
    return state is TellingState.TOLD


def put_off(row: ForeignTelling, error: str, *, now: dt.datetime) -> bool:
    """Tried again later, at most an hour later. Never given up: the other side will be back."""
    wait = min(_FIRST_DELAY * 2 ** min(row.attempts - 1, 10), _LONGEST_DELAY)
    ForeignTelling.objects.filter(pk=row.pk, attempts=row.attempts).update(
        state=TellingState.PENDING.value, next_at=now + wait, error=error[:80]
    )
    return False
