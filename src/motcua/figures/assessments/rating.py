"""What facts know for the rating of officials and desks (Decree 61/2018/NĐ-CP art. 27-32, Circular 01/2018/TT-VPCP
art. 12-15): time against the limit, time of the steps, times an applicant had to supplement; and what people said of a
desk: agencies contacted, conduct, from the ratings of its dossiers where there are enough. An official's and the desk's
own indicators are entered: nothing knows them.

Facts name offices, never persons: the posts that the person filled in the unit in the period lead to their steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Q

from motcua.figures.facts.reader import Facts
from motcua.figures.facts.shared import borrowed
from motcua.figures.periods import Period
from motcua.people.models import Assignment
from motcua.ratings.selectors import rated_counts

from .models import AssessmentSheet

TOTAL_TIME: Final = "1"
STEP_TIME: Final = "2"
CONTACTS: Final = "3"
AGENCIES: Final = "4"
CONDUCT: Final = "7"

_TIME: Final = {"early": "shorter", "on_time": "equal", "late": "longer"}

_HANDLED = "SELECT dossier FROM steps WHERE list_contains($posts, post) AND left_at IS NOT NULL"
_RECEIVED = "SELECT dossier FROM dossiers WHERE reception_unit = $unit AND grain != 'part'"

_DOSSIERS = """
SELECT appointed_timeliness, least(supplements_reception + supplements_settlement, 2) AS asked, count(*)
FROM dossiers WHERE dossier IN ({chosen}) AND finished_on BETWEEN $first AND $last GROUP BY ALL
"""
_STEPS = """
SELECT sign(used_minutes - allowed_minutes) AS over, count(*) FROM steps
WHERE {chosen} AND left_at >= $starts AND left_at < $ends AND used_minutes IS NOT NULL AND allowed_minutes IS NOT NULL
GROUP BY ALL
"""


def rated(sheet: AssessmentSheet, period: Period) -> dict[str, dict[str, int]]:
    """Criterion -> answer -> dossiers (steps), of the sheet's official or desk. What facts say nothing about is left
    out. Raises as ``facts.reader.open_facts``."""
    with borrowed() as facts:
        if sheet.person_id is None:
            own = {"unit": str(sheet.unit.uid)}
            said = _said(sheet, period)
            return said | _counted(facts, period, _RECEIVED, f"dossier IN ({_RECEIVED})", own)
        posts = posts_of(sheet, period)
        return _counted(facts, period, _HANDLED, "list_contains($posts, post)", {"posts": posts}) if posts else {}


def _said(sheet: AssessmentSheet, period: Period) -> dict[str, dict[str, int]]:
    """Of the ratings released for the months of the period. Contacts are left to the facts, which know all dossiers."""
    found = rated_counts(f"{period.first:%Y-%m}", f"{period.last:%Y-%m}", [sheet.unit_id])
    return {criterion: dict(found[criterion]) for criterion in (AGENCIES, CONDUCT) if criterion in found}


def posts_of(sheet: AssessmentSheet, period: Period) -> list[str]:
    """Public ids of the posts that the person filled in the unit on some day of the period."""
    rows = Assignment.objects.filter(user=sheet.person_id, post__unit=sheet.unit_id, valid_from__lte=period.last)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=period.first))
    return sorted({str(uid) for uid in rows.values_list("post__uid", flat=True)})


def _counted(
    facts: Facts, period: Period, dossiers: str, steps: str, values: Mapping[str, object]
) -> dict[str, dict[str, int]]:
    facts.require("steps")
    naive = {"starts": period.starts_at.replace(tzinfo=None), "ends": period.ends_at.replace(tzinfo=None)}
    days = {"first": period.first, "last": period.last}
    found = facts.connection.execute(_DOSSIERS.format(chosen=dossiers), {**values, **days}).fetchall()
    time = {"shorter": 0, "equal": 0, "longer": 0}
    contacts = {"none": 0, "one": 0, "more": 0}
    for timeliness, asked, count in found:
        if timeliness in _TIME:
            time[_TIME[timeliness]] += count
        contacts[("none", "one", "more")[int(asked or 0)]] += count
    stays = facts.connection.execute(_STEPS.format(chosen=steps), {**values, **naive}).fetchall()
    by_step = {"shorter": 0, "equal": 0, "longer": 0}
    for over, count in stays:
        by_step["shorter" if over < 0 else "longer" if over > 0 else "equal"] += count
    every = {TOTAL_TIME: time, STEP_TIME: by_step, CONTACTS: contacts}
    return {criterion: counts for criterion, counts in every.items() if any(counts.values())}
