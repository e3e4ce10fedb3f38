"""A board worked out by a job and kept: by index, members, period and the settled minute it was counted as of.

A page only reads what is kept. A run is exact for its instant for ever: nothing recorded up to then can still appear.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from motcua.core import jobs
from motcua.core.canonical import Json
from motcua.core.errors import NotFound
from motcua.figures import answers
from motcua.figures.answers import Answer
from motcua.figures.counting import Dimension
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.facts.shared import borrowed
from motcua.figures.numbers import half_up
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.figures.trees import catalogue as trees
from motcua.figures.trees.model import Tree
from motcua.figures.trees.score import Score
from motcua.people.actors import Actor

from .members import LEVELS, Member, members, province_on
from .models import BoardRow, BoardRun, Breakdown, minute
from .packing import exact, pack_change, pack_groups, pack_rank, pack_score, read_score
from .procedures import procedure_names
from .scoring import INDEX, Board, Figures, Standing, board, periods_of

log = structlog.get_logger(__name__)

JOB: Final = "figures.board"
KEPT: Final = 3
"""How many runs of one board are kept; published boards keep their own copy."""
_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class Spec:
    """What board is meant. ``unit``: the province for units; for procedures the unit whose they are."""

    level: UnitLevel
    period: Period
    unit: str
    breakdown: Breakdown = Breakdown.UNITS
    index: str = INDEX

    @property
    def tree(self) -> Tree:
        """In force on the period's last day. Raises NotFound ``index_not_in_force``."""
        return trees.shipped().in_force(self.index, self.level, self.period.last)


def of_level(level: UnitLevel, period: Period) -> Spec:
    """The board of all units of a level. Raises NotFound ``board_province_missing``."""
    return Spec(level, period, province_on(period.last).code)


def current_boards(today: dt.date) -> list[tuple[UnitLevel, Period]]:
    """What is worked out by itself: the quarter that runs and the last one, of every level that is rated then."""
    running = period_of(PeriodKind.QUARTER, today)
    found = []
    for period in (running, previous(running)):
        for level in LEVELS:
            try:
                trees.shipped().in_force(INDEX, level, period.last)
            except NotFound:
                continue
            found.append((level, period))
    return found


def begin(spec: Spec, *, actor: Actor, now: dt.datetime) -> UUID:
    """A job's row for a board that is about to be queued."""
    return jobs.begin(kind=JOB, started_by=actor.uid, now=now)


def kept(spec: Spec) -> QuerySet[BoardRun]:
    """The runs of a board, the newest first."""
    return BoardRun.objects.filter(
        index=spec.index,
        level=spec.level.value,
        breakdown=spec.breakdown,
        unit=spec.unit,
        period=spec.period.code,
        tree_hash=spec.tree.hash,
    ).order_by("-as_of")


def newest(spec: Spec) -> BoardRun | None:
    return kept(spec).first()


def settled_minute() -> dt.datetime:
    """The whole minute whose figures can no longer change."""
    with borrowed() as facts:
        return minute(facts.settled_at)


def compute(spec: Spec, *, now: dt.datetime) -> BoardRun:
    """Work the board out as of the settled minute, in one pass over the facts, and keep it; the one that is kept when
    it was worked out for this minute already. Older runs beyond :data:`KEPT` go.

    Raises as :func:`motcua.figures.answers.answer`, and NotFound ``index_not_in_force``.
    """
    as_of, tree = settled_minute(), spec.tree
    before = kept(spec).filter(as_of=as_of).first()
    if before is not None:
        return before
    began = time.perf_counter()
    names, table = _counted(spec, tree, as_of)
    worked_out = board(tree, spec.period, _outcomes(table))
    took = int((time.perf_counter() - began) * 1000)
    run = _keep(spec, worked_out, names, table, as_of=as_of, now=now, milliseconds=took)
    log.info("board.computed", level=spec.level.value, period=spec.period.code, members=run.members, milliseconds=took)
    return run


AnswerTable = Mapping[str, Mapping[Period, Mapping[str, Answer]]]


def _counted(spec: Spec, tree: Tree, as_of: dt.datetime) -> tuple[dict[str, str], AnswerTable]:
    periods, on = periods_of(tree, spec.period), spec.period.last
    by: Dimension | Sequence[str] = Dimension.PROCEDURE
    indicators = list(dict.fromkeys(tree.indicators.values()))
    found: Sequence[Member] = ()
    if spec.breakdown == Breakdown.UNITS:
        found = members(spec.level, on)
        by = [one.code for one in found]
    table = answers.table(indicators, by, periods, unit=spec.unit, as_of=as_of, on=on)
    if spec.breakdown == Breakdown.PROCEDURES:
        return procedure_names(table, on), table
    return {one.code: one.name for one in found}, table


def _outcomes(table: AnswerTable) -> Figures:
    return {
        member: {period: {name: answer.outcome for name, answer in own.items()} for period, own in by_period.items()}
        for member, by_period in table.items()
    }


def _keep(
    spec: Spec,
    worked_out: Board,
    names: Mapping[str, str],
    table: AnswerTable,
    *,
    as_of: dt.datetime,
    now: dt.datetime,
    milliseconds: int,
) -> BoardRun:
    manifest = next((a.manifest for by in table.values() for own in by.values() for a in own.values()), "")
    with transaction.atomic():
        run, fresh = BoardRun.objects.get_or_create(
            index=spec.index,
            level=spec.level.value,
            breakdown=spec.breakdown,
            unit=spec.unit,
            period=spec.period.code,
            tree_hash=worked_out.tree.hash,
            as_of=as_of,
            defaults={
                "manifest": manifest,
                "computed_at": now,
                "milliseconds": milliseconds,
                "members": len(worked_out.standings),
            },
        )
        if fresh:
            figures = {member: by_period.get(spec.period, {}) for member, by_period in table.items()}
            BoardRow.objects.bulk_create(
                [
                    _row(run, ordinal, one, names.get(one.member, one.member), figures[one.member])
                    for ordinal, one in enumerate(worked_out.standings, 1)
                ],
                batch_size=500,
            )
        old = list(kept(spec).values_list("pk", flat=True)[KEPT:])
        BoardRun.objects.filter(pk__in=old).delete()
    return run


def _row(run: BoardRun, ordinal: int, one: Standing, name: str, figures: Mapping[str, Answer]) -> BoardRow:
    tree = one.score.tree
    body: dict[str, Json] = {
        "found": pack_score(one.score),
        "groups": pack_groups(one.score),
        "totals": [str(one.score.points), str(one.score.scored_most), str(one.score.most)],
        "missing": list(one.score.missing),
        "rank": pack_rank(one.rank),
        "group_ranks": {group: pack_rank(rank) for group, rank in one.group_ranks.items()},
        "since_last": pack_change(one.since_last),
        "since_last_year": pack_change(one.since_last_year),
        "figures": {
            criterion: _figure(figures[indicator])
            for criterion, indicator in tree.indicators.items()
            if indicator in figures
        },
    }
    points = Decimal(half_up(one.score.points, _PLACES))
    return BoardRow(
        run=run, ordinal=ordinal, member=one.member, name=name, points=points, rank=one.rank.rank, score=body
    )


def _figure(answer: Answer) -> dict[str, Json]:
    """What the sheet shows of a figure without counting it again."""
    outcome = answer.outcome
    return {
        "indicator": outcome.indicator.id,
        "version": outcome.indicator.version,
        "numerator": exact(outcome.numerator),
        "denominator": exact(outcome.denominator),
        "value": exact(outcome.value),
        "missing": outcome.missing,
        "about": outcome.about,
        "address": answer.address,
    }


def score_of_row(tree: Tree, row: BoardRow, *, assume: bool = False) -> Score:
    """The score that the row keeps, made again from what was found."""
    return read_score(tree, row.score["found"], assume=assume)
