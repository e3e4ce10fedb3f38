"""What units did with petitions in a period, counted in the database. Who was merged counts with who answers for it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from motcua.core.database import SqlValue
from motcua.core.remember import remembered
from motcua.organisation.models import Unit
from motcua.organisation.selectors import answers_on
from motcua.petitions.fairness.rules import Counts, Few, Standing, standings, total

_SHIPPED: Final = Path(__file__).parent / "few.toml"
MEMORY: Final = 120.0

_ANSWERS = """
WITH run AS (
    SELECT DISTINCT ON (c.petition_id) c.petition_id, p.owner_unit_id AS unit, c.due_at, c.ended_at, c.started_at
    FROM petition_clock c JOIN petition p ON p.id = c.petition_id
    WHERE c.step = 'handle' AND p.owner_unit_id IS NOT NULL
      AND (c.ended_at IS NULL OR (c.ended_at >= %(since)s AND c.ended_at < %(until)s))
      AND p.state NOT IN ('rejected', 'merged', 'forwarded', 'led_away')
    ORDER BY c.petition_id, c.run_no DESC
)
SELECT unit, count(*) FILTER (WHERE ended_at IS NOT NULL OR due_at < %(now)s),
       count(*) FILTER (WHERE ended_at <= due_at), count(*) FILTER (WHERE ended_at IS NULL)
FROM run GROUP BY unit
"""
_MEDIANS = """
SELECT coalesce(m.heir, p.owner_unit_id),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.ended_at - c.started_at) / 3600), count(*)
FROM petition_clock c JOIN petition p ON p.id = c.petition_id
LEFT JOIN unnest(%(olds)s::bigint[], %(heirs)s::bigint[]) AS m (old, heir) ON m.old = p.owner_unit_id
WHERE c.step = 'handle' AND c.ended_at >= %(since)s AND c.ended_at < %(until)s
  AND p.owner_unit_id IS NOT NULL AND p.state NOT IN ('rejected', 'merged', 'forwarded', 'led_away')
GROUP BY 1
"""
_RATINGS = """
WITH last AS (
    SELECT DISTINCT ON (r.petition_id) r.petition_id, r.score, p.owner_unit_id AS unit
    FROM petition_rating r JOIN petition p ON p.id = r.petition_id
    WHERE r.at >= %(since)s AND r.at < %(until)s AND p.owner_unit_id IS NOT NULL AND p.state <> 'led_away'
    ORDER BY r.petition_id, r.round_no DESC
)
SELECT unit, count(*), count(*) FILTER (WHERE score >= %(good)s) FROM last GROUP BY unit
"""


@cache
def few() -> Few:
    path = Path(settings.FEW_PETITIONS) if settings.FEW_PETITIONS else _SHIPPED
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Few(**{name: int(said[name]) for name in ("shown", "compared", "confidence", "good_score", "months")})


@remembered(seconds=MEMORY)
def unit_counts(since: dt.datetime, until: dt.datetime, now: dt.datetime, on: dt.date) -> Mapping[int, Counts]:
    """By the unit that answers on the day: what it answered within the period, and what it should have by ``now`` and
    did not. Four statements."""
    heirs = answers_on(on)
    moved = {old: heir for old, heir in heirs.items() if old != heir}
    values: dict[str, SqlValue] = {"since": since, "until": until, "now": now, "good": few().good_score,
              "olds": list(moved), "heirs": list(moved.values())}  # fmt: skip
    found: dict[int, Counts] = defaultdict(Counts)
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, values)
        for unit, due, on_time, still in cursor.fetchall():
            heir = heirs.get(unit, unit)
            found[heir] = found[heir].plus(Counts(due=due, on_time=on_time, open=still))
        cursor.execute(_RATINGS, values)
        for unit, rated, content in cursor.fetchall():
            heir = heirs.get(unit, unit)
            found[heir] = found[heir].plus(Counts(rated=rated, content=content))
        cursor.execute(_MEDIANS, values)
        medians = {unit: float(hours) for unit, hours, many in cursor.fetchall() if many >= few().shown}
    return {
        unit: Counts(one.due, one.on_time, one.rated, one.content, medians.get(unit), one.open)
        for unit, one in found.items()
    }


def period(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The months that public figures are about, up to now, from the first day of a month."""
    first = now.astimezone(dt.UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    back = first.year * 12 + first.month - 1 - (few().months - 1)
    since = first.replace(year=back // 12, month=back % 12 + 1)
    return since, now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)


def standings_of(now: dt.datetime, on: dt.date) -> tuple[list[tuple[Unit, Standing]], Counts]:
    """Every unit that had something to answer, by code, and the whole province."""
    since, until = period(now)
    counts = unit_counts(since, until, until, on)
    known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=list(counts))}
    rows = [(known[pk], one) for pk, one in standings(counts, few()).items() if pk in known]
    return sorted(rows, key=lambda row: row[0].code), total(counts.values())
