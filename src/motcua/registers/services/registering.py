"""Making a register: its key, its draft, its published versions. An author does it alone; no decision is needed, for no
person's right hangs on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.forms.cleaning import UncleanError, clean_line, clean_lines
from motcua.forms.digest import digest
from motcua.forms.schema import FormSchema
from motcua.forms.services import publish_form
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.people.selectors import role_names
from motcua.procedures.process import Process
from motcua.registers.checking import faults
from motcua.registers.definition import (
    SCHEMA_VERSION,
    Definition,
    UnreadableError,
    head_from_json,
    head_json,
    to_json,
)
from motcua.registers.lifecycle import RegisterState
from motcua.registers.models import Register, RegisterVersion
from motcua.registers.permissions import AUTHOR

KEY = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
_BLANK = FormSchema("", ())


def subject_of(key: str) -> str:
    """What the drafts of the register's form and process are kept under."""
    return f"register:{key}"


@transaction.atomic
def start_register(key: str, head: Mapping[str, Json], *, actor: Actor, now: dt.datetime) -> Register:
    """A register that nobody can use yet. Raises NotAllowed, Invalid ``register_key_malformed``,
    ``register_malformed``, Conflict ``register_key_taken``."""
    require(actor, AUTHOR, ())
    if not KEY.fullmatch(key):
        raise Invalid("register_key_malformed", errors=[{"field": "key", "code": "register_key_malformed"}])
    try:
        with transaction.atomic():
            made = Register.objects.create(
                key=key,
                state=RegisterState.DRAFT.value,
                draft=_clean_head(head),
                edited_by_id=actor.user_id,
                edited_at=now,
                created_by_id=actor.user_id,
                created_at=now,
            )
    except IntegrityError as error:
        fault = {"field": "key", "code": "register_key_taken"}
        raise Conflict("register_key_taken", params={"key": key}, errors=[fault]) from error
    _record("registers.started", made, actor, now)
    return made


@transaction.atomic
def edit_register(key: str, head: Mapping[str, Json], *, expected: int, actor: Actor, now: dt.datetime) -> Register:
    """Write the head of the draft. Raises NotAllowed, NotFound ``register_unknown``, Invalid ``register_malformed``,
    Conflict ``draft_edited`` when somebody wrote since the revision ``expected``."""
    register = _locked(key, actor)
    if register.revision != expected:
        raise Conflict("draft_edited", params={"seen": expected, "is": register.revision})
    register.draft = _clean_head(head)
    register.revision += 1
    register.edited_by_id, register.edited_at = actor.user_id, now
    register.save(update_fields=["draft", "revision", "edited_by", "edited_at"])
    return register


@transaction.atomic
def publish_register(
    key: str,
    form: FormSchema,
    process: Process | None,
    *,
    expected: int,
    valid_from: dt.date,
    actor: Actor,
    now: dt.datetime,
) -> RegisterVersion:
    """Publish the draft with its form and process from a day on: today, or one to come. Equal content gives the version
    there is. Records keep the version they were entered under.

    Raises NotAllowed, NotFound, Conflict ``draft_edited``, ``register_later_version`` when a version begins later than
    the day, Invalid ``register_from_past`` or ``register_faulty`` with every fault."""
    register = _locked(key, actor)
    if register.revision != expected:
        raise Conflict("draft_edited", params={"seen": expected, "is": register.revision})
    if valid_from < legal_date(now):
        raise Invalid("register_from_past", errors=[{"field": "valid_from", "code": "register_from_past"}])
    definition = definition_of(register, form, process)
    found = faults(definition, roles=role_names().keys())
    if found:
        raise Invalid("register_faulty", errors=[{"field": one.place, "code": one.code, **one.params} for one in found])
    return _publish(register, definition, valid_from, actor, now)


def definition_of(register: Register, form: FormSchema | None, process: Process | None) -> Definition:
    """The draft as a definition; an empty form where there is none yet."""
    return head_from_json(register.draft, form or _BLANK, process)


def _publish(
    register: Register, definition: Definition, valid_from: dt.date, actor: Actor, now: dt.datetime
) -> RegisterVersion:
    body = to_json(definition)
    versions = RegisterVersion.objects.filter(register=register).order_by("-number")
    last = versions.first()
    if last is not None and last.digest == digest(body) and last.valid_to is None:
        return last
    if last is not None and last.valid_from > valid_from:
        raise Conflict("register_later_version", params={"on": last.valid_from.isoformat()})
    if last is not None and last.valid_from == valid_from:
        raise Conflict("register_version_that_day", params={"on": last.valid_from.isoformat()})
    if last is not None:
        RegisterVersion.objects.filter(pk=last.pk, valid_to=None).update(valid_to=valid_from)
    made = RegisterVersion.objects.create(
        register=register,
        number=last.number + 1 if last else 1,
        title=definition.title,
        definition=body,
        schema_version=SCHEMA_VERSION,
        digest=digest(body),
        form_version_id=publish_form(subject_of(register.key), definition.form, now=now),
        published_by_id=actor.user_id,
        valid_from=valid_from,
        recorded_at=now,
    )
    if register.state == RegisterState.DRAFT:
        register.state = RegisterState.OPEN.value
        register.save(update_fields=["state"])
    _record("registers.published", register, actor, now, version=made.number, valid_from=valid_from)
    return made


@transaction.atomic
def close_register(key: str, *, actor: Actor, now: dt.datetime) -> Register:
    """Nothing is entered any more; what is under way goes on to its end. Again changes nothing."""
    return _turn(key, RegisterState.CLOSED, "registers.closed", actor, now)


@transaction.atomic
def reopen_register(key: str, *, actor: Actor, now: dt.datetime) -> Register:
    return _turn(key, RegisterState.OPEN, "registers.reopened", actor, now)


def _turn(key: str, state: RegisterState, act: str, actor: Actor, now: dt.datetime) -> Register:
    register = _locked(key, actor)
    if register.state == RegisterState.DRAFT:
        raise Conflict("register_not_published")
    if register.state != state:
        register.state = state.value
        register.save(update_fields=["state"])
        _record(act, register, actor, now)
    return register


def _locked(key: str, actor: Actor) -> Register:
    require(actor, AUTHOR, ())
    register = Register.objects.select_for_update(of=("self",)).filter(key=key).first()
    if register is None:
        raise NotFound("register_unknown")
    return register


def _clean_head(head: Mapping[str, Json]) -> Json:
    """The head in its one form, its texts clean."""
    try:
        read = head_from_json(_clean(dict(head)), _BLANK, None)
    except (UnreadableError, UncleanError) as error:
        raise Invalid("register_malformed", params={"detail": str(error)}) from error
    return head_json(read)


def _clean(value: Json, name: str = "") -> Json:
    if isinstance(value, str):
        return clean_lines(value) if name == "purpose" else clean_line(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {key: _clean(one, key) for key, one in value.items()}
    return value


def _record(act: str, register: Register, actor: Actor, now: dt.datetime, **details: object) -> None:
    audit.record(act=act, actor=actor, subject_kind="register", subject=register.key, now=now, details=details)
