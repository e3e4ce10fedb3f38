"""Which dossiers are missing at the national portal, unknown here, or told otherwise. Worked out once, by the job."""

# ruff: noqa: S608 - the statements are made of constants

from __future__ import annotations

from typing import Final

from django.db import connection

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.core.database import SqlValue
from motcua.figures.periods import parse_code

from .models import DifferenceKind, NationalDifference, NationalImport

# Ours: whole applications accepted within the period that the unit or one under it received or settles.
_OURS: Final = """
WITH below AS (
    SELECT DISTINCT c.descendant_id AS unit FROM organisation_unitclosure c
    JOIN organisation_unit u ON u.id = c.ancestor_id
    WHERE u.code = %(unit)s AND u.valid_from <= %(last)s AND (u.valid_to IS NULL OR u.valid_to > %(first)s)
), ours AS (
    SELECT d.uid, d.code, d.accepted_at, d.finished_at, d.reception_unit_id, d.settling_unit_id
    FROM dossier d
    WHERE d.accepted_at >= %(starts)s AND d.accepted_at < %(ends)s AND d.parent_id IS NULL
      AND (d.reception_unit_id IN (SELECT unit FROM below) OR d.settling_unit_id IN (SELECT unit FROM below))
)
"""
_MISSING: Final = (
    _OURS
    + """
INSERT INTO figures_national_difference (source_id, kind, code, dossier, reception, settling, about)
SELECT %(source)s, 'missing_there', o.code, o.uid, o.reception_unit_id, o.settling_unit_id, '{}'::jsonb
FROM ours o WHERE NOT EXISTS (
    SELECT 1 FROM figures_national_dossier n WHERE n.source_id = %(source)s AND n.code = o.code)
ORDER BY o.code
"""
)
_UNKNOWN: Final = """
INSERT INTO figures_national_difference (source_id, kind, code, dossier, reception, settling, about)
SELECT %(source)s, 'unknown_here', n.code, NULL, NULL, NULL, jsonb_build_object('line', n.line)
FROM figures_national_dossier n
WHERE n.source_id = %(source)s AND n.fault = ''
  AND NOT EXISTS (SELECT 1 FROM dossier d WHERE d.code = n.code)
  AND NOT EXISTS (SELECT 1 FROM dossiers_dossieralias a WHERE a.code = n.code)
ORDER BY n.line
"""
_DIFFERENT: Final = """
INSERT INTO figures_national_difference (source_id, kind, code, dossier, reception, settling, about)
SELECT %(source)s, 'different', d.code, d.uid, d.reception_unit_id, d.settling_unit_id, jsonb_strip_nulls(
    jsonb_build_object(
        'received_on', CASE WHEN b.received THEN jsonb_build_array(b.our_received, n.received_on) END,
        'finished_on', CASE WHEN b.finished THEN jsonb_build_array(b.our_finished, n.finished_on) END))
FROM figures_national_dossier n
JOIN dossier d ON d.code = n.code
CROSS JOIN LATERAL (SELECT (d.accepted_at AT TIME ZONE %(zone)s)::date AS our_received,
                           (d.finished_at AT TIME ZONE %(zone)s)::date AS our_finished) day
CROSS JOIN LATERAL (SELECT day.our_received, day.our_finished,
        n.received_on IS NOT NULL AND n.received_on IS DISTINCT FROM day.our_received AS received,
        n.finished_on IS NOT NULL AND n.finished_on IS DISTINCT FROM day.our_finished AS finished) b
WHERE n.source_id = %(source)s AND n.fault = '' AND (b.received OR b.finished)
ORDER BY n.line
"""
_COUNTS: Final = _OURS + (
    "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM figures_national_dossier n"
    " WHERE n.source_id = %(source)s AND n.code = o.code AND n.fault = '')) FROM ours o"
)


# How many of each pair of units, ours and held: a unit below the list's own is counted from these.
_PAIRS: Final = _OURS + (
    "SELECT o.reception_unit_id, o.settling_unit_id, count(*), count(*) FILTER (WHERE EXISTS ("
    " SELECT 1 FROM figures_national_dossier n WHERE n.source_id = %(source)s AND n.code = o.code AND n.fault = ''))"
    " FROM ours o GROUP BY 1, 2 ORDER BY 1, 2"
)


def find_differences(source: NationalImport) -> dict[str, Json]:
    """Write the differences of a list that was just kept; how many of each, how many dossiers are ours (``ours``) and
    how many of them the portal holds (``held``), and those two for each reception and settling unit (``pairs``)."""
    period = parse_code(source.period)
    params: dict[str, SqlValue] = {
        "source": source.pk,
        "unit": source.unit,
        "first": period.first,
        "last": period.last,
        "starts": period.starts_at,
        "ends": period.ends_at,
        "zone": str(LEGAL_ZONE),
    }
    found: dict[str, Json] = {}
    statements = (
        (DifferenceKind.MISSING_THERE, _MISSING),
        (DifferenceKind.UNKNOWN_HERE, _UNKNOWN),
        (DifferenceKind.DIFFERENT, _DIFFERENT),
    )
    with connection.cursor() as cursor:
        for kind, statement in statements:
            cursor.execute(statement, params)
            found[kind.value] = cursor.rowcount
        cursor.execute(_COUNTS, params)
        found["ours"], found["held"] = cursor.fetchone()
        cursor.execute(_PAIRS, params)
        found["pairs"] = [list(row) for row in cursor.fetchall()]
    return found


def differences(source: NationalImport, kind: str) -> list[NationalDifference]:
    """All of one kind, for files."""
    return list(NationalDifference.objects.filter(source=source, kind=kind).order_by("pk"))
