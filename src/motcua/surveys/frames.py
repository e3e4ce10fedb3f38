"""The frame of a wave: the dossiers finished in its period, by the level of the unit that settled them (stratum), the
unit and the field of procedures (group). Read in three steps, so that ten million dossiers are counted by an index and
only those of drawn groups are looked at.

A group is drawn by lots of its dossiers (:mod:`motcua.surveys.sampling.lots`): the smallest win. Who filed several of
them is asked once, by the dossier with the smallest lot.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from motcua.organisation.models import Unit
from motcua.surveys.models import WaveGroup
from motcua.surveys.sampling.drawing import THIRD

HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")

_UNITS: Final = """
SELECT settling_unit_id, count(*) FROM dossier
WHERE finished_at >= %s AND finished_at < %s GROUP BY 1
"""

_GROUPS: Final = """
SELECT d.settling_unit_id, v.field, count(*) FROM dossier d
JOIN procedures_procedureversion v ON v.id = d.version_id
WHERE d.settling_unit_id = ANY(%s) AND d.finished_at >= %s AND d.finished_at < %s GROUP BY 1, 2
"""

_PEOPLE: Final = """
WITH wanted (pk, unit_id, field, most) AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[])),
drawn AS (
    SELECT w.pk, w.most, d.uid, d.applicant_id,
           encode(sha256(convert_to(%s || ':' || %s || ':' || d.uid::text, 'UTF8')), 'hex') AS lot
    FROM wanted w
    JOIN dossier d ON d.settling_unit_id = w.unit_id AND d.finished_at >= %s AND d.finished_at < %s
    JOIN procedures_procedureversion v ON v.id = d.version_id AND v.field = w.field
    JOIN people_party p ON p.id = d.applicant_id AND p.erased_at IS NULL
),
once AS (SELECT DISTINCT ON (pk, applicant_id) * FROM drawn ORDER BY pk, applicant_id, lot),
ranked AS (SELECT *, row_number() OVER (PARTITION BY pk ORDER BY lot) AS rank FROM once)
SELECT pk, uid, applicant_id FROM ranked WHERE rank <= most ORDER BY pk, rank
"""


def days(first: dt.date, until: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the first moment of ``first`` to that of ``until``, by the clock of the country."""
    return dt.datetime.combine(first, dt.time(), HERE), dt.datetime.combine(until, dt.time(), HERE)


def stratum_of(level: str) -> str:
    """Communes and districts are strata of their own; everything else belongs to the province."""
    return level if level in {"commune", "district"} else "province"


def unit_sizes(first: dt.date, until: dt.date) -> dict[tuple[str, str], int]:
    """People to ask by (stratum, uid of the unit)."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, days(first, until))
        counts: dict[int, int] = dict(cursor.fetchall())
    units = Unit.objects.filter(pk__in=counts).values_list("pk", "uid", "level")
    return {(stratum_of(level), str(uid)): counts[pk] for pk, uid, level in units}


def group_sizes(units: Collection[str], first: dt.date, until: dt.date) -> dict[str, dict[str, int]]:
    """People to ask by field of procedures, for each of the units (by uid)."""
    keys = dict(Unit.objects.filter(uid__in=units).values_list("pk", "uid"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, (list(keys), *days(first, until)))
        for pk, field, count in cursor.fetchall():
            found[str(keys[pk])][field] = count
    return found


def people(
    groups: Sequence[WaveGroup], most: Mapping[int, int], *, seed: str, first: dt.date, until: dt.date
) -> dict[int, list[UUID]]:
    """For each group (by key) the dossiers by which people are asked, the smallest lot first, at most ``most`` of
    them. Nobody stands in two groups: the earlier group has them."""
    rows = _drawn(groups, most, seed, first, until)
    taken: set[int] = set()
    found: dict[int, list[UUID]] = {group.pk: [] for group in groups}
    for pk, uid, applicant in rows:
        if applicant not in taken:
            taken.add(applicant)
            found[pk].append(uid)
    return found


def _drawn(
    groups: Sequence[WaveGroup], most: Mapping[int, int], seed: str, first: dt.date, until: dt.date
) -> Iterable[tuple[int, UUID, int]]:
    columns = (
        [one.pk for one in groups],
        [one.unit_id for one in groups],
        [one.group for one in groups],
        [most[one.pk] for one in groups],
    )
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, (*columns, seed, THIRD, *days(first, until)))
        return list(cursor.fetchall())
