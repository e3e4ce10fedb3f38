"""The life of a decision about the registry, as data: who may move it where.

A baseline (an import of what was published elsewhere) is born in force: the publication outside is the act. Every
other decision is drafted, submitted, checked, signed by a second person and then put in force.
"""

from __future__ import annotations

from enum import StrEnum


class DecisionKind(StrEnum):
    """ND63/2010 art. 14 names new, amended, replaced and abolished; *standardised* is practice; internal processes
    (TT 01/2018/TT-VPCP art. 8), decentralisation and authorisation are decisions of their own (Law 72/2025/QH15 arts 13
    and 14: an authorisation is in writing and names its scope and period)."""

    BASELINE = "baseline"
    NEW = "new"
    AMENDED = "amended"
    REPLACED = "replaced"
    ABOLISHED = "abolished"
    STANDARDISED = "standardised"
    INTERNAL_PROCESS = "internal_process"
    DECENTRALISATION = "decentralisation"
    AUTHORISATION = "authorisation"


class DecisionState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class ItemKind(StrEnum):
    """What one item of a decision changes."""

    PROCEDURE = "procedure"
    ABOLITION = "abolition"
    LOCAL_TERMS = "local_terms"
    SERVICE_LEVEL = "service_level"
    TAG = "tag"
    COMPETENCE = "competence"
    PROCESS = "process"
    FORM = "form"
    TEMPLATE = "template"


class DecisionAct(StrEnum):
    SUBMIT = "submit"
    RECALL = "recall"
    CHECK = "check"
    REOPEN = "reopen"
    SIGN = "sign"
    PUT_IN_FORCE = "put_in_force"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[DecisionState, DecisionAct], DecisionState] = {
    (DecisionState.DRAFT, DecisionAct.SUBMIT): DecisionState.SUBMITTED,
    (DecisionState.SUBMITTED, DecisionAct.RECALL): DecisionState.DRAFT,
    (DecisionState.SUBMITTED, DecisionAct.CHECK): DecisionState.CHECKED,
    (DecisionState.SUBMITTED, DecisionAct.REOPEN): DecisionState.DRAFT,
    (DecisionState.CHECKED, DecisionAct.REOPEN): DecisionState.DRAFT,
    (DecisionState.CHECKED, DecisionAct.SIGN): DecisionState.SIGNED,
    (DecisionState.SIGNED, DecisionAct.PUT_IN_FORCE): DecisionState.IN_FORCE,
    (DecisionState.DRAFT, DecisionAct.WITHDRAW): DecisionState.WITHDRAWN,
    (DecisionState.SUBMITTED, DecisionAct.WITHDRAW): DecisionState.WITHDRAWN,
    (DecisionState.CHECKED, DecisionAct.WITHDRAW): DecisionState.WITHDRAWN,
}

ACT_VERBS: dict[DecisionAct, tuple[str, ...]] = {
    DecisionAct.SUBMIT: ("procedure.draft",),
    DecisionAct.RECALL: ("procedure.draft",),
    DecisionAct.CHECK: ("procedure.check",),
    DecisionAct.REOPEN: ("procedure.check", "procedure.sign"),
    DecisionAct.SIGN: ("procedure.sign",),
    DecisionAct.PUT_IN_FORCE: ("procedure.sign",),
    DecisionAct.WITHDRAW: ("procedure.draft",),
}
"""Any one of the verbs is enough. Who signs may send back as well as who checks."""

NEEDS_REASON = frozenset({DecisionAct.REOPEN, DecisionAct.WITHDRAW})


class DecisionNoteKind(StrEnum):
    """What the history of a decision tells: writing in it, and its acts."""

    DRAFTED = "drafted"
    EDITED = "edited"
    ITEM_ADDED = "item_added"
    ITEM_EDITED = "item_edited"
    ITEM_REMOVED = "item_removed"
    SUBMIT = "submit"
    RECALL = "recall"
    CHECK = "check"
    REOPEN = "reopen"
    SIGN = "sign"
    PUT_IN_FORCE = "put_in_force"
    WITHDRAW = "withdraw"


WRITING = frozenset(
    {
        DecisionNoteKind.DRAFTED,
        DecisionNoteKind.EDITED,
        DecisionNoteKind.ITEM_ADDED,
        DecisionNoteKind.ITEM_EDITED,
        DecisionNoteKind.ITEM_REMOVED,
    }
)
"""Whoever did one of these wrote the decision and never signs it."""

COMPETENCE_KINDS = frozenset({DecisionKind.DECENTRALISATION, DecisionKind.AUTHORISATION})
"""Kinds after which open dossiers go where they belong now."""

_OVERLAY = frozenset(
    {
        ItemKind.LOCAL_TERMS,
        ItemKind.SERVICE_LEVEL,
        ItemKind.TAG,
        ItemKind.COMPETENCE,
        ItemKind.FORM,
        ItemKind.TEMPLATE,
    }
)

ITEM_KINDS: dict[DecisionKind, frozenset[ItemKind]] = {
    DecisionKind.BASELINE: frozenset(ItemKind),
    DecisionKind.NEW: _OVERLAY | {ItemKind.PROCEDURE},
    DecisionKind.AMENDED: _OVERLAY | {ItemKind.PROCEDURE},
    DecisionKind.STANDARDISED: _OVERLAY | {ItemKind.PROCEDURE},
    DecisionKind.REPLACED: _OVERLAY | {ItemKind.PROCEDURE, ItemKind.ABOLITION},
    DecisionKind.ABOLISHED: frozenset({ItemKind.ABOLITION}),
    DecisionKind.INTERNAL_PROCESS: frozenset({ItemKind.PROCESS, ItemKind.FORM, ItemKind.TEMPLATE}),
    DecisionKind.DECENTRALISATION: frozenset({ItemKind.COMPETENCE, ItemKind.PROCESS}),
    DecisionKind.AUTHORISATION: frozenset({ItemKind.COMPETENCE, ItemKind.PROCESS}),
}
"""What each kind of decision may change (ND63/2010 art. 13–15)."""


def after(state: DecisionState, act: DecisionAct) -> DecisionState | None:
    """The state after ``act``; None when the act is not possible in ``state``."""
    return TRANSITIONS.get((state, act))
