"""A late dossier with its record, work handed over, an incident, an outage: what the addresses of duty name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from motcua.core import clock
from motcua.core.clock import FrozenClock, legal_date, use_clock
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, DossierFee, Outage, ResponsibilityRecord, TimerRule
from motcua.dossiers.services.answering import explain
from motcua.dossiers.services.fees import record_payment
from motcua.dossiers.services.handover import begin_handover, run_handover
from motcua.dossiers.services.incidents import Report, record_incident
from motcua.dossiers.services.responsibility import ended_late
from motcua.people.actors import SYSTEM
from motcua.people.services.leaves import StandIn, ask_leave
from motcua.people.services.tasks import open_task
from tests.dossiers.world import World

LONG_AGO = dt.timedelta(days=21)


@dataclass(frozen=True)
class Duty:
    """Public ids. ``late`` is the dossier of the record; ``account`` what the settling officer explained."""

    late: UUID
    record: UUID
    account: UUID
    handover: UUID
    post: UUID
    incident: UUID
    outage: UUID
    task: UUID
    leave: UUID
    withdrawn: UUID
    fee: str
    rule: UUID


def duty(world: World) -> Duty:
    now = clock.now()
    dossier = late(world, now)
    record = ResponsibilityRecord.objects.get(dossier=dossier)
    account = record.accounts.get(person=world.users["settling"])
    explain(account.uid, cause="overload", text="Nhiều hồ sơ cùng lúc", actor=world.actors["settling"], now=now)
    handed = given(world, now)
    handover = begin_handover(
        world.posts["settling"],
        [world.posts["head"]],
        reason_code="leave",
        reason="Nghỉ phép",
        actor=world.actors["division_head"],
        now=now,
        chosen=[handed.uid],
    )
    run_handover(handover.uid, now=now)
    lost = given(world, now)
    report = Report("papers_lost", "agency", legal_date(now), "", "Không thấy bản chính", "Chúng tôi xin lỗi")
    incident = record_incident(lost.uid, report, actor=world.actors["reception"], now=now)
    outage = Outage.objects.create(
        unit=world.province,
        began_at=now - dt.timedelta(hours=1),
        system="Cổng dịch vụ công",
        reason="Mất điện",
        declared_by=world.users["head"],
        declared_at=now,
    )
    task = open_task(
        "Xem hồ sơ quá hạn", world.posts["head"], legal_date(now), actor=SYSTEM, now=now, source_kind="dossier_timer"
    )
    leave = ask_leave(
        world.users["settling"],
        kind="annual",
        first=legal_date(now) + dt.timedelta(days=30),
        last=legal_date(now) + dt.timedelta(days=32),
        stand_ins=[StandIn(world.posts["settling"], world.users["division_head"])],
        actor=world.actors["settling"],
        now=now,
    )
    withdrawn, fee = refundable(world, now)
    return Duty(
        dossier.uid,
        record.uid,
        account.uid,
        handover.uid,
        world.posts["settling"].uid,
        incident.uid,
        outage.uid,
        task.uid,
        leave.uid,
        withdrawn.uid,
        fee,
        TimerRule.objects.filter(valid_to=None).values_list("uid", flat=True)[0],
    )


def late(world: World, now: dt.datetime) -> Dossier:
    """Accepted three weeks ago and kept by the settling officer; the result came today."""
    then = now - LONG_AGO
    with use_clock(FrozenClock(then)):
        dossier = world.accepted(then)
        world.act(dossier, Action.ASSIGN, "division_head", then, post=str(world.posts["settling"].uid))
    for action, who in (
        (Action.COMPLETE_STEP, "settling"),
        (Action.COMPLETE_STEP, "head"),
        (Action.ISSUE_RESULT, "head"),
    ):
        world.act(dossier, action, who, now)
    ended_late(dossier.uid, now=now)
    return dossier


def given(world: World, now: dt.datetime) -> Dossier:
    """In the hands of the settling officer."""
    dossier = world.accepted(now)
    world.act(dossier, Action.ASSIGN, "division_head", now, post=str(world.posts["settling"].uid))
    return dossier


def refundable(world: World, now: dt.datetime) -> tuple[Dossier, str]:
    """Withdrawn after its fee was paid."""
    dossier = world.accepted(now)
    record_payment(dossier.uid, how="cash", actor=world.actors["reception"], now=now)
    world.act(dossier, Action.WITHDRAW, "citizen", now)
    return dossier, DossierFee.objects.filter(dossier=dossier).values_list("key", flat=True)[0]
