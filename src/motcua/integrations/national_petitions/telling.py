"""What the national system hears of petitions it gave us. The outbox makes a row for each event it must hear of; a
job carries them over, in order for each petition, as often as it takes, with one key each: told twice is told once
there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final
from uuid import UUID

import structlog
from django.db.models import Q

from motcua.core.outbox import Message, consumer
from motcua.core.texts import say
from motcua.integrations.models import ForeignPetition, ForeignTelling, TellingState
from motcua.integrations.tellings import note, put_off, settle, take_next
from motcua.petitions.lifecycle import EventKind
from motcua.petitions.models import Petition, PetitionRating
from motcua.petitions.selectors import latest_answer

from .interface import SYSTEM as NATIONAL
from .interface import NationalAway, NationalPetitions, NationalRefused
from .reading import RATED_THERE

log = structlog.get_logger()

NAME: Final = "integrations.national"
BACK: Final = frozenset({EventKind.REJECTED, EventKind.FORWARDED, EventKind.LED_AWAY})
TOLD: Final = frozenset({EventKind.ASSIGNED, EventKind.APPROVED, EventKind.PUBLISHED, EventKind.RATED, *BACK})


@consumer(NAME, topics=("petition",))
def note_telling(message: Message, *, now: dt.datetime) -> None:
    """One row for one event of a petition that has a number there."""
    if message.kind not in TOLD:
        return
    petition = UUID(str(message.body["petition"]))
    if not ForeignPetition.objects.filter(system=NATIONAL, petition_uid=petition).exists():
        return
    note(NATIONAL, message, now=now)


def tell_due(system: NationalPetitions, *, now: dt.datetime, limit: int = 200) -> int:
    """Tell what is due, the earliest of each petition first; how many were told. Not inside a transaction."""
    told = 0
    for _ in range(limit):
        row = take_next(Q(system=NATIONAL), now=now)
        if row is None:
            break
        told += _tell(system, row, now)
    return told


def _tell(system: NationalPetitions, row: ForeignTelling, now: dt.datetime) -> bool:
    link = ForeignPetition.objects.get(system=NATIONAL, petition_uid=row.petition_uid)
    petition = Petition.objects.select_related("owner_unit", "publication").get(uid=row.petition_uid)
    call = _call(system, row, link, petition)
    if call is None:
        return settle(row, TellingState.NOT_NEEDED, now=now)
    try:
        call()
    except NationalAway as error:
        return put_off(row, type(error).__name__, now=now)
    except NationalRefused as error:
        log.warning("national.refused", petition=str(row.petition_uid), code=error.code)
        ForeignPetition.objects.filter(pk=link.pk).update(conflict=error.code[:60], changed_at=now)
        return settle(row, TellingState.FAILED, now=now, error=error.code)
    ForeignPetition.objects.filter(pk=link.pk, told_seq__lt=row.seq).update(told_seq=row.seq, changed_at=now)
    return settle(row, TellingState.TOLD, now=now)


def _call(
    system: NationalPetitions, row: ForeignTelling, link: ForeignPetition, petition: Petition
) -> Callable[[], None] | None:
    """The act there that says what happened here; None when there is nothing to say any more."""
    number, key = link.foreign_id, str(row.message_uid)
    if row.kind == EventKind.ASSIGNED:
        unit = petition.owner_unit.name if petition.owner_unit else ""
        return lambda: system.assign(number, unit=unit, due_at=petition.handle_due, key=key)
    if row.kind == EventKind.APPROVED:
        text = latest_answer(petition)
        return (lambda: system.answer(number, text=text, key=key)) if text else None
    if row.kind == EventKind.PUBLISHED:
        said = getattr(petition, "publication", None)
        if said is None or said.hidden_at is not None:
            return None
        return lambda: system.publish(number, question=said.question, answer=said.answer, key=key)
    if row.kind == EventKind.RATED:
        rating = PetitionRating.objects.filter(petition=petition).order_by("-round_no").first()
        if rating is None or link.foreign_state == RATED_THERE:
            return None
        return lambda: system.rate(number, score=rating.score, key=key)
    return lambda: system.send_back(number, reason=say(f"national_back_{row.kind}"), key=key)
