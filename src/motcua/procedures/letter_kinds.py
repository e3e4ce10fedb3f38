"""The letters and results that a template can be for."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """The first four go with acts; an invitation or a notice is sent by an automatic step."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    RESULT = "result"
    INVITATION = "invitation"
    NOTICE = "notice"


SENT_BY_STEPS = frozenset({LetterKind.INVITATION, LetterKind.NOTICE})
