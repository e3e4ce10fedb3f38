"""Changing what a province lays down: limits, owners, categories. Always from a day on, with its source; what was in
force stays readable, and what began under it keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.remember import forget_everything
from motcua.organisation.models import in_force
from motcua.organisation.selectors import unit_on
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.petitions.lifecycle import Step
from motcua.petitions.models import Category, OwnerRule, StepLimit
from motcua.petitions.models.category import OWNER_WAYS
from motcua.petitions.permissions import CONFIGURE
from motcua.worktime.limits import LimitUnit

from .act import clean

MOST_AMOUNT = 365


@dataclass(frozen=True, slots=True)
class Ruling:
    """From when, and by which decision."""

    valid_from: dt.date
    source: str


@transaction.atomic
def set_limit(
    category: str, step: Step, amount: int, unit: LimitUnit, ruling: Ruling, *, actor: Actor, now: dt.datetime
) -> StepLimit:
    """A step takes at most this long in a category (empty: in all without a limit of their own) from a day on. Raises
    NotAllowed, Invalid (``ruling_from_past``, ``ruling_without_source``, ``limit_out_of_range``,
    ``category_unknown``), Conflict ``ruling_later_there``."""
    _check(ruling, actor, now)
    if not 1 <= amount <= MOST_AMOUNT or unit not in {LimitUnit.HOUR, LimitUnit.WORKING_HOUR, LimitUnit.WORKING_DAY}:
        raise Invalid("limit_out_of_range", params={"most": MOST_AMOUNT})
    _require_category(category, ruling.valid_from)
    fresh = StepLimit(category_code=category, step=step.value, amount=amount, unit=unit.value)
    same = StepLimit.objects.filter(category_code=category, step=step.value)
    details = {"category": category, "step": step.value, "amount": amount, "unit": unit.value}
    _succeed(fresh, same, ruling, now)
    _record("petitions.limit_set", category or "*", details, ruling, actor=actor, now=now)
    return fresh


@transaction.atomic
def set_owner(
    category: str,
    way: str,
    ruling: Ruling,
    *,
    actor: Actor,
    now: dt.datetime,
    unit: str = "",
    area: str = "",
    service_kind: str = "",
) -> OwnerRule:
    """Who handles a category, everywhere or in an area, from a day on. Raises as :func:`set_limit`, NotFound
    ``unit_unknown``, Invalid ``owner_way_unknown``, ``owner_incomplete``."""
    _check(ruling, actor, now)
    if way not in OWNER_WAYS:
        raise Invalid("owner_way_unknown", params={"way": way})
    if (way == "named" and not unit) or (way == "served" and not service_kind):
        raise Invalid("owner_incomplete", errors=[{"field": "unit", "code": "owner_incomplete"}])
    _require_category(category, ruling.valid_from)
    fresh = OwnerRule(
        category_code=category,
        way=way,
        unit=unit_on(unit, ruling.valid_from) if way == "named" else None,
        area=unit_on(area, ruling.valid_from) if area else None,
        service_kind=service_kind if way == "served" else "",
    )
    same = OwnerRule.objects.filter(category_code=category, area=fresh.area)
    _succeed(fresh, same, ruling, now)
    details = {"category": category, "way": way, "unit": unit, "area": area, "service": service_kind}
    _record("petitions.owner_set", category or "*", details, ruling, actor=actor, now=now)
    return fresh


_KEPT = ("code", "parent_code", "ordinal")


@transaction.atomic
def set_category(
    code: str, changes: Mapping[str, object], ruling: Ruling, *, actor: Actor, now: dt.datetime
) -> Category:
    """A category reads otherwise from a day on: name, English name, urgent, anonymous, script, keywords, attributes,
    days of extension, reopenings. Place in the tree and code stay. Raises as :func:`set_limit`, Invalid
    ``category_field_unknown``."""
    _check(ruling, actor, now)
    same = Category.objects.filter(code=code)
    old = same.filter(in_force(ruling.valid_from)).first()
    if old is None:
        raise NotFound("category_unknown", params={"category": code})
    free = {*("name", "name_en", "urgent", "anonymous", "script", "keywords", "attributes")}
    free |= {"most_extension_days", "most_reopenings", "kind"}
    if not set(changes) <= free:
        raise Invalid("category_field_unknown", params={"field": ", ".join(sorted(set(changes) - free))})
    fields = {name: getattr(old, name) for name in (*_KEPT, *sorted(free))} | dict(changes)
    fresh = Category(**fields)
    _succeed(fresh, same, ruling, now)
    _record("petitions.category_set", code, {"fields": sorted(changes)}, ruling, actor=actor, now=now)
    return fresh


def _check(ruling: Ruling, actor: Actor, now: dt.datetime) -> None:
    require(actor, CONFIGURE, ())
    if not clean(ruling.source, "source", 300):
        raise Invalid("ruling_without_source", errors=[{"field": "source", "code": "ruling_without_source"}])
    if ruling.valid_from < legal_date(now):
        raise Invalid("ruling_from_past", errors=[{"field": "valid_from", "code": "ruling_from_past"}])


def _require_category(code: str, on: dt.date) -> None:
    if code and not Category.objects.filter(in_force(on), code=code).exists():
        raise NotFound("category_unknown", params={"category": code})


def _succeed(
    fresh: StepLimit | OwnerRule | Category,
    same: models.QuerySet[StepLimit] | models.QuerySet[OwnerRule] | models.QuerySet[Category],
    ruling: Ruling,
    now: dt.datetime,
) -> None:
    """End what is in force and let ``fresh`` begin; one that begins that very day is replaced. A later one that is laid
    down already stays in the way."""
    if same.filter(valid_from__gt=ruling.valid_from).exists():
        raise Conflict("ruling_later_there", params={"on": ruling.valid_from.isoformat()})
    same.filter(valid_from=ruling.valid_from).delete()
    still = Q(valid_to=None) | Q(valid_to__gt=ruling.valid_from)
    same.filter(still, valid_from__lt=ruling.valid_from).update(valid_to=ruling.valid_from)
    fresh.valid_from, fresh.source, fresh.recorded_at = ruling.valid_from, ruling.source.strip(), now
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("ruling_later_there", params={"on": ruling.valid_from.isoformat()}) from error
    transaction.on_commit(forget_everything)


def _record(
    act: str, subject: str, details: Mapping[str, object], ruling: Ruling, *, actor: Actor, now: dt.datetime
) -> None:
    told = {**details, "from": ruling.valid_from}
    audit.record(act=act, actor=actor, subject_kind="petition_category", subject=subject, now=now, details=told)
