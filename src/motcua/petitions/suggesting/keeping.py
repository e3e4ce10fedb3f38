"""Traces and suggestions of petitions, kept by what happens to them. Called by the outbox: own data only, and doing it
twice changes nothing."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from motcua.core.erasure import Subject
from motcua.petitions.lifecycle import EventKind, Point, State
from motcua.petitions.models import Petition, PetitionTrace, Suggestion

from .advice import suggest
from .duplicates import trace_of
from .traces import Trace, bands_of, cell_of

SETTLES = frozenset(
    {EventKind.VERIFIED, EventKind.CORRECTED, EventKind.ASSIGNED, EventKind.REJECTED, EventKind.LED_AWAY}
)
"""A person has seen what it is about."""


def heard(uid: UUID, kind: EventKind, *, now: dt.datetime) -> None:
    """Bring trace and suggestion up to one event."""
    petition = Petition.objects.select_related("words", "place").filter(uid=uid).first()
    if petition is None:
        return
    if petition.words.erased_at is not None:
        PetitionTrace.objects.filter(petition=petition).delete()
        return
    if kind == EventKind.SUBMITTED:
        keep(petition, now=now)
    elif kind in SETTLES:
        settle(petition, now=now)


def keep(petition: Petition, *, now: dt.datetime) -> None:
    """Trace and suggestion of a petition that came."""
    text = f"{petition.words.title}\n{petition.words.text}" if petition.words.title else petition.words.text
    point = None
    if petition.lat is not None and petition.lng is not None:
        point = Point(petition.lat, petition.lng, petition.accuracy)
    told = suggest(text, point=point, place=petition.place, now=now)
    Suggestion.objects.update_or_create(
        petition=petition,
        defaults={
            "model_id": told.model,
            "made_at": now,
            "categories": [list(one) for one in told.categories],
            "unit": told.unit,
            "track": told.track,
            "is_urgent": told.is_urgent,
        },
    )
    new = trace_of(text, category=petition.category, point=point, place=petition.place, at=petition.submitted_at)
    PetitionTrace.objects.update_or_create(petition=petition, defaults=columns(new, petition.place_id))


def columns(trace: Trace, place: int | None) -> dict[str, object]:
    """A trace as a row."""
    pinned = trace.lat is not None and trace.lng is not None
    return {
        "at": trace.at,
        "category": trace.categories[0] if trace.categories else "",
        "place_id": place,
        "cell": cell_of(trace.lat, trace.lng) if pinned else None,  # type: ignore[arg-type]
        "lat": trace.lat,
        "lng": trace.lng,
        "accuracy": round(trace.accuracy_metres),
        "bands": bands_of(trace.words, trace.place),
        "words": trace.words.tobytes(),
    }


def settle(petition: Petition, *, now: dt.datetime) -> None:
    """What a person made of it; later corrections count too, for they are what the next model learns from."""
    Suggestion.objects.filter(petition=petition).update(
        settled=petition.category, settled_track=_track(petition), settled_at=now
    )
    trace = PetitionTrace.objects.filter(petition=petition).first()
    if trace is None or (trace.category == petition.category and trace.place_id == petition.place_id):
        return
    if trace.place_id != petition.place_id or petition.lat != trace.lat:
        keep_trace(petition)
    else:
        PetitionTrace.objects.filter(pk=trace.pk).update(category=petition.category)


def keep_trace(petition: Petition) -> None:
    point = None
    if petition.lat is not None and petition.lng is not None:
        point = Point(petition.lat, petition.lng, petition.accuracy)
    new = trace_of(
        petition.words.text, category=petition.category, point=point, place=petition.place, at=petition.submitted_at
    )
    PetitionTrace.objects.filter(petition=petition).update(**columns(new, petition.place_id))


def _track(petition: Petition) -> str:
    """Rejected ones count as another track: their category was not what anybody looked at."""
    return petition.track or ("rejected" if petition.state == State.REJECTED else "")


def forget_erased(_subject: Subject, _now: dt.datetime) -> int:
    """Traces of petitions whose words are gone; runs after the eraser of petitions."""
    return PetitionTrace.objects.filter(petition__words__erased_at__isnull=False).delete()[0]
