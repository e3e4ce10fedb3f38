"""The list behind a number: the same rows that were counted."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from motcua.figures.definitions import catalogue
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import CountsFor, MeasureKey

from . import registry_measures, sources, tallying
from .binding import Counted, amount
from .compiled import ask
from .dimensions import Dimension
from .engine import cells, is_unknown, whole
from .listed import Behind, Row, Thing
from .maps import WHOLES, UnitRow
from .question import Question
from .rows import TABLES, count_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir


_PAGE: Final = "SELECT thing, amount FROM ({}) WHERE thing > $after ORDER BY thing LIMIT $most"
_SIZES: Final = "SELECT sum(amount)::BIGINT AS total, count(*) AS things FROM ({})"


def behind_of(
    question: Question, key: MeasureKey, member: str | None, after: str, limit: int, known: int | None = None
) -> Behind:
    cut = question.cuts[0]
    unit = question.found(cut)
    if question.by in {Dimension.UNIT, Dimension.COMMUNE} and member is not None:
        return behind_of(
            Question(question.facts, question.maps, member, question.cuts, None, question.on),
            key,
            None,
            after,
            limit,
            known,
        )
    if unit is None:
        return Behind(Absent.UNIT_GONE, Thing.DOSSIER, (), 0, "")
    for table in TABLES:
        if key.measure in table.bindings:
            if is_unknown(question, cut, key):
                return Behind(Absent.NO_DATA, table.thing, (), 0, "")
            return _of_rows(question, table, key, member, after, limit, known)
    measure = catalogue.shipped().measures.get(key.measure)
    counter = sources.registered().get(measure.source) if measure else None
    if counter is not None and counter.behind is not None:
        return counter.behind(key, question.unit, cut.period, question.facts.as_of, after, limit)
    value = whole(question, cut, cells(question, [key]).get((unit.code, 0), {}), [key])[key]
    bound = registry_measures.BINDINGS.get(key.measure)
    if bound is None or isinstance(value, Absent):
        return Behind(value, bound.thing if bound else Thing.REPORT, (), 0, "")
    registry = registry_measures.Registry(question.facts, question.maps, unit, cut.period, question.day(cut))
    ids = bound.found(registry)
    ordered = [] if isinstance(ids, Absent) else sorted(ids)
    page = list(itertools.islice((one for one in ordered if one > after), limit + 1))
    rows = tuple(Row(one) for one in page[:limit])
    return Behind(len(ordered), bound.thing, rows, len(ordered), rows[-1].id if len(page) > limit else "")


def _of_rows(
    question: Question,
    table: Counted,
    key: MeasureKey,
    member: str | None,
    after: str,
    limit: int,
    known: int | None,
) -> Behind:
    def listed(around: str, **given: object) -> list[dict[str, Any]]:
        unit = question.found(question.cuts[0])
        is_whole = unit is not None and _is_whole(unit, key)
        shape = "list", key, question.by, member, is_whole, _named(question, table, member)
        return ask(
            question,
            table,
            shape,
            lambda asked, scope, _: _rows(asked, table, key, member, scope, is_whole=is_whole),
            around,
            **given,
        )

    is_counted = table.is_once and not table.bindings[key.measure].amount
    total, things = (known, known) if known is not None and is_counted else _sizes(question, table, key, listed)
    found = listed(_PAGE, after=after, most=limit + 1) if things else []
    rows = tuple(Row(one["thing"], int(one["amount"])) for one in found[:limit])
    return Behind(total, table.thing, rows, things, rows[-1].id if len(found) > limit else "")


def _sizes(
    question: Question, table: Counted, key: MeasureKey, listed: Callable[[str], list[dict[str, Any]]]
) -> tuple[int, int]:
    """The number, and how many rows make it: the number itself where things are counted, one row for each."""
    unit = question.found(question.cuts[0])
    has_sums = table.has_tally and tallying.serves(question.facts) and not table.bindings[key.measure].amount
    if has_sums and unit is not None and (question.by is None or question.by not in table.columns):
        number = count_rows(question, table, [key]).get((unit.code, 0), {}).get(key, 0)
        return number, number
    sums = next(iter(listed(_SIZES)), {})
    return int(sums.get("total") or 0), int(sums.get("things", 0))


def rows_behind(question: Question, table: Counted, key: MeasureKey, member: str | None) -> ir.Table | None:
    """(thing, amount) of everything that counts, each thing once."""
    scope = question.scope
    unit = question.found(question.cuts[0])
    if scope is None or unit is None:
        return None
    return _rows(question, table, key, member, scope, is_whole=_is_whole(unit, key))


def _is_whole(unit: UnitRow, key: MeasureKey) -> bool:
    return unit.level in WHOLES or key.counts_for is CountsFor.RECEIVING


def _rows(
    question: Question, table: Counted, key: MeasureKey, member: str | None, scope: ir.Table, *, is_whole: bool
) -> ir.Table:
    import ibis

    binding = table.bindings[key.measure]
    parts = []
    for when in binding.counts:
        rows = _of_member(question, table, table.rows(question.facts, question.cuts, when, None), member)
        rows = rows.filter(rows.grain_whole if is_whole else rows.grain_work)
        rows = rows.filter(rows[table.unit[key.counts_for]].isin(scope.s_uid))
        wide = rows.select("thing", amount=amount(rows, table, key, when))
        parts.append(wide.filter(wide.amount != 0) if binding.amount else wide.filter(wide.amount > 0))
    wide = ibis.union(*parts) if len(parts) > 1 else parts[0]
    if table.is_once:
        return wide
    return wide.group_by("thing").agg(amount=wide.amount.sum())


def _of_member(question: Question, table: Counted, rows: ir.Table, member: str | None) -> ir.Table:
    column = table.columns.get(question.by) if question.by else None
    if column is None or question.by is None:
        return rows
    named = _named(question, table, member)
    return rows.filter(rows[column] == member if named is None else rows[column].isin(named))


def _named(question: Question, table: Counted, member: str | None) -> tuple[str, ...] | None:
    """Values of the dimension's column that belong to the member; None where it is the value itself."""
    named = table.named.get(question.by) if question.by else None
    if named is None:
        return None
    return tuple(sorted(value for value, name in named(question.facts).items() if name == member))
