"""Which event asks for which letter. Pure.

Decree 61/2018/NĐ-CP (as amended by Decree 45/2020 and Decree 309/2026) has applicants told by e-mail, message or
telephone of receipt, supplement, refusal, a changed date and the result; the rest is courtesy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.dossiers.lifecycle import EventKind


class Letter(StrEnum):
    SIGN_IN_CODE = "sign_in_code"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SUPPLEMENT = "supplement"
    REFUSED = "refused"
    PAYMENT = "payment"
    DATE_CHANGED = "date_changed"
    APOLOGY = "apology"
    RESULT_READY = "result_ready"
    RESULT_EARLY = "result_early"
    RESULT_CORRECTED = "result_corrected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    STOPPED = "stopped"
    RESUMED = "resumed"
    CLOSED = "closed"
    INCIDENT = "incident"
    INCIDENT_CLOSED = "incident_closed"
    CONSULTATION_SILENT = "consultation_silent"
    PART_OVERDUE = "part_overdue"
    PART_FAILED = "part_failed"
    PART_BLOCKED = "part_blocked"
    EXPLANATION_ASKED = "explanation_asked"
    EXPLANATION_REMINDER = "explanation_reminder"
    DECISION_AWAITED = "decision_awaited"
    HOURS_DECIDED = "hours_decided"
    DATE_PASSED = "date_passed"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What a letter may tell of one event of a dossier: nothing a stranger at the same mailbox must not read.

    ``due_at`` is the day to come for the result, as the event set it; ``until`` the applicant's own deadline.
    """

    kind: str
    channel: str
    code: str
    procedure: str
    office: str
    office_address: str
    office_phone: str
    due_at: dt.datetime | None
    until: dt.datetime | None
    link: str
    final: bool = False
    refusal: bool = False
    agency: str = ""
    """Who did not answer, for letters to officials; who settles now, where competence moved."""
    failed: bool = False
    early: bool = False
    """A result that is there before the day appointed: the applicant may come earlier (ND61 art. 20)."""
    is_part: bool = False
    ground: str = ""
    """The number of the decision that moved competence."""
    is_new_date: bool = False
    written: str = ""
    """The kind of letter that an automatic step sent: it lies with the dossier."""
    rate: str = ""
    """Where the applicant may rate how it went, once there is a result."""


_ALWAYS: Mapping[str, Letter] = {
    EventKind.ACCEPTED: Letter.ACCEPTED,
    EventKind.SUPPLEMENT_REQUESTED: Letter.SUPPLEMENT,
    EventKind.REFUSED: Letter.REFUSED,
    EventKind.PAYMENT_REQUESTED: Letter.PAYMENT,
    EventKind.APOLOGISED: Letter.APOLOGY,
    EventKind.RESULT_ISSUED: Letter.RESULT_READY,
    EventKind.RESULT_CORRECTED: Letter.RESULT_CORRECTED,
    EventKind.HANDED_OVER: Letter.RETURNED,
    EventKind.WITHDRAWN: Letter.WITHDRAWN,
    EventKind.RESUMED: Letter.RESUMED,
    EventKind.INCIDENT_RECORDED: Letter.INCIDENT,
    EventKind.INCIDENT_CLOSED: Letter.INCIDENT_CLOSED,
}
TO_THE_HEAD: Mapping[str, Letter] = {
    EventKind.CONSULTATION_SILENT: Letter.CONSULTATION_SILENT,
    EventKind.CHILD_OVERDUE: Letter.PART_OVERDUE,
    EventKind.CHILD_ENDED: Letter.PART_FAILED,
    EventKind.CHILD_BLOCKED: Letter.PART_BLOCKED,
}
"""Told to the head of the one-stop centre, not to the applicant (Decree 61/2018/ND-CP art. 19.5)."""

WITH_THE_WHOLE = frozenset({EventKind.SUBMITTED, EventKind.ACCEPTED, EventKind.RESULT_ISSUED, EventKind.HANDED_OVER})
"""Of a part these are told with its whole: one receipt, one appointment, one result."""

_SOMETIMES = frozenset(
    {
        EventKind.SUBMITTED,
        EventKind.STOPPED,
        EventKind.REPLANNED,
        EventKind.SUPPLEMENT_ANSWERED,
        EventKind.PAYMENT_CONFIRMED,
        EventKind.TIME_EXCLUDED,
        EventKind.STEP_PASSED,
    }
)

TELLING: frozenset[str] = frozenset({*_ALWAYS, *_SOMETIMES, *TO_THE_HEAD})
"""Kinds of events that may ask for a letter; the others need no look."""


def letter_for(one: Occurrence) -> Letter | None:
    """The letter an event asks for.

    At the counter people get a paper receipt, so a submission there is not acknowledged once more. Work that goes on
    after a supplement or a payment, and a new plan, are told only when they moved the day of the result.
    """
    if one.is_part and one.kind in WITH_THE_WHOLE:
        return None
    if one.kind in TO_THE_HEAD:
        return TO_THE_HEAD[one.kind] if one.kind != EventKind.CHILD_ENDED or one.failed else None
    if one.kind == EventKind.RESULT_ISSUED and one.early:
        return Letter.RESULT_EARLY
    if one.kind in _ALWAYS:
        return _ALWAYS[one.kind]
    if one.kind == EventKind.SUBMITTED:
        return Letter.SUBMITTED if one.channel != "counter" else None
    if one.kind == EventKind.STEP_PASSED:
        return Letter.WRITTEN if one.written else None
    if one.kind == EventKind.STOPPED:
        return Letter.CLOSED if one.final else Letter.STOPPED
    if one.kind in _SOMETIMES and one.due_at is not None:
        return Letter.DATE_CHANGED
    return None


@dataclass(frozen=True, slots=True)
class DutyNews:
    """What a letter to an official may tell of a late dossier or a date that passed: its code and procedure, never who
    the applicant is."""

    code: str
    procedure: str
    office: str
    link: str
    over_minutes: int = 0
    """Working minutes beyond the limit."""
    until: dt.datetime | None = None
    explained: bool = True
    decision: str = ""
    rule: str = ""
    task: bool = False
    """The head has a follow-up task; else it is a reminder to the holder."""


OF_HOURS: Mapping[str, Letter] = {
    "explanation_asked": Letter.EXPLANATION_ASKED,
    "explanation_reminder": Letter.EXPLANATION_REMINDER,
    "decision_awaited": Letter.DECISION_AWAITED,
    "responsibility_decided": Letter.HOURS_DECIDED,
}
"""News about the hours somebody answers for."""

OF_DATES = frozenset({"reminder", "escalation"})
"""Kinds of news about a date that passed."""

TO_OFFICIALS = frozenset({*OF_HOURS.values(), Letter.DATE_PASSED})
