"""The listener, spoken to by the standard library's client over a real socket (aiosmtpd on the other side)."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from motcua.core.errors import TooLarge, Unavailable
from motcua.integrations.mail.reading import read
from motcua.integrations.mail.server import Keeper, protocol

from .letters import PERSON, US, mail


class Listening(Controller):
    lmtp = False

    def factory(self) -> SMTP:
        return protocol(self.handler, lmtp=self.lmtp, hostname="mx.anson.example")()


class Kept(list[bytes]):
    fault: Exception | None = None

    def take(self, raw: bytes) -> None:
        if self.fault is not None:
            raise self.fault
        self.append(raw)


@pytest.fixture(params=[False, True], ids=["smtp", "lmtp"])
def listening(request: pytest.FixtureRequest) -> Iterator[tuple[smtplib.SMTP, Kept]]:
    kept = Kept()
    keeper = Keeper({US}, kept.take)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Listening(keeper, hostname="127.0.0.1", port=port)
    server.lmtp = request.param
    server.start()
    client = (smtplib.LMTP if request.param else smtplib.SMTP)("127.0.0.1", port)
    try:
        yield client, kept
    finally:
        client.close()
        server.stop()
        keeper.close()


def test_listener_when_mail_comes_to_us_then_kept_with_the_address_it_came_to(
    listening: tuple[smtplib.SMTP, Kept],
) -> None:
    client, kept = listening

    refused = client.sendmail(PERSON, ["phan-anh+PA261123-ABCDEFG@anson.example"], bytes(mail()))

    assert refused == {}
    letter = read(kept[0])
    assert "phan-anh+pa261123-abcdefg@anson.example" in letter.recipients
    assert letter.subject == "Đèn đường hỏng"


def test_listener_when_mail_is_for_others_then_nothing_is_relayed(listening: tuple[smtplib.SMTP, Kept]) -> None:
    client, kept = listening

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail(PERSON, ["someone@elsewhere.example"], bytes(mail()))
    assert refused.value.recipients["someone@elsewhere.example"][0] == 550
    assert kept == []


def test_listener_when_the_mail_says_it_is_huge_then_refused_before_a_byte(
    listening: tuple[smtplib.SMTP, Kept],
) -> None:
    client, kept = listening
    client.ehlo_or_helo_if_needed()

    code, _ = client.mail(PERSON, ["SIZE=2000000000"])

    assert code == 552
    assert kept == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [(TooLarge("message_too_large"), 552), (Unavailable("storage_unavailable"), 451), (RuntimeError("x"), 451)],
)
def test_listener_when_it_cannot_be_kept_then_the_other_side_keeps_it(
    listening: tuple[smtplib.SMTP, Kept], fault: Exception, code: int
) -> None:
    client, kept = listening
    kept.fault = fault

    with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused)) as refused:
        client.sendmail(PERSON, [US], bytes(mail()))
    assert str(code) in str(refused.value)
