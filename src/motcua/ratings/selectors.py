"""Reading what was let out: by unit and month, never fewer than may be shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from motcua.core.clock import legal_date
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import scope

from .editions import Grade, Questions, policy_on, questions_on
from .models import Ballot, Rating, RatingWords, Release
from .permissions import INTEGRITY, READ
from .scoring import Rated, Score, counted, grade, scores

MOST_WORDS = 100
_WHOLE = 10
"""Points of the five indicators of an official. Where people say three of them, the grade goes by the share of what
applies: an own reading, the circular does not say."""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Ratings of one unit that count. ``tally``: item -> answer -> ratings, items with too few answers left out.
    ``satisfied`` of ``number`` were content with the whole; ``scores`` by indicator where there are enough."""

    unit: Unit
    number: int
    satisfied: int
    tally: Mapping[str, Mapping[str, int]]
    scores: Mapping[str, Score]
    total: Decimal | None
    grade: Grade | None


def months_back(today: dt.date, number: int) -> list[str]:
    """The last ``number`` months with the present one, oldest first, such as ``2026-11``."""
    place = today.year * 12 + today.month - 1
    return [f"{(place - back) // 12:04d}-{(place - back) % 12 + 1:02d}" for back in reversed(range(number))]


def results(periods: Iterable[str], *, today: dt.date, within: Q | None = None) -> list[UnitResult]:
    """What units have in these months together, those with enough ratings only, by the unit's code. Months of one unit
    are added up: each of them was let out in groups, so the sum tells no more than they."""
    rows = Rating.objects.filter(within or Q(), period__in=list(periods), set_aside=False)
    by_unit: defaultdict[int, list[Rating]] = defaultdict(list)
    for row in rows.order_by("uid"):
        by_unit[row.unit_id].append(row)
    least = policy_on(today).least_shown
    units = Unit.objects.in_bulk(unit for unit, found in by_unit.items() if len(found) >= least)
    shown = (_result(units[unit], by_unit[unit], questions_on(today), least) for unit in units)
    return sorted(shown, key=lambda one: one.unit.code)


def _result(unit: Unit, rows: Sequence[Rating], questions: Questions, least: int) -> UnitResult:
    tally: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for key, code in row.answers.items():
            tally[key][code] += 1
    first = tally[questions.first.key]
    good = [one.code for one in questions.first.answers if one.points is not None and one.points >= 4]
    found = counted((Rated(row.answers, row.timeliness) for row in rows if row.of_dossier), questions)
    enough = {key: one for key, one in scores(found, questions).items() if one.of >= least}
    total = sum((one.printed for one in enough.values()), Decimal(0)) if len(enough) == len(questions.points) else None
    return UnitResult(
        unit=unit,
        number=len(rows),
        satisfied=sum(first[code] for code in good),
        tally={key: dict(one) for key, one in tally.items() if sum(one.values()) >= least},
        scores=enough,
        total=total,
        grade=None if total is None else grade(total * _WHOLE / (2 * len(questions.points)), "official", questions),
    )


def results_for(actor: Actor, periods: Sequence[str], *, now: dt.datetime) -> list[UnitResult]:
    """As :func:`results`, of the units whose results the actor may read."""
    return results(periods, today=legal_date(now), within=scope(actor, READ, "unit"))


def words_for(actor: Actor, periods: Sequence[str], units: Iterable[int]) -> list[RatingWords]:
    """Masked words of units whose results are shown, in no order of time."""
    rows = RatingWords.objects.filter(scope(actor, READ, "unit"), period__in=list(periods), unit__in=list(units))
    return list(rows.select_related("unit").order_by("unit__code", "uid")[:MOST_WORDS])


@dataclass(frozen=True, slots=True)
class Checked:
    """One unit and month in the integrity report."""

    unit: Unit
    period: str
    released: int
    set_aside: int
    reasons: Mapping[str, int]
    is_final: bool


def integrity_of(actor: Actor, periods: Sequence[str]) -> list[Checked]:
    """Units of which ratings were set aside, the most first. Counts and reasons; never a rating, never who."""
    rows = Release.objects.filter(scope(actor, INTEGRITY, "unit"), period__in=list(periods)).select_related("unit")
    found = [Checked(one.unit, one.period, one.released, one.set_aside, one.reasons, one.closed) for one in rows]
    return sorted(found, key=lambda one: (-one.set_aside, one.unit.code, one.period))


def waiting() -> int:
    """Ballots that wait in the box, of all units together."""
    return Ballot.objects.filter(released=False).count()


def rated_counts(
    period_from: str, period_to: str, units: QuerySet[Unit] | Sequence[int]
) -> Mapping[str, Mapping[str, int]]:
    """Indicator -> answer -> dossiers, of the desks' ratings that count; empty with too few. What the rating of desks
    (Circular 01/2018/TT-VPCP) takes from people."""
    rows = Rating.objects.filter(
        unit__in=units, period__gte=period_from, period__lte=period_to, set_aside=False, of_dossier=True
    )
    given = [Rated(row.answers, row.timeliness) for row in rows]
    today = dt.date.fromisoformat(f"{period_to}-01")
    if len(given) < policy_on(today).least_shown:
        return {}
    return counted(given, questions_on(today))
