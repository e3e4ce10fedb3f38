"""The rows beside a petition that an event writes: made again from the log alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from motcua.documents.models import StoredFile
from motcua.dossiers.references import unit_id
from motcua.people.rules import normalise_phone
from motcua.petitions.lifecycle import Event, EventKind
from motcua.petitions.models import (
    ApologyDuty,
    FileRole,
    LedAway,
    Petition,
    PetitionFile,
    PetitionNoticed,
    PetitionRating,
    PetitionWords,
    Publication,
)

_DEGREE = 1_000_000


class Happened:
    """An event with what its effects need."""

    def __init__(self, petition: Petition, event: Event, seq: int, now: dt.datetime, user_id: int | None) -> None:
        self.petition, self.event, self.seq, self.now, self.user_id = petition, event, seq, now, user_id

    def text(self, name: str) -> str:
        return str(self.event.private.get(name, ""))

    def number(self, name: str) -> int:
        """Raises TypeError when the event lacks it."""
        value = self.event.data[name]
        if not isinstance(value, int):
            raise TypeError(f"an event lacks its {name}")
        return value


def apply(petition: Petition, event: Event, *, seq: int, now: dt.datetime, user_id: int | None) -> None:
    """Write what ``event`` says beside the petition's own row."""
    effect = _EFFECTS.get(event.kind)
    happened = Happened(petition, event, seq, now, user_id)
    if effect is not None:
        effect(happened)
    role = _FILE_ROLES.get(event.kind)
    if role is not None:
        _files(happened, role)


def _submitted(one: Happened) -> None:
    words = {name: one.text(name) for name in ("title", "text", "sender_name", "phone", "email", "address")}
    PetitionWords.objects.create(
        petition=one.petition,
        **words,
        phone_key=normalise_phone(one.text("phone"))[:20],
        address_words=one.text("address_words"),
        anonymous="anonymous" in one.petition.flags,
    )


def pin_of(event: Event) -> tuple[float, float, int | None] | None:
    """The pin an event brought, from whole microdegrees."""
    point = event.private.get("point")
    if not isinstance(point, list) or len(point) != 3:
        return None
    lat, lng, accuracy = point
    return lat / _DEGREE, lng / _DEGREE, None if accuracy < 0 else accuracy


def _corrected(one: Happened) -> None:
    pin = pin_of(one.event)
    if pin is not None:
        lat, lng, accuracy = pin
        Petition.objects.filter(pk=one.petition.pk).update(lat=lat, lng=lng, accuracy=accuracy)
        one.petition.lat, one.petition.lng, one.petition.accuracy = pin


def _published(one: Happened) -> None:
    fields = {
        "title": one.text("title")[:300],
        "question": one.text("question"),
        "answer": one.text("answer"),
        "published_at": one.now,
        "published_by_id": one.user_id,
        "hidden_at": None,
    }
    Publication.objects.update_or_create(petition=one.petition, defaults=fields)


def _hidden(one: Happened) -> None:
    Publication.objects.filter(petition=one.petition, hidden_at=None).update(hidden_at=one.now)


def _noticed(one: Happened) -> None:
    unit = unit_id(str(one.event.data["unit"]))
    PetitionNoticed.objects.create(petition=one.petition, unit_id=unit, seq=one.seq, at=one.now)


def _rated(one: Happened) -> None:
    PetitionRating.objects.create(
        petition=one.petition, round_no=one.number("round"), score=one.number("score"), at=one.now
    )


def _apology_due(one: Happened) -> None:
    fields = {
        "unit_id": one.petition.owner_unit_id or one.petition.reception_unit_id,
        "late_since": _instant(one.event.data["due_at"]),
        "due_at": _instant(one.event.data["apologise_by"]),
    }
    ApologyDuty.objects.create(petition=one.petition, round_no=one.number("round"), **fields)


def _instant(value: object) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))


def _apologised(one: Happened) -> None:
    open_ones = ApologyDuty.objects.filter(petition=one.petition, done_at=None)
    open_ones.update(way=str(one.event.data["way"]), done_at=one.now, done_by=one.user_id)


def _led_away(one: Happened) -> None:
    due = one.event.data.get("answer_by")
    fields = {
        "track": str(one.event.data["track"]),
        "unit_id": unit_id(str(one.event.data["unit"])),
        "at": one.now,
        "answer_by": None if due is None else _instant(due),
    }
    LedAway.objects.update_or_create(petition=one.petition, defaults=fields)
    Petition.objects.filter(pk=one.petition.pk).update(track=fields["track"])
    one.petition.track = str(fields["track"])
    _hidden(one)


def _moved(one: Happened) -> None:
    old, new = unit_id(str(one.event.data["old"])), unit_id(str(one.event.data["new"]))
    ApologyDuty.objects.filter(petition=one.petition, done_at=None, unit=old).update(unit=new)


def _reopened(one: Happened) -> None:
    _hidden(one)
    LedAway.objects.filter(petition=one.petition).delete()
    if one.petition.track:
        Petition.objects.filter(pk=one.petition.pk).update(track="")
        one.petition.track = ""


def _files(one: Happened, role: FileRole) -> None:
    names = one.event.data.get("files")
    uids = [UUID(str(name)) for name in names] if isinstance(names, list | tuple) else []
    if not uids:
        return
    keys = dict(StoredFile.objects.filter(uid__in=uids).values_list("uid", "pk"))
    PetitionFile.objects.bulk_create(
        PetitionFile(petition=one.petition, file_id=keys[uid], role=role.value, seq=one.seq, ordinal=number)
        for number, uid in enumerate(uids)
        if uid in keys
    )


_EFFECTS: dict[EventKind, Callable[[Happened], None]] = {
    EventKind.SUBMITTED: _submitted,
    EventKind.CORRECTED: _corrected,
    EventKind.PUBLISHED: _published,
    EventKind.WITHHELD: _hidden,
    EventKind.REOPENED: _reopened,
    EventKind.CROSS_NOTICED: _noticed,
    EventKind.RATED: _rated,
    EventKind.APOLOGY_DUE: _apology_due,
    EventKind.APOLOGISED: _apologised,
    EventKind.LED_AWAY: _led_away,
    EventKind.MOVED: _moved,
}
_FILE_ROLES = {
    EventKind.SUBMITTED: FileRole.SENDER,
    EventKind.SENDER_ANSWERED: FileRole.SENDER,
    EventKind.REOPENED: FileRole.SENDER,
    EventKind.ANSWERED: FileRole.ANSWER,
    EventKind.PUBLISHED: FileRole.PUBLISHED,
}
