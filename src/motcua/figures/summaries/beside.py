"""Where a whole and the parts shown beside it differ, dossier by dossier, so that both add up.

A province counts applications; an agency counts its own work, such as its part of an interlinked application. So the
number of a province is the sum of its parts' numbers, and what it alone counts, less what only parts count.
"""

# ruff: noqa: S608 - statements are made of words written here; values are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .rows import COUNTS_FOR, ROWS, Kind, asked
from .scope import SCOPE


class Side(StrEnum):
    """Who alone counts a dossier, or counts it more often."""

    WHOLE = "whole"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Difference:
    """The number of the whole = sum of the parts + ``whole`` - ``parts``."""

    whole: int
    parts: int


_SIGN: Final = {Side.WHOLE: "-1", Side.PARTS: "1"}


def _found(kind: Kind) -> str:
    return f"""WITH found AS (SELECT own.dossier,
            count(*) FILTER (scope.member <> $whole) - count(*) FILTER (scope.member = $whole) AS more
        FROM ({ROWS[kind]}) own JOIN {SCOPE} scope ON scope.uid = own.unit WHERE {COUNTS_FOR} GROUP BY own.dossier)"""


def difference(facts: Facts, kind: Kind, whole: str, parts: Collection[str], period: Period, on: dt.date) -> Difference:
    """Of a kind that counts dossiers, on the map of a day. ``whole`` and ``parts`` are codes. Raises NotFound
    ``figure_unit_unknown``."""
    sql = f"{_found(kind)} SELECT coalesce(sum(greatest(-more, 0)), 0), coalesce(sum(greatest(more, 0)), 0) FROM found"
    given = asked(facts, sql, [whole, *parts], period, on) | {"whole": whole}
    alone, beyond = facts.connection.execute(sql, given).fetchall()[0]
    return Difference(int(alone), int(beyond))


def list_difference(
    facts: Facts,
    kind: Kind,
    side: Side,
    whole: str,
    parts: Collection[str],
    period: Period,
    on: dt.date,
    *,
    after: str = "",
    limit: int = 50,
) -> Behind:
    """The dossiers of one side; ``amount``: how many times more it counts them. Raises as :func:`difference`."""
    found = f"{_found(kind)}, own AS (SELECT dossier, more * {_SIGN[side]} AS amount FROM found)"
    sql = f"{found} SELECT coalesce(sum(amount), 0), count(*) FROM own WHERE amount > 0"
    given = asked(facts, sql, [whole, *parts], period, on) | {"whole": whole}
    total, things = facts.connection.execute(sql, given).fetchall()[0]
    page = facts.connection.execute(
        f"{found} SELECT dossier, amount FROM own WHERE amount > 0 AND dossier > $after ORDER BY dossier LIMIT $most",
        given | {"after": after, "most": limit + 1},
    ).fetchall()
    shown = tuple(Row(str(one), int(amount)) for one, amount in page[:limit])
    return Behind(int(total), Thing.DOSSIER, shown, int(things), shown[-1].id if len(page) > limit else "")
