"""What is past its time: for handing over, and for destruction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from motcua.archive.models import DestructionItem, RetentionRule, Transfer
from motcua.archive.permissions import READ
from motcua.archive.rules import Rule, kept_until, rule_for, shipped, transfer_by
from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import Flag
from motcua.dossiers.models import Dossier
from motcua.people.actors import Actor
from motcua.people.permissions import scope

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A closed dossier and its dates. ``until`` None: kept for ever, or as long as nobody knows for how long."""

    dossier: Dossier
    closed_on: dt.date
    transfer_by: dt.date
    transferred: bool
    rule: Rule | None
    until: dt.date | None


def rules_in_force() -> list[Rule]:
    """The rules of the table; those that came with the program while nobody put any in."""
    rows = list(RetentionRule.objects.order_by("valid_from", "id"))
    if not rows:
        return list(shipped().rules)
    return [
        Rule(
            row.scope,
            row.value,
            row.valid_from,
            row.valid_to,
            row.years,
            row.permanent,
            row.end_of_year,
            row.verified,
            row.source,
        )
        for row in rows
    ]


def closed_dossiers(actor: Actor, *, verb: str = READ) -> QuerySet[Dossier]:
    """The closed dossiers the actor's verb reaches, oldest closing first; not those erased already."""
    rows = Dossier.objects.filter(closed=True, closed_at__isnull=False).exclude(flags__contains=[Flag.DATA_ERASED])
    return rows.filter(scope(actor, verb, "reception_unit", "settling_unit")).order_by("closed_at", "id")


def to_transfer(actor: Actor, *, on: dt.date, within_days: int = 0) -> Iterator[Due]:
    """Dossiers not handed to the archive whose last day for that comes within so many days or has passed."""
    handed = Transfer.objects.filter(dossier=OuterRef("pk"))
    months = shipped().transfer_months
    horizon = on + dt.timedelta(days=within_days)
    for due in _dues(closed_dossiers(actor).filter(~Exists(handed)), months):
        if due.transfer_by > horizon:
            return
        yield due


def past_their_time(actor: Actor, *, on: dt.date, verb: str = READ) -> Iterator[Due]:
    """Dossiers that need not be kept any more by a verified rule, and that no destruction names yet."""
    named = DestructionItem.objects.filter(dossier=OuterRef("pk"), spared="")
    rules = rules_in_force()
    shortest = min((rule.years for rule in rules if rule.years is not None and rule.verified), default=None)
    if shortest is None:
        return
    newest = dt.datetime(on.year - shortest + 1, 1, 1, tzinfo=dt.UTC)
    rows = closed_dossiers(actor, verb=verb).filter(~Exists(named), closed_at__lt=newest)
    for due in _dues(rows, shipped().transfer_months, rules):
        if is_past(due, on):
            yield due


def is_past(due: Due, on: dt.date) -> bool:
    return due.rule is not None and due.rule.verified and due.until is not None and due.until < on


def due_of(dossier: Dossier) -> Due | None:
    """The dates of one dossier; None while it is open."""
    if not dossier.closed or dossier.closed_at is None:
        return None
    return next(_dues(Dossier.objects.filter(pk=dossier.pk), shipped().transfer_months))


def _dues(rows: QuerySet[Dossier], months: int, rules: list[Rule] | None = None) -> Iterator[Due]:
    known = rules_in_force() if rules is None else rules
    handed = Exists(Transfer.objects.filter(dossier=OuterRef("pk")))
    wanted = rows.select_related("procedure", "version").annotate(handed=handed)
    for dossier in wanted.iterator(chunk_size=CHUNK):
        assert dossier.closed_at is not None  # noqa: S101 - the callers ask for closed ones
        closed_on = legal_date(dossier.closed_at)
        rule = rule_for(known, procedure=dossier.procedure.code or "", field=dossier.version.field, on=closed_on)
        yield Due(dossier, closed_on, transfer_by(closed_on, months), dossier.handed, rule, kept_until(rule, closed_on))
