"""Mail as it arrives, over SMTP or LMTP or in a folder: kept, and only then said to be taken."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Final

import structlog

from motcua.core.errors import TooLarge
from motcua.integrations.incoming.receiving import MOST_BYTES, Arrived, receive
from motcua.integrations.models import IncomingChannel, IncomingMessage

from .reading import read

log = structlog.get_logger()

RFC822: Final = "message/rfc822"


def receive_mail(raw: bytes, *, now: dt.datetime) -> tuple[IncomingMessage, bool]:
    """The kept mail, and whether it is new. One mail that was delivered to two of our addresses is one; two mails of a
    program that gives all of them one Message-ID are two. Raises as :func:`receive`."""
    return receive(Arrived(IncomingChannel.EMAIL, identity(raw), raw, RFC822), now=now)


def identity(raw: bytes) -> str:
    """Its Message-ID with a digest of what it says; not of its way, which differs by delivery."""
    try:
        letter = read(raw)
    except Exception as error:  # the standard parser meets every broken mail there is
        log.warning("mail.unparsed", kind=type(error).__name__)
        return f"sha256-{hashlib.sha256(raw).hexdigest()}"
    said = hashlib.sha256(f"{letter.sender}\n{letter.subject}\n{letter.whole_text}".encode())
    for one in letter.attachments:
        said.update(hashlib.sha256(one.content).digest())
    return f"{letter.message_id[:200]} {said.hexdigest()[:16]}"


def take_folder(folder: Path, *, now: dt.datetime) -> tuple[int, int]:
    """Keep every mail of a Maildir's ``new`` and move it to ``cur``; (how many, how many were too large). One that is
    too large is moved to ``too-large``, where an administrator finds it. Raises OSError, Unavailable."""
    done = large = 0
    for name in ("cur", "too-large"):
        (folder / name).mkdir(exist_ok=True)
    for path in sorted((folder / "new").iterdir()):
        if not path.is_file() or path.is_symlink():
            continue
        target = "cur"
        try:
            if path.stat().st_size > MOST_BYTES:
                raise TooLarge("message_too_large")  # noqa: TRY301 - one way out
            receive_mail(path.read_bytes(), now=now)
            done += 1
        except TooLarge:
            target = "too-large"
            large += 1
        os.replace(path, folder / target / path.name)
    return done, large
