"""Events of a dossier's chain: what happened, in codes, ids and instants. Names, free text, file names and answers go
into ``private`` and are only committed to. A kind's payload never changes its meaning: a new shape is a new version,
and :func:`upcast` lifts old ones when a log is replayed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.core.canonical import Json

Data = Mapping[str, Json]


class EventKind(StrEnum):
    SUBMITTED = "dossier_submitted"
    DOCUMENT_ADDED = "document_added"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_ANSWERED = "supplement_answered"
    REFUSED = "dossier_refused"
    FORWARDED = "dossier_forwarded"
    ACCEPTED = "dossier_accepted"
    TRANSFERRED = "dossier_transferred"
    ASSIGNED = "dossier_assigned"
    STEP_COMPLETED = "step_completed"
    STEP_PASSED = "step_passed"
    """An automatic step was left: the outcome is written down, so replay asks no condition again."""
    VERIFICATION_RECORDED = "verification_recorded"
    CONSULTATION_ASKED = "consultation_asked"
    CONSULTATION_ANSWERED = "consultation_answered"
    ELSEWHERE_FOLLOWED = "elsewhere_followed"
    PAYMENT_REQUESTED = "payment_requested"
    PAYMENT_CONFIRMED = "payment_confirmed"
    STOPPED = "dossier_stopped"
    RESUMED = "dossier_resumed"
    APOLOGISED = "apology_issued"
    RESULT_ISSUED = "result_issued"
    HANDED_OVER = "result_handed_over"
    WITHDRAWN = "dossier_withdrawn"
    RESULT_CORRECTED = "result_corrected"
    REPLANNED = "due_dates_replanned"
    REROUTED = "dossier_rerouted"
    DATA_ERASED = "data_erased"
    REASSIGNED = "dossier_reassigned"
    FEE_RECORDED = "fee_recorded"
    INCIDENT_RECORDED = "incident_recorded"
    INCIDENT_CLOSED = "incident_closed"
    TIME_EXCLUDED = "time_excluded"
    RESPONSIBILITY_DECIDED = "responsibility_decided"
    REGISTER_CORRECTED = "register_corrected"
    PAPERS_CARRIED = "papers_carried"
    CHILD_OPENED = "child_opened"
    CHILD_WAITS = "child_waits"
    CHILD_RESUMED = "child_resumed"
    CHILD_ENDED = "child_ended"
    CHILD_OVERDUE = "child_overdue"
    CHILD_BLOCKED = "child_blocked"
    PARENT_LEFT = "parent_left"
    CONSULTATION_SILENT = "consultation_silent"


CURRENT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Event:
    """``data`` is public to the chain; ``private`` may be erased by law and is committed to by HMAC."""

    kind: EventKind
    data: Data
    private: Data | None = None
    version: int = field(default=CURRENT_VERSION)


Upcaster = Callable[[Data], Data]

UPCASTERS: dict[tuple[EventKind, int], Upcaster] = {}
"""(kind, version) -> a pure function that gives the payload of version + 1."""


def upcast(event: Event) -> Event:
    """The event in its current version. Raises KeyError when a step is missing, ValueError from the future."""
    if event.version > CURRENT_VERSION:
        raise ValueError(f"{event.kind} version {event.version} comes from a newer program")
    data, version = event.data, event.version
    while version < CURRENT_VERSION:
        data = UPCASTERS[event.kind, version](data)
        version += 1
    return event if version == event.version else Event(event.kind, data, event.private, version)
