"""The history of a decision: one line for every act on it, beside the audit record of the acts with legal effect."""

from __future__ import annotations

import datetime as dt

import structlog

from motcua.core import audit
from motcua.people.actors import Actor
from motcua.procedures.lifecycle import WRITING, DecisionNoteKind
from motcua.procedures.models import Decision, DecisionNote

log = structlog.get_logger()

ACTS = {
    DecisionNoteKind.DRAFTED: "procedures.decision_drafted",
    DecisionNoteKind.SUBMIT: "procedures.decision_submitted",
    DecisionNoteKind.RECALL: "procedures.decision_recalled",
    DecisionNoteKind.CHECK: "procedures.decision_checked",
    DecisionNoteKind.REOPEN: "procedures.decision_reopened",
    DecisionNoteKind.SIGN: "procedures.decision_signed",
    DecisionNoteKind.PUT_IN_FORCE: "procedures.decision_in_force",
    DecisionNoteKind.WITHDRAW: "procedures.decision_withdrawn",
}
"""The names of the audit records. Writing in a draft is told by the history alone."""


def note(
    kind: DecisionNoteKind,
    decision: Decision,
    *,
    actor: Actor,
    now: dt.datetime,
    item: int | None = None,
    text: str = "",
) -> None:
    """Write a line of the history, and of the audit where the act has legal effect."""
    DecisionNote.objects.create(
        decision=decision,
        kind=kind.value,
        at=now,
        by_id=actor.user_id,
        item=item,
        note=text,
        digest=decision.digest,
    )
    act = ACTS.get(kind)
    if act is None:
        return
    audit.record(
        act=act,
        actor=actor,
        subject_kind="decision",
        subject=str(decision.uid),
        now=now,
        details={"digest": decision.digest, "kind": decision.kind},
    )
    log.info(act, decision=str(decision.uid), kind=decision.kind)


def has_written(decision: Decision, user_id: int) -> bool:
    """Whether the user drafted the decision or wrote in its draft."""
    written = [kind.value for kind in WRITING]
    return decision.drafted_by_id == user_id or decision.notes.filter(by=user_id, kind__in=written).exists()
