"""Mail into petitions: everything that comes is a petition, an answer, or kept for a person with its reason."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from pathlib import Path
from unittest import mock

import pytest

from motcua.core.errors import Unavailable
from motcua.documents.models import StoredFile
from motcua.integrations.incoming import handling
from motcua.integrations.incoming.handling import handle, handle_due
from motcua.integrations.incoming.receiving import MOST_BYTES
from motcua.integrations.incoming.upkeep import forget
from motcua.integrations.mail.receiving import receive_mail, take_folder
from motcua.integrations.models import IncomingMessage
from motcua.petitions.lifecycle.commands import AskSender
from motcua.petitions.models import Petition
from motcua.petitions.services import Sender, act
from tests.documents import samples
from tests.petitions.world import NOW, World, sent

from .letters import PERSON, US, mail

pytestmark = pytest.mark.django_db


def taken(message: EmailMessage | bytes, now: dt.datetime = NOW) -> IncomingMessage:
    row, _ = receive_mail(bytes(message), now=now)
    handle(row.uid, now=now)
    row.refresh_from_db()
    return row


def test_mail_when_from_a_person_then_a_petition_with_its_photo(world: World) -> None:
    message = mail()
    message.add_attachment(samples.jpeg(), maintype="image", subtype="jpeg", filename="đèn.jpg")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="x-msdownload", filename="x.exe")

    row = taken(message)

    petition = Petition.objects.get(uid=row.petition_uid)
    assert (row.state, row.sent_from, row.subject_line) == ("taken", PERSON, "Đèn đường hỏng")
    assert (petition.channel, petition.words.title) == ("email", "Đèn đường hỏng")
    assert (petition.words.sender_name, petition.words.email) == ("Nguyễn Thị Lan", PERSON)
    assert petition.words.text.startswith("Đèn đường trước số 12 Lê Lợi tắt ba đêm nay.")
    assert "x.exe" in petition.words.text
    assert [one.file.media_type for one in petition.files.all()] == ["image/jpeg"]


def test_mail_when_delivered_twice_or_read_twice_then_one_petition(world: World) -> None:
    first = taken(mail())
    again = taken(b"Received: by another way\r\n" + bytes(mail()))
    IncomingMessage.objects.update(state="waiting", settled_at=None, petition_uid=None)
    handle(first.uid, now=NOW + dt.timedelta(hours=1))

    assert first.pk == again.pk
    assert Petition.objects.count() == 1


def test_mail_when_one_message_id_says_two_things_then_both_are_kept(world: World) -> None:
    taken(mail("Một"))
    taken(mail("Hai"))

    assert sorted(one.words.text for one in Petition.objects.all()) == ["Hai", "Một"]


@pytest.mark.parametrize(
    ("message", "state", "reason"),
    [
        (mail(Auto_Submitted="auto-replied"), "stopped", "mail_automatic"),
        (mail(sender="MAILER-DAEMON@x.vn"), "stopped", "mail_bounce"),
        (mail(sender=US), "stopped", "mail_from_ourselves"),
        (mail(Precedence="list"), "stopped", "mail_bulk"),
        (mail("", subject=""), "unread", "message_empty"),
        (mail(subject="Re: PA261123-ABCDEFG"), "unread", "petition_number_unknown"),
        (b"From: a@b.vn\r\nSubject: x\r\n\r\n" + bytes(range(0x80, 0x100)), "unread", "charset_unknown"),
        (mail("dài " * 6000), "unread", "text_too_long"),
        (b"", "unread", "message_empty"),
    ],
)
def test_mail_when_no_petition_can_be_made_then_kept_with_its_reason(
    world: World, message: EmailMessage | bytes, state: str, reason: str
) -> None:
    row = taken(message)

    assert (row.state, row.reason) == (state, reason)
    assert row.raw is not None
    assert Petition.objects.count() == 0


def asked(world: World) -> Petition:
    petition = sent(sender=Sender(name="Lan", email=PERSON))
    operator = world.actor("operator")
    return act(petition.uid, AskSender("Xin cho biết số nhà"), actor=operator, now=NOW)


def test_answer_when_from_the_senders_address_then_the_petition_goes_on(world: World) -> None:
    petition = asked(world)

    row = taken(mail("Số 12, cạnh trường.\n\n> Xin cho biết số nhà", subject=f"Re: [{petition.receipt_no}]"))

    petition.refresh_from_db()
    assert (row.state, row.is_answer, row.petition_uid) == ("taken", True, petition.uid)
    assert petition.holder_kind == "operator"
    assert Petition.objects.count() == 1


def test_answer_when_to_the_plus_address_then_found(world: World) -> None:
    petition = asked(world)

    assert taken(mail("Số 12", to=f"phan-anh+{petition.receipt_no}@anson.example")).petition_uid == petition.uid


def test_answer_when_from_a_stranger_then_a_person_reads(world: World) -> None:
    petition = asked(world)

    row = taken(mail(sender="ke.la@example.org", subject=petition.receipt_no))

    assert (row.state, row.reason) == ("unread", "answer_from_stranger")


def test_answer_when_nobody_asked_then_a_person_reads(world: World) -> None:
    petition = sent(sender=Sender(name="Lan", email=PERSON))

    row = taken(mail(subject=petition.receipt_no))

    assert (row.state, row.reason) == ("unread", "answer_not_awaited")


def test_loop_when_one_address_writes_without_end_then_a_person_reads_the_rest(world: World) -> None:
    rows = [taken(mail(f"Lần {number}", message_id=f"<{number}@x>")) for number in range(32)]

    assert [row.state for row in rows] == ["taken"] * 30 + ["unread"] * 2
    assert rows[-1].reason == "mail_too_many"


def test_mail_when_the_store_is_away_then_tried_again_and_at_last_told_to_a_person(world: World) -> None:
    row, _ = receive_mail(bytes(mail()), now=NOW)

    with mock.patch.object(handling, "read_content", side_effect=Unavailable("file_unreadable")):
        for hours in range(handling.MOST_ATTEMPTS):
            handle_due(now=NOW + dt.timedelta(hours=12 * hours))

    row.refresh_from_db()
    assert (row.state, row.reason, row.attempts) == ("unread", "file_unreadable", handling.MOST_ATTEMPTS)


def test_mail_when_the_program_fails_after_the_petition_was_made_then_both_are_undone(world: World) -> None:
    row, _ = receive_mail(bytes(mail()), now=NOW)

    with mock.patch.object(handling, "_settle", side_effect=RuntimeError("killed")):
        handle(row.uid, now=NOW)
    assert Petition.objects.count() == 0
    handle(row.uid, now=NOW + dt.timedelta(minutes=10))

    row.refresh_from_db()
    assert (row.state, Petition.objects.count()) == ("taken", 1)


def test_folder_when_mail_lies_in_new_then_kept_and_moved_once(world: World, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "1").write_bytes(bytes(mail()))
    (new / "2").write_bytes(b"x" * (MOST_BYTES + 1))

    assert take_folder(tmp_path, now=NOW) == (1, 1)
    assert take_folder(tmp_path, now=NOW) == (0, 0)
    assert (tmp_path / "cur" / "1").exists()
    assert (tmp_path / "too-large" / "2").exists()
    assert handle_due(now=NOW) == 1


def test_forgetting_when_the_day_comes_then_only_that_it_came_stays(world: World) -> None:
    settled, waits = taken(mail()), taken(mail("", subject=""))

    forget(now=NOW + dt.timedelta(days=200))

    settled.refresh_from_db()
    waits.refresh_from_db()
    assert (settled.sent_from, settled.body_words, settled.subject_line) == ("", "", "")
    assert StoredFile.objects.get(pk=settled.raw_id).erased_at is not None
    assert waits.purged_at is None
