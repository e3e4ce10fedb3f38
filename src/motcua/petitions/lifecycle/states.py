"""Words of the lifecycle. Stored in rows and events: a word is never renamed."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a petition stands (working model of the field; docs/adr/0050-petitions.md)."""

    NEW = "new"
    VERIFIED = "verified"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"
    FORWARDED = "forwarded"
    LED_AWAY = "led_away"


ENDS = frozenset({State.CLOSED, State.REJECTED, State.MERGED, State.FORWARDED, State.LED_AWAY})
"""Nobody holds it any more."""

AT_DESK = frozenset({State.NEW, State.VERIFIED})
AT_UNIT = frozenset({State.ASSIGNED, State.IN_PROGRESS})
ANSWER_KNOWN = frozenset({State.APPROVED, State.PUBLISHED, State.CLOSED})
"""The sender has the answer, so the sender may rate it or say that it is none."""


class Flag(StrEnum):
    """What is said beside the state. Late is no flag: it follows from the due date and now."""

    URGENT = "urgent"
    ANONYMOUS = "anonymous"
    ASKED = "asked"
    EXTENDED = "extended"
    RETURNED_TO_UNIT = "returned_to_unit"
    RETURNED_TO_DESK = "returned_to_desk"
    REOPENED = "reopened"
    WITHHELD = "withheld"
    WARNED = "warned"
    RATED = "rated"


class Kind(StrEnum):
    """What a petition is about: a matter of the street, conduct of officials, the content of a rule, an initiative
    (Decree 20/2008/ND-CP art. 5 names the last three)."""

    STREET = "street"
    CONDUCT = "conduct"
    RULE_CONTENT = "rule_content"
    INITIATIVE = "initiative"


class Channel(StrEnum):
    WEB = "web"
    PHONE_PAGE = "phone_page"
    HOTLINE = "hotline"
    EMAIL = "email"
    ZALO = "zalo"
    SMS = "sms"
    SUGGESTION_BOX = "suggestion_box"
    QR = "qr"
    PAPER = "paper"
    OPEN311 = "open311"
    NATIONAL = "national"


class HolderKind(StrEnum):
    """``operator``: the desk that receives. ``unit``: who handles. ``sender``: was asked; the unit that asked stays
    responsible for going on."""

    OPERATOR = "operator"
    UNIT = "unit"
    SENDER = "sender"


class Step(StrEnum):
    """What has a limit of its own."""

    REJECT = "reject"
    ASK = "ask"
    FORWARD = "forward"
    HANDLE = "handle"
    URGENT = "urgent"
    APPROVE = "approve"
    PUBLISH = "publish"
    SENDER = "sender"
    SETTLE = "settle"
    APOLOGY = "apology"


class Track(StrEnum):
    """The legal track of its own that a matter is led to."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


class ApologyWay(StrEnum):
    LETTER = "letter"
    MEETING = "meeting"
    CALL = "call"


REJECT_REASONS = (
    "not_clear",
    "not_ours",
    "spam",
    "no_ground",
    "anonymous_not_allowed",
    "out_of_province",
    "other",
)
