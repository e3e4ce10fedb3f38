"""Submission, from any channel: cheap, and nothing is lost. No picture is opened and no model asked here; consumers of
the outbox do that afterwards."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.clock import now as clock_now
from motcua.core.errors import Invalid, NotAllowed
from motcua.core.idempotency import Claim, claim, finish, request_hash
from motcua.core.ids import id_at, new_secret
from motcua.documents.models import StoredFile
from motcua.dossiers.codes import ALPHABET
from motcua.dossiers.references import unit_uid
from motcua.organisation.models import Unit
from motcua.organisation.places import Where, place_of_point
from motcua.people.actors import Actor, ActorKind
from motcua.people.permissions import require
from motcua.petitions.categories import receiving_desk
from motcua.petitions.deadlines import DayContext, named_unit
from motcua.petitions.lifecycle import Channel, Kind, Opening, PetitionState, Point, Refusal, open_petition
from motcua.petitions.log.chain import GENESIS
from motcua.petitions.log.project import Doing, append
from motcua.petitions.models import Petition
from motcua.petitions.permissions import RECEIVE

from .act import actor_key, clean, refusal_error

MOST_TEXT = 20_000
MOST_FILES = 10
TITLE_LENGTH = 120
OWN_CHANNELS = frozenset({Channel.WEB, Channel.PHONE_PAGE, Channel.QR, Channel.SUGGESTION_BOX})
"""What a citizen may send by. The other channels are taken down by the desk or come from a machine."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks. ``anonymous``: wants no name kept; the same when nothing at all is given."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class SubmitPetition:
    """What somebody reports. ``key`` makes a repeat the same petition; so does ``foreign_id`` within its channel.
    ``place`` is a unit's code; without it the pin says where. ``links`` and ``address_words`` come from machines."""

    channel: Channel | str
    text: str
    title: str = ""
    category: str = ""
    kind: Kind | str = Kind.STREET
    point: Point | None = None
    place: str = ""
    address_words: str = ""
    links: Sequence[str] = ()
    sender: Sender = field(default_factory=Sender)
    files: Sequence[StoredFile] = ()
    procedure: str = ""
    article: str = ""
    occurred_on: dt.date | None = None
    foreign_id: str = ""
    key: str = ""
    language: str = "vi"


def submit(command: SubmitPetition, *, actor: Actor, now: dt.datetime) -> Petition:
    """Take in a petition. Guarantees: one petition for one key; its chain begins with seq 1 and a receipt number; a
    desk holds it with a next date.

    Raises Invalid (``words_missing``, ``text_too_long``, ``category_unknown``, ``anonymous_not_allowed``,
    ``petition_channel_unknown``, ``kind_unknown``, ``files_too_many``), NotFound
    ``unit_unknown``, NotAllowed, Unprocessable for
    a key that came with another content.
    """
    _check(command)
    with transaction.atomic():
        request = _claim_of(command, actor)
        if request is not None:
            earlier = claim(request, now=now)
            if earlier is not None:
                return Petition.objects.get(uid=UUID(str(earlier.response["petition"])))
        known = _known(command)
        petition = known or _open(command, actor=actor, now=now)
        if request is not None:
            finish(request, status=201, response={"petition": str(petition.uid)})
    return petition


def _check(command: SubmitPetition) -> None:
    if command.channel not in set(Channel):
        raise Invalid("petition_channel_unknown", params={"channel": str(command.channel)})
    if command.kind not in set(Kind):
        raise Invalid("kind_unknown", params={"kind": str(command.kind)})
    if len(command.files) > MOST_FILES:
        raise Invalid("files_too_many", params={"most": MOST_FILES})


def _claim_of(command: SubmitPetition, actor: Actor) -> Claim | None:
    if not command.key and not command.foreign_id:
        return None
    content = {
        "text": command.text,
        "title": command.title,
        "category": command.category,
        "files": [bytes(one.sha256).hex() for one in command.files],
    }
    if command.key:
        return Claim(
            actor_key(actor), f"petition.submit.{Channel(command.channel)}", command.key, request_hash(content)
        )
    return Claim("system", f"petition.foreign.{Channel(command.channel)}", command.foreign_id, request_hash({}))


def _known(command: SubmitPetition) -> Petition | None:
    if not command.foreign_id:
        return None
    return Petition.objects.filter(channel=Channel(command.channel).value, foreign_id=command.foreign_id).first()


def receipt_number(now: dt.datetime) -> str:
    """``PA261124-7KQ2M9X``: date and seven letters that cannot be guessed in order."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"PA{now.astimezone(LEGAL_ZONE):%y%m%d}-{tail}"


@dataclass(frozen=True, slots=True)
class _Where:
    place: Unit | None
    point: Point | None
    said: str


def _where(command: SubmitPetition, on: dt.date) -> _Where:
    """The commune and the pin; a pin whose numbers are swapped is put right, one outside is kept and said so."""
    named = named_unit(command.place, on) if command.place else None
    point = command.point
    if point is None:
        return _Where(named, None, "")
    found = place_of_point(point.lat, point.lng, on)
    if found.where is Where.NOT_A_POINT:
        return _Where(named, None, found.where.value)
    if found.where is Where.SWAPPED:
        return _Where(named or found.nearest, Point(point.lng, point.lat, point.accuracy_metres), found.where.value)
    said = "" if found.where in {Where.INSIDE, Where.NO_MAP} else found.where.value
    return _Where(named or found.unit, point, said)


def _open(command: SubmitPetition, *, actor: Actor, now: dt.datetime) -> Petition:
    on = legal_date(now)
    where = _where(command, on)
    desk = receiving_desk(where.place.pk if where.place else None, on)
    channel = Channel(command.channel)
    if actor.kind is ActorKind.CITIZEN and channel not in OWN_CHANNELS:
        raise NotAllowed("channel_not_yours", params={"channel": str(channel)})
    if actor.kind is ActorKind.OFFICIAL:
        require(actor, RECEIVE, [desk])
    opening = Opening(
        channel=channel,
        kind=Kind(command.kind),
        receipt_no=receipt_number(now),
        reception_unit=unit_uid(desk),
        category=command.category,
        place=str(where.place.uid) if where.place else "",
        anonymous=_anonymous(command.sender, actor),
        facts=_facts(command, where),
        private=_private(command, where.point),
    )
    opened = open_petition(DayContext(desk, now), opening, now)
    if isinstance(opened, Refusal):
        raise refusal_error(opened)
    events, _ = opened
    recorded = max(clock_now(), now)
    petition = _fresh(command, opening, where.point, actor=actor, recorded=recorded)
    doing = Doing(actor_key(actor), actor.user_id, "", now, recorded)
    append(petition, PetitionState(), events, doing)
    return petition


def _anonymous(sender: Sender, actor: Actor) -> bool:
    nobody = not (sender.name.strip() or sender.phone.strip() or sender.email.strip())
    return sender.anonymous or (nobody and actor.kind is not ActorKind.CITIZEN) or (nobody and actor.user_id is None)


def _facts(command: SubmitPetition, where: _Where) -> dict[str, object]:
    facts = {
        "procedure": command.procedure,
        "occurred_on": command.occurred_on,
        "foreign_id": command.foreign_id,
        "language": command.language,
        "pin": where.said,
        "files": [str(one.uid) for one in command.files],
    }
    return {name: value for name, value in facts.items() if value}


def _private(command: SubmitPetition, point: Point | None) -> dict[str, object]:
    """The words and who said them. An anonymous sender's name, number and address are not kept at all."""
    text = clean(command.text, "text", MOST_TEXT)
    if command.links:
        text = "\n".join([text, *(clean(link, "links", 2_000) for link in command.links)]).strip()
    if not text and not command.files:
        raise Invalid("words_missing", errors=[{"field": "text", "code": "words_missing"}])
    first = text.split("\n", 1)[0]
    private: dict[str, object] = {
        "text": text,
        "title": clean(command.title, "title", 300) or _short(first),
        "address_words": clean(command.address_words, "address_words", 500),
        "article": clean(command.article, "article", 200),
        "point": _microdegrees(point),
    }
    sender = command.sender
    if not sender.anonymous:
        private |= {
            "sender_name": clean(sender.name, "sender_name", 200),
            "phone": clean(sender.phone, "phone", 40),
            "email": clean(sender.email, "email", 254),
            "address": clean(sender.address, "address", 500),
        }
    return private


def _microdegrees(point: Point | None) -> list[int] | None:
    if point is None:
        return None
    accuracy = -1 if point.accuracy_metres is None else round(point.accuracy_metres)
    return [round(point.lat * 1_000_000), round(point.lng * 1_000_000), accuracy]


def _short(text: str) -> str:
    if len(text) <= TITLE_LENGTH:
        return text
    return f"{text[: TITLE_LENGTH - 1].rsplit(' ', 1)[0]}…"


def _fresh(
    command: SubmitPetition, opening: Opening, point: Point | None, *, actor: Actor, recorded: dt.datetime
) -> Petition:
    """The row without what follows from its events."""
    return Petition(
        uid=id_at(recorded),
        receipt_no=opening.receipt_no,
        secret=new_secret(),
        channel=opening.channel.value,
        language=command.language,
        foreign_id=command.foreign_id[:100],
        procedure=command.procedure[:40],
        article=str(opening.private["article"]),
        occurred_on=command.occurred_on,
        account_id=actor.user_id if actor.kind is ActorKind.CITIZEN and not command.sender.anonymous else None,
        lat=round(point.lat, 6) if point else None,
        lng=round(point.lng, 6) if point else None,
        accuracy=None if point is None or point.accuracy_metres is None else round(point.accuracy_metres),
        head_hash=GENESIS,
    )
