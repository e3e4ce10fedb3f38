"""The frame of a wave: the dossiers finished in its period, by the level of the agency that settled them (stratum), the
agency (a commune, a department: whatever of its divisions settled) and the field of procedures (group). Read in three
steps, so that ten million dossiers are counted by an index and only those of drawn groups are looked at.

A group is drawn by lots of its dossiers (:mod:`motcua.surveys.sampling.lots`): the smallest win. Who filed several of
them is asked once, by the dossier with the smallest lot.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from motcua.organisation.agencies import agencies
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
    """People to ask by (stratum, uid of the agency)."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, days(first, until))
        counts: dict[int, int] = dict(cursor.fetchall())
    found: Counter[tuple[str, str]] = Counter()
    of = agencies(counts, _last(until))
    known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=set(of.values()))}
    for pk, count in counts.items():
        agency = known[of[pk]]
        found[stratum_of(agency.level), str(agency.uid)] += count
    return dict(found)


def group_sizes(units: Collection[str], first: dt.date, until: dt.date) -> dict[str, dict[str, int]]:
    """People to ask by field of procedures, for each of the agencies (by uid)."""
    keys = dict(Unit.objects.filter(uid__in=units).values_list("pk", "uid"))
    parts = settling_units(keys, first, until)
    agency_of = {part: agency for agency, own in parts.items() for part in own}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, (list(agency_of), *days(first, until)))
        for pk, field, count in cursor.fetchall():
            found[str(keys[agency_of[pk]])][field] += count
    return {uid: dict(own) for uid, own in found.items()}


def settling_units(agencies_wanted: Collection[int], first: dt.date, until: dt.date) -> dict[int, list[int]]:
    """Agency -> its units that settled dossiers in the period."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, days(first, until))
        settled = [pk for pk, _count in cursor.fetchall()]
    found: dict[int, list[int]] = {agency: [] for agency in agencies_wanted}
    for unit, agency in agencies(settled, _last(until)).items():
        if agency in found:
            found[agency].append(unit)
    return found


def _last(until: dt.date) -> dt.date:
    return until - dt.timedelta(days=1)


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
    parts = settling_units({one.unit_id for one in groups}, first, until)
    wanted = [(one.pk, unit, one.group, most[one.pk]) for one in groups for unit in parts[one.unit_id]]
    columns = [list(column) for column in zip(*wanted, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, (*columns, seed, THIRD, *days(first, until)))
        return list(cursor.fetchall())
