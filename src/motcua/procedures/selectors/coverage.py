"""The coverage board: how far each procedure has come on its way from publication to the wall of the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from motcua.organisation.models import in_force
from motcua.procedures.models import NationalPosting, Origin, ProcedureVersion, ProcessBinding, SheetEntry
from motcua.procedures.rules import agency_level
from motcua.procedures.selectors.loading import CompetenceRow, ProcedureFacts
from motcua.procedures.selectors.memory import Memory, memory
from motcua.procedures.selectors.pages import ways_of

OUR_LEVELS = ("province", "commune")


class BoardStage(StrEnum):
    """Published; with an internal process (TT 01/2018 art. 8); usable in the system: process, competence, known limit
    and fee in at least one way; in the national database (ND63/2010 art. 24); posted at an office (art. 17)."""

    PUBLISHED = "published"
    INTERNAL_PROCESS = "internal_process"
    ELECTRONIC_PROCESS = "electronic_process"
    NATIONAL_DATABASE = "national_database"
    POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Gap:
    code: str
    name: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """``gaps`` are published procedures that have not come to this stage, by name."""

    stage: BoardStage
    count: int
    gaps: tuple[Gap, ...]


def coverage(on: dt.date) -> tuple[BoardLine, ...]:
    """The board of the province's and the communes' procedures in force on the day. The number of statements does not
    depend on how many there are."""
    up = SheetEntry.objects.filter(version=OuterRef("pk"), sheet__removed_on=None)
    posted = NationalPosting.objects.filter(version=OuterRef("pk"))
    rows = list(
        ProcedureVersion.objects.filter(in_force(on), levels__overlap=list(OUR_LEVELS))
        .annotate(
            is_posted=Exists(up),
            is_national=Q(origin=Origin.NATIONAL) | Q(decision__nationally_posted_on__isnull=False) | Exists(posted),
        )
        .order_by("sort_name", "pk")
        .values_list("procedure__key", "name", "field", "is_posted", "is_national")
    )
    held = memory()
    bound = held.warm(Q(pk__in=ProcessBinding.objects.filter(in_force(on)).values("procedure")), on)
    usable = {facts.key for facts in bound if _is_usable(held, facts, on)}
    at: dict[BoardStage, Collection[str]] = {
        BoardStage.PUBLISHED: {key for key, *_ in rows},
        BoardStage.INTERNAL_PROCESS: {facts.key for facts in bound},
        BoardStage.ELECTRONIC_PROCESS: usable,
        BoardStage.NATIONAL_DATABASE: {key for key, *_, is_national in rows if is_national},
        BoardStage.POSTED: {key for key, _, _, is_posted, _ in rows if is_posted},
    }
    return tuple(_line(stage, keys, rows) for stage, keys in at.items())


def _line(stage: BoardStage, keys: Collection[str], rows: Collection[tuple[str, str, str, bool, bool]]) -> BoardLine:
    gaps = tuple(Gap(key, name, field) for key, name, field, *_ in rows if key not in keys)
    return BoardLine(stage, len(rows) - len(gaps), gaps)


def _is_usable(held: Memory, facts: ProcedureFacts, on: dt.date) -> bool:
    version = facts.version_on(on)
    if version is None:
        return False
    rules = (*facts.competences, *held.rules())
    if not any(_answers(rule, version.field, agency_level(version.levels), on) for rule in rules):
        return False
    body = held.body(version.id)
    return any(not way.closed for case in body.cases.values() for way in ways_of(held, facts.key, body, case, on))


def _answers(rule: CompetenceRow, field: str, level: str, on: dt.date) -> bool:
    return rule.span.holds(on) and rule.field in {"", field} and rule.level in {"", level}
