"""Every write of this room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction

from motcua.archive import package, rules, selectors
from motcua.archive.models import Destruction, DestructionItem, DestructionState, RetentionRule, Transfer
from motcua.archive.package import Package
from motcua.archive.permissions import DECIDE, PROPOSE, RULES, TRANSFER
from motcua.archive.selectors import Due
from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.dossiers.lifecycle import Flag
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.erase import erase_dossier
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import require

log = structlog.get_logger()

GROUND = "Lưu trữ: hết thời hạn"


def _nothing(_count: int) -> None:
    """Progress that nobody looks at."""


@transaction.atomic
def load_rules(text: str, *, actor: Actor, now: dt.datetime) -> tuple[int, int]:
    """Put a file of rules in force: how many began and ended. A rule that is there already stays as it is.
    Raises Invalid ``archive_rules_unreadable``."""
    require(actor, RULES, ())
    try:
        wanted = rules.parse(text).rules
    except (ValueError, TypeError) as error:
        raise Invalid("archive_rules_unreadable", params={"reason": str(error)[:200]}) from error
    today = legal_date(now)
    rows = list(RetentionRule.objects.select_for_update().filter(valid_to=None).order_by("id"))
    kept = {_as_rule(row): row for row in rows}
    begun = [rule for rule in wanted if rule not in kept]
    ended = [row for rule, row in kept.items() if rule not in wanted]
    for row in ended:
        row.valid_to = max(today, row.valid_from + dt.timedelta(days=1))
        row.save(update_fields=["valid_to"])
    for rule in begun:
        RetentionRule.objects.create(
            scope=rule.scope,
            value=rule.value,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            years=rule.years,
            permanent=rule.permanent,
            end_of_year=rule.end_of_year,
            verified=rule.verified,
            source=rule.source,
            recorded_at=now,
        )
    if begun or ended:
        counts = {"begun": len(begun), "ended": len(ended)}
        audit.record(
            act="archive.rules_loaded", actor=actor, subject_kind="rules", subject="retention", now=now, details=counts
        )
    return len(begun), len(ended)


def _as_rule(row: RetentionRule) -> rules.Rule:
    return rules.Rule(
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


def export_package(due: Due, folder: Path, *, place: str, actor: Actor, now: dt.datetime) -> Package:
    """Write the package of one dossier and note that it was handed over. Raises as
    :func:`motcua.archive.package.write_package`, and NotAllowed, Conflict ``archive_dossier_erased``."""
    dossier = due.dossier
    require(actor, TRANSFER, [dossier.reception_unit_id, dossier.settling_unit_id])
    if str(Flag.DATA_ERASED) in dossier.flags:
        raise Conflict("archive_dossier_erased", params={"code": dossier.code or dossier.receipt_no})
    made = package.write_package(due, folder)
    with transaction.atomic():
        Transfer.objects.create(
            dossier=dossier,
            seq=dossier.seq,
            sha256=made.sha256,
            size=made.size,
            fit=not made.unfit,
            place=place[:300],
            actor=actor.uid,
            made_at=now,
        )
        audit.record(
            act="archive.transferred",
            actor=actor,
            subject_kind="dossier",
            subject=str(dossier.uid),
            now=now,
            details={"sha256": made.sha256, "unfit": len(made.unfit)},
        )
    return made


@transaction.atomic
def propose_destruction(dossiers: Iterable[UUID], *, unit: Unit, actor: Actor, now: dt.datetime) -> Destruction:
    """Propose to destroy these dossiers, each of which must be past its time by a verified rule.
    Raises Conflict ``archive_not_due``, ``archive_nothing_due``; NotFound, NotAllowed."""
    if actor.user_id is None:
        raise NotAllowed("not_allowed")
    wanted = list(dict.fromkeys(dossiers))
    rows = selectors.closed_dossiers(actor, verb=PROPOSE).filter(uid__in=wanted)
    due = {one.dossier.uid: one for one in selectors.past_their_time(actor, on=legal_date(now), verb=PROPOSE)}
    found = {row.uid: row for row in rows}
    for uid in wanted:
        if uid not in found:
            raise NotFound("dossier_unknown")
        if uid not in due:
            row = found[uid]
            raise Conflict("archive_not_due", params={"code": row.code or row.receipt_no})
    if not wanted:
        raise Conflict("archive_nothing_due")
    years = rules.shipped().destruction_years
    destruction = Destruction.objects.create(
        unit=unit,
        proposed_by_id=actor.user_id,
        proposed_at=now,
        keep_until=rules.kept_until(_file_rule(years), legal_date(now)) or legal_date(now),
    )
    DestructionItem.objects.bulk_create(_item(destruction, due[uid]) for uid in wanted)
    _note("archive.destruction_proposed", destruction, actor, now, {"dossiers": len(wanted)})
    return destruction


def _file_rule(years: int) -> rules.Rule:
    begins = dt.date(2000, 1, 1)
    return rules.Rule(rules.DEFAULT, "", begins, None, years, False, True, False, "destruction file")


def _item(destruction: Destruction, due: Due) -> DestructionItem:
    assert due.until is not None and due.rule is not None  # noqa: S101, PT018 - it is past its time
    return DestructionItem(
        destruction=destruction,
        dossier=due.dossier,
        code=due.dossier.code or due.dossier.receipt_no,
        closed_on=due.closed_on,
        kept_until=due.until,
        rule_source=due.rule.source,
    )


@transaction.atomic
def decide_destruction(uid: UUID, *, approve: bool, decision: str, actor: Actor, now: dt.datetime) -> Destruction:
    """A second person's word. Raises NotFound ``archive_destruction_unknown``; Conflict
    ``archive_destruction_decided``, ``archive_same_person``; Invalid ``archive_decision_needed``; NotAllowed."""
    found = Destruction.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if found is None:
        raise NotFound("archive_destruction_unknown")
    require(actor, DECIDE, [found.unit_id])
    if found.state != DestructionState.PROPOSED.value:
        raise Conflict("archive_destruction_decided")
    if actor.user_id is None or actor.user_id == found.proposed_by_id:
        raise Conflict("archive_same_person")
    if approve and not decision.strip():
        raise Invalid("archive_decision_needed")
    found.state = (DestructionState.APPROVED if approve else DestructionState.REJECTED).value
    found.decided_by_id, found.decided_at, found.decision = actor.user_id, now, decision.strip()[:100]
    found.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    _note("archive.destruction_decided", found, actor, now, {"approved": approve})
    return found


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What carrying out did: destroyed now, spared because the matter moved meanwhile, done by an earlier run."""

    destroyed: int
    spared: int
    before: int


def carry_out(uid: UUID, *, actor: Actor, now: dt.datetime, progress: Callable[[int], None] = _nothing) -> Destroyed:
    """Destroy what was approved, one dossier a transaction: killed in the middle, the next run goes on. A dossier whose
    rule became longer since, or that was erased otherwise, is spared and noted.
    Raises NotFound ``archive_destruction_unknown``, Conflict ``archive_not_approved``."""
    found = Destruction.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound("archive_destruction_unknown")
    if found.state not in {DestructionState.APPROVED.value, DestructionState.DONE.value}:
        raise Conflict("archive_not_approved")
    waiting = found.items.filter(destroyed_at=None, spared="")
    before = found.items.count() - waiting.count()
    destroyed = spared = 0
    for item_id in list(waiting.order_by("id").values_list("id", flat=True)):
        gone = _destroy(found, item_id, actor, now)
        destroyed += gone
        spared += not gone
        progress(1)
    if found.state != DestructionState.DONE.value:
        found.state, found.done_at = DestructionState.DONE.value, now
        found.save(update_fields=["state", "done_at"])
        _note("archive.destruction_done", found, actor, now, {"destroyed": destroyed, "spared": spared})
    return Destroyed(destroyed, spared, before)


@transaction.atomic
def _destroy(destruction: Destruction, item_id: int, actor: Actor, now: dt.datetime) -> bool:
    item = DestructionItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.destroyed_at is not None or item.spared:
        return False
    dossier = Dossier.objects.get(pk=item.dossier_id)
    due = selectors.due_of(dossier)
    if str(Flag.DATA_ERASED) in dossier.flags:
        item.spared = "erased_otherwise"
    elif due is None or not selectors.is_past(due, legal_date(now)):
        item.spared = "rule_changed"
    else:
        erase_dossier(dossier=dossier.uid, decision=destruction.decision, ground=GROUND, actor=actor, now=now)
        item.destroyed_at = now
    item.save(update_fields=["spared", "destroyed_at"])
    return item.destroyed_at is not None


def _note(act: str, destruction: Destruction, actor: Actor, now: dt.datetime, details: dict[str, object]) -> None:
    audit.record(
        act=act, actor=actor, subject_kind="destruction", subject=str(destruction.uid), now=now, details=details
    )
    log.info(act, destruction=str(destruction.uid), **details)
