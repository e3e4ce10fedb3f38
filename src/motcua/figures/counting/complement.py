"""What a denominator counts and its numerator does not: one query over facts, or one difference of sets."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import MeasureKey

from . import registry_measures
from .binding import Counted
from .engine import is_unknown
from .listed import Behind, Row, Thing
from .lists import rows_behind
from .question import Question
from .rows import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir


def lacking_of(
    question: Question, whole: Sequence[MeasureKey], part: Sequence[MeasureKey], after: str, limit: int
) -> Behind:
    """Things that one of ``whole`` counts and none of ``part`` does, in order of id. Absent with why where they are
    not things of one kind that facts hold: what was reported or imported has no list of what lacks."""
    cut = question.cuts[0]
    if question.found(cut) is None:
        return _none(Absent.UNIT_GONE)
    keys = [*whole, *part]
    if not whole or any(is_unknown(question, cut, key) for key in keys):
        return _none(Absent.NO_DATA)
    for table in TABLES:
        if all(key.measure in table.bindings for key in keys):
            return _of_rows(question, table, whole, part, after, limit)
    bound = [registry_measures.BINDINGS.get(key.measure) for key in keys]
    if any(one is None or bound[0] is None or one.thing is not bound[0].thing for one in bound):
        return _none(Absent.SOURCE_MISSING)
    return _of_sets(question, whole, part, after, limit)


def _none(why: Absent) -> Behind:
    return Behind(why, Thing.DOSSIER, (), 0, "")


def _of_rows(
    question: Question,
    table: Counted,
    whole: Sequence[MeasureKey],
    part: Sequence[MeasureKey],
    after: str,
    limit: int,
) -> Behind:
    all_, counted = (_things(question, table, keys) for keys in (whole, part))
    if all_ is None:
        return Behind(0, table.thing, (), 0, "")
    left = all_.distinct() if counted is None else all_.distinct().anti_join(counted, "thing")
    backend = question.facts.backend
    total = int(backend.to_pyarrow(left.agg(things=left.count())).to_pylist()[0]["things"])
    page = left.filter(left.thing > after).order_by("thing").limit(limit + 1)
    return _page([str(one["thing"]) for one in backend.to_pyarrow(page).to_pylist()], limit, total, table.thing)


def _things(question: Question, table: Counted, keys: Sequence[MeasureKey]) -> ir.Table | None:
    listed = [rows_behind(question, table, key, None) for key in keys]
    found = [one.select("thing") for one in listed if one is not None]
    return functools.reduce(lambda one, other: one.union(other), found) if found else None


def _of_sets(
    question: Question, whole: Sequence[MeasureKey], part: Sequence[MeasureKey], after: str, limit: int
) -> Behind:
    cut = question.cuts[0]
    unit = question.found(cut)
    if unit is None:
        return _none(Absent.UNIT_GONE)
    registry = registry_measures.Registry(question.facts, question.maps, unit, cut.period, question.day(cut))
    left: set[str] = set()
    thing = Thing.PROCEDURE
    for key in [*whole, *part]:
        bound = registry_measures.BINDINGS[key.measure]
        found = bound.found(registry)
        thing = bound.thing
        if isinstance(found, Absent):
            return Behind(found, thing, (), 0, "")
        left = left | found if key in whole else left - found
    page = sorted(one for one in left if one > after)[: limit + 1]
    return _page(page, limit, len(left), thing)


def _page(found: Sequence[str], limit: int, total: int, thing: Thing) -> Behind:
    rows = tuple(Row(one) for one in found[:limit])
    return Behind(total, thing, rows, total, rows[-1].id if len(found) > limit else "")
