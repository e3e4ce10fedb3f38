"""The code on a poster or a suggestion box: for which unit it hangs, and which of the two it is. Signed, so that nobody
makes up channels; one that does not hold opens the plain form all the same."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import compare_digest

from django.utils.crypto import salted_hmac

from motcua.petitions.lifecycle import Channel

LETTERS = {Channel.QR: "q", Channel.SUGGESTION_BOX: "h"}
_SEAL = 10


@dataclass(frozen=True, slots=True)
class Poster:
    unit: str
    channel: Channel


def code_of(poster: Poster) -> str:
    """``q.AS-0101.1a2b3c4d5e``: fits a small QR code."""
    body = f"{LETTERS[poster.channel]}.{poster.unit}"
    return f"{body}.{_seal(body)}"


def read_code(text: str) -> Poster | None:
    """The poster, or None for a code that is not ours."""
    body, _, seal = text.rpartition(".")
    letter, _, unit = body.partition(".")
    channel = next((channel for channel, known in LETTERS.items() if known == letter), None)
    if channel is None or not unit or len(text) > 80:
        return None
    if not compare_digest(_seal(body).encode(), seal.encode("utf-8", "replace")):
        return None
    return Poster(unit, channel)


def _seal(body: str) -> str:
    return salted_hmac("motcua.petitions.poster", body, algorithm="sha256").hexdigest()[:_SEAL]
