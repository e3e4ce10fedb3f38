"""Writing in a register: entering, mending, doing a step, striking through.

Every write locks the record, checks ``expected`` against its ``seq``, writes the row, its event and a line of the audit
chain in one transaction. The number has no gaps per register, unit and year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.counters import next_number
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.forms.cleaning import UncleanError, clean_lines
from motcua.forms.validation import Validated, validate
from motcua.organisation.models import CalendarPurpose, Unit
from motcua.organisation.selectors import ancestors, answers_for, calendar_code, unit_or_heir
from motcua.people.actors import Actor
from motcua.procedures.process import Step, UnitRule
from motcua.registers.definition import Definition, Right
from motcua.registers.finding import searched_text
from motcua.registers.lifecycle import Onward, RecordEventKind, RecordState, RegisterState, first, onward
from motcua.registers.models import Record, RecordEvent, RecordEventBody
from motcua.registers.permissions import may_read, require, roles_with, standing_in, step_reach
from motcua.registers.reading import definition_of, version_in_force
from motcua.worktime.rules import Basis, LimitUnit, due
from motcua.worktime.selectors import compiled

MOST_NOTE = 2_000
_HOURS = frozenset({LimitUnit.HOUR, LimitUnit.WORKING_HOUR})


@transaction.atomic
def enter_record(
    key: str, answers: Mapping[str, object], *, unit: int | None = None, actor: Actor, now: dt.datetime
) -> Record:
    """A new record of ``unit``, or of the unit of the post the actor enters by. Raises NotFound ``register_unknown``,
    Conflict ``register_closed``, NotAllowed, Invalid ``answers_invalid`` with the fault of each field."""
    on = legal_date(now)
    version = version_in_force(key, on)
    if version.register.state != RegisterState.OPEN:
        raise Conflict("register_closed")
    definition = definition_of(version)
    owner = unit if unit is not None else _own_unit(actor, definition)
    require(actor, definition, Right.ENTER, owner, on)
    kept = _checked(definition, answers, on)
    record = Record(
        register=version.register,
        version=version,
        unit_id=owner,
        year=on.year,
        answers=dict(kept.answers),
        search_text="",
        entered_by_id=actor.user_id,
        entered_at=now,
        entered_on=on,
        changed_at=now,
    )
    _place(record, first(definition.process), now)
    record.ordinal = next_number(f"register:{key}:{owner}:{on.year}", dt.date(on.year, 1, 1))
    record.number = f"{definition.prefix}{'-' if definition.prefix else ''}{on.year}-{record.ordinal:04d}"
    record.search_text = searched_text(record.number, definition, kept.answers)
    record.save()
    _event(record, RecordEventKind.ENTERED, actor, now)
    return record


@transaction.atomic
def mend_record(
    uid: UUID, answers: Mapping[str, object], *, expected: int, note: str = "", actor: Actor, now: dt.datetime
) -> Record:
    """Write the answers of a record anew, by the form it was entered on; what stood there stays in its history. One
    that is ended or struck is mended no more. Raises NotFound ``register_record_unknown``, NotAllowed, Conflict
    ``record_moved``, ``record_ended``, Invalid ``answers_invalid``."""
    record, definition = _locked(uid, expected, actor, now)
    require(actor, definition, Right.ENTER, record.unit_id, legal_date(now))
    if record.state == RecordState.STRUCK or (record.state == RecordState.ENDED and definition.process is not None):
        raise Conflict("record_ended")
    kept = _checked(definition, answers, legal_date(now))
    before: dict[str, Json] = dict(record.answers)
    if before == dict(kept.answers):
        return record
    record.answers = dict(kept.answers)
    record.search_text = searched_text(record.number, definition, kept.answers)
    return _written(record, RecordEventKind.MENDED, actor, now, note=note, before=before)


@transaction.atomic
def do_step(uid: UUID, outcome: str, *, expected: int, note: str = "", actor: Actor, now: dt.datetime) -> Record:
    """End the step a record stands at by one of its outcomes. Raises NotFound ``register_record_unknown``, NotAllowed
    ``register_not_your_step``, Conflict ``record_moved``, ``record_ended``, Invalid ``outcome_unknown``."""
    record, definition = _locked(uid, expected, actor, now)
    if record.state != RecordState.OPEN or definition.process is None:
        raise Conflict("record_ended")
    step = definition.process.step(record.step)
    if not step_reach(actor, definition, step.role, legal_date(now)).covers(record.holder_unit_id or 0):
        raise NotAllowed("register_not_your_step")
    target = onward(definition.process, record.step, outcome)
    if target is None:
        raise Invalid("outcome_unknown", params={"outcome": outcome, "step": step.name})
    due_at = record.next_at
    _place(record, target, now)
    return _written(record, RecordEventKind.STEP_DONE, actor, now, note=note, step=step, outcome=outcome, due_at=due_at)


@transaction.atomic
def strike_record(uid: UUID, reason: str, *, expected: int, actor: Actor, now: dt.datetime) -> Record:
    """Strike a wrong record through: it keeps its number and is counted no more. Raises NotAllowed, Invalid
    ``reason_missing``, Conflict ``record_moved``, ``record_struck``."""
    record, definition = _locked(uid, expected, actor, now)
    require(actor, definition, Right.STRIKE, record.unit_id, legal_date(now))
    if record.state == RecordState.STRUCK:
        raise Conflict("record_struck")
    if not reason.strip():
        raise Invalid("reason_missing", errors=[{"field": "reason", "code": "reason_missing"}])
    _place(record, Onward(RecordState.STRUCK, None), now)
    return _written(record, RecordEventKind.STRUCK, actor, now, note=reason)


def _own_unit(actor: Actor, definition: Definition) -> int:
    standing = standing_in(actor, roles_with(definition, Right.ENTER))
    if standing is None:
        raise NotAllowed("register_right_missing")
    return standing.unit_id


def _checked(definition: Definition, answers: Mapping[str, object], on: dt.date) -> Validated:
    found = validate(definition.form, answers, on=on)
    if found.errors:
        raise Invalid("answers_invalid", errors=[one.as_dict() for one in found.errors])
    return found


def _locked(uid: UUID, expected: int, actor: Actor, now: dt.datetime) -> tuple[Record, Definition]:
    """The record and the definition it was entered under; unknown to whoever may not read it."""
    rows = Record.objects.select_for_update(of=("self",)).select_related("version", "register")
    record = rows.filter(uid=uid).first()
    if record is None:
        raise NotFound("register_record_unknown")
    definition = definition_of(record.version)
    if not may_read(actor, definition, record, now):
        raise NotFound("register_record_unknown")
    if record.seq != expected:
        raise Conflict("record_moved", params={"seen": expected, "is": record.seq})
    return record, definition


def _place(record: Record, target: Onward, now: dt.datetime) -> None:
    """Put the record where it goes: who holds it there, and until when."""
    record.state = target.state.value
    if target.step is None:
        record.step, record.holder_role, record.holder_unit, record.next_at = "", "", None, None
        record.ended_at = now
        return
    on = legal_date(now)
    holder = _holder(record.unit_id, target.step, on)
    record.step, record.holder_role, record.holder_unit_id = target.step.key, target.step.role, holder
    record.next_at = _due(holder, target.step, on, now)


def _holder(unit: int, step: Step, on: dt.date) -> int:
    """The unit that does a step for a record of ``unit``, or who answers for it since."""
    if step.unit_rule is UnitRule.NAMED and step.named_unit:
        return unit_or_heir(step.named_unit, on).pk
    answering = answers_for(unit, on)
    own = answering.pk if answering else unit
    if step.unit_rule is UnitRule.PARENT:
        above: list[Unit] = ancestors(own, on)
        return above[0].pk if above else own
    return own


def _due(unit: int, step: Step, on: dt.date, now: dt.datetime) -> dt.datetime:
    calendar = compiled(calendar_code(unit, CalendarPurpose.SETTLEMENT, on))
    basis = Basis.SAME_HOUR if step.unit in _HOURS else Basis.END_OF_DAY
    return due(calendar, now, max(step.amount, 1), step.unit, basis).at


def _written(
    record: Record,
    kind: RecordEventKind,
    actor: Actor,
    now: dt.datetime,
    *,
    note: str = "",
    step: Step | None = None,
    outcome: str = "",
    due_at: dt.datetime | None = None,
    before: Mapping[str, Json] | None = None,
) -> Record:
    said = _note(note)
    record.seq += 1
    record.changed_at = now
    record.save()
    event = _event(record, kind, actor, now, step=step, outcome=outcome, due_at=due_at)
    if said or before is not None:
        RecordEventBody.objects.create(event=event, note=said, earlier=None if before is None else dict(before))
    return record


def _event(
    record: Record,
    kind: RecordEventKind,
    actor: Actor,
    now: dt.datetime,
    *,
    step: Step | None = None,
    outcome: str = "",
    due_at: dt.datetime | None = None,
) -> RecordEvent:
    roles = {step.role} if step else {one.role for one in definition_of(record.version).allowed}
    standing = standing_in(actor, roles, record.unit_id)
    event = RecordEvent.objects.create(
        record=record,
        seq=record.seq,
        kind=kind.value,
        at=now,
        user_id=actor.user_id,
        unit_id=standing.unit_id if standing else None,
        on_behalf_of=(standing.on_behalf_of if standing else None) or "",
        step=step.key if step else "",
        outcome=outcome,
        due_at=due_at,
    )
    audit.record(
        act=f"registers.record_{kind.value}",
        actor=actor,
        subject_kind="register_record",
        subject=str(record.uid),
        now=now,
        details={"register": record.register.key, "seq": record.seq, "step": event.step, "outcome": outcome},
        on_behalf_of=event.on_behalf_of,
    )
    return event


def _note(text: str) -> str:
    try:
        said = clean_lines(text)
    except UncleanError as error:
        raise Invalid(error.code, errors=[{"field": "note", "code": error.code}]) from error
    if len(said) > MOST_NOTE:
        params = {"most": MOST_NOTE}
        raise Invalid("text_too_long", params=params, errors=[{"field": "note", "code": "text_too_long", **params}])
    return said
