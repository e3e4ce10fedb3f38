"""Requests as everybody may see them.

A published petition shows its masked words. One that came over Open311 and is not published is found by its number
alone, as ``open`` or ``closed`` with its category and dates and without a word of it: its own program can follow it.
Petitions of other channels do not exist here before they are published, and who sent one never does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.core.clock import LEGAL_ZONE
from motcua.integrations.models import IncomingChannel, IncomingMessage
from motcua.integrations.open311.writing import Item
from motcua.petitions.lifecycle import Channel, Kind, State
from motcua.petitions.lifecycle.states import ANSWER_KNOWN, ENDS
from motcua.petitions.models import Petition

from .arguments import Asked
from .catalogue import UNSORTED, Service, unsorted_name

RESOLVED: Final = tuple(sorted(one.value for one in ANSWER_KNOWN | ENDS))
_PLACES: Final = Decimal("0.00001")
PUBLISHED: Final = Q(publication__isnull=False, publication__hidden_at=None) & ~Q(state=State.LED_AWAY.value)
KNOWN_BY_NUMBER: Final = PUBLISHED | Q(channel=Channel.OPEN311.value)


def found(asked: Asked) -> list[Petition]:
    """What GET requests lists, newest first. One statement."""
    rows = Petition.objects.select_related("publication", "place", "owner_unit")
    if asked.ids:
        return list(rows.filter(KNOWN_BY_NUMBER, receipt_no__in=asked.ids).order_by("-submitted_at", "-id"))
    rows = rows.filter(PUBLISHED, submitted_at__gte=asked.since, submitted_at__lte=asked.until)
    if asked.services:
        rows = rows.filter(category__in=asked.services)
    if asked.is_open is not None:
        rows = rows.exclude(state__in=RESOLVED) if asked.is_open else rows.filter(state__in=RESOLVED)
    return list(rows.order_by("-submitted_at", "-id")[asked.offset : asked.offset + asked.limit])


def by_number(number: str) -> Petition | None:
    rows = Petition.objects.select_related("publication", "place", "owner_unit")
    return rows.filter(KNOWN_BY_NUMBER, receipt_no=number).first()


def by_token(token: str) -> Item | None:
    """What has become of a request that a person had to read: its number, or nothing yet."""
    try:
        uid = UUID(token)
    except ValueError:
        return None
    kept = IncomingMessage.objects.filter(uid=uid, channel=IncomingChannel.OPEN311.value).first()
    if kept is None:
        return None
    petition = Petition.objects.filter(uid=kept.petition_uid).first() if kept.petition_uid else None
    return {"token": token, "service_request_id": petition.receipt_no if petition else ""}


def request_items(petitions: Iterable[Petition], services: Sequence[Service]) -> list[Item]:
    names = {one.code: one.name for one in services}
    return [_item(petition, names) for petition in petitions]


def _item(petition: Petition, names: dict[str, str]) -> Item:
    code = petition.category if petition.category in names else UNSORTED
    common: dict[str, object] = {
        "service_request_id": petition.receipt_no,
        "status": "closed" if petition.state in RESOLVED else "open",
        "service_name": names.get(code) or unsorted_name(),
        "service_code": code,
        "requested_datetime": _local(petition.submitted_at),
        "updated_datetime": _local(_updated(petition)),
    }
    if not _is_published(petition):
        return common
    said = petition.publication
    return {
        **common,
        "status_notes": said.answer,
        "description": "\n".join(filter(None, [said.title, said.question])),
        "agency_responsible": petition.owner_unit.name if petition.owner_unit else "",
        "service_notice": _("Xem tại %(link)s.") % {"link": page_of(petition)},
        "expected_datetime": _local(petition.handle_due) if petition.handle_due else None,
        "address": petition.place.name if petition.place else "",
        "address_id": petition.place.code if petition.place else "",
        **_pin(petition),
    }


def _is_published(petition: Petition) -> bool:
    said = getattr(petition, "publication", None)
    return said is not None and said.hidden_at is None and petition.state != State.LED_AWAY


def _pin(petition: Petition) -> dict[str, object]:
    """Of a matter of the street; where somebody was treated badly, or lives, is nobody's business."""
    if petition.kind != Kind.STREET or petition.lat is None or petition.lng is None:
        return {}
    return {
        "lat": Decimal(str(petition.lat)).quantize(_PLACES),
        "long": Decimal(str(petition.lng)).quantize(_PLACES),
    }


def _updated(petition: Petition) -> dt.datetime:
    """For closed ones the standard wants the instant of closing."""
    ended = [petition.closed_at, petition.published_at, petition.approved_at] if petition.state in RESOLVED else []
    return next((one for one in ended if one is not None), petition.recorded_at)


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone(LEGAL_ZONE)


def page_of(petition: Petition) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/phan-anh/{petition.receipt_no}/"
