"""Every night: figures that should agree are held against each other, for every unit and the last periods.

One period and the one before it are in memory at a time. Every run writes what it found at once, so one that was killed
is simply done again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import structlog
from django.db import transaction

from motcua.core.clock import legal_date
from motcua.figures.counting import Dimension
from motcua.figures.definitions import identities
from motcua.figures.definitions.catalogue import Catalogue, shipped
from motcua.figures.definitions.evaluation import Values
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.organisation.models import Unit, UnitLevel, in_force

from .document import FROM_FACTS, Counting
from .models import Disagreement

log = structlog.get_logger(__name__)

LAST: Final[Mapping[PeriodKind, int]] = {PeriodKind.MONTH: 3, PeriodKind.QUARTER: 2, PeriodKind.YEAR: 1}
"""How many periods back of each kind, the one under way included."""


@dataclass(frozen=True, slots=True)
class Checked:
    """``unsaid``: identities of which a measure has no number."""

    units: int = 0
    held: int = 0
    broken: int = 0
    unsaid: int = 0
    new: int = 0
    gone: int = 0

    def __add__(self, other: Checked) -> Checked:
        return Checked(
            max(self.units, other.units),
            self.held + other.held,
            self.broken + other.broken,
            self.unsaid + other.unsaid,
            self.new + other.new,
            self.gone + other.gone,
        )


@dataclass(frozen=True, slots=True)
class Broken:
    identity: str
    unit: str
    left: str
    right: str


def last_periods(on: dt.date) -> Iterator[Period]:
    for kind, number in LAST.items():
        period = period_of(kind, on)
        for _ in range(number):
            yield period
            period = previous(period)


def provinces(on: dt.date) -> list[str]:
    """The units that all others stand under."""
    return list(
        Unit.objects.filter(in_force(on), level=UnitLevel.PROVINCE).order_by("code").values_list("code", flat=True)
    )


def check_all(
    *,
    now: dt.datetime,
    by: Counting = FROM_FACTS,
    catalogue: Catalogue | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Checked:
    """Hold everything of the last periods against each other. Raises as :func:`open_facts`."""
    found = Checked()
    definitions = catalogue or shipped()
    periods = list(last_periods(legal_date(now)))
    with open_facts(now=now) as facts:
        for done, period in enumerate(periods, start=1):
            for province in provinces(period.last):
                found += check_period(facts, province, period, definitions, by=by, now=now)
            progress(done, len(periods))
    log.info("figures.reconciled", held=found.held, broken=found.broken, new=found.new, gone=found.gone)
    return found


def check_period(
    facts: Facts, province: str, period: Period, catalogue: Catalogue, *, by: Counting, now: dt.datetime
) -> Checked:
    """One period of a province and of every unit under it."""
    keys = dict.fromkeys(key for one in catalogue.identities for key in identities.needed(catalogue, one))
    counted = _counted(facts, [*keys], period, province, by)
    before = _counted(facts, [*keys], previous(period), province, by)
    broken: list[Broken] = []
    held = unsaid = 0
    for unit, values in counted.items():
        for one in identities.check(catalogue, values, before.get(unit)):
            if one.holds is None or one.left is None or one.right is None:
                unsaid += 1
            elif one.holds:
                held += 1
            else:
                broken.append(Broken(one.identity.id, unit, _exact(one.left), _exact(one.right)))
    new, gone = keep(broken, list(counted), period.code, now=now)
    return Checked(len(counted), held, len(broken), unsaid, new, gone)


def _counted(facts: Facts, keys: list[MeasureKey], period: Period, province: str, by: Counting) -> dict[str, Values]:
    """By unit. Both periods of a comparison are read on the map of their own last day."""
    table = by.count_table(facts, keys, [period], by=Dimension.UNIT, unit=province)
    found = {unit: values[period] for unit, values in table.items()}
    found[province] = by.count(facts, keys, province, period)
    return found


@transaction.atomic
def keep(broken: list[Broken], units: list[str], period: str, *, now: dt.datetime) -> tuple[int, int]:
    """Note what disagrees, with the day it was first seen, and what agrees again; how many are new and gone."""
    rows = Disagreement.objects.select_for_update().filter(period_code=period, unit_code__in=units, gone_at=None)
    known = {(row.identity, row.unit_code): row for row in rows.order_by("pk")}
    new = 0
    for one in broken:
        row = known.pop((one.identity, one.unit), None)
        if row is None:
            new += 1
            Disagreement.objects.create(
                identity=one.identity,
                unit_code=one.unit,
                period_code=period,
                left=one.left,
                right=one.right,
                first_seen_at=now,
                last_seen_at=now,
            )
        else:
            row.left, row.right, row.last_seen_at = one.left, one.right, now
            row.save(update_fields=["left", "right", "last_seen_at"])
    gone = Disagreement.objects.filter(pk__in=[row.pk for row in known.values()]).update(gone_at=now)
    return new, gone


def open_disagreements() -> int:
    return Disagreement.objects.filter(gone_at=None).count()


def _exact(value: Fraction) -> str:
    return str(value)[:60]
