"""What a mail is: from a person, from a program, or about one of our own. Pure.

A program must never be answered and never becomes a petition by itself: two programs that answer each other fill a
database in an hour. Nothing is thrown away; what is stopped here is kept with its reason.
RFC 3834 (Auto-Submitted), RFC 3464 (multipart/report), and what mail programs do in practice (Precedence, X-Auto*).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from .reading import Letter

MOST_HOPS = 30
LOOP_HEADER = "X-Motcua-Loop"
_BOUNCERS = frozenset({"mailer-daemon", "postmaster", "no-reply-bounce", "bounce", "bounces"})
_ASIDE = re.compile(
    r"^(?:auto(?:matic)? ?reply|out of (?:the )?office|tr[ảa] l[ờo]i t[ựu] đ[ộo]ng|undeliver(?:ed|able)|"
    r"delivery status notification|returned mail|mail delivery failed)",
    re.IGNORECASE,
)


def stopped(letter: Letter, *, own: Collection[str], host: str) -> str:
    """The code of the reason why no petition may be made of the mail by itself; empty for a person's mail.

    ``own`` are our addresses in lower case (without what follows a plus), ``host`` the host in our message ids."""
    headers = letter.headers
    if headers.get("x-motcua-loop") or plain_address(letter.sender) in own or letter.message_id.endswith(f"@{host}"):
        return "mail_from_ourselves"
    if letter.hops > MOST_HOPS:
        return "mail_goes_round"
    if is_bounce(letter):
        return "mail_bounce"
    if headers.get("auto-submitted", "no").partition(";")[0].strip().lower() not in {"", "no"}:
        return "mail_automatic"
    if "x-autoreply" in headers or "x-autorespond" in headers or _ASIDE.match(letter.subject):
        return "mail_automatic"
    if headers.get("precedence", "").lower() in {"bulk", "junk", "list", "auto_reply"} or "list-id" in headers:
        return "mail_bulk"
    return ""


def is_bounce(letter: Letter) -> bool:
    local = letter.sender.partition("@")[0]
    empty_path = letter.headers.get("return-path", "x").strip() == "<>"
    return letter.is_report or empty_path or local in _BOUNCERS or "x-failed-recipients" in letter.headers


def plain_address(address: str) -> str:
    """``phan-anh+PA123@x.vn`` is ``phan-anh@x.vn``."""
    local, at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def receipt_in(letter: Letter, pattern: re.Pattern[str]) -> str:
    """The number of the petition a mail is about: after the plus of our address, else in brackets or bare in the
    subject. Empty where there is none. ``pattern`` is the shape of the numbers."""
    for address in letter.recipients:
        found = pattern.fullmatch(address.rpartition("@")[0].partition("+")[2].upper())
        if found:
            return found[0]
    named = pattern.search(letter.subject.upper())
    return named[0] if named else ""


def authentication(letter: Letter) -> str:
    """What our own mail server found (DKIM, SPF, DMARC), as noted; never decides anything."""
    told = letter.headers.get("authentication-results", "").lower()
    return " ".join(
        f"{name}={found[1]}"
        for name in ("dkim", "spf", "dmarc")
        if (found := re.search(rf"\b{name}=(\w{{1,12}})", told))
    )
