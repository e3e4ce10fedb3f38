"""Counts and lists on the map of any day, and the old map held against the new one.

A dossier belongs to a place by its recorded address where that tells; where a place was split and it does not, figures
share the rest out by the largest remainder and say so. A dossier itself always has one unit that answers for it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from motcua.core.remember import remembered
from motcua.dossiers.models import Dossier, Reroute
from motcua.dossiers.permissions import READ, scope_read
from motcua.organisation.maps import MapOf
from motcua.organisation.models import Unit, UnitClosure, UnitSuccession, in_force
from motcua.organisation.sharing import share_out_among
from motcua.people.actors import Actor, ActorKind

BY = {"place": "place_id", "reception": "reception_unit_id", "settling": "settling_unit_id", "holder": "holder_unit_id"}


@dataclass(frozen=True, slots=True)
class MapCount:
    """How many dossiers a unit of the day has: ``exact`` by their records, ``estimated`` by shares."""

    code: str
    name: str
    exact: int
    estimated: int

    @property
    def total(self) -> int:
        return self.exact + self.estimated


def counts_on_map(rows: QuerySet[Dossier], on: dt.date, *, by: str = "place") -> list[MapCount]:
    """``rows`` by the units of the map of a day, by code. The counts add up to the number of rows that have such a
    unit at all. ``by`` is ``place``, ``reception``, ``settling`` or ``holder``."""
    column = BY[by]
    grouped = rows.order_by()
    placed = by == "place"
    keys = (column, "placement__unit_id") if placed else (column,)
    counted = grouped.values_list(*keys).annotate(n=Count("pk"))
    groups = [(row[0], row[1] if placed else None, row[-1]) for row in counted if row[0] is not None]
    laid = MapOf(on)
    exact: defaultdict[int, int] = defaultdict(int)
    estimated: defaultdict[int, int] = defaultdict(int)
    for unit, placement, number in groups:
        known = placement if placement is not None and not laid.stands(unit) else unit
        weights = laid.weights(known)
        if len(weights) == 1:
            exact[next(iter(weights))] += number
        else:
            for final, part in share_out_among(number, weights).items():
                estimated[final] += part
    return _named({*exact, *estimated}, exact, estimated)


def api_counts(actor: Actor, *, on: dt.date, by: str, with_closed: bool) -> dict[str, Any]:
    """:func:`counts_on_map` of the dossiers ``actor`` may read, as the API shows it. Over everything it grows with the
    table, so who reads everything is answered from the last minute."""
    everywhere = actor.kind is not ActorKind.CITIZEN and actor.reach_of(READ).everywhere
    found = _all_counts(on, by, with_closed) if everywhere else _counts(scope_read(actor), on, by, with_closed)
    units = [{**asdict(one), "total": one.total} for one in found]
    return {"on": on.isoformat(), "by": by, "units": units, "total": sum(one.total for one in found)}


@remembered(seconds=60)
def _all_counts(on: dt.date, by: str, with_closed: bool) -> list[MapCount]:
    return _counts(Q(), on, by, with_closed)


def _counts(readable: Q, on: dt.date, by: str, with_closed: bool) -> list[MapCount]:
    rows = Dossier.objects.filter(readable)
    return counts_on_map(rows if with_closed else rows.filter(closed=False), on, by=by)


def _named(units: Iterable[int], exact: Mapping[int, int], estimated: Mapping[int, int]) -> list[MapCount]:
    found = Unit.objects.filter(pk__in=list(units)).order_by("code", "pk").values_list("pk", "code", "name")
    return [MapCount(code, name, exact.get(pk, 0), estimated.get(pk, 0)) for pk, code, name in found]


def of_place(code: str, on: dt.date) -> Q:
    """The dossiers that belong to a place on the map of a day: of every place it answers for on that day, and those
    whose recorded address puts them there; not those whose address puts them elsewhere."""
    answering = UnitClosure.objects.filter(in_force(on), in_force(on, "ancestor__"), depth=0, ancestor__code=code)
    units = list(answering.order_by().values_list("descendant_id", flat=True).distinct())
    standing = list(Unit.objects.filter(in_force(on), code=code).values_list("pk", flat=True))
    told = Q(placement__isnull=True) | Q(place__in=standing)
    return (Q(place__in=units) & told) | (Q(placement__unit__in=units) & ~Q(place__in=_alive(on)))


def _alive(on: dt.date) -> QuerySet[Unit]:
    return Unit.objects.filter(in_force(on)).only("pk")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One old unit and one of its successors: dossiers that went there by their records, and by shares."""

    old: str
    old_name: str
    new: str
    new_name: str
    share: str
    exact: int
    estimated: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """``total_old`` counts dossiers by the places of the old map, ``total_new`` by the new one: always equal."""

    lines: Sequence[Reconciled]
    total_old: int
    total_new: int


def reconcile(job: Reroute, *, only_open: bool = False) -> Reconciliation:
    """The places that a decision ended, held against their successors."""
    rows = Dossier.objects.filter(place__in=job.units)
    if only_open:
        rows = rows.filter(closed=False)
    counted = rows.order_by().values_list("place_id", "placement__unit_id").annotate(n=Count("pk"))
    by_old: defaultdict[int, dict[int | None, int]] = defaultdict(dict)
    for old, placed, number in counted:
        by_old[old][placed] = number
    heirs: defaultdict[int, list[UnitSuccession]] = defaultdict(list)
    successions = UnitSuccession.objects.filter(old__in=list(by_old)).select_related("old", "new")
    for one in successions.order_by(F("old__code"), "-is_default", "-share", "new__code"):
        heirs[one.old_id].append(one)
    lines: list[Reconciled] = []
    for old, among in heirs.items():
        lines += _lines(among, by_old[old])
    old_total = sum(sum(numbers.values()) for numbers in by_old.values())
    return Reconciliation(lines, old_total, sum(one.exact + one.estimated for one in lines))


def _lines(among: Sequence[UnitSuccession], numbers: Mapping[int | None, int]) -> list[Reconciled]:
    known = {one.new_id for one in among}
    rest = sum(number for placed, number in numbers.items() if placed not in known)
    parts = share_out_among(rest, {one.new_id: Fraction(one.share) for one in among})
    alone = len(among) == 1
    return [
        Reconciled(
            old=one.old.code,
            old_name=one.old.name,
            new=one.new.code,
            new_name=one.new.name,
            share=f"{one.share.normalize():f}",
            exact=numbers.get(one.new_id, 0) + (parts[one.new_id] if alone else 0),
            estimated=0 if alone else parts[one.new_id],
        )
        for one in among
    ]
