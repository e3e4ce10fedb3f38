"""SMS and Zalo: in, out, told once, silenced at a word."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from motcua.core import outbox
from motcua.core.errors import NotFound
from motcua.integrations.incoming.handling import handle
from motcua.integrations.incoming.receiving import Arrived, receive
from motcua.integrations.mail.taking import RECEIPT
from motcua.integrations.messaging import sending
from motcua.integrations.messaging.interface import Fate, Report
from motcua.integrations.messaging.simulator import SimulatedCarrier
from motcua.integrations.messaging.words import Steer, number_in, steer
from motcua.integrations.models import IncomingChannel, IncomingMessage, OutgoingMessage
from motcua.petitions.lifecycle.commands import AskSender
from motcua.petitions.models import Petition
from motcua.petitions.services import act
from tests.petitions.world import NOW, World

PERSON = "0912000333"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("STOP", Steer.STOP),
        (" Dừng. ", Steer.STOP),
        ("TỪ CHỐI", Steer.STOP),
        ("Tiếp tục", Steer.START),
        ("Dừng lại đi, đường hỏng", Steer.NONE),
        ("", Steer.NONE),
    ],
)
def test_steer_when_the_word_stands_alone_then_it_steers(text: str, wanted: Steer) -> None:
    assert steer(text) is wanted


def test_number_when_in_a_text_then_taken_out() -> None:
    assert number_in("pa261123-7kq2m9x: số 12", RECEIPT) == ("PA261123-7KQ2M9X", "số 12")


@pytest.fixture
def carriers(world: World) -> Iterator[dict[str, SimulatedCarrier]]:
    found = {name: SimulatedCarrier(name, longest=300) for name in ("sms", "zalo")}
    for one in found.values():
        sending.register(one)
    yield found
    sending.forget_carriers()


def wrote(text: str, *, channel: str = "sms", sender: str = PERSON, number: int = 1) -> IncomingMessage:
    told = {"message_id": str(number), "sender": sender, "text": text}
    row, _ = receive(
        Arrived(IncomingChannel(channel), str(number), json.dumps(told).encode(), "application/json"), now=NOW
    )
    handle(row.uid, now=NOW)
    row.refresh_from_db()
    return row


def drained(now: dt.datetime = NOW) -> None:
    outbox.drain(sending.NAME, now=now)
    sending.send_due(now=now)


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("channel", "sender"), [("sms", PERSON), ("zalo", "zalo-user-7")])
def test_message_when_somebody_writes_then_a_petition_and_a_receipt_on_the_same_channel(
    carriers: dict[str, SimulatedCarrier], channel: str, sender: str
) -> None:
    row = wrote("Rác không ai lấy ở đầu ngõ", channel=channel, sender=sender)
    drained()
    drained()

    petition = Petition.objects.get()
    ((_id, recipient, text),) = carriers[channel].carried.values()
    assert (row.state, petition.channel) == ("taken", channel)
    assert recipient == sender
    assert petition.receipt_no in text
    assert "Rác" not in text


@pytest.mark.parametrize(("channel", "sender"), [("sms", PERSON), ("zalo", "zalo-user-7")])
def test_answer_when_from_who_wrote_then_taken_and_from_a_stranger_not(
    world: World, carriers: dict[str, SimulatedCarrier], channel: str, sender: str
) -> None:
    wrote("Rác ở đầu ngõ", channel=channel, sender=sender)
    petition = Petition.objects.get()
    act(petition.uid, AskSender("Ngõ nào?"), actor=world.actor("operator"), now=NOW)

    stranger = wrote(f"{petition.receipt_no} ngõ 9", channel=channel, sender="0999999999", number=2)
    mine = wrote(f"{petition.receipt_no} ngõ 5", channel=channel, sender=sender, number=3)
    late = wrote(f"{petition.receipt_no} ngõ 6", channel=channel, sender=sender, number=4)

    assert (stranger.reason, mine.state, mine.is_answer, late.reason) == (
        "answer_from_stranger",
        "taken",
        True,
        "answer_not_awaited",
    )


def test_stop_when_said_then_nothing_more_is_sent_until_start(carriers: dict[str, SimulatedCarrier]) -> None:
    wrote("Rác ở đầu ngõ")
    outbox.drain(sending.NAME, now=NOW)
    stopped = wrote("STOP", number=2)
    sending.send_due(now=NOW)
    wrote("Đèn hỏng", number=3)
    drained()
    silent = list(carriers["sms"].carried)
    wrote("START", number=4)
    wrote("Nắp cống vỡ", number=5)
    drained()

    assert (stopped.state, stopped.reason) == ("stopped", "stop_word")
    assert silent == []
    assert len(carriers["sms"].carried) == 1
    assert sorted(OutgoingMessage.objects.values_list("state", flat=True)) == ["sent", "silenced", "silenced"]


def test_sending_when_the_carrier_is_away_then_later_and_once(carriers: dict[str, SimulatedCarrier]) -> None:
    carriers["sms"].away_for = 2
    wrote("Rác ở đầu ngõ")
    for hour in range(4):
        drained(NOW + dt.timedelta(hours=hour))

    assert len(carriers["sms"].carried) == 1
    assert OutgoingMessage.objects.get().state == "sent"


def test_sending_when_the_number_is_refused_then_failed_with_the_carriers_code(
    carriers: dict[str, SimulatedCarrier],
) -> None:
    carriers["sms"].refused = frozenset({PERSON})
    wrote("Rác ở đầu ngõ")
    drained()

    one = OutgoingMessage.objects.get()
    assert (one.state, one.error) == ("failed", "unknown_number")


def test_report_when_twice_or_contradicting_then_delivered_stays(carriers: dict[str, SimulatedCarrier]) -> None:
    carriers["sms"].reports_twice = True
    wrote("Rác ở đầu ngõ")
    with pytest.raises(NotFound):
        sending.note_report("sms", Report("sms-1", Fate.DELIVERED, NOW))
    drained()
    for report in carriers["sms"].reports(at=NOW):
        sending.note_report("sms", report)
    sending.note_report("sms", Report("sms-1", Fate.FAILED, NOW))

    assert OutgoingMessage.objects.get().state == "delivered"


def test_message_when_nobody_carries_the_channel_then_none_is_made(world: World) -> None:
    wrote("Rác ở đầu ngõ")
    drained()

    assert not OutgoingMessage.objects.exists()
