"""Reading chains back."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.core.canonical import Json, decode
from motcua.dossiers.lifecycle import Event, EventKind
from motcua.dossiers.models import Dossier, DossierEvent

from .chain import COMMITMENT_KEY


def stored_event(kind: str, version: int, payload: bytes | memoryview) -> Event:
    """The event in a stored row, without its private body."""
    data: dict[str, Json] = decode(payload)
    data.pop(COMMITMENT_KEY, None)
    return Event(EventKind(kind), data, None, version)


def events_of(dossier: Dossier) -> Iterator[Event]:
    """The events of one chain in order."""
    rows = DossierEvent.objects.filter(dossier=dossier).order_by("seq").values_list("kind", "version", "payload")
    for kind, version, payload in rows.iterator():
        yield stored_event(kind, version, payload)
