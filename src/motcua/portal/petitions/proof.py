"""That a report was worth some effort to its sender: a small sum for the device, or, without script, a simple question.

Nothing is kept: the challenge is signed, names the draft it is for and dies after some hours. A draft is sent once, so
a proof cannot be used for a second report. No third party takes part.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from motcua.core.clock import legal_date
from motcua.core.errors import Invalid

from .guard import guard_on

_SALT = "motcua.petitions.proof"


@dataclass(frozen=True, slots=True)
class Challenge:
    """``text`` followed by ``:`` and a number must have a SHA-256 that begins with ``bits`` zero bits."""

    text: str
    bits: int
    first: int
    second: int


def challenge(whose: str, *, now: dt.datetime) -> Challenge:
    """A fresh one for the draft ``whose``. Its question is part of it: ``first`` plus ``second``."""
    bits = guard_on(legal_date(now)).proof_bits
    first, second = 2 + secrets.randbelow(8), 2 + secrets.randbelow(8)
    body = f"{int(now.timestamp())}.{bits}.{first}.{second}.{secrets.token_urlsafe(9)}"
    return Challenge(f"{body}.{_seal(whose, body)}", bits, first, second)


def _seal(whose: str, body: str) -> str:
    return salted_hmac(_SALT, f"{whose}\n{body}", algorithm="sha256").hexdigest()[:32]


def read(text: str, whose: str, *, now: dt.datetime) -> Challenge:
    """Raises Invalid ``petition_proof_stale`` for one of another draft, forged or too old."""
    body, _, seal = text.rpartition(".")
    if not body or not secrets.compare_digest(_seal(whose, body).encode(), seal.encode("utf-8", "replace")):
        raise Invalid("petition_proof_stale")
    made, bits, first, second, _nonce = body.split(".")
    age = now.timestamp() - int(made)
    if not -60 <= age <= guard_on(legal_date(now)).proof_minutes * 60:
        raise Invalid("petition_proof_stale")
    return Challenge(text, int(bits), int(first), int(second))


def holds(asked: Challenge, number: str) -> bool:
    """Whether the number solves it."""
    if not (number.isascii() and number.isdecimal() and len(number) <= 12):
        return False
    digest = hashlib.sha256(f"{asked.text}:{number}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - asked.bits) == 0


def solve(asked: Challenge) -> str:
    """A number that solves it; for programs that send on somebody's behalf, and for trials."""
    number = 0
    while not holds(asked, str(number)):
        number += 1
    return str(number)


def proven(request: HttpRequest, whose: str, *, now: dt.datetime) -> bool:
    """True for a proof of work, False for a right answer to the question.

    Raises Invalid ``petition_proof_stale`` (ask anew), ``petition_question_wrong`` or ``petition_proof_missing``."""
    asked = read(request.POST.get("challenge", "")[:200], whose, now=now)
    number = request.POST.get("proof", "")
    if number and holds(asked, number):
        return True
    answer = request.POST.get("sum", "").strip()
    if not answer:
        raise Invalid("petition_proof_missing")
    if not (answer.isdecimal() and len(answer) <= 3 and int(answer) == asked.first + asked.second):
        raise Invalid("petition_question_wrong")
    return False
