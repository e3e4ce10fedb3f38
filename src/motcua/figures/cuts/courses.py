"""One row for each application whose result reached the applicant in the period: its trips, its waits, its cost, then
and now. Every number of the three cuts sums these rows, every list is these rows."""

# ruff: noqa: S608 - statements are made of words written here; values are parameters

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from motcua.figures.definitions.model import CountsFor
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period
from motcua.figures.summaries.scope import SCOPE, scope

from .baselines import Baselines

MODELS: Final = ("one_stop", "online", "boundary_free", "post", "interlinked")
"""Ways of serving; an application is of exactly one."""

_MODEL: Final = """CASE WHEN d.grain <> 'single' THEN 'interlinked' WHEN d.boundary_free THEN 'boundary_free'
    WHEN d.channel = 'online' THEN 'online' WHEN d.channel = 'post' THEN 'post' ELSE 'one_stop' END"""

_FEE: Final = """CASE WHEN d.fees_recorded IS NOT NULL THEN d.fees_recorded
        WHEN v.version IS NOT NULL AND NOT list_contains(coalesce(v.unknown, []), 'fee')
            AND d.version NOT IN (SELECT f.version FROM fees f WHERE coalesce(f.amount, 1) > 0)
            AND d.procedure NOT IN (SELECT l.procedure FROM local_fees l WHERE l.amount > 0) THEN 0 END"""
"""What was recorded; nothing where no way of the procedure has a fee; else it is not known."""

COURSES: Final = f"""
CREATE OR REPLACE TEMP TABLE cut_courses AS
WITH over AS (
    SELECT d.dossier, d.procedure, d.channel, d.reception_unit, d.settling_unit, d.grain <> 'part' AS as_whole,
           NOT d.umbrella AS as_work, {_FEE} AS fees_recorded, d.filed_at, d.handed_over_at, {_MODEL} AS model
    FROM dossiers d LEFT JOIN procedure_versions v ON v.version = d.version
    WHERE d.handed_over_at >= $starts AND d.handed_over_at < $ends AND d.accepted_at IS NOT NULL
), came AS (
    SELECT c.dossier, count(*) FILTER (c.kind = 'visit') AS visits,
           count(*) FILTER (c.purpose IN ('supplement_reception', 'supplement_settlement')) AS asked,
           count(c.waited_minutes) FILTER (c.kind = 'visit') AS waits,
           coalesce(sum(c.waited_minutes) FILTER (c.kind = 'visit'), 0) AS waited
    FROM contacts c WHERE c.dossier IN (SELECT dossier FROM over) AND c.at < $ends GROUP BY c.dossier
), own AS (
    SELECT unnest($procedures::VARCHAR[]) AS key, unnest($trips::BIGINT[]) AS trips,
           unnest($minutes::BIGINT[]) AS minutes, unnest($dong::BIGINT[]) AS dong, unnest($fees::BIGINT[]) AS fee
), laid AS (
    SELECT o.*, coalesce(came.visits, 0) AS visits, coalesce(came.waits, 0) AS waits,
           coalesce(came.waited, 0) AS waited,
           coalesce(came.visits, 0) + CASE WHEN o.channel = 'counter' THEN coalesce(came.asked, 0) ELSE 0 END AS trips,
           coalesce(own.trips, $default_trips) AS trips_before,
           coalesce(own.minutes, $default_minutes) AS minutes_before,
           coalesce(own.dong, $default_dong) AS trip_dong, coalesce(own.fee, $default_fee) AS fee_before
    FROM over o LEFT JOIN came ON came.dossier = o.dossier LEFT JOIN own ON own.key = o.procedure
)
SELECT dossier, procedure, model, reception_unit, settling_unit, as_whole, as_work, visits, trips, trips_before, waits,
       waited, waits * minutes_before AS waited_before,
       date_diff('minute', filed_at, handed_over_at) AS course_minutes,
       fees_recorded AS fee, fees_recorded + trips * trip_dong AS cost,
       100 * coalesce(fee_before, fees_recorded) + trips_before * trip_dong AS cost_before
FROM laid
"""
"""``trips_before`` and ``cost_before`` are by hundred. ``fee``, ``cost`` and ``cost_before`` are null while the fee is
not known; ``waited`` adds up the visits whose wait was recorded, ``waited_before`` the same visits at the baseline."""

SCOPED: Final = """
CREATE OR REPLACE TEMP VIEW cut_scoped AS
SELECT s.member, c.* FROM cut_courses c JOIN cut_scope s ON s.uid = c.{unit}
WHERE CASE WHEN s.is_whole THEN c.as_whole ELSE c.as_work END
"""
UNIT_COLUMN: Final = {
    CountsFor.RECEIVING: "reception_unit",
    CountsFor.SETTLING: "settling_unit",
    CountsFor.OWNER: "settling_unit",
}


def lay(
    facts: Facts, codes: Sequence[str], period: Period, known: Baselines, whose: CountsFor = CountsFor.SETTLING
) -> None:
    """Make the rows of a period, beside each of these units (their codes) that they count for, on the map of the
    period's last day: the temporary view ``cut_scoped``."""
    facts.connection.execute(COURSES, _days(period) | _prices(known))
    facts.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE cut_scope AS SELECT * FROM {SCOPE}", scope(facts, codes, period.last)
    )
    facts.connection.execute(SCOPED.format(unit=UNIT_COLUMN[whose]))


def _days(period: Period) -> dict[str, object]:
    return {"starts": period.starts_at.replace(tzinfo=None), "ends": period.ends_at.replace(tzinfo=None)}


def _prices(known: Baselines) -> dict[str, object]:
    own, default = [known.own[key] for key in sorted(known.own)], known.default
    return {
        "procedures": [one.procedure for one in own],
        "trips": [one.trips_hundredths for one in own],
        "minutes": [one.desk_minutes for one in own],
        "dong": [one.trip_dong for one in own],
        "fees": [one.fee for one in own],
        "default_trips": default.trips_hundredths,
        "default_minutes": default.desk_minutes,
        "default_dong": default.trip_dong,
        "default_fee": default.fee,
    }
