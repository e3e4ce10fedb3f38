"""Declaring an outage, ending it, and giving its time back to the dossiers it kept waiting."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.core import audit, jobs
from motcua.core.canonical import decode
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.dossiers.context import context_for, deadlines_for
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.lifecycle.outage import exclude_time
from motcua.dossiers.models import Dossier, DossierEvent, Outage
from motcua.dossiers.permissions import OUTAGE
from motcua.dossiers.services.act import open_locked, write
from motcua.organisation.models import Unit
from motcua.organisation.selectors import descendants
from motcua.people.actors import SYSTEM, Actor
from motcua.people.permissions import require

NOTICE_DAYS = 7
"""A planned outage is announced at least seven working days before (Decree 224/2026/ND-CP art. 13)."""
LONGEST = dt.timedelta(days=60)
BATCH = 200


@transaction.atomic
def declare(
    unit: Unit,
    *,
    began_at: dt.datetime,
    system: str,
    reason: str,
    planned: bool,
    actor: Actor,
    now: dt.datetime,
    decision_number: str = "",
) -> Outage:
    """A system is (or will be) down for a unit and everything under it. Raises NotAllowed, Invalid
    (``outage_notice_short`` for a planned one announced too late, ``date_in_the_future``, ``data_invalid``)."""
    require(actor, OUTAGE, [unit.pk])
    errors = [{"field": f, "code": "required"} for f, v in (("system", system), ("reason", reason)) if not v.strip()]
    if errors or actor.user_id is None:
        raise Invalid("data_invalid", errors=errors)
    if planned:
        earliest = deadlines_for(unit.pk, unit.pk, legal_date(now)).working_days_before(began_at, NOTICE_DAYS)
        if now > earliest:
            raise Invalid("outage_notice_short", params={"days": NOTICE_DAYS})
    elif began_at > now:
        raise Invalid("date_in_the_future", params={"field": "began_at"})
    if abs(now - began_at) > LONGEST:
        raise Invalid("outage_too_long")
    outage = Outage.objects.create(
        unit=unit,
        began_at=began_at,
        planned=planned,
        system=system.strip()[:200],
        reason=reason.strip()[:1000],
        decision_number=decision_number.strip()[:100],
        declared_by_id=actor.user_id,
        declared_at=now,
    )
    _record("dossiers.outage_declared", outage, actor=actor, now=now)
    return outage


@transaction.atomic
def end(uid: UUID, *, ended_at: dt.datetime, actor: Actor, now: dt.datetime) -> Outage:
    """It works again. The dates of open dossiers are moved by :func:`apply_outage`, which the caller queues. Raises
    NotFound, NotAllowed, Conflict (``outage_ended``), Invalid (``dates_reversed``, ``date_in_the_future``)."""
    outage = Outage.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if outage is None:
        raise NotFound("outage_unknown")
    require(actor, OUTAGE, [outage.unit_id])
    if outage.ended_at is not None:
        raise Conflict("outage_ended")
    if ended_at > now:
        raise Invalid("date_in_the_future", params={"field": "ended_at"})
    if ended_at <= outage.began_at:
        raise Invalid("dates_reversed")
    outage.ended_at, outage.ended_by_id = ended_at, actor.user_id
    outage.job = jobs.begin(kind="dossiers.outage", started_by=actor.uid, now=now, total=_touched(outage).count())
    outage.save(update_fields=["ended_at", "ended_by", "job"])
    _record("dossiers.outage_ended", outage, actor=actor, now=now)
    return outage


def apply_outage(uid: UUID, *, now: dt.datetime) -> int:
    """Give the time back, dossier by dossier; returns how many moved now. Safe to run again: what moved is passed
    by."""
    outage = Outage.objects.filter(uid=uid).first()
    if outage is None or outage.ended_at is None or outage.job is None:
        raise NotFound("outage_unknown")
    moved, seen, after = 0, 0, 0
    with jobs.running(outage.job) as report:
        while True:
            batch = list(_touched(outage).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not batch:
                break
            for key in batch:
                moved += _give_back(key, outage, now)
                seen += 1
                report(seen)
            after = batch[-1]
        Outage.objects.filter(pk=outage.pk).update(applied_at=now, moved=_moved(outage))
        report.finish(seen, outcome={"moved": moved})
    return moved


def _touched(outage: Outage) -> QuerySet[Dossier]:
    """Open dossiers of the units that were down, filed before the end."""
    units = list(descendants(outage.unit_id, legal_date(outage.began_at)).values_list("pk", flat=True))
    mine = Q(reception_unit__in=units) | Q(settling_unit__in=units)
    return Dossier.objects.filter(mine, closed=False, submitted_at__lt=outage.ended_at)


def _give_back(key: int, outage: Outage, now: dt.datetime) -> int:
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=key)
        if dossier.closed or outage.ended_at is None or _has(key, outage):
            return 0
        locked = open_locked(dossier, now)
        context = context_for(locked.state, dossier.process_version_id, locked.now)
        events = exclude_time(
            context, locked.state, outage.began_at, outage.ended_at, outage=str(outage.uid), now=locked.now
        )
        if events:
            write(locked, events, actor=SYSTEM)
    return 1 if events else 0


def _has(key: int, outage: Outage) -> bool:
    rows = DossierEvent.objects.filter(dossier=key, kind=EventKind.TIME_EXCLUDED.value).values_list(
        "payload", flat=True
    )
    return any(decode(bytes(payload)).get("outage") == str(outage.uid) for payload in rows)


def _moved(outage: Outage) -> int:
    """How many dossiers have this outage in their chain."""
    keys = _touched(outage).values_list("pk", flat=True)
    rows = DossierEvent.objects.filter(dossier__in=keys, kind=EventKind.TIME_EXCLUDED.value)
    return sum(
        decode(bytes(payload)).get("outage") == str(outage.uid) for payload in rows.values_list("payload", flat=True)
    )


def _record(act: str, outage: Outage, *, actor: Actor, now: dt.datetime) -> None:
    details = {"unit": outage.unit.code, "from": outage.began_at, "to": outage.ended_at, "planned": outage.planned}
    audit.record(act=act, actor=actor, subject_kind="outage", subject=str(outage.uid), now=now, details=details)
