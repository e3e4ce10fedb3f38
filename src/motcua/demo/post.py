"""Letters of the demo: kept in a folder; of a sign-in code a line is said on the terminal, where it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import click
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

_CODE: Final = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)


class Post(EmailBackend):
    """Keeps what is sent in ``settings.DEMO_POST``, a file for each connection. Nobody real lives in the demo."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, file_path=settings.DEMO_POST, **kwargs)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = super().send_messages(email_messages)
        for message in email_messages:
            if code := _CODE.search(str(message.body)):
                click.echo(f"{', '.join(message.to)}: {message.subject}: {code[1]}")
        return int(sent or 0)
