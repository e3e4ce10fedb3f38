"""Short messages to people who wrote by SMS or Zalo: made once of an event, handed to the carrier at least once with
one key, followed until the telephone has them. Without a carrier nothing is made: the desk calls those people."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.core.clock import legal_date
from motcua.core.errors import NotFound
from motcua.core.outbox import Message, consumer
from motcua.integrations.models import IncomingMessage, OutgoingMessage, OutgoingState
from motcua.petitions.lifecycle import EventKind
from motcua.petitions.models import Petition

from .interface import Carrier, CarrierAway, CarrierRefused, Fate, Report
from .silence import is_silenced

log = structlog.get_logger()

NAME: Final = "integrations.messages"
KEEP: Final = dt.timedelta(days=90)
LEASE: Final = dt.timedelta(minutes=5)
STALE: Final = dt.timedelta(days=7)
MOST_ATTEMPTS: Final = 10
_FIRST_DELAY: Final = dt.timedelta(seconds=30)
_LONGEST_DELAY: Final = dt.timedelta(hours=2)
_OPEN: Final = (OutgoingState.PENDING.value, OutgoingState.SENDING.value)
_carriers: dict[str, Carrier] = {}


def register(carrier: Carrier) -> None:
    """Who carries a channel; the last one named. A province's own package does it in ``apps.ready()``."""
    _carriers[carrier.channel] = carrier


def forget_carriers() -> None:
    """For tests."""
    _carriers.clear()


@consumer(NAME, topics=("petition",))
def make_message(message: Message, *, now: dt.datetime) -> None:
    """One short message at most for one event."""
    if message.kind not in TELLING or now - message.created_at > STALE:
        return
    petition = Petition.objects.select_related("words").filter(uid=UUID(str(message.body["petition"]))).first()
    if petition is None or petition.channel not in _carriers:
        return
    recipient = _recipient(petition)
    if not recipient:
        return
    silenced = is_silenced(petition.channel, recipient)
    OutgoingMessage.objects.get_or_create(
        channel=petition.channel,
        message_uid=message.id,
        defaults={
            "sent_to": recipient,
            "body_words": text_of(message.kind, petition)[: _carriers[petition.channel].longest],
            "petition_uid": petition.uid,
            "state": (OutgoingState.SILENCED if silenced else OutgoingState.PENDING).value,
            "created_at": now,
            "next_at": now,
            "purge_on": legal_date(now + KEEP),
        },
    )


def _recipient(petition: Petition) -> str:
    if petition.channel == "sms":
        return petition.words.phone
    rows = IncomingMessage.objects.filter(channel=petition.channel, petition_uid=petition.uid).exclude(sent_from="")
    return rows.order_by("id").values_list("sent_from", flat=True).first() or ""


TELLING: Final = frozenset(
    {EventKind.SUBMITTED, EventKind.SENDER_ASKED, EventKind.APPROVED, EventKind.REJECTED, EventKind.FORWARDED}
)


def text_of(kind: str, petition: Petition) -> str:
    """What is said: the number and the link, and no word of the matter itself."""
    link = f"{settings.BASE_URL.rstrip('/')}/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/"
    with override(petition.language or "vi"):
        texts = {
            EventKind.SUBMITTED: _("Da nhan phan anh %(number)s. Theo doi: %(link)s. Soan STOP de ngung nhan tin."),
            EventKind.SENDER_ASKED: _("Phan anh %(number)s can bo sung. Xem: %(link)s, hoac tra loi tin nay kem ma."),
            EventKind.APPROVED: _("Phan anh %(number)s da co tra loi: %(link)s"),
            EventKind.REJECTED: _("Phan anh %(number)s khong tiep nhan duoc. Ly do: %(link)s"),
            EventKind.FORWARDED: _("Phan anh %(number)s da chuyen noi co tham quyen: %(link)s"),
        }
        return texts[EventKind(kind)] % {"number": petition.receipt_no, "link": link}


def send_due(*, now: dt.datetime, limit: int = 200) -> int:
    """Hand over what is due, the oldest first; how many the carriers took. Not inside a transaction."""
    due = Q(state__in=_OPEN, next_at__lte=now, channel__in=sorted(_carriers))
    waiting = list(OutgoingMessage.objects.filter(due).order_by("next_at", "id")[:limit])
    return sum(_send(one, now) for one in waiting)


def _send(one: OutgoingMessage, now: dt.datetime) -> bool:
    mine = OutgoingMessage.objects.filter(pk=one.pk, state__in=_OPEN, attempts=one.attempts)
    if not mine.update(state=OutgoingState.SENDING.value, attempts=F("attempts") + 1, next_at=now + LEASE):
        return False
    held = OutgoingMessage.objects.filter(pk=one.pk, state=OutgoingState.SENDING.value, attempts=one.attempts + 1)
    if is_silenced(one.channel, one.sent_to):
        held.update(state=OutgoingState.SILENCED.value)
        return False
    try:
        provider_id = _carriers[one.channel].send(recipient=one.sent_to, text=one.body_words, key=str(one.message_uid))
    except CarrierRefused as error:
        held.update(state=OutgoingState.FAILED.value, error=error.code[:80])
        return False
    except CarrierAway:
        if one.attempts + 1 >= MOST_ATTEMPTS:
            held.update(state=OutgoingState.FAILED.value, error="carrier_away")
            return False
        wait = min(_FIRST_DELAY * 2 ** min(one.attempts, 10), _LONGEST_DELAY)
        held.update(state=OutgoingState.PENDING.value, next_at=now + wait)
        return False
    held.update(state=OutgoingState.SENT.value, provider_id=provider_id[:100], sent_at=now)
    return True


def note_report(channel: str, report: Report) -> None:
    """What the carrier says became of a message. Twice is once; delivered is never taken back. Raises NotFound
    (``incoming_unknown``) for a message not known yet: the carrier tells again."""
    rows = OutgoingMessage.objects.filter(channel=channel, provider_id=report.provider_id).exclude(provider_id="")
    if not rows.exists():
        raise NotFound("incoming_unknown")
    if report.fate is Fate.DELIVERED:
        rows.filter(delivered_at=None).update(state=OutgoingState.DELIVERED.value, delivered_at=report.at)
    else:
        rows.filter(state=OutgoingState.SENT.value).update(state=OutgoingState.FAILED.value, error=report.code[:80])
