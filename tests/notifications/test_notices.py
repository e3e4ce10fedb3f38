from __future__ import annotations

import datetime as dt
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import override_settings
from structlog.testing import capture_logs

from motcua.core import outbox
from motcua.core.errors import Conflict, NotFound
from motcua.core.models import AuditRecord, OutboxMessage
from motcua.core.outbox import Message
from motcua.notifications import consumers, selectors, sending, services
from motcua.notifications.letters import Letter
from motcua.notifications.models import Notice, NoticeState
from motcua.people.actors import SYSTEM
from motcua.people.identity import Start
from motcua.people.models import EmailCode
from motcua.people.services.email_code import EmailCodes
from tests.core.parallel import at_once

from .conftest import DOSSIER, NOW, FakeSource

Make = Callable[..., Message]
SECOND = dt.timedelta(seconds=1)


def noted(letter: Letter = Letter.ACCEPTED) -> Notice:
    uid = services.note_dossier_letter(letter, message=uuid.uuid4(), dossier=DOSSIER, seq=3, now=NOW)
    return Notice.objects.get(uid=uid)


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'notice' FROM procrastinate_jobs WHERE task_name = 'notifications.send_one'")
        return [row[0] for row in cursor.fetchall()]


# ---- from the outbox


@pytest.mark.django_db
def test_message_of_a_telling_event_makes_one_letter_and_a_job(source: FakeSource, message: Make) -> None:
    one = message()

    consumers.write_letters(one, now=NOW)
    consumers.write_letters(one, now=NOW)

    notice = Notice.objects.get()
    assert (notice.letter, notice.dossier_uid, notice.seq, notice.state) == ("accepted", DOSSIER, 3, "pending")
    assert notice.message_uid == one.id
    assert notice.purge_on == dt.date(2027, 2, 21)
    assert jobs() == [str(notice.uid)]


@pytest.mark.django_db
def test_message_of_a_quiet_event_makes_nothing_and_asks_nothing(
    source: FakeSource, message: Make, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):
        consumers.write_letters(message("step_completed"), now=NOW)

    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_message_about_what_was_erased_makes_nothing(source: FakeSource, message: Make) -> None:
    source.answer = None

    consumers.write_letters(message(), now=NOW)

    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_message_about_something_long_past_makes_nothing(source: FakeSource, message: Make) -> None:
    consumers.write_letters(message(), now=NOW + dt.timedelta(days=8))

    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_published_events_drained_and_sent_reach_the_reader_once(source: FakeSource) -> None:
    source.tells(kind="dossier_accepted")
    with transaction.atomic():
        outbox.publish(
            topic="dossier",
            key=str(DOSSIER),
            kind="dossier_accepted",
            body={"dossier": DOSSIER, "seq": 3},
            now=NOW,
        )

    outbox.drain(consumers.NAME, now=NOW)
    outbox.drain(consumers.NAME, now=NOW)
    sending.send_due(now=NOW)
    sending.send_due(now=NOW)

    (letter,) = mail.outbox
    assert letter.to == ["tuyet@example.vn"]
    assert letter.extra_headers["Message-ID"] == f"<{OutboxMessage.objects.get().uid}@127.0.0.1>"


# ---- sending


@pytest.mark.django_db
def test_send_when_due_mails_and_keeps_the_masked_address_only(source: FakeSource) -> None:
    notice = noted()

    state = sending.send(notice.uid, now=NOW)

    notice.refresh_from_db()
    (letter,) = mail.outbox
    assert state is NoticeState.SENT
    assert (notice.state, notice.sent_to, notice.sent_at, notice.attempts) == ("sent", "t•••@example.vn", NOW, 1)
    assert letter.subject == "Hồ sơ H99.0101-261123-0001 đã được tiếp nhận"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert [one.uid for one in selectors.letters_about(DOSSIER)] == [notice.uid]


@pytest.mark.django_db
@override_settings(BASE_URL="https://motcua.example.vn/cong")
def test_message_id_is_the_same_at_every_attempt(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = noted()
    seen: list[str] = []

    def break_after(self: EmailMessage, fail_silently: bool = False) -> int:
        seen.append(self.extra_headers["Message-ID"])
        raise smtplib.SMTPServerDisconnected("went away after taking the letter")

    monkeypatch.setattr(EmailMessage, "send", break_after)
    sending.send(notice.uid, now=NOW)
    sending.send(notice.uid, now=NOW + dt.timedelta(hours=1))

    assert seen == [f"<{notice.message_uid}@motcua.example.vn>"] * 2


@pytest.mark.django_db
def test_send_when_already_sent_does_nothing(source: FakeSource) -> None:
    notice = noted()
    sending.send(notice.uid, now=NOW)

    assert sending.send(notice.uid, now=NOW + dt.timedelta(days=1)) is None
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_send_when_there_is_no_address_says_so(source: FakeSource) -> None:
    assert source.answer is not None
    source.answer = replace(source.answer, address="")
    notice = noted()

    assert sending.send(notice.uid, now=NOW) is NoticeState.NO_ADDRESS
    assert mail.outbox == []


@pytest.mark.django_db
def test_send_when_erased_meanwhile_drops_the_letter(source: FakeSource) -> None:
    notice = noted()
    source.answer = None

    assert sending.send(notice.uid, now=NOW) is NoticeState.DROPPED
    assert mail.outbox == []


def failing(error: Exception) -> Callable[..., int]:
    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        raise error

    return send


@pytest.mark.django_db
def test_send_when_the_server_is_away_tries_again_later(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = noted()
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", failing(ConnectionRefusedError("tuyet@example.vn")))
        first = sending.send(notice.uid, now=NOW)

    notice.refresh_from_db()
    assert first is NoticeState.PENDING
    assert notice.error == "ConnectionRefusedError"
    assert NOW + 15 * SECOND <= notice.next_at <= NOW + 30 * SECOND
    assert sending.send(notice.uid, now=NOW + SECOND) is None
    assert sending.send_due(now=NOW + 31 * SECOND) == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_send_when_the_address_is_refused_for_good_gives_up_and_logs_no_address(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = noted()
    refused = smtplib.SMTPRecipientsRefused({"tuyet@example.vn": (550, b"no such user tuyet@example.vn")})
    monkeypatch.setattr(EmailMessage, "send", failing(refused))

    with capture_logs() as logged:
        state = sending.send(notice.uid, now=NOW)

    notice.refresh_from_db()
    assert state is NoticeState.FAILED
    assert notice.error == "SMTPRecipientsRefused:550"
    assert "tuyet" not in str(logged)


@pytest.mark.django_db
def test_send_when_the_address_is_refused_for_now_tries_again(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = noted()
    grey = smtplib.SMTPRecipientsRefused({"tuyet@example.vn": (451, b"greylisted")})
    monkeypatch.setattr(EmailMessage, "send", failing(grey))

    assert sending.send(notice.uid, now=NOW) is NoticeState.PENDING


@pytest.mark.django_db
def test_send_after_the_last_attempt_gives_up(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = noted()
    monkeypatch.setattr(EmailMessage, "send", failing(ConnectionRefusedError()))

    states = [sending.send(notice.uid, now=NOW + dt.timedelta(hours=3 * turn)) for turn in range(10)]

    assert states == [NoticeState.PENDING] * 9 + [NoticeState.FAILED]


@pytest.mark.django_db
def test_send_when_a_sender_died_takes_over_after_the_lease(source: FakeSource) -> None:
    notice = noted()
    Notice.objects.filter(pk=notice.pk).update(state="sending", attempts=1, next_at=NOW + sending.LEASE)

    too_early = sending.send_due(now=NOW + sending.LEASE - SECOND)
    later = sending.send_due(now=NOW + sending.LEASE)

    assert (too_early, later) == (0, 1)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_sender_that_comes_back_after_its_lease_does_not_undo_what_another_did(
    source: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = noted()

    def slow(self: EmailMessage, fail_silently: bool = False) -> int:
        Notice.objects.filter(pk=notice.pk).update(state="sent", attempts=2, sent_at=NOW)  # another took over
        raise TimeoutError

    monkeypatch.setattr(EmailMessage, "send", slow)
    sending.send(notice.uid, now=NOW)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.error) == ("sent", 2, "")


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_a_letter_once(source: FakeSource) -> None:
    notice = noted()

    results = at_once([lambda: sending.send(notice.uid, now=NOW)] * 6)

    assert sorted(results, key=str) == [None] * 5 + [NoticeState.SENT]
    assert len(mail.outbox) == 1


# ---- sign-in codes


@pytest.mark.django_db(transaction=True)
def test_code_asked_for_arrives_once_and_cannot_be_read_afterwards() -> None:
    challenge = EmailCodes().begin(Start(hint="an@example.vn", source="203.0.113.9", language="en"), now=NOW)

    outbox.drain(consumers.NAME, now=NOW)
    sending.send_due(now=NOW)

    (letter,) = mail.outbox
    row = EmailCode.objects.get(uid=challenge.uid)
    assert letter.to == ["an@example.vn"]
    assert bytes(row.sealed_code) == b""
    assert row.sent_at == NOW
    assert Notice.objects.get().challenge_uid == challenge.uid
    assert "an@example.vn" not in str(Notice.objects.values().get())


@pytest.mark.django_db(transaction=True)
def test_code_when_it_expired_before_it_could_leave_is_dropped() -> None:
    EmailCodes().begin(Start(hint="an@example.vn", source="203.0.113.9", language="vi"), now=NOW)
    outbox.drain(consumers.NAME, now=NOW)

    sending.send_due(now=NOW + dt.timedelta(minutes=11))

    assert mail.outbox == []
    assert Notice.objects.get().state == "dropped"


# ---- by hand and by time


@pytest.mark.django_db
def test_send_again_when_it_failed_gives_new_attempts_and_leaves_a_record(source: FakeSource) -> None:
    notice = noted()
    Notice.objects.filter(pk=notice.pk).update(state="failed", attempts=10)

    services.send_again(notice.uid, actor=SYSTEM, now=NOW)

    assert sending.send(notice.uid, now=NOW) is NoticeState.SENT
    assert AuditRecord.objects.get().act == "notifications.sent_again"


@pytest.mark.django_db
def test_send_again_of_what_was_sent_or_never_was_is_refused(source: FakeSource) -> None:
    notice = noted()

    with pytest.raises(Conflict) as caught:
        services.send_again(notice.uid, actor=SYSTEM, now=NOW)
    with pytest.raises(NotFound):
        services.send_again(uuid.uuid4(), actor=SYSTEM, now=NOW)

    assert caught.value.code == "notice_not_failed"


@pytest.mark.django_db
def test_forget_addresses_when_their_time_is_over_keeps_the_record(source: FakeSource) -> None:
    notice = noted()
    sending.send(notice.uid, now=NOW)

    early = services.forget_addresses(now=NOW + dt.timedelta(days=89))
    due = services.forget_addresses(now=NOW + dt.timedelta(days=90))

    notice.refresh_from_db()
    assert (early, due) == (0, 1)
    assert (notice.sent_to, notice.state) == ("", "sent")
