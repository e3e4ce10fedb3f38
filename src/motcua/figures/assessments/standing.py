"""Who may do what in a round now. Pure over what the round and the actor say; the database is asked by
:mod:`.selectors`.

Nobody appraises their own unit, nor anybody of the agency it belongs to; nobody appraises themselves. Officials are
appraised by people of their own agency: that is where their heads are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from motcua.core.errors import Conflict, NotAllowed
from motcua.people.actors import Actor, Standing
from motcua.people.permissions import decide

from .models import AssessmentJudge, AssessmentRound, AssessmentSheet, Kind, Part, Stage
from .verbs import APPRAISE, MANAGE, SELF, SIGN


@dataclass(frozen=True, slots=True)
class Place:
    """The agencies that the actor works in, and that a sheet's unit belongs to: ids of units."""

    own_agencies: frozenset[int]
    sheet_agency: int


def require_stage(round_: AssessmentRound, stage: Stage, until: dt.date | None, today: dt.date) -> None:
    """Raises Conflict ``assessment_layer_closed`` (another stage) or ``assessment_deadline_passed``."""
    if round_.stage != stage:
        raise Conflict("assessment_layer_closed", params={"stage": str(Stage(round_.stage).label)})
    if until is not None and today > until:
        raise Conflict("assessment_deadline_passed", params={"until": f"{until:%d/%m/%Y}"})


def is_official_round(round_: AssessmentRound) -> bool:
    return round_.kind == Kind.OFFICIAL


def may_fill(actor: Actor, sheet: AssessmentSheet) -> bool:
    """The person themselves; for a unit, whoever assesses it by their post."""
    if sheet.person_id is not None:
        return sheet.person_id == actor.user_id
    return decide(actor, SELF, (sheet.unit_id,)).allowed


def judging(actor: Actor, judges: Iterable[AssessmentJudge], part: Part, group: str | None = None) -> Standing | None:
    """The standing by which the actor appraises (``group``: criteria of that group) or sits on the council."""
    posts = {judge.post_id for judge in judges if judge.part == part and (group is None or judge.group in {"", group})}
    for standing in actor.standings:
        if standing.post_id in posts and APPRAISE in standing.reach:
            return standing
    return None


def is_own(actor: Actor, sheet: AssessmentSheet, place: Place) -> bool:
    """Whether the sheet is the actor's own, or (units, desks) that of their agency."""
    if sheet.person_id is not None:
        return sheet.person_id == actor.user_id
    return place.sheet_agency in place.own_agencies


def require_judge(
    actor: Actor,
    sheet: AssessmentSheet,
    judges: Collection[AssessmentJudge],
    part: Part,
    place: Place,
    group: str | None = None,
) -> Standing:
    """Raises NotAllowed ``assessment_not_judge`` or ``assessment_own_unit``."""
    standing = judging(actor, judges, part, group)
    if standing is None:
        raise NotAllowed("assessment_not_judge", params={"verb": APPRAISE})
    if is_own(actor, sheet, place):
        raise NotAllowed("assessment_own_unit")
    return standing


def may_see(actor: Actor, sheet: AssessmentSheet, judges: Iterable[AssessmentJudge]) -> bool:
    """Units' sheets: the unit, whoever judges or runs the round, and who reads figures of the unit. Officials' sheets:
    the person, their head and the judges, nobody else."""
    if may_fill(actor, sheet) or (sheet.person_id is None and decide(actor, MANAGE, ()).allowed):
        return True
    rows = list(judges)
    if judging(actor, rows, Part.APPRAISER) or judging(actor, rows, Part.COUNCIL):
        return True
    verb = SELF if sheet.person_id is not None else "figures.read"
    return decide(actor, verb, (sheet.unit_id,)).allowed


def signing(actor: Actor, round_: AssessmentRound) -> Standing:
    """The standing of the post that the round names. Raises NotAllowed ``assessment_not_signer``."""
    for standing in actor.standings:
        if standing.post_id == round_.signer_id and SIGN in standing.reach:
            return standing
    raise NotAllowed("assessment_not_signer", params={"verb": SIGN})
