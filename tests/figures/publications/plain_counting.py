"""A counter of six measures in plain SQL, so that publications are tested apart from the room that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from motcua.figures.counting import Behind, Dimension, Row, Thing
from motcua.figures.definitions.evaluation import Values
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

_WHERE = {
    "dossiers_received": "d.accepted_on BETWEEN $first AND $last",
    "dossiers_received_online": "d.accepted_on BETWEEN $first AND $last AND d.channel = 'online'",
    "dossiers_settled": "d.finished_on BETWEEN $first AND $last",
    "dossiers_settled_early": "d.finished_on BETWEEN $first AND $last AND d.{tested}_timeliness = 'early'",
    "dossiers_settled_on_time": "d.finished_on BETWEEN $first AND $last AND d.{tested}_timeliness = 'on_time'",
    "dossiers_settled_late": "d.finished_on BETWEEN $first AND $last AND d.{tested}_timeliness = 'late'",
    "dossiers_open": "d.accepted_on <= $last AND (d.finished_on IS NULL OR d.finished_on > $last)",
}
_UNDER = """SELECT a.descendant FROM unit_above a JOIN units u ON u.uid = a.ancestor WHERE u.code = $unit
    AND a.valid_from <= $map AND (a.valid_to IS NULL OR a.valid_to > $map)
    AND u.valid_from <= $map AND (u.valid_to IS NULL OR u.valid_to > $map)"""
_LEAF = f"SELECT DISTINCT u.code FROM units u WHERE u.uid IN (SELECT descendant FROM ({_UNDER})) ORDER BY u.code"


def key(measure: str) -> MeasureKey:
    tested = DueDate.APPOINTED if measure.endswith(("early", "on_time", "late")) else None
    return MeasureKey(measure, tested, CountsFor.SETTLING)


def _select(facts: Facts, what: str, asked: MeasureKey, unit: str, period: Period, on: dt.date | None) -> list[tuple]:  # type: ignore[type-arg]
    where = _WHERE[asked.measure].format(tested=asked.tested.value if asked.tested else "")
    column = "reception_unit" if asked.counts_for is CountsFor.RECEIVING else "settling_unit"
    statement = f"SELECT {what} FROM dossiers d WHERE {where} AND d.{column} IN ({_UNDER}) ORDER BY 1"
    values = {"first": period.first, "last": period.last, "unit": unit, "map": on or period.last}
    return facts.connection.execute(
        statement, {name: value for name, value in values.items() if f"${name}" in statement}
    ).fetchall()


class PlainCounting:
    def count(self, facts: Facts, keys: Iterable[MeasureKey], unit: str, period: Period) -> Values:
        return {one: _select(facts, "count(*)", one, unit, period, None)[0][0] for one in keys}

    def count_table(
        self,
        facts: Facts,
        keys: Iterable[MeasureKey],
        periods: Sequence[Period],
        *,
        by: Dimension,
        unit: str,
        on: dt.date | None = None,
    ) -> Mapping[str, Mapping[Period, Values]]:
        assert by is Dimension.UNIT
        wanted = list(keys)
        day = on or periods[-1].last
        members = facts.connection.execute(_LEAF, {"unit": unit, "map": day}).fetchall()
        return {
            code: {
                period: {one: _select(facts, "count(*)", one, code, period, day)[0][0] for one in wanted}
                for period in periods
            }
            for (code,) in members
        }


def behind(
    facts: Facts,
    key: MeasureKey,
    unit: str,
    period: Period,
    *,
    by: Dimension | None = None,
    member: str | None = None,
    on: dt.date | None = None,
    after: str = "",
    limit: int = 50,
) -> Behind:
    found = [row[0] for row in _select(facts, "d.dossier", key, member or unit, period, on)]
    rest = [one for one in found if one > after]
    page = rest[:limit]
    return Behind(
        len(found), Thing.DOSSIER, tuple(Row(one) for one in page), len(found), page[-1] if len(rest) > limit else ""
    )
