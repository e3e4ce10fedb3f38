"""States and flags of a dossier, and what they are called elsewhere.

Law: Decree 61/2018/ND-CP arts 15-21 (kept by Decree 118/2025/ND-CP as amended by Decree 309/2026/ND-CP). A dossier is
state x flags; *overdue* is derived from the due date and the present instant and is never stored.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class State(StrEnum):
    SUBMITTED = "submitted"
    """Handed in by any channel, not yet answered by the one-stop desk."""
    SUPPLEMENT_AT_RECEPTION = "supplement_at_reception"
    """The desk asked, once and completely, for what is missing; the settlement clock has not started."""
    REFUSED = "refused"
    """Refused at reception (form 03). Terminal."""
    FORWARDED = "forwarded"
    """Sent on to the one-stop desk of the competent authority, which has not received it yet."""
    ACCEPTED = "accepted"
    """Complete and correct (form 01): the settlement clock runs; the settling side has not acted yet."""
    PROCESSING = "processing"
    VERIFYING = "verifying"
    """A field check is under way (art. 19.3); the settlement clock runs on."""
    CONSULTING = "consulting"
    """Other units are asked for opinions (art. 19.5); the settlement clock runs on."""
    ELSEWHERE = "elsewhere"
    """Settled in another system (civil status, business registration ...) and followed here."""
    SUPPLEMENT_AT_SETTLEMENT = "supplement_at_settlement"
    PAYMENT_PENDING = "payment_pending"
    """Waiting for the applicant's financial obligation; time does not count."""
    STOPPED = "stopped"
    RESULT_READY = "result_ready"
    RETURNED = "returned"
    """The result was handed over. Terminal."""
    WITHDRAWN = "withdrawn"
    """Withdrawn by the applicant before a result. Terminal."""
    CLOSED = "closed"
    """Stopped for good by the agency. Terminal."""


CLOSED_STATES = frozenset({State.REFUSED, State.RETURNED, State.WITHDRAWN, State.CLOSED})

RECEPTION_STATES = frozenset({State.SUBMITTED, State.SUPPLEMENT_AT_RECEPTION, State.FORWARDED})

SETTLING_STATES = frozenset(
    {
        State.ACCEPTED,
        State.PROCESSING,
        State.VERIFYING,
        State.CONSULTING,
        State.ELSEWHERE,
        State.SUPPLEMENT_AT_SETTLEMENT,
        State.PAYMENT_PENDING,
        State.STOPPED,
    }
)
"""Accepted and without a result."""

PAUSED_STATES = frozenset({State.SUPPLEMENT_AT_SETTLEMENT, State.PAYMENT_PENDING, State.STOPPED})
"""The settlement time does not run."""


class Flag(StrEnum):
    ASSISTED = "assisted"
    """An official filed it on the person's behalf, at the person's request."""
    BOUNDARY_FREE = "boundary_free"
    """Received outside the competent authority's own place; the clock starts at the competent agency."""
    ELECTRONIC = "electronic"
    """Nothing on paper travels, so the transfer to the settling unit is immediate (art. 18)."""
    INSTANT = "instant"
    """Answered on the spot (art. 17.4)."""
    LATE_WARNED = "late_warned"
    """Form 04 was issued."""
    REAPPOINTED = "reappointed"
    """The one permitted new appointment was given (art. 19.9)."""
    TRANSFERRED = "transferred"
    """The settling unit holds the papers."""
    REFUSAL_RESULT = "refusal_result"
    """The result is a refusal after assessment (art. 19.8)."""
    CORRECTED = "corrected"
    """The agency corrected its own result (art. 21)."""
    PROVISIONAL = "provisional"
    """A due date rests on calendar rows that are not final."""
    INTERLINKED = "interlinked"
    """Other agencies work, or worked, on parts of it (liên thông)."""
    UMBRELLA = "umbrella"
    """It has no work of its own: its parts are all there is, and agencies count those."""
    DATA_ERASED = "data_erased"
    """Private bodies were erased by law."""


class Stage(StrEnum):
    """The five plain stages a citizen sees."""

    RECEIVED = "received"
    CHECKING = "checking"
    SETTLING = "settling"
    RESULT = "result"
    RETURNED = "returned"


STAGES = tuple(Stage)

_STAGE_OF = {
    State.SUBMITTED: Stage.CHECKING,
    State.SUPPLEMENT_AT_RECEPTION: Stage.CHECKING,
    State.FORWARDED: Stage.CHECKING,
    State.REFUSED: Stage.CHECKING,
    State.RESULT_READY: Stage.RESULT,
    State.RETURNED: Stage.RETURNED,
}


def stage(state: State) -> Stage:
    """The plain stage of a state. A dossier is past RECEIVED from its submission on."""
    return _STAGE_OF.get(state, Stage.SETTLING)


NATIONAL_CODES = {
    State.SUBMITTED: 1,
    State.FORWARDED: 1,
    State.ACCEPTED: 2,
    State.REFUSED: 3,
    State.PROCESSING: 4,
    State.VERIFYING: 4,
    State.CONSULTING: 4,
    State.ELSEWHERE: 4,
    State.SUPPLEMENT_AT_RECEPTION: 5,
    State.SUPPLEMENT_AT_SETTLEMENT: 5,
    State.PAYMENT_PENDING: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.CLOSED: 8,
    State.RESULT_READY: 9,
    State.RETURNED: 10,
}
"""The ten status codes of the national portal's progress message (seen in deployed systems, not in law)."""


def national_code(state: State, flags: Collection[Flag] = ()) -> int:
    """The national status code. An accepted dossier already handed to its settling unit counts as in process."""
    if state is State.ACCEPTED and Flag.TRANSFERRED in flags:
        return 4
    return NATIONAL_CODES[state]
