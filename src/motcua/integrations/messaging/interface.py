"""What motcua asks of whoever carries short messages, and what it is told. Pure.

The real interfaces of Zalo Official Accounts and of SMS providers need a contract and an account of the province; none
could be verified here, so they are behind this protocol and only simulators implement it. What is known of them and
from where: ``docs/guides/channels.md``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CarrierAway(Exception):
    """The carrier could not be reached, or said to come again. Nothing is known of the message."""


class CarrierRefused(Exception):
    """The carrier will never carry this message. ``code`` is the carrier's own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person wrote. ``sender`` is a telephone number, or the carrier's own id of the person (Zalo)."""

    message_id: str
    sender: str
    text: str
    at: dt.datetime
    name: str = ""
    picture_links: tuple[str, ...] = ()


class Fate(StrEnum):
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a message of ours."""

    provider_id: str
    fate: Fate
    at: dt.datetime
    code: str = ""


class Carrier(Protocol):
    channel: str
    longest: int

    def send(self, *, recipient: str, text: str, key: str) -> str:
        """Hand a message over; the carrier's id of it. The same ``key`` again is the same message. Raises
        CarrierAway, CarrierRefused."""
        ...
