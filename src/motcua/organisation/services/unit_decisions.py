"""Decisions about units on their way: drafted, checked, and put in force once a second person signed. Who may call
these is decided above (verb ``organisation.manage``); signing asks for the second factor there too."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.canonical import Json, encode
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.organisation.changes import Change, ChangeError, read_change
from motcua.organisation.models import Unit, UnitClosure, UnitDecision, UnitDecisionState, in_force
from motcua.organisation.plans import Living, Map, Plan, PlanFault, make_plan

MOST_CHANGES = 20_000
DAY = dt.timedelta(days=1)
_LENGTHS = {"number": 100, "title": 1000, "source": 300, "signer": 300}


@dataclass(frozen=True, slots=True)
class Head:
    """What a decision says besides its changes. ``signer`` names who signed a decision that came as a file."""

    effective_on: dt.date
    number: str = ""
    title: str = ""
    source: str = ""
    signed_on: dt.date | None = None
    signer: str = ""
    tells_applicants: bool = True


def find_decision(uid: UUID) -> UnitDecision:
    """Raises NotFound (``decision_not_found``)."""
    found = UnitDecision.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound("decision_not_found")
    return found


def draft(head: Head, changes: Sequence[Mapping[str, object]], *, actor: audit.Doer, now: dt.datetime) -> UnitDecision:
    """A draft. Raises Invalid ``change_malformed`` with each change that cannot be read, ``text_too_long``."""
    decision = UnitDecision(state=UnitDecisionState.DRAFT, drafted_by=actor.uid, drafted_at=now)
    _write(decision, head, changes)
    decision.save(force_insert=True)
    _record("drafted", decision, actor=actor, now=now)
    return decision


@transaction.atomic
def edit(
    uid: UUID,
    head: Head,
    changes: Sequence[Mapping[str, object]],
    *,
    actor: audit.Doer,
    now: dt.datetime,
    expected: int | None = None,
) -> UnitDecision:
    """Write a draft anew; one that was checked becomes a draft again. Raises as :func:`draft`, Conflict
    ``decision_moved``, ``decision_edited``."""
    decision = locked(uid, UnitDecisionState.DRAFT, UnitDecisionState.CHECKED, expected=expected)
    _write(decision, head, changes)
    decision.state, decision.digest = UnitDecisionState.DRAFT, ""
    decision.checked_by, decision.checked_at = None, None
    decision.revision += 1
    decision.save()
    _record("edited", decision, actor=actor, now=now)
    return decision


@transaction.atomic
def check(uid: UUID, *, actor: audit.Doer, now: dt.datetime, expected: int | None = None) -> UnitDecision:
    """Hold the draft against the units there are. Raises Invalid ``reorganisation_faulty`` with the faults,
    ``decision_number_missing``."""
    decision = locked(uid, UnitDecisionState.DRAFT, expected=expected)
    if not decision.number:
        raise Invalid("decision_number_missing")
    plan, faults = plan_of(decision)
    if faults:
        raise Invalid("reorganisation_faulty", errors=fault_errors(faults))
    mark_checked(decision, plan, actor=actor, now=now)
    return decision


def mark_checked(decision: UnitDecision, plan: Plan, *, actor: audit.Doer, now: dt.datetime) -> None:
    """Note that a locked draft without faults was checked."""
    decision.state, decision.touched = UnitDecisionState.CHECKED, plan.codes
    decision.checked_by, decision.checked_at = actor.uid, now
    decision.digest = digest_of(decision)
    decision.revision += 1
    decision.save()
    _record("checked", decision, actor=actor, now=now)


@transaction.atomic
def withdraw(uid: UUID, *, actor: audit.Doer, now: dt.datetime, expected: int | None = None) -> UnitDecision:
    """Give up a decision that is not in force."""
    decision = locked(uid, UnitDecisionState.DRAFT, UnitDecisionState.CHECKED, expected=expected)
    decision.state = UnitDecisionState.WITHDRAWN
    decision.revision += 1
    decision.save(update_fields=["state", "revision"])
    _record("withdrawn", decision, actor=actor, now=now)
    return decision


def locked(uid: UUID, *states: UnitDecisionState, expected: int | None = None) -> UnitDecision:
    """The decision under lock, in one of the states. Raises NotFound, Conflict ``decision_moved``,
    ``decision_edited`` when somebody wrote since the revision ``expected``."""
    decision = UnitDecision.objects.select_for_update().filter(uid=uid).first()
    if decision is None:
        raise NotFound("decision_not_found")
    if decision.state not in states:
        raise Conflict("decision_moved", params={"state": decision.state})
    if expected is not None and expected != decision.revision:
        raise Conflict("decision_edited", params={"seen": expected, "is": decision.revision})
    return decision


def changes_of(decision: UnitDecision) -> list[Change]:
    return [read_change(one) for one in decision.changes]


def plan_of(decision: UnitDecision, units: Map | None = None) -> tuple[Plan, list[PlanFault]]:
    """What the decision comes to and what is wrong with it, on the map of its day (or the one given)."""
    units = units or map_around(decision.effective_on, besides=decision)
    return make_plan(changes_of(decision), units)


def map_around(on: dt.date, *, besides: UnitDecision | None = None) -> Map:
    """The units of the day before and of the day; three statements."""
    return Map(on, living(on - DAY), living(on), _touched(on, besides))


def living(on: dt.date) -> dict[str, Living]:
    """Every unit in force on the day by its code, with who stands above it that day."""
    above = dict(
        UnitClosure.objects.filter(in_force(on), depth=1, succeeded=False).values_list(
            "descendant_id", "ancestor__code"
        )
    )
    columns = ("pk", "code", "valid_from", "valid_to", "level", "kind")
    rows = Unit.objects.filter(in_force(on)).order_by("pk").values_list(*columns)
    return {
        code: Living(code, begins, ends, level, kind, above.get(pk, "")) for pk, code, begins, ends, level, kind in rows
    }


def _touched(on: dt.date, besides: UnitDecision | None) -> dict[str, str]:
    standing = [UnitDecisionState.CHECKED, UnitDecisionState.IN_FORCE]
    others = UnitDecision.objects.filter(effective_on=on, state__in=standing).order_by("pk")
    if besides is not None and besides.pk is not None:
        others = others.exclude(pk=besides.pk)
    return {code: number for number, codes in others.values_list("number", "touched") for code in codes}


def fault_errors(faults: Sequence[PlanFault]) -> list[dict[str, object]]:
    return [{"field": f"changes.{one.change}", "code": one.code, **one.params} for one in faults]


def digest_of(decision: UnitDecision) -> str:
    """SHA-256 over the canonical bytes of everything a signature stands for."""
    said: dict[str, Json] = {
        "number": decision.number,
        "title": decision.title,
        "source": decision.source,
        "effective_on": decision.effective_on.isoformat(),
        "changes": decision.changes,
    }
    if not decision.tells_applicants:
        said["tells_applicants"] = False
    return hashlib.sha256(encode(said)).hexdigest()


def _write(decision: UnitDecision, head: Head, changes: Sequence[Mapping[str, object]]) -> None:
    for name, length in _LENGTHS.items():
        text = " ".join(str(getattr(head, name)).replace("\0", "").split())
        if len(text) > length:
            raise Invalid("text_too_long", errors=[{"field": name, "code": "text_too_long", "most": length}])
        setattr(decision, name, text)
    decision.effective_on, decision.signed_on = head.effective_on, head.signed_on
    decision.tells_applicants = head.tells_applicants
    if len(changes) > MOST_CHANGES:
        raise Invalid("decision_too_long", params={"most": MOST_CHANGES})
    errors: list[dict[str, object]] = []
    for number, change in enumerate(changes, start=1):
        try:
            read_change(change)
        except ChangeError as error:
            fault = error.fault
            errors.append(
                {"field": f"changes.{number}", "code": f"change.{fault.code}", "in": fault.field, "value": fault.value}
            )
    if errors:
        raise Invalid("change_malformed", errors=errors)
    decision.changes = [_plain(dict(change)) for change in changes]


def _plain(value: object) -> Json:
    """Exact numbers become text: JSON in the database has no decimals of ours."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float | Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise Invalid("change_malformed")


def _record(act: str, decision: UnitDecision, *, actor: audit.Doer, now: dt.datetime) -> None:
    audit.record(
        act=f"organisation.decision_{act}",
        actor=actor,
        subject_kind="unit_decision",
        subject=str(decision.uid),
        now=now,
        details={"number": decision.number, "revision": decision.revision},
    )
