"""What the imported list of the national portal says of synchronised dossiers, for figures: as it was taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.periods import Period
from motcua.organisation.models import UnitClosure, in_force

from .models import NationalImport, NationalKind, NationalState

HELD: Final = "dossiers_synchronised"
DUE: Final = "dossiers_to_synchronise"


def values(keys: Sequence[MeasureKey], unit: str, period: Period, as_of: dt.datetime | None) -> Values:
    """Of the newest list of the unit, or of one above it, taken by then. Nothing without one."""
    wanted = [key for key in keys if key.measure in {HELD, DUE}]
    source = newest_list_over(unit, period, as_of) if wanted else None
    if source is None:
        return {}
    counted = _counted(source, unit, period)
    return {key: counted[key.measure] for key in wanted if key.measure in counted}


def behind(
    key: MeasureKey, unit: str, period: Period, as_of: dt.datetime | None, after: str = "", limit: int = 50
) -> Behind:
    """The list that says the number."""
    source = newest_list_over(unit, period, as_of) if key.measure in {HELD, DUE} else None
    number = _counted(source, unit, period).get(key.measure) if source else None
    if source is None or number is None:
        return Behind(Absent.NOT_REPORTED, Thing.IMPORT, (), 0, "")
    uid = str(source.uid)
    rows = (Row(uid, number),) if uid > after and limit > 0 else ()
    return Behind(number, Thing.IMPORT, rows, 1, "")


def newest_list_over(unit: str, period: Period, as_of: dt.datetime | None) -> NationalImport | None:
    """The nearest unit's goes before, then what was obtained last."""
    above = UnitClosure.objects.filter(in_force(period.last), in_force(period.last, "descendant__"))
    depths = dict(above.filter(descendant__code=unit).values_list("ancestor__code", "depth"))
    found = NationalImport.objects.filter(
        kind=NationalKind.DOSSIERS, state=NationalState.TAKEN, period=period.code, unit__in=depths
    )
    if as_of is not None:
        found = found.filter(taken_at__lte=as_of)
    rows = sorted(found, key=lambda one: (one.obtained_on, one.taken_at or one.created_at), reverse=True)
    return min(rows, key=lambda one: depths[one.unit], default=None)


def _counted(source: NationalImport, unit: str, period: Period) -> dict[str, Fraction]:
    """Of the unit of the list the larger of what we accepted and what the portal says it received; of one below it
    what it accepted, for the list does not say whose other lines are."""
    if source.unit == unit:
        ours, held, there = source.counts.get("ours"), source.counts.get("held"), source.taken
    else:
        pairs = source.counts.get("pairs")
        if not isinstance(pairs, list):
            return {}
        below = UnitClosure.objects.filter(in_force(period.last), ancestor__code=unit)
        own = set(below.values_list("descendant_id", flat=True))
        mine = [row for row in pairs if row[0] in own or row[1] in own]
        ours, held, there = sum(row[2] for row in mine), sum(row[3] for row in mine), 0
    if not isinstance(ours, int) or not isinstance(held, int):
        return {}
    return {HELD: Fraction(held), DUE: Fraction(max(ours, there))}
