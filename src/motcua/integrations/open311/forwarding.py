"""A petition that is for a neighbour, forwarded over Open311: posted there once, then followed. Who sent it stays here:
the neighbour gets the words and the place, nobody's name, number or address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import structlog
from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.core.errors import Conflict, Invalid, Unavailable
from motcua.core.outbox import Message, consumer
from motcua.integrations.models import ForeignPetition, ForeignTelling, Origin, TellingState
from motcua.integrations.tellings import note, put_off, settle, take_next
from motcua.petitions.lifecycle import EventKind
from motcua.petitions.models import Petition
from motcua.petitions.selectors import timeline

from .client import Client
from .peers import Peer, all_peers, peer_named

log = structlog.get_logger()

NAME: Final = "integrations.open311"
_PREFIX: Final = "open311:"
_TOKEN: Final = "token:"  # noqa: S105 - a mark before a token of theirs
_LONGEST: Final = 4000
MakeClient = Callable[[Peer], Client]


@consumer(NAME, topics=("petition",))
def note_forwarding(message: Message, *, now: dt.datetime) -> None:
    """One row for one forwarding to a place whose Open311 server we know."""
    if message.kind != EventKind.FORWARDED:
        return
    petition = Petition.objects.filter(uid=str(message.body["petition"])).first()
    if petition is None:
        return
    step = next((one for one in timeline(petition) if one.seq == message.body["seq"]), None)
    peer = peer_named(str(step.words.get("outside", ""))) if step else None
    if peer is not None:
        note(f"{_PREFIX}{peer.code}", message, now=now)


def forward_due(*, now: dt.datetime, make: MakeClient = Client, limit: int = 100) -> int:
    """Post what is due; how many were taken there. Not inside a transaction."""
    done = 0
    for _number in range(limit):
        row = take_next(Q(system__startswith=_PREFIX), now=now)
        if row is None:
            break
        done += _forward(row, now, make)
    return done


def _forward(row: ForeignTelling, now: dt.datetime, make: MakeClient) -> bool:
    peer = peer_named(row.system.removeprefix(_PREFIX))
    petition = Petition.objects.select_related("words", "place").get(uid=row.petition_uid)
    if peer is None or ForeignPetition.objects.filter(system=row.system, petition_uid=petition.uid).exists():
        return settle(row, TellingState.NOT_NEEDED, now=now)
    try:
        told = make(peer).post(fields_of(petition, peer))
    except Unavailable as error:
        return put_off(row, error.code, now=now)
    except (Conflict, Invalid) as error:
        log.warning("open311.forward_refused", peer=peer.code, code=error.code)
        return settle(row, TellingState.FAILED, now=now, error=str(error.params.get("why", error.code)))
    number = str(told.get("service_request_id", "")) or f"{_TOKEN}{told.get('token', '')}"
    ForeignPetition.objects.create(
        system=row.system,
        foreign_id=number[:200],
        origin=Origin.HERE.value,
        petition_uid=petition.uid,
        foreign_state="open",
        told_seq=row.seq,
        linked_at=now,
        changed_at=now,
    )
    return settle(row, TellingState.TOLD, now=now)


def fields_of(petition: Petition, peer: Peer) -> dict[str, str]:
    """What is posted. The number of ours goes along, so that they can find a repeat."""
    said = petition.words.text
    number = _("Mã tại nơi chuyển: %(number)s") % {"number": petition.receipt_no}
    fields = {
        "service_code": peer.service_for(petition.category),
        "description": f"{said[: _LONGEST - len(number) - 2]}\n\n{number}",
        "account_id": petition.receipt_no,
    }
    if petition.lat is not None and petition.lng is not None:
        fields |= {"lat": str(petition.lat), "long": str(petition.lng)}
    where = ", ".join(filter(None, [petition.words.address_words, petition.place.name if petition.place else ""]))
    return {**fields, "address_string": where or _("Chưa rõ địa chỉ")}


def follow(*, now: dt.datetime, make: MakeClient = Client) -> int:
    """Ask the neighbours how what we forwarded stands; how many changed. One that is away is asked next time."""
    changed = 0
    for peer in all_peers():
        links = ForeignPetition.objects.filter(system=f"{_PREFIX}{peer.code}").exclude(foreign_state="closed")
        try:
            changed += sum(_follow(link, make(peer), now) for link in links.order_by("changed_at")[:100])
        except (Unavailable, Conflict, Invalid) as error:
            log.info("open311.follow_later", peer=peer.code, code=error.code)
    return changed


def _follow(link: ForeignPetition, client: Client, now: dt.datetime) -> bool:
    number = link.foreign_id
    if number.startswith(_TOKEN):
        number = client.number_of(number.removeprefix(_TOKEN))
        if not number:
            return False
    found = client.request(number) or {}
    state = str(found.get("status", ""))
    if state not in {"open", "closed"} or (state, number) == (link.foreign_state, link.foreign_id):
        return False
    ForeignPetition.objects.filter(pk=link.pk).update(
        foreign_id=number[:200], foreign_state=state, foreign_at=now, changed_at=now
    )
    return True
