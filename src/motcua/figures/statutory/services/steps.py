"""What every act begins and ends with: the report locked, the right and the state looked at, the history appended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import structlog

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.dossiers.answers import post_title
from motcua.figures.statutory.lifecycle import TABLE, Act, State
from motcua.figures.statutory.models import StatutoryEdition, StatutoryPassage, StatutoryReport
from motcua.figures.statutory.permissions import DRAFT, drafts_for_unit, require_act, units_of, verb_of
from motcua.figures.statutory.selectors import is_closed, newest
from motcua.figures.statutory.wording import STATES
from motcua.people.actors import Actor
from motcua.people.permissions import standing_for

log = structlog.get_logger(__name__)

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """``edition`` None: nobody began the report. ``repeated``: the same person did the same act on the same state
    before, by a second click or a repeated request; nothing is to be done."""

    report: StatutoryReport
    edition: StatutoryEdition | None
    repeated: bool = False

    @property
    def current(self) -> StatutoryEdition:
        """Raises Conflict ``report_not_begun``."""
        if self.edition is None:
            raise Conflict("report_not_begun")
        return self.edition


def begin(uid: UUID, act: Act, *, expected: int, actor: Actor, now: dt.datetime) -> Step:
    """Lock the report for the caller's transaction and say whether ``act`` may happen. ``expected``: how many acts the
    person saw in its history. Raises NotFound ``report_unknown``; NotAllowed; Conflict ``report_changed_meanwhile``
    (somebody else was first), ``report_period_locked``, ``report_act_impossible``; NotAllowed ``report_of_its_unit``
    for who drafts for a unit that works on its report by now."""
    report = StatutoryReport.objects.select_for_update(of=("self",)).select_related("unit").filter(uid=uid).first()
    if report is None:
        raise NotFound("report_unknown")
    closed = is_closed(report.form, report.period)
    require_act(actor, act, report, legal_date(now), closed=closed)
    trail = list(StatutoryPassage.objects.filter(edition__report=report).order_by("pk").values_list("act", "user"))
    edition = newest(report)
    if len(trail) != expected:
        if expected < len(trail) and trail[expected] == (act.value, actor.user_id):
            return Step(report, edition, repeated=True)
        raise Conflict("report_changed_meanwhile")
    if closed and act is not Act.CORRECT and (edition is None or edition.corrects_id is None):
        raise Conflict("report_period_locked")
    require_possible(edition, act)
    if edition is not None and edition.state != State.PREPARED and drafts_for_unit(actor, act, report, legal_date(now)):
        raise NotAllowed("report_of_its_unit")
    return Step(report, edition)


def require_possible(edition: StatutoryEdition | None, act: Act) -> None:
    """Raises Conflict ``report_act_impossible``, ``report_not_begun``."""
    if edition is None:
        if act is not Act.PREPARE:
            raise Conflict("report_not_begun")
    elif (State(edition.state), act) not in TABLE:
        raise Conflict("report_act_impossible", params={"state": str(STATES[State(edition.state)])})


def pass_on(
    edition: StatutoryEdition,
    act: Act,
    *,
    actor: Actor,
    now: dt.datetime,
    before: str | None = None,
    reason: str = "",
    keep_body: bool = False,
) -> StatutoryPassage:
    """Append to the history what was done with an edition whose state is saved already."""
    report = edition.report
    log.info("figures.report_passed", report=str(report.uid), edition=edition.number, act=act.value)
    return StatutoryPassage.objects.create(
        edition=edition,
        seq=edition.passages.count() + 1,
        act=act.value,
        before=edition.state if before is None else before,
        after=edition.state,
        user_id=actor.user_id,
        post_line=post_line(actor, act, report, legal_date(now)),
        at=now,
        reason=reason,
        sha256=edition.sha256,
        body=bytes(edition.body) if keep_body else None,
    )


def move(edition: StatutoryEdition, act: Act, *, actor: Actor, now: dt.datetime, reason: str = "") -> None:
    """To the state that ``act`` leads to, with its row of history."""
    before = State(edition.state)
    edition.state, edition.changed_at = TABLE[before, act].value, now
    edition.save(update_fields=["state", "changed_at", "submitted_by", "publication"])
    pass_on(edition, act, actor=actor, now=now, before=before.value, reason=reason, keep_body=act is Act.SUBMIT)


def post_line(actor: Actor, act: Act, report: StatutoryReport, on: dt.date) -> str:
    """The post that carries the act, and for whom it stands in."""
    if act is Act.REPLACE:
        return ""
    verb = DRAFT if drafts_for_unit(actor, act, report, on) else verb_of(act, report.unit.level)
    standing = standing_for(actor, verb, units_of(report, on))
    if standing is None:
        return ""
    behalf = f" ({standing.on_behalf_of})" if standing.on_behalf_of else ""
    return f"{post_title(standing.post_id)}{behalf}"[:300]


def reason_of(text: str) -> str:
    """Raises Invalid ``report_reason_missing``."""
    words = " ".join(text.split())
    if not words:
        raise Invalid("report_reason_missing", errors=[{"field": "reason", "code": "required"}])
    return words[:LONGEST_REASON]
