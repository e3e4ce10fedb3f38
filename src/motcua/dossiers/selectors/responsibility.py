"""Reads of the records of responsibility: my own to explain, those of my units, one in whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import NotFound
from motcua.core.models import AuditRecord
from motcua.dossiers.models import LatenessCause, ResponsibilityAccount, ResponsibilityRecord
from motcua.dossiers.permissions import ASSIGN, RESPONSIBILITY, RESPONSIBILITY_READ
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.people.permissions import scope

PAGE = 25
STATES = ("asked", "explained", "decided", "running")


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """What the address of the list says. ``month`` as ``2026-11``; empty strings filter nothing."""

    unit: str = ""
    month: str = ""
    state: str = ""
    cause: str = ""


def scope_records(actor: Actor) -> Q:
    """The records an actor may read: of units in reach, and those with an account of the own."""
    reaches = [actor.reach_of(verb) for verb in (RESPONSIBILITY, RESPONSIBILITY_READ)]
    if any(reach.everywhere for reach in reaches):
        return Q()  # an empty Q is all rows alone, and nothing when joined by "or"
    units = sorted({unit for reach in reaches for unit in reach.units})
    asked = ResponsibilityAccount.objects.filter(Q(unit__in=units) | Q(person=actor.user_id or 0))
    return Q(settling_unit__in=units) | Q(pk__in=asked.values("record"))


def records(actor: Actor, filters: RecordFilters) -> QuerySet[ResponsibilityRecord]:
    """The list, newest first."""
    rows = ResponsibilityRecord.objects.filter(scope_records(actor))
    if filters.unit:
        rows = rows.filter(settling_unit__code=filters.unit)
    span = month_span(filters.month)
    if span is not None:
        rows = rows.filter(opened_at__gte=span[0], opened_at__lt=span[1])
    if filters.cause:
        rows = rows.filter(accounts__decided_cause=filters.cause).distinct()
    match filters.state:
        case "asked":
            asked = ResponsibilityAccount.objects.filter(explained_at=None, decision="")
            rows = rows.filter(pk__in=asked.values("record"))
        case "explained":
            open_ones = ResponsibilityAccount.objects.filter(explained_at__isnull=False, decision="")
            rows = rows.filter(pk__in=open_ones.values("record"))
        case "decided":
            rows = rows.filter(decided_at__isnull=False)
        case "running":
            rows = rows.filter(ended_at=None)
    return rows.select_related("dossier", "dossier__version", "settling_unit").order_by("-opened_at", "-pk")


def month_span(month: str) -> tuple[dt.datetime, dt.datetime] | None:
    """The first instant of a month and of the next one; None for anything that is no month."""
    try:
        first = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=LEGAL_ZONE)
    except ValueError:
        return None
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first, following


def record_of(uid: UUID, actor: Actor) -> ResponsibilityRecord:
    """One record the actor may read. Raises NotFound ``record_unknown`` otherwise."""
    rows = ResponsibilityRecord.objects.filter(scope_records(actor), uid=uid)
    found = rows.select_related("dossier", "dossier__version", "settling_unit").first()
    if found is None:
        raise NotFound("record_unknown")
    return found


def account_of(uid: UUID, actor: Actor) -> ResponsibilityAccount:
    """One account of a record the actor may read. Raises NotFound ``account_of_hours_unknown``."""
    rows = ResponsibilityAccount.objects.select_related("record", "record__dossier", "unit", "post", "person")
    found = rows.filter(uid=uid).first()
    if found is None or not ResponsibilityRecord.objects.filter(scope_records(actor), pk=found.record_id).exists():
        raise NotFound("account_of_hours_unknown")
    return found


def to_explain(actor: Actor) -> QuerySet[ResponsibilityAccount]:
    """What the actor has to explain, the nearest date first."""
    units = sorted({standing.unit_id for standing in actor.standings if standing.on_behalf_of is None})
    own = Q(person=actor.user_id or 0)
    reach = actor.reach_of(ASSIGN)
    for_unit = Q(person=None, unit__in=[unit for unit in units if reach.covers(unit)])
    rows = ResponsibilityAccount.objects.filter(own | for_unit, decision="", explained_at=None, erased_at=None)
    return rows.select_related("record", "record__dossier", "record__dossier__version", "unit").order_by(
        "explain_by", "pk"
    )


def to_decide(actor: Actor, at: dt.datetime) -> QuerySet[ResponsibilityAccount]:
    """What the actor may decide by now, the longest waiting first. Records in which the actor has to answer too are
    left to others."""
    me = actor.user_id or 0
    party = ResponsibilityAccount.objects.filter(person=me, over_minutes__gt=0)
    rows = ResponsibilityAccount.objects.filter(
        ripe(at), scope(actor, RESPONSIBILITY, "unit", "record__settling_unit")
    ).exclude(Q(person=me) | Q(explained_by=me) | Q(record__in=party.values("record")))
    return rows.select_related("record__dossier__version", "unit", "post", "person").order_by("explain_by", "pk")


def ripe(at: dt.datetime) -> Q:
    """Accounts the head may decide: the dossier ended, and the explanation is there or its date passed."""
    return Q(decision="", record__ended_at__isnull=False) & (Q(explained_at__isnull=False) | Q(explain_by__lte=at))


def causes(on: dt.date) -> list[LatenessCause]:
    """The reasons that can be chosen on the day."""
    return list(LatenessCause.objects.filter(in_force(on)).order_by("group", "code"))


def cause_names(english: bool = False) -> Mapping[str, str]:
    """Every reason ever in the list, by code; the newest words."""
    rows = LatenessCause.objects.order_by("valid_from", "pk").values_list("code", "name", "name_en")
    return {code: (name_en or name) if english else name for code, name, name_en in rows}


def history(record: ResponsibilityRecord) -> Sequence[AuditRecord]:
    """What was done with the record, oldest first: sealed, append-only."""
    rows = AuditRecord.objects.filter(subject_kind="responsibility", subject=str(record.uid))
    return list(rows.order_by("id"))


@dataclass(frozen=True, slots=True)
class UnitSum:
    unit: str
    records: int
    late_minutes: int


def by_unit(actor: Actor, filters: RecordFilters) -> list[UnitSum]:
    """The list summed by settling unit."""
    rows = (
        records(actor, filters)
        .order_by()
        .values("settling_unit__name")
        .annotate(n=Count("pk", distinct=True), late=Sum("late_minutes"))
    )
    return [UnitSum(row["settling_unit__name"], row["n"], row["late"] or 0) for row in rows.order_by("-n")]
