"""Doing what plans say: units end and begin, successions come, and what hangs on units goes over with them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from motcua.core import audit, outbox
from motcua.core.errors import Conflict
from motcua.core.search_text import tokens
from motcua.organisation.changes import Heir, UnitSpec
from motcua.organisation.models import SuccessionPart, Unit, UnitDecision, UnitDecisionState, in_force
from motcua.organisation.plans import Plan
from motcua.organisation.services.hanging import Carried, carry_over
from motcua.organisation.services.import_units import import_units

_TEXTS = ("name", "level", "kind", "short_name", "agency_code", "agency_code_old", "address", "phone", "email")
_CARRIED = ("name", "level", "kind", "short_name", "address", "phone", "email")


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of plans. ``ended`` leads from the key of each unit that ended to that of its default successor,
    ``by_decision`` from the key of a decision to those of the units it ended;
    ``posts`` from each post that ended to the one that took its work over, or None."""

    ended: Mapping[int, int] = field(default_factory=dict)
    by_decision: Mapping[int, Sequence[int]] = field(default_factory=dict)
    posts: Mapping[int, int | None] = field(default_factory=dict)
    begun: int = 0


@transaction.atomic
def put_plans_in_force(plans: Sequence[tuple[UnitDecision, Plan]], *, actor: audit.Doer, now: dt.datetime) -> Applied:
    """Write the plans of checked decisions of one day, in their order, and mark the decisions in force. One rebuild of
    the closure for all. Raises Conflict ``reorganisation_faulty`` when the units do not take them."""
    lines = _lines(plans)
    report = import_units((json.dumps(line, ensure_ascii=False).encode() for line in lines), actor=actor, now=now)
    if report.rejections:
        errors = [
            {"field": str(lines[one.line - 1]["code"]), "code": f"unit_file.{one.code}", "value": one.value}
            for one in report.rejections[:100]
        ]
        raise Conflict("reorganisation_faulty", errors=errors)
    on = plans[0][1].on
    endings = {code: (decision, plan, one) for decision, plan in plans for code, one in plan.endings.items()}
    old = {unit.code: unit for unit in Unit.objects.filter(valid_to=on, code__in=list(endings)).order_by("pk")}
    named = {heir.code for _, _, one in endings.values() for heir in one.heirs}
    new = {unit.code: unit for unit in Unit.objects.filter(in_force(on), code__in=list(named)).order_by("pk")}
    for decision, plan in plans:
        _keep_parts(decision, plan, old, new)
    carried = carry_over(
        [
            Carried(decision, old[code], new[_default(one.heirs)], one.posts, plan.post_map)
            for code, (decision, plan, one) in endings.items()
        ],
        on=on,
        now=now,
    )
    for decision, plan in plans:
        _mark(decision, plan, actor=actor, now=now)
    ended = {old[code].pk: new[_default(one.heirs)].pk for code, (_, _, one) in endings.items()}
    by_decision = {decision.pk: [old[code].pk for code in plan.endings] for decision, plan in plans}
    return Applied(ended, by_decision, carried, sum(len(plan.begins) for _, plan in plans))


def _lines(plans: Sequence[tuple[UnitDecision, Plan]]) -> list[dict[str, object]]:
    """The plans as lines of a unit file."""
    on = plans[0][1].on
    ends = [code for _, plan in plans for code in plan.endings]
    alive = {
        unit.code: unit
        for unit in Unit.objects.select_related("parent").filter(valid_to=None, valid_from__lt=on).order_by("pk")
    }
    begins = {code for _, plan in plans for code in plan.begins}
    heirs_from = {
        unit.code: unit.valid_from for unit in Unit.objects.filter(in_force(on)).exclude(code__in=ends).order_by("pk")
    }
    lines: list[dict[str, object]] = []
    for decision, plan in plans:
        for code, one in plan.endings.items():
            successors = [_successor(heir, on if heir.code in begins else heirs_from[heir.code]) for heir in one.heirs]
            lines.append({**_as_it_is(alive[code]), "valid_to": on.isoformat(), "successors": successors})
        for spec in plan.begins.values():
            lines.append(_beginning(spec, alive, on, source=decision.number or decision.source))
    return lines


def _successor(heir: Heir, begins: dt.date) -> dict[str, object]:
    share = 1 if heir.share == 1 else float(heir.share)
    return {"code": heir.code, "valid_from": begins.isoformat(), "share": share, "default": heir.is_default}


def _as_it_is(unit: Unit) -> dict[str, object]:
    parent = unit.parent.code if unit.parent else None
    return {
        "code": unit.code,
        "valid_from": unit.valid_from.isoformat(),
        "parent": parent,
        **{name: getattr(unit, name) for name in ("name", "level", "kind")},
    }


def _beginning(spec: UnitSpec, alive: Mapping[str, Unit], on: dt.date, *, source: str) -> dict[str, object]:
    like = alive.get(spec.like)
    texts = {name: getattr(like, name) for name in _CARRIED} if like else {}
    if like and spec.code == like.code:
        texts |= {"agency_code": like.agency_code, "agency_code_old": like.agency_code_old}
    parent = spec.parent if spec.parent is not None else (like.parent.code if like and like.parent else "")
    own = {name: text for name, text in spec.texts.items() if name in _TEXTS}
    said = {name: text for name, text in {**texts, **own}.items() if text}
    begins = on.isoformat()
    return {"code": spec.code, "valid_from": begins, "parent": parent or None, "source": source[:300], **said}


def _default(heirs: Sequence[Heir]) -> str:
    return next(heir.code for heir in heirs if heir.is_default)


def _keep_parts(decision: UnitDecision, plan: Plan, old: Mapping[str, Unit], new: Mapping[str, Unit]) -> None:
    SuccessionPart.objects.bulk_create(_parts(decision, plan, old, new), batch_size=2000)


def _parts(
    decision: UnitDecision, plan: Plan, old: Mapping[str, Unit], new: Mapping[str, Unit]
) -> Iterator[SuccessionPart]:
    for code, one in plan.endings.items():
        for heir in one.heirs:
            for part in heir.parts:
                yield SuccessionPart(
                    decision=decision, old=old[code], new=new[heir.code], name=part, folded=" ".join(tokens(part))[:200]
                )


def _mark(decision: UnitDecision, plan: Plan, *, actor: audit.Doer, now: dt.datetime) -> None:
    decision.state, decision.in_force_at = UnitDecisionState.IN_FORCE, now
    decision.revision += 1
    decision.save(update_fields=["state", "in_force_at", "revision", "signed_by", "signed_on", "signer"])
    counts = {"ended": len(plan.endings), "begun": len(plan.begins)}
    audit.record(
        act="organisation.decision_in_force",
        actor=actor,
        subject_kind="unit_decision",
        subject=str(decision.uid),
        now=now,
        details={"number": decision.number, **counts},
    )
    body = {"decision": str(decision.uid), "effective_on": decision.effective_on.isoformat(), **counts}
    outbox.publish(topic="organisation", key="units", kind="units_reorganised", body=body, now=now)
