from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.integrations.mail.plain import text_of_html, tidy, without_quotes
from motcua.integrations.mail.reading import MOST_ATTACHMENTS, read
from motcua.integrations.mail.sorting import authentication, plain_address, receipt_in, stopped

from .letters import PERSON, US, mail

OWN, HOST = {US}, "anson.example"
NUMBER = re.compile(r"\bPA-\d{6}-\d{4}\b")


def test_read_when_a_plain_mail_then_who_and_what() -> None:
    letter = read(bytes(mail()))

    assert (letter.sender, letter.sender_name, letter.subject) == (PERSON, "Nguyễn Thị Lan", "Đèn đường hỏng")
    assert letter.text == "Đèn đường trước số 12 Lê Lợi tắt ba đêm nay."
    assert letter.message_id == "m1@example.org"
    assert letter.notes == {}


def test_read_when_html_only_then_words_without_script_tracker_or_style() -> None:
    message = mail()
    message.set_content(
        "<html><head><style>p{}</style><title>x</title></head><body><p>Nắp cống&nbsp;vỡ</p>"
        "<script>alert(1)</script><img src='http://track.example/1.gif'><p>Xem <a href='https://a.vn/1'>ảnh</a></p>",
        subtype="html",
    )

    assert read(bytes(message)).text == "Nắp cống vỡ\n\nXem ảnh (https://a.vn/1)"


def test_read_when_photo_and_sealed_mail_hang_on_it_then_kept_as_they_are() -> None:
    message = mail()
    message.add_attachment(b"\xff\xd8photo", maintype="image", subtype="jpeg", filename="đèn hỏng.jpg")
    message.add_attachment(b"0\x82sealed", maintype="application", subtype="pkcs7-mime", filename="smime.p7m")

    letter = read(bytes(message))

    assert [(one.name, one.media_type) for one in letter.attachments] == [
        ("đèn hỏng.jpg", "image/jpeg"),
        ("smime.p7m", "application/pkcs7-mime"),
    ]
    assert letter.attachments[0].content == b"\xff\xd8photo"


def test_read_when_the_whole_mail_is_sealed_then_an_attachment_and_no_text() -> None:
    raw = (
        b"From: a@b.vn\r\nSubject: kin\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQA=\r\n"
    )

    letter = read(raw)

    assert (letter.text, [one.name for one in letter.attachments]) == ("", ["smime.p7m"])
    assert letter.message_id.startswith("sha256-")


def test_read_when_a_hundred_parts_then_bounded_and_told() -> None:
    message = mail()
    for number in range(MOST_ATTACHMENTS + 3):
        message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=f"{number}.bin")

    letter = read(bytes(message))

    assert len(letter.attachments) == MOST_ATTACHMENTS
    assert letter.notes["attachments_left_out"] == "3"


def test_read_when_old_8_bit_headers_then_guessed_and_noted() -> None:
    letter = read(b"From: a@b.vn\r\nSubject: R\xe9verb\xe8re cass\xe9\r\n\r\nx")

    assert letter.subject == "Réverbère cassé"


def test_read_when_an_answer_then_without_what_it_answers() -> None:
    text = "Số nhà 12, cạnh trường học.\n\nVào Th 2, 2 thg 3, 2026 Một cửa đã viết:\n> Xin cho biết số nhà\n> Cảm ơn"

    letter = read(bytes(mail(text, In_Reply_To="<q@anson.example>", References="<p@x> <q@anson.example>")))

    assert letter.text == "Số nhà 12, cạnh trường học."
    assert "Xin cho biết" in letter.whole_text
    assert letter.trail == ("q@anson.example", "p@x")


def test_quotes_when_written_below_then_kept() -> None:
    assert without_quotes("> hỏi\nTrả lời") == "Trả lời"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"Auto_Submitted": "auto-replied"}, "mail_automatic"),
        ({"Auto_Submitted": "auto-generated (x); owner=y"}, "mail_automatic"),
        ({"X_Autoreply": "yes"}, "mail_automatic"),
        ({"subject": "Automatic reply: vắng mặt"}, "mail_automatic"),
        ({"subject": "Trả lời tự động"}, "mail_automatic"),
        ({"Precedence": "bulk"}, "mail_bulk"),
        ({"List_Id": "<x.y>"}, "mail_bulk"),
        ({"Return_Path": "<>"}, "mail_bounce"),
        ({"sender": "MAILER-DAEMON@mx.example"}, "mail_bounce"),
        ({"sender": "phan-anh+PA-260302-0001@anson.example"}, "mail_from_ourselves"),
        ({"message_id": "<1@anson.example>"}, "mail_from_ourselves"),
        ({"X_Motcua_Loop": "anson"}, "mail_from_ourselves"),
    ],
)
def test_stopped_when_a_program_wrote_it_then_the_reason(headers: dict[str, str], code: str) -> None:
    assert stopped(read(bytes(mail(**headers))), own=OWN, host=HOST) == code


def test_stopped_when_it_went_round_then_the_reason() -> None:
    raw = b"Received: from a by b; x\r\n" * 40 + bytes(mail())

    assert stopped(read(raw), own=OWN, host=HOST) == "mail_goes_round"


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        ({}, ""),
        ({"to": "phan-anh+pa-260302-0001@anson.example"}, "PA-260302-0001"),
        ({"subject": "Re: [PA-260302-0001] Đèn hỏng"}, "PA-260302-0001"),
        ({"subject": "Re: XPA-260302-00012"}, ""),
    ],
)
def test_receipt_when_in_address_or_subject_then_found(headers: dict[str, str], number: str) -> None:
    assert receipt_in(read(bytes(mail(**headers))), NUMBER) == number


def test_authentication_is_only_noted() -> None:
    letter = read(bytes(mail(Authentication_Results="mx.anson.example; dkim=pass header.d=example.org; spf=softfail")))

    assert authentication(letter) == "dkim=pass spf=softfail"
    assert plain_address("A+b@C.vn") == "a@c.vn"


@given(st.binary(max_size=600))
def test_read_when_any_bytes_then_a_letter(raw: bytes) -> None:
    letter = read(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + raw + b"\n--x--")

    (letter.text + letter.subject + letter.sender).encode()
    assert "\x00" not in letter.text


@given(st.text(max_size=400))
def test_html_when_anything_then_text_without_a_tag_that_runs(html: str) -> None:
    assert "<script" not in text_of_html(f"<p>{html}</p>".replace("&lt", "").replace("&#", "")).lower()
    assert tidy(text_of_html(html)) == text_of_html(html)
