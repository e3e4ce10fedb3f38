"""The page of messages that no program could read: seen by whoever receives, settled in three ways, each once."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client

from motcua.integrations.incoming.handling import handle
from motcua.integrations.mail.receiving import receive_mail
from motcua.integrations.models import IncomingMessage
from motcua.people import browser
from motcua.people.models import User
from motcua.petitions.models import Petition
from tests.petitions.world import NOW, World

from .mail.letters import mail

pytestmark = pytest.mark.django_db

LIST = "/desk/phan-anh/khong-doc-duoc/"


def signed_in(user: User) -> Client:
    client = Client()
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = client.session  # type: ignore[assignment]
    browser.sign_in(request, user, "password_totp", NOW)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""
    return client


@pytest.fixture
def unread(world: World) -> IncomingMessage:
    row, _ = receive_mail(b"From: la@b.vn\r\nSubject: <script>x</script>\r\n\r\n" + bytes(range(0x80, 0x100)), now=NOW)
    handle(row.uid, now=NOW)
    return IncomingMessage.objects.get(pk=row.pk)


@pytest.fixture
def operator(world: World) -> Client:
    return signed_in(world.people["operator"])


def test_list_when_opened_then_the_message_its_reason_and_when_it_goes(
    operator: Client, unread: IncomingMessage
) -> None:
    page = operator.get(LIST).content.decode()

    assert "Không rõ bảng mã chữ của tin." in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page
    assert f"{unread.purge_on:%d/%m/%Y}" in page


def test_stopped_when_asked_for_then_on_a_list_of_their_own(operator: Client, world: World) -> None:
    row, _ = receive_mail(bytes(mail(Auto_Submitted="auto-replied")), now=NOW)
    handle(row.uid, now=NOW)

    assert "Thư trả lời tự động." not in operator.get(LIST).content.decode()
    assert "Thư trả lời tự động." in operator.get(f"{LIST}?xem=chan&tu=zz").content.decode()


def test_take_when_typed_in_then_a_petition_of_its_channel_once(operator: Client, unread: IncomingMessage) -> None:
    typed = {"text": "Đèn hỏng trước số 12", "category": "chieu-sang", "email": "la@b.vn", "idempotency_key": "k"}
    answers = [operator.post(f"{LIST}{unread.uid}/phan-anh/", typed) for _ in range(2)]

    petition = Petition.objects.get()
    unread.refresh_from_db()
    assert [one["Location"] for one in answers] == [f"/desk/phan-anh/{petition.uid}/"] * 2
    assert (petition.channel, petition.words.text, petition.words.email) == ("email", typed["text"], "la@b.vn")
    assert (unread.state, unread.petition_uid) == ("taken", petition.uid)


def test_take_when_another_was_first_then_told_so_and_nothing_is_made_twice(
    operator: Client, unread: IncomingMessage
) -> None:
    operator.post(f"{LIST}{unread.uid}/phan-anh/", {"text": "Một", "idempotency_key": "a"})

    again = operator.post(f"{LIST}{unread.uid}/phan-anh/", {"text": "Hai", "idempotency_key": "b"})

    assert again.status_code == 409
    assert "Người khác vừa xử lý tin này." in again.content.decode()
    assert Petition.objects.count() == 1


def test_take_when_nothing_is_typed_then_asked_for_and_the_rest_is_kept(
    operator: Client, unread: IncomingMessage
) -> None:
    answer = operator.post(f"{LIST}{unread.uid}/phan-anh/", {"text": " ", "name": "Nguyễn Thị Lá"})

    assert answer.status_code == 400
    assert "Nguyễn Thị Lá" in answer.content.decode()


def test_aside_when_without_a_reason_then_refused_and_with_one_it_leaves_the_list(
    operator: Client, unread: IncomingMessage
) -> None:
    without = operator.post(f"{LIST}{unread.uid}/de-rieng/", {"reason": "x"})
    done = operator.post(f"{LIST}{unread.uid}/de-rieng/", {"reason": "aside_spam"}, follow=True)

    unread.refresh_from_db()
    assert without.status_code == 400
    assert "Đã để riêng tin này." in done.content.decode()
    assert (unread.state, unread.reason) == ("put_aside", "aside_spam")
    assert "Tin rác, quảng cáo." in operator.get(f"{LIST}{unread.uid}/").content.decode()


def test_again_when_asked_then_the_program_reads_it_once_more(operator: Client, unread: IncomingMessage) -> None:
    operator.post(f"{LIST}{unread.uid}/doc-lai/")

    unread.refresh_from_db()
    assert (unread.state, unread.attempts) == ("waiting", 0)


def test_original_when_fetched_then_the_bytes_as_a_download(operator: Client, unread: IncomingMessage) -> None:
    answer = operator.get(f"{LIST}{unread.uid}/ban-goc")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.endswith(bytes(range(0x80, 0x100)))


@pytest.mark.parametrize("who", ["officer", "communal", "leader"])
def test_page_when_somebody_does_not_receive_then_403(world: World, unread: IncomingMessage, who: str) -> None:
    client = signed_in(world.people[who])

    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}{unread.uid}/phan-anh/", {"text": "x"}).status_code == 403
    assert Petition.objects.count() == 0
