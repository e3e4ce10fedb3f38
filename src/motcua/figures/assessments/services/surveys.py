"""Taking in survey answers and points that others give: a table is read, shown with what is wrong, then taken."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import asdict
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from motcua.core.errors import Conflict, NotFound
from motcua.core.search_text import fold
from motcua.documents.services import store_own, store_upload
from motcua.figures.assessments.models import (
    AssessmentAct,
    AssessmentRound,
    AssessmentSheet,
    AssessmentSurvey,
    EntryOrigin,
    Stage,
)
from motcua.figures.assessments.selectors import criterion_of, sheets_of, tree_of
from motcua.figures.assessments.tables import read_cells, read_rows
from motcua.figures.assessments.verbs import MANAGE
from motcua.figures.trees.layers import Layer
from motcua.figures.trees.model import Origin
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .entries import Draft, write
from .evidence import PURPOSE
from .log import locked_round, locked_sheet, note

_TAKING = frozenset({Stage.SELF, Stage.APPRAISAL})


def preview(
    round_: AssessmentRound, data: bytes, *, file_name: str, declared_type: str, actor: Actor, now: dt.datetime
) -> AssessmentSurvey:
    """Read the table; nothing is entered yet. Raises NotAllowed, Conflict ``assessment_layer_closed``, Invalid and
    TooLarge for what is no table, and as ``documents.services.store_upload`` for a spreadsheet."""
    require(actor, MANAGE, ())
    _require_open(round_)
    cells = read_cells(data, file_name)
    sheets = [one for one in sheets_of(round_) if not one.left_reason]
    rows, faults = read_rows(cells, tree_of(round_), _names(sheets))
    if data[:2] == b"PK":
        file = store_upload(
            io.BytesIO(data), file_name=file_name, declared_type=declared_type, actor=actor, now=now, purpose=PURPOSE
        )
    else:
        file = store_own(data, file_name=file_name, media_type="text/csv", actor=actor, now=now, purpose=PURPOSE)
    return AssessmentSurvey.objects.create(
        round=round_,
        file=file,
        rows=[asdict(one) for one in rows],
        faults=[asdict(one) for one in faults],
        added_by_id=actor.user_id,
        added_at=now,
    )


def _require_open(round_: AssessmentRound) -> None:
    if round_.stage not in _TAKING:
        raise Conflict("assessment_layer_closed", params={"stage": str(Stage(round_.stage).label)})


def _names(sheets: list[AssessmentSheet]) -> dict[str, str]:
    """Codes and names. A name that two units share names neither."""
    names: dict[str, str] = {}
    for one in sheets:
        for name in {fold(one.name), fold(one.unit.short_name)} - {""}:
            names[name] = "" if names.get(name, one.unit.code) != one.unit.code else one.unit.code
    named = {name: code for name, code in names.items() if code}
    return {**named, **{fold(one.unit.code): one.unit.code for one in sheets}}


def find_survey(round_: AssessmentRound, uid: UUID) -> AssessmentSurvey:
    """Raises NotFound ``assessment_survey_unknown``."""
    found = AssessmentSurvey.objects.filter(round=round_, uid=uid).select_related("file").first()
    if found is None:
        raise NotFound("assessment_survey_unknown")
    return found


def was_taken(survey: AssessmentSurvey) -> bool:
    rows = AssessmentAct.objects.filter(round=survey.round_id, kind="survey_taken")
    return rows.filter(details__survey=str(survey.uid)).exists()


@transaction.atomic
def take(round_uid: UUID, survey_uid: UUID, *, actor: Actor, now: dt.datetime) -> int:
    """The good rows become entries; how many. Raises Conflict ``assessment_survey_taken``,
    ``assessment_layer_closed``."""
    require(actor, MANAGE, ())
    round_ = locked_round(round_uid)
    _require_open(round_)
    survey = find_survey(round_, survey_uid)
    if was_taken(survey):
        raise Conflict("assessment_survey_taken")
    tree = tree_of(round_)
    sheets = {one.unit.code: one for one in sheets_of(round_) if not one.left_reason}
    done = 0
    for row in survey.rows:
        sheet = sheets.get(row["unit"])
        if sheet is None:
            continue
        leaf = criterion_of(tree, row["criterion"])
        layer = Layer.SURVEY if leaf.origin is Origin.SURVEY else Layer.APPRAISED
        points = Fraction(row["points"]) if row["points"] else None
        found = {**row["found"], "survey": str(survey.uid), "line": row["line"]}
        reason = f"Bảng {survey.file.name}, dòng {row['line']}"[:300]
        draft = Draft(layer, points, EntryOrigin.SURVEY, found, reason)
        write(locked_sheet(sheet.uid), tree, leaf, draft, actor=actor, now=now)
        done += 1
    note(round_, "survey_taken", actor=actor, now=now, details={"survey": str(survey.uid), "rows": done})
    return done
