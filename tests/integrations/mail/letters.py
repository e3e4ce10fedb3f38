"""Mails as bytes, for tests."""

from __future__ import annotations

from email.message import EmailMessage

US = "phan-anh@anson.example"
PERSON = "lan@example.org"


def mail(
    text: str = "Đèn đường trước số 12 Lê Lợi tắt ba đêm nay.",
    *,
    subject: str = "Đèn đường hỏng",
    sender: str = f"Nguyễn Thị Lan <{PERSON}>",
    to: str = US,
    message_id: str = "<m1@example.org>",
    **headers: str,
) -> EmailMessage:
    found = EmailMessage()
    found["From"], found["To"], found["Subject"], found["Message-ID"] = sender, to, subject, message_id
    for name, value in headers.items():
        found[name.replace("_", "-")] = value
    found.set_content(text)
    return found
