"""What a decision about units would touch, before anybody signs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from motcua.dossiers.models import Dossier, Reroute
from motcua.organisation.models import Post, Unit, UnitDecision, UnitDecisionState, in_force
from motcua.organisation.plans import Plan, PlanFault
from motcua.organisation.services.unit_decisions import plan_of
from motcua.people.models import Assignment, Delegation

PAGE = 25
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit that ends: its successors as (code, share in percent or empty), and what hangs on it."""

    code: str
    name: str
    heirs: tuple[tuple[str, str], ...]
    mirrored: bool
    dossiers: int
    posts: int
    people: int


@dataclass(frozen=True, slots=True)
class Preview:
    """``rows`` are at most MOST_ROWS; the sums are over all."""

    faults: Sequence[PlanFault]
    rows: Sequence[UnitRow]
    ended: int
    begun: int
    dossiers: int
    posts: int
    people: int
    delegations: int


def preview(decision: UnitDecision) -> Preview:
    """A number of statements that does not depend on the units."""
    plan, faults = plan_of(decision)
    units = {unit.code: unit for unit in _before(plan)}
    keys = {unit.pk: code for code, unit in units.items()}
    held = _open_dossiers(list(keys))
    on = plan.on
    live = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    posts = _counted(Post.objects.filter(live, unit__in=keys), "unit")
    people = _counted(Assignment.objects.filter(live, post__unit__in=keys), "post__unit")
    passed = Delegation.objects.filter(post__unit__in=keys, valid_to__gt=on, revoked_on=None)
    rows = [
        UnitRow(
            code,
            units[code].name if code in units else "",
            tuple((heir.code, f"{(heir.share * 100).normalize():f}") for heir in one.heirs),
            one.mirrored,
            *(table.get(units[code].pk, 0) if code in units else 0 for table in (held, posts, people)),
        )
        for code, one in sorted(plan.endings.items())[:MOST_ROWS]
    ]
    touched = _touched(list(keys)).count()
    sums = (sum(posts.values()), sum(people.values()), passed.count())
    return Preview(faults, rows, len(plan.endings), len(plan.begins), touched, *sums)


def _before(plan: Plan) -> list[Unit]:
    day = plan.on - dt.timedelta(days=1)
    return list(Unit.objects.filter(in_force(day), code__in=list(plan.endings)).order_by("code"))


def _touched(units: Sequence[int]) -> QuerySet[Dossier]:
    held = Q(holder_unit__in=units) | Q(reception_unit__in=units) | Q(settling_unit__in=units) | Q(place__in=units)
    return Dossier.objects.filter(held, closed=False)


def _open_dossiers(units: Sequence[int]) -> Mapping[int, int]:
    rows = Dossier.objects.filter(holder_unit__in=units, closed=False).order_by("holder_unit")
    return dict(rows.values_list("holder_unit").annotate(n=Count("pk")))


def _counted(rows: QuerySet[Post] | QuerySet[Assignment], unit: str) -> dict[int, int]:
    return dict(rows.order_by(unit).values_list(unit).annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class UnitDecisionList:
    rows: Sequence[UnitDecision]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1


def list_unit_decisions(*, state: str = "", page: int = 1) -> UnitDecisionList:
    """One page, newest first; two statements."""
    rows = UnitDecision.objects.defer("changes", "touched").order_by("-drafted_at", "-id")
    if state in UnitDecisionState.values:
        rows = rows.filter(state=state)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    shown = min(max(1, page), pages)
    return UnitDecisionList(list(rows[(shown - 1) * PAGE : shown * PAGE]), total, shown, pages)


def reroute_of(decision: UnitDecision) -> Reroute | None:
    return Reroute.objects.filter(decision=decision.uid).first()
