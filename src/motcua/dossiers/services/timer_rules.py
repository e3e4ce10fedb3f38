"""Rules of what happens when a date passes, edited by dated rows: a change is a new row, the old one stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.dossiers.models import TimerRule
from motcua.dossiers.models.duty import TIMER_ACTS, TIMER_WAITS
from motcua.dossiers.permissions import TIMERS
from motcua.people.actors import Actor
from motcua.people.permissions import holds
from motcua.procedures.models.registry import Case, Procedure
from motcua.procedures.process_timers import TimerAct, TimerWait
from motcua.worktime.rules import LimitUnit

LONGEST = 400
OWN_WAITS = frozenset(TIMER_WAITS) - {TimerWait.CONSULTATION}
OWN_ACTS = frozenset(TIMER_ACTS) - {TimerAct.PROCEED}
"""The others need a step to belong to: they stand in a process."""


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a rule says. ``procedure`` is a code or key, empty for all."""

    name: str
    wait: str
    act: str
    amount: int
    unit: str
    since_start: bool
    procedure: str
    case_key: str
    source: str


@transaction.atomic
def add_rule(terms: RuleTerms, *, valid_from: dt.date, actor: Actor, now: dt.datetime) -> TimerRule:
    """A new rule from a day on. Raises NotAllowed, Invalid with one error a field."""
    return _write(terms, new_id(), valid_from, actor=actor, now=now)


@transaction.atomic
def change_rule(uid: UUID, terms: RuleTerms, *, valid_from: dt.date, actor: Actor, now: dt.datetime) -> TimerRule:
    """Other terms from a day on: the row in force ends, what it fired stays and is not fired again. Raises as
    :func:`add_rule`, NotFound (``timer_rule_unknown``), Conflict (``timer_rule_ended``, ``timer_rule_of_process``)."""
    before = _locked(uid, actor)
    if valid_from <= before.valid_from:
        raise Invalid("data_invalid", errors=[{"field": "valid_from", "code": "timer_from_later"}])
    _end(before, valid_from, actor=actor, now=now)
    return _write(terms, before.series, valid_from, actor=actor, now=now)


@transaction.atomic
def end_rule(uid: UUID, *, on: dt.date, actor: Actor, now: dt.datetime) -> TimerRule:
    """The rule holds no more from ``on``. Raises NotAllowed, NotFound, Conflict (``timer_rule_ended``), Invalid."""
    row = _locked(uid, actor)
    if on <= row.valid_from or on < legal_date(now):
        raise Invalid("data_invalid", errors=[{"field": "on", "code": "timer_from_later"}])
    _end(row, on, actor=actor, now=now)
    return row


def _locked(uid: UUID, actor: Actor) -> TimerRule:
    _require(actor)
    row = TimerRule.objects.select_for_update().filter(uid=uid).first()
    if row is None:
        raise NotFound("timer_rule_unknown")
    if row.process_version_id is not None:
        raise Conflict("timer_rule_of_process")
    if row.valid_to is not None:
        raise Conflict("timer_rule_ended")
    return row


def _write(terms: RuleTerms, series: UUID, valid_from: dt.date, *, actor: Actor, now: dt.datetime) -> TimerRule:
    _require(actor)
    procedure = Procedure.objects.filter(key=terms.procedure).first() if terms.procedure else None
    errors = [*_faults(terms, procedure)]
    if valid_from < legal_date(now):
        errors.append(("valid_from", "timer_from_today"))
    if errors:
        raise Invalid("data_invalid", errors=[{"field": field, "code": code} for field, code in errors])
    row = TimerRule.objects.create(
        series=series,
        name=terms.name.strip()[:200],
        wait=terms.wait,
        act=terms.act,
        amount=terms.amount,
        unit=terms.unit,
        since_start=terms.since_start,
        procedure=procedure,
        case_key=terms.case_key.strip(),
        source=terms.source.strip()[:300],
        valid_from=valid_from,
        recorded_at=now,
    )
    _record("dossiers.timer_rule_added", row, actor=actor, now=now)
    return row


def _faults(terms: RuleTerms, procedure: Procedure | None) -> list[tuple[str, str]]:
    """What is wrong, field by field. Only the applicant's silence may stop a dossier, and only where the law of a
    procedure says so (Decree 301/2026/ND-CP art. 6): an office must not end by a timer what it is late with itself."""
    known = {"name": terms.name.strip(), "source": terms.source.strip()}
    known["wait"] = terms.wait if terms.wait in OWN_WAITS else ""
    known["act"] = terms.act if terms.act in OWN_ACTS else ""
    known["unit"] = terms.unit if terms.unit in set(LimitUnit) else ""
    found = [(field, "field_required") for field, value in known.items() if not value]
    if not 0 <= terms.amount <= LONGEST:
        found.append(("amount", "timer_amount_wrong"))
    if terms.procedure and procedure is None:
        found.append(("procedure", "timer_procedure_unknown"))
    if terms.case_key.strip() and not _has_case(procedure, terms.case_key.strip()):
        found.append(("case_key", "timer_case_unknown"))
    if terms.act == "stop" and terms.wait != "supplement":
        found.append(("act", "timer_stop_only_silence"))
    if terms.act == "stop" and (procedure is None or terms.amount == 0):
        found.append(("procedure" if procedure is None else "amount", "timer_stop_needs_law"))
    return found


def _has_case(procedure: Procedure | None, key: str) -> bool:
    return procedure is not None and Case.objects.filter(version__procedure=procedure, key=key).exists()


def _end(row: TimerRule, on: dt.date, *, actor: Actor, now: dt.datetime) -> None:
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _record("dossiers.timer_rule_ended", row, actor=actor, now=now)


def _require(actor: Actor) -> None:
    if not holds(actor, TIMERS):
        raise NotAllowed("verb_not_granted", params={"verb": TIMERS})


def _record(act: str, row: TimerRule, *, actor: Actor, now: dt.datetime) -> None:
    details = {"from": row.valid_from, "to": row.valid_to, "wait": row.wait, "act": row.act, "amount": row.amount}
    audit.record(act=act, actor=actor, subject_kind="timer_rule", subject=str(row.series), now=now, details=details)
