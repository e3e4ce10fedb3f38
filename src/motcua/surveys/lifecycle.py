"""The way of a wave of a survey, and of one who was asked. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from motcua.surveys.estimation.weights import Fate


class WaveState(StrEnum):
    PLANNED = "planned"
    DRAWN = "drawn"
    FIELDED = "fielded"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


NEXT: Final[dict[WaveState, frozenset[WaveState]]] = {
    WaveState.PLANNED: frozenset({WaveState.DRAWN, WaveState.CANCELLED}),
    WaveState.DRAWN: frozenset({WaveState.FIELDED, WaveState.CANCELLED}),
    WaveState.FIELDED: frozenset({WaveState.CLOSED, WaveState.CANCELLED}),
    WaveState.CLOSED: frozenset({WaveState.PUBLISHED}),
    WaveState.PUBLISHED: frozenset(),
    WaveState.CANCELLED: frozenset(),
}
"""A drawn wave is never drawn again: who does not like the lots plans another, and both are kept."""


class Mode(StrEnum):
    """How somebody is asked (channels seen in provincial surveys: by hand, post, online, interview, telephone)."""

    EMAIL = "email"
    SMS = "sms"
    QR = "qr"
    INTERVIEWER = "interviewer"
    PHONE = "phone"
    POST = "post"


class CaseState(StrEnum):
    """Of somebody who was drawn. ``reserve``: the next by lot, asked only to fill a group that turned out too small."""

    RESERVE = "reserve"
    DRAWN = "drawn"
    INVITED = "invited"
    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"
    INELIGIBLE = "ineligible"


OPEN_CASES: Final = frozenset({CaseState.DRAWN, CaseState.INVITED, CaseState.NOT_REACHED})
"""Who may still answer: somebody not reached may come later."""

FATES: Final[dict[CaseState, Fate]] = {
    CaseState.DRAWN: Fate.NOT_REACHED,
    CaseState.INVITED: Fate.NOT_REACHED,
    CaseState.NOT_REACHED: Fate.NOT_REACHED,
    CaseState.ANSWERED: Fate.ANSWERED,
    CaseState.REFUSED: Fate.REFUSED,
    CaseState.INELIGIBLE: Fate.INELIGIBLE,
}
"""What each counts as when the wave is closed; a reserve was never asked."""
