"""Making the projection anew from the log: the petition's row, its clocks and pauses, and the rows beside it. What the
log does not hold (followers, letters, the account) stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from motcua.core.canonical import decode
from motcua.people.models import User
from motcua.petitions.lifecycle import Event, EventKind, PetitionState, evolve
from motcua.petitions.models import (
    ApologyDuty,
    LedAway,
    Petition,
    PetitionClock,
    PetitionEvent,
    PetitionFile,
    PetitionNoticed,
    PetitionPause,
    PetitionPrivate,
    PetitionRating,
    PetitionWords,
    Publication,
)

from .effects import apply, pin_of
from .project import set_columns, write_clocks
from .verify import stored_state

_BESIDE = (
    *(PetitionPause, PetitionClock, PetitionFile, PetitionNoticed, PetitionRating, ApologyDuty, LedAway),
    *(Publication, PetitionWords),
)


@transaction.atomic
def rebuild(key: int) -> Petition:
    """Rebuild one petition. Afterwards :func:`motcua.petitions.log.verify.check` finds its projection sound."""
    petition = Petition.objects.select_for_update(of=("self",)).get(pk=key)
    rows = list(PetitionEvent.objects.filter(petition=petition).order_by("seq"))
    bodies = {one.pk: decode(bytes(one.body)) for one in PetitionPrivate.objects.filter(event__petition=petition)}
    erased_at = PetitionWords.objects.filter(petition=petition).values_list("erased_at", flat=True).first()
    for model in _BESIDE:
        where = {"clock__petition": petition} if model is PetitionPause else {"petition": petition}
        model._default_manager.filter(**where).delete()  # noqa: SLF001 - documented by Django
    state = PetitionState()
    users = _users(rows)
    for row in rows:
        event = Event(EventKind(row.kind), decode(bytes(row.payload)), bodies.get(row.pk, {}), row.version)
        state = evolve(state, event)
        set_columns(petition, state)
        _pin(petition, event)
        apply(petition, event, seq=row.seq, now=row.occurred_at, user_id=users.get(row.actor))
    petition.head_hash, petition.recorded_at = rows[-1].hash, rows[-1].recorded_at
    petition.save()
    write_clocks(petition, PetitionState(), stored_state(rows))
    PetitionWords.objects.filter(petition=petition).update(erased_at=erased_at)
    return petition


def _users(rows: list[PetitionEvent]) -> Mapping[str, int]:
    named = {row.actor for row in rows if len(row.actor) == 36}
    return {str(uid): key for uid, key in User.objects.filter(uid__in=named).values_list("uid", "pk")}


def _pin(petition: Petition, event: Event) -> None:
    if event.kind is EventKind.DATA_ERASED:
        petition.lat = petition.lng = petition.accuracy = None
    pin = pin_of(event)
    if pin is not None:
        petition.lat, petition.lng, petition.accuracy = pin
