"""Form 05 from the log: every time a dossier passed from one to the next, and how the one before kept the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from motcua.core.clock import legal_date
from motcua.documents.control_slip import Passage
from motcua.dossiers.lifecycle import HolderKind
from motcua.dossiers.selectors.stretches import Stretch
from motcua.dossiers.selectors.timeline import Held, Moment

APPLICANT, AGENCY = "Người nộp hồ sơ", "Cơ quan ngoài hệ thống"
SAID = ("content", "question", "answer", "reason", "note")


def passages(moments: Sequence[Moment]) -> Iterator[Passage]:
    """One for each change of hands, oldest first; who acts in the end gives it back to the applicant. Events in between
    (a verification, an opinion) are told with the passage that follows."""
    notes: list[str] = []
    for moment in moments:
        said = [moment.private_text(name) for name in SAID]
        notes += [text for text in said if text]
        if moment.began is None and moment.ended is None:
            continue
        giver = _who(moment.ended) if moment.ended is not None else APPLICANT
        receiver = _who(moment.began) if moment.began is not None else APPLICANT
        if moment.actor and moment.ended is not None and not moment.by_citizen:
            giver = ", ".join(part for part in (moment.actor, moment.ended.unit) if part)
        if giver == receiver:
            continue
        yield Passage(
            giver=giver,
            receiver=receiver,
            at=moment.at,
            result=_result(moment.ended.stretch) if moment.ended is not None else "",
            note=". ".join(text.rstrip(".") for text in notes),
        )
        notes = []


def _who(held: Held | None) -> str:
    if held is None:
        return APPLICANT
    holder = held.stretch.holder
    if holder is not None and holder.kind is HolderKind.APPLICANT:
        return APPLICANT
    if holder is not None and holder.kind is HolderKind.AGENCY:
        return AGENCY
    return ", ".join(part for part in (held.who, held.unit) if part)


def _result(stretch: Stretch) -> str:
    """Before, on or after its time: on time is the due day itself."""
    if stretch.paused or stretch.clock is None:
        return ""
    if stretch.late_minutes:
        return "late"
    return "on_time" if legal_date(stretch.until) == legal_date(stretch.clock.due_at) else "early"
