"""The registry of a specification, made by the services that real decisions go through: drafted, checked by a second
person, signed by a third with the second factor, put in force. What an interrupted run left goes on where it
stopped."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.db import connection, transaction

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.figures.registry_log import recorded_as_at
from motcua.organisation.models import in_force
from motcua.people import totp
from motcua.people.actors import SYSTEM, Actor, load_actor
from motcua.people.models import Assignment, TotpState, User, UserKind
from motcua.people.services import second_factor
from motcua.procedures.content import ProcedureContent, from_json, to_json
from motcua.procedures.items import SCHEMA_VERSION, procedure_item_json, process_item_json
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.baseline import Proposal, apply_baseline
from motcua.procedures.services.decisions import check_decision, put_in_force, sign_decision, submit_decision
from motcua.procedures.services.drafting import draft_decision, propose_item
from motcua.procedures.services.importing import import_procedures
from motcua.procedures.services.standing import version_on
from motcua.procedures.source_rows import read_row
from motcua.simulate.rates import texts
from motcua.simulate.spec.model import SpecFault
from motcua.simulate.spec.registry import Own, OwnDecision, RegistryPlan, Standing
from motcua.worktime.rules import LimitUnit

SOURCE: Final = "Lịch sử giả lập"
ROLES: Final = ("control_officer", "control_head", "province_leader")
"""Who drafts, who checks, who signs."""

_STANDING: Final = """
WITH here AS (
    SELECT v.procedure_id,
        (SELECT x.level FROM unnest(%(levels)s::text[]) WITH ORDINALITY x(level, n)
         WHERE x.level = ANY(v.levels) ORDER BY x.n LIMIT 1) AS level
    FROM procedures_procedureversion v JOIN procedures_procedure p ON p.id = v.procedure_id
    WHERE v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
      AND NOT starts_with(p.key, %(mark)s))
SELECT 'level', coalesce(level, ''), count(*) FROM here GROUP BY 2
UNION ALL
SELECT 'service_level', l.level, count(*) FROM here JOIN procedures_servicelevel l USING (procedure_id)
WHERE l.valid_from <= %(on)s AND (l.valid_to IS NULL OR l.valid_to > %(on)s) GROUP BY 2
"""
NEAREST: Final = ("commune", "district", "province")
"""The nearest office first: it is the level of settlement."""


def standing_on(on: dt.date, mark: str) -> Standing:
    """What is in force on the day besides what the history ``mark`` made itself."""
    found: dict[str, dict[str, int]] = {"level": {}, "service_level": {}}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"levels": [*NEAREST], "on": on, "mark": f"{mark.lower()}-"})
        for table, name, count in cursor.fetchall():
            found[table][name] = count
    return found


def make_registry(plan: RegistryPlan, mark: str) -> None:
    """Everything of the plan that is not there yet."""
    if plan.stock and not _is_there(f"{mark}-0"):
        at = _at(plan.first)
        with recorded_as_at(at):
            rows = (json.dumps(_row(one), ensure_ascii=False).encode() for one in plan.stock)
            import_procedures(
                rows, actor=SYSTEM, now=at, effective_on=plan.first, source=SOURCE, number=f"{mark}-0", strict=True
            )
    _end(plan, mark)
    if plan.decisions:
        _Signing(plan.decisions).all()


def _is_there(number: str) -> bool:
    return Decision.objects.filter(number=number, source=SOURCE).exists()


def _at(day: dt.date, minutes: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), LEGAL_ZONE).astimezone(dt.UTC) + dt.timedelta(minutes=minutes)


def _end(plan: RegistryPlan, mark: str) -> None:
    """Levels that end: decided outside, with the districts."""
    days = sorted({one.until for one in plan.stock if one.until})
    for number, day in enumerate(days, start=1):
        name = f"{mark}-0-{number}"
        if _is_there(name):
            continue
        content: dict[str, Json] = {"schema_version": SCHEMA_VERSION, "ground": SOURCE, "replaced_by": ""}
        proposals = [Proposal(ItemKind.ABOLITION, one.key, content) for one in plan.stock if one.until == day]
        at = _at(day - dt.timedelta(days=5))
        with recorded_as_at(at):
            apply_baseline(proposals, actor=SYSTEM, now=at, effective_on=day, number=name, source=SOURCE, strict=True)


# --- what procedures say ----------------------------------------------------------------------------------------


def _row(own: Own) -> dict[str, Any]:
    """A line of a catalogue. Nobody files for it: its limit and its fee are unknown."""
    fields = texts("registry", "fields")
    name = fields[own.number % len(fields)]
    return {
        "key": own.key,
        "name": f"Thủ tục giả lập số {own.number:05d} (lĩnh vực {name})",
        "field": name,
        "levels": [own.level],
        "type": "TTHC được giao luật quy định chi tiết",
        "subjects": ["Công dân Việt Nam"],
        "unknown": ["limit", "fee", "components"],
        "service_level": own.service_level,
        "partial_reason": "verification" if own.service_level == "partial" else "",
        "ground": SOURCE if own.service_level == "partial" else "",
    }


def _wording(own: Own, decision: OwnDecision) -> ProcedureContent:
    if decision.kind is DecisionKind.NEW:
        return read_row(_row(own)).content
    version = version_on(own.key, decision.effective_on)
    if version is None:
        raise LookupError(f"{own.key} is in force on {decision.effective_on}")
    changed = {**to_json(content_of(version)), "summary": f"Sửa đổi, bổ sung theo quyết định {decision.number}."}
    return from_json(changed)


def _items(decision: OwnDecision) -> Iterator[tuple[ItemKind, str, dict[str, Json]]]:
    for own in decision.procedures:
        match decision.kind:
            case DecisionKind.ABOLISHED:
                content: dict[str, Json] = {"schema_version": SCHEMA_VERSION, "ground": SOURCE, "replaced_by": ""}
                yield ItemKind.ABOLITION, own.key, content
            case DecisionKind.INTERNAL_PROCESS:
                yield ItemKind.PROCESS, own.key, process_item_json(_PROCESS, name=f"Quy trình {decision.number}")
            case _:
                yield ItemKind.PROCEDURE, own.key, procedure_item_json(_wording(own, decision), code=None)


def _step(key: str, name: str, kind: StepKind, role: str, rule: UnitRule, to: str) -> Step:
    return Step(key, name, kind, role, rule, None, 4, LimitUnit.WORKING_HOUR, (Outcome("done", "Xong", to),))


_PROCESS: Final = Process(
    (
        _step("work", "Thụ lý", StepKind.WORK, "settling_officer", UnitRule.SETTLING, "sign"),
        _step("sign", "Ký kết quả", StepKind.SIGN, "unit_head", UnitRule.PARENT, END),
    )
)


# --- deciding ---------------------------------------------------------------------------------------------------


class _Signing:
    """Three people bring decisions into force in the order of their days."""

    def __init__(self, decisions: Sequence[OwnDecision]) -> None:
        there = dict(Decision.objects.filter(source=SOURCE).values_list("number", "state"))
        self._left = [one for one in _timed(decisions) if there.get(one[0].number) != DecisionState.IN_FORCE]
        if self._left:
            day = self._left[0][0].signed_on
            self._drafter, self._checker = (_holders(role, day)[0] for role in ROLES[:2])
            self._signer, self._key = _signer(self._left[0][1])

    def all(self) -> None:
        for decision, at in self._left:
            with recorded_as_at(at):
                self._bring(decision, at)

    def _bring(self, decision: OwnDecision, at: dt.datetime) -> None:
        with transaction.atomic():
            row = Decision.objects.filter(number=decision.number, source=SOURCE).first() or self._checked(decision, at)
        signer = load_actor(self._signer.pk, decision.signed_on)
        if row.state == DecisionState.CHECKED:
            code = totp.code_of(self._key, totp.step_at(at))
            sign_decision(row.uid, digest=row.digest, code=code, actor=signer, now=at, signed_on=decision.signed_on)
        put_in_force(row.uid, actor=signer, now=at)

    def _checked(self, decision: OwnDecision, at: dt.datetime) -> Decision:
        """Drafted and checked in one go: half a draft is never left."""
        drafter = self._actor(self._drafter, decision)
        row = draft_decision(
            decision.kind,
            title=f"Quyết định giả lập {decision.number}",
            effective_on=decision.effective_on,
            number=decision.number,
            source=SOURCE,
            actor=drafter,
            now=at,
        )
        for kind, key, content in _items(decision):
            propose_item(row.uid, kind, key, content, actor=drafter, now=at)
        submit_decision(row.uid, actor=drafter, now=at)
        return check_decision(row.uid, actor=self._actor(self._checker, decision), now=at)

    @staticmethod
    def _actor(user: User, decision: OwnDecision) -> Actor:
        return load_actor(user.pk, decision.signed_on)


def _timed(decisions: Sequence[OwnDecision]) -> Iterator[tuple[OwnDecision, dt.datetime]]:
    """Five minutes apart: a code of the second factor works once."""
    today: dict[dt.date, int] = {}
    for one in decisions:
        number = today[one.signed_on] = today.get(one.signed_on, -1) + 1
        yield one, _at(one.signed_on, 5 * number)


def _holders(role: str, day: dt.date) -> Sequence[User]:
    """Officials who hold a post of the role on the day. Raises SpecFault when there is nobody."""
    rows = Assignment.objects.filter(in_force(day), in_force(day, "post__"), post__role=role)
    found = rows.filter(user__kind=UserKind.OFFICIAL).select_related("user").order_by("post__code", "user__username")
    if not found:
        raise SpecFault("spec_nobody", 0, "decisions", role=role)
    return list({one.user.pk: one.user for one in found}.values())


def _signer(at: dt.datetime) -> tuple[User, str]:
    """A leader whose second factor was last used before ``at``, with its key; one without gets one."""
    for user in _holders(ROLES[2], at.astimezone(LEGAL_ZONE).date()):
        row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        if row is None:
            key = base64.b32encode(hashlib.sha256(f"motcua simulate {user.uid}".encode()).digest()[:20]).decode()
            before = at - dt.timedelta(days=1)
            second_factor.set_up(user, key, totp.code_of(key, totp.step_at(before)), before)
            return user, key
        used = TotpState.objects.filter(user=user).values_list("last_step", flat=True).first()
        if used is None or used < totp.step_at(at):
            return user, str(decrypt(row.data["secret"]))
    raise SpecFault("spec_nobody", 0, "decisions", role=ROLES[2])
