"""Events: what happened, in codes, ids and instants; words apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EventKind(StrEnum):
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    MERGED = "merged"
    UNMERGED = "unmerged"
    LED_AWAY = "led_away"
    FORWARDED = "forwarded"
    SENDER_ASKED = "sender_asked"
    SENDER_ANSWERED = "sender_answered"
    WENT_ON = "went_on"
    WITHDRAWN = "withdrawn"
    ASSIGNED = "assigned"
    TAKEN = "taken"
    RETURNED_TO_DESK = "returned_to_desk"
    EXTENDED = "extended"
    ANSWERED = "answered"
    RETURNED_TO_UNIT = "returned_to_unit"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    RATED = "rated"
    REOPENED = "reopened"
    CLOSED = "closed"
    URGENT = "urgent"
    CROSS_NOTICED = "cross_noticed"
    CORRECTED = "corrected"
    WARNED = "warned"
    APOLOGY_DUE = "apology_due"
    APOLOGISED = "apologised"
    MOVED = "moved"
    DATA_ERASED = "data_erased"


@dataclass(frozen=True, slots=True)
class Event:
    """``data`` says what the act was and how it changes the state, in the one shape that
    :func:`motcua.petitions.lifecycle.state.evolve` reads:

    ``state``, ``holder`` (``{"kind", "unit"}``, null: nobody any more), ``next_at``, ``flags_on``, ``flags_off``,
    ``set`` (fields by name) and ``clocks`` (each ``{"op": start|end|due|pause|resume|again, "step", "run", ...}``).
    ``private`` are the words of the act; they never enter the chain but as a commitment.
    """

    kind: EventKind
    data: Mapping[str, object]
    private: Mapping[str, object] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing happened, and why: a stable code with its parameters."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
