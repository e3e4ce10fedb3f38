"""How a call ends, why somebody is called back, when it is tried again. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class WrapUp(StrEnum):
    """How a call ended."""

    PETITION = "petition"
    FOLLOWS = "follows"
    TOLD = "told"
    ASKED_AFTER = "asked_after"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    CALL_BACK = "call_back"
    CUT_OFF = "cut_off"
    SILENT = "silent"
    ABUSE = "abuse"
    WRONG_NUMBER = "wrong_number"


OF_A_PETITION: Final = frozenset({WrapUp.PETITION, WrapUp.FOLLOWS, WrapUp.ASKED_AFTER})
"""Endings that name the petition they are about."""


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Why(StrEnum):
    """Why somebody is to be called."""

    MISSED = "missed"
    TELL = "tell"
    ASK = "ask"
    RATE = "rate"
    APOLOGISE = "apologise"


class Outcome(StrEnum):
    """How a try went."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"


MOST_TRIES: Final = 3
_PAUSES: Final = (dt.timedelta(hours=2), dt.timedelta(days=1))


def after_try(outcome: Outcome, tries: int, now: dt.datetime) -> dt.datetime | None:
    """When to call again after the ``tries``-th try went like this; None when it is over. Nobody is called more than
    :data:`MOST_TRIES` times, and never again who refused or whose number is another's. Raises ValueError under one."""
    if tries < 1:
        raise ValueError("a try counts from one")
    if outcome is not Outcome.NO_ANSWER or tries >= MOST_TRIES:
        return None
    return now + _PAUSES[min(tries, len(_PAUSES)) - 1]


# ---- what is noted while somebody speaks

LONGEST: Final[Mapping[str, int]] = {
    "text": 5000,
    "category": 40,
    "place": 40,
    "street": 200,
    "lat": 24,
    "lng": 24,
    "person": 200,
    "reach": 200,
    "home": 300,
    "anonymous": 3,
    "kind": 20,
}
"""The fields of a draft and how long each may be; others are not kept."""


def draft_of(given: Mapping[str, object]) -> dict[str, str]:
    """The known, non-empty fields of what a screen sent, cut to their length; control characters are dropped, but for
    line breaks."""
    found = {}
    for name, most in LONGEST.items():
        text = "".join(sign for sign in str(given.get(name, "")) if sign.isprintable() or sign == "\n")[:most]
        if text.strip():
            found[name] = text
    return found
