"""Who is told what of an event: the sender always, followers of what is public, officials of what waits for them.
One letter for each reader; the notifications room sends it. Address and text are looked up when it leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from motcua.notifications.services import note_news_letter
from motcua.notifications.tasks import send_one
from motcua.organisation.models import in_force
from motcua.people.models import Assignment, RoleGrant, User
from motcua.petitions.lifecycle import EventKind, HolderKind
from motcua.petitions.models import Follower, LetterTo, Petition, PetitionEvent, PetitionLetter, PetitionNoticed

LETTER = "petition"

TO_SENDER = frozenset(
    {
        *(EventKind.SUBMITTED, EventKind.REJECTED, EventKind.FORWARDED, EventKind.LED_AWAY, EventKind.SENDER_ASKED),
        *(EventKind.WENT_ON, EventKind.ASSIGNED, EventKind.EXTENDED, EventKind.APPROVED, EventKind.PUBLISHED),
        *(EventKind.REOPENED, EventKind.MERGED, EventKind.UNMERGED, EventKind.APOLOGISED, EventKind.WITHDRAWN),
        *(EventKind.APOLOGY_DUE, EventKind.RETURNED_TO_UNIT, EventKind.RETURNED_TO_DESK),
    }
)
TO_FOLLOWERS = frozenset(
    {EventKind.ASSIGNED, EventKind.PUBLISHED, EventKind.REOPENED, EventKind.REJECTED, EventKind.FORWARDED}
)
TO_MERGED = frozenset(
    {EventKind.PUBLISHED, EventKind.WITHHELD, EventKind.REJECTED, EventKind.FORWARDED, EventKind.LED_AWAY}
)
"""With these the main one has ended for those whose own was merged into it."""
TO_OFFICIALS = {
    EventKind.ASSIGNED: "petition.handle",
    EventKind.CROSS_NOTICED: "petition.handle",
    EventKind.RETURNED_TO_UNIT: "petition.handle",
    EventKind.REOPENED: "petition.handle",
    EventKind.APOLOGY_DUE: "petition.approve",
    EventKind.ANSWERED: "petition.approve",
    EventKind.RETURNED_TO_DESK: "petition.assign",
    EventKind.SENDER_ANSWERED: "petition.handle",
    EventKind.WARNED: "petition.handle",
    EventKind.LED_AWAY: "petition.lead_away",
}


@dataclass(frozen=True, slots=True)
class Reader:
    to: LetterTo
    follower: int | None = None
    unit: int | None = None
    about: int | None = None
    call: bool = False


def tell(uid: UUID, seq: int, kind: EventKind, *, now: dt.datetime) -> int:
    """Note the letters about one event; how many are new. Doing it twice changes nothing."""
    petition = Petition.objects.select_related("words", "account").defer("snapshot").filter(uid=uid).first()
    if petition is None:
        return 0
    made = 0
    for owner, reader in _readers(petition, seq, kind):
        letter, fresh = PetitionLetter.objects.get_or_create(
            petition=owner,
            seq=seq,
            kind=kind.value,
            to=reader.to.value,
            follower_id=reader.follower,
            unit_id=reader.unit,
            about_id=reader.about,
            defaults={"at": now, "call": reader.call},
        )
        if fresh:
            made += 1
            if not reader.call:
                _send(letter, now)
    return made


def _send(letter: PetitionLetter, now: dt.datetime) -> None:
    notice = note_news_letter(LETTER, message=letter.uid, news=letter.uid, now=now)
    if notice is not None:
        send_one.defer(notice=str(notice))


def _readers(petition: Petition, seq: int, kind: EventKind) -> Iterator[tuple[Petition, Reader]]:
    if kind in TO_SENDER:
        yield from _sender(petition)
    if kind in TO_FOLLOWERS:
        for key in Follower.objects.filter(petition=petition).order_by("pk").values_list("pk", flat=True):
            yield petition, Reader(LetterTo.FOLLOWER, follower=key)
    if kind in TO_MERGED:
        yield from _merged(petition)
    verb = TO_OFFICIALS.get(kind)
    if verb is not None:
        unit = _unit_told(petition, seq, kind)
        if unit is not None and officials(unit, verb, petition.submitted_at):
            yield petition, Reader(LetterTo.OFFICIALS, unit=unit)


def _sender(petition: Petition, about: int | None = None) -> Iterator[tuple[Petition, Reader]]:
    """By e-mail where there is an address; else somebody calls the number; one who left neither looks at the page."""
    if address_of(petition):
        yield petition, Reader(LetterTo.SENDER, about=about)
    elif petition.words.phone:
        yield petition, Reader(LetterTo.SENDER, about=about, call=True)


def _merged(main: Petition) -> Iterator[tuple[Petition, Reader]]:
    """Those merged into it, and into those: their senders and followers hear how it ended."""
    rows = Petition.objects.filter(merged_into=main).select_related("words", "account").defer("snapshot")
    for one in rows.order_by("pk"):
        yield from _sender(one, about=main.pk)
        for key in Follower.objects.filter(petition=one).order_by("pk").values_list("pk", flat=True):
            yield one, Reader(LetterTo.FOLLOWER, follower=key, about=main.pk)
        for owner, reader in _merged(one):
            yield owner, Reader(reader.to, reader.follower, None, main.pk, reader.call)


def address_of(petition: Petition) -> str:
    """Where the sender reads letters, empty when nowhere."""
    account = petition.account.email if petition.account is not None else ""
    return petition.words.email or account


def _unit_told(petition: Petition, seq: int, kind: EventKind) -> int | None:
    if kind is EventKind.CROSS_NOTICED:
        return PetitionNoticed.objects.filter(petition=petition, seq=seq).values_list("unit_id", flat=True).first()
    if kind is EventKind.RETURNED_TO_DESK:
        return petition.reception_unit_id
    if kind in {EventKind.SENDER_ANSWERED, EventKind.WARNED} and petition.holder_kind != HolderKind.UNIT.value:
        return None
    return petition.owner_unit_id


def officials(unit: int, verb: str, at: dt.datetime) -> list[User]:
    """People with an address in posts of the unit whose role carries the verb today."""
    on = at.date()
    roles = RoleGrant.objects.filter(in_force(on), verb=verb).values("role__code")
    posts = Assignment.objects.filter(in_force(on), post__unit=unit, post__role__in=roles)
    return list(User.objects.filter(~Q(email=""), pk__in=posts.values("user"), is_active=True).order_by("pk"))


def event_of(letter: PetitionLetter) -> PetitionEvent | None:
    """The event a letter tells of; of the main petition where it was merged into one."""
    petition = letter.about_id or letter.petition_id
    return PetitionEvent.objects.filter(petition=petition, seq=letter.seq).first()
