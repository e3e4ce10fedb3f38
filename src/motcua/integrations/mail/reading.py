"""One mail, read: who sent it, what it says, what hangs on it, and whether a program wrote it. Pure.

Only the standard library's parser touches the bytes. It never raises for a broken mail: what cannot be read as text
stays as an attachment, and :class:`Letter` says in ``notes`` what was guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr

from .charsets import decode
from .plain import text_of_html, tidy, without_quotes

MOST_PARTS = 200
MOST_ATTACHMENTS = 20
_KEPT_WHOLE = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_ID = re.compile(r"<([^<>\s]{1,250})>")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """``message_id`` is made from the content where the mail has none. ``text`` is what the person wrote now;
    ``whole_text`` with the mail they answered. ``trail`` are the ids of earlier mails."""

    message_id: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    whole_text: str
    attachments: tuple[Attachment, ...]
    trail: tuple[str, ...]
    headers: dict[str, str]
    hops: int
    is_report: bool
    notes: dict[str, str] = field(default_factory=dict)


_HEADERS = (
    *("auto-submitted", "precedence", "x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id"),
    *("return-path", "x-motcua-loop", "authentication-results", "x-failed-recipients"),
)


def read(raw: bytes) -> Letter:
    """The mail in ``raw``, whatever it is."""
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    notes: dict[str, str] = {}
    plain, html, attachments = _parts(message, notes)
    whole = tidy(plain) if plain.strip() else text_of_html(html)
    sender_name, sender = parseaddr(_header(message, "from", notes))
    return Letter(
        message_id=message_id_of(message, raw),
        sender=sender.strip().lower()[:254],
        sender_name=_line(sender_name)[:200],
        recipients=_recipients(message, notes),
        subject=_line(_header(message, "subject", notes))[:500],
        text=without_quotes(whole),
        whole_text=whole,
        attachments=tuple(attachments),
        trail=tuple(
            dict.fromkeys(_ID.findall(" ".join([*_raw(message, "in-reply-to"), *_raw(message, "references")])))
        )[-50:],
        headers={name: _line(_header(message, name, notes))[:500] for name in _HEADERS if name in message},
        hops=sum(1 for _ in _raw(message, "received")),
        is_report=message.get_content_type() == "multipart/report",
        notes=notes,
    )


def message_id_of(message: Message, raw: bytes) -> str:
    found = _ID.search(next(_raw(message, "message-id"), ""))
    return found[1] if found else f"sha256-{hashlib.sha256(raw).hexdigest()}"


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _recipients(message: Message, notes: dict[str, str]) -> tuple[str, ...]:
    names = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
    given = [_text(value, notes) for name in names for value in _raw(message, name)]
    return tuple(dict.fromkeys(address.lower() for _, address in getaddresses(given) if address))[:100]


def _header(message: Message, name: str, notes: dict[str, str]) -> str:
    return _text(next(_raw(message, name), ""), notes)


def _raw(message: Message, name: str) -> Iterator[str]:
    """Values of a header as they came, 8-bit characters as surrogates."""
    return (str(value) for key, value in message.raw_items() if key.lower() == name)


def _text(value: str, notes: dict[str, str]) -> str:
    """A header's words: encoded words resolved, raw 8-bit ones guessed."""
    try:
        parts = decode_header(value)
    except (ValueError, LookupError):
        parts = [(value, None)]
    words = []
    for part, charset in parts:
        raw = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        found = decode(raw, "" if charset in {None, "unknown-8bit"} else str(charset))
        if not found.sure:
            notes["header_charset"] = found.charset
        words.append(found.text)
    return "".join(words)


def _parts(message: Message, notes: dict[str, str]) -> tuple[str, str, list[Attachment]]:
    """All plain text, all HTML, and the rest."""
    plain: list[str] = []
    html: list[str] = []
    rest: list[Attachment] = []
    for part in _leaves(message, notes):
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
            found = decode(_payload(part), part.get_content_charset() or "")
            if not found.sure:
                notes["charset"] = found.charset
            (plain if kind == "text/plain" else html).append(found.text)
        elif len(rest) < MOST_ATTACHMENTS:
            rest.append(Attachment(_name(part, kind, notes), kind, _payload(part)))
        else:
            notes["attachments_left_out"] = str(int(notes.get("attachments_left_out", "0")) + 1)
    return "\n\n".join(plain), "\n".join(html), rest


def _leaves(message: Message, notes: dict[str, str]) -> Iterator[Message]:
    """Parts that hold content. A sealed or attached mail is one part, whatever is inside."""
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            notes["parts_left_out"] = "yes"
            return
        kind = part.get_content_type()
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list) and kind not in _KEPT_WHOLE and kind != "message/rfc822":
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part


def _payload(part: Message) -> bytes:
    if part.is_multipart():
        return part.as_bytes()
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _name(part: Message, kind: str, notes: dict[str, str]) -> str:
    given = _line(_text(part.get_filename() or "", notes))
    if given:
        return given[:200]
    known = {
        "message/rfc822": "thu.eml",
        "application/pgp-signature": "chu-ky.asc",
        "application/pkcs7-mime": "smime.p7m",
    }
    return known.get(kind, f"tep.{kind.partition('/')[2][:20]}")
