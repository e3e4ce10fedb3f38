"""A dossier in parts: a bundle of three procedures that two agencies settle, on top of the small province."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from motcua.core import outbox
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.remember import forget_everything
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.act import act
from motcua.dossiers.services.family import follow, whole_of
from motcua.dossiers.services.submit import submit_dossier
from motcua.organisation.models import Unit
from motcua.people.actors import SYSTEM, Actor, load_actor
from motcua.procedures import selectors as registry
from motcua.procedures.bundle import Bundle, Part, Returns
from motcua.procedures.bundle_json import to_json as bundle_json
from motcua.procedures.models import BundleVersion, Competence, Decision, ProcessBinding, ProcessVersion
from motcua.procedures.models.registry import Procedure
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.process_json import to_json
from motcua.procedures.services.importing import import_procedures
from motcua.worktime.rules import LimitUnit
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .legal_time import PROCESS
from .world import APPLICANT, CATALOGUE, NOW, World

WHOLE, BIRTH, HOME, CARD = "1.009990", "1.009991", "1.009992", "1.009993"
HOUR = dt.timedelta(hours=1)


def family_step(*, outcomes: tuple[Outcome, ...] = (Outcome("done", "", END),), actions: tuple[str, ...] = ()) -> Step:
    return Step(
        "parts",
        "Các cơ quan cùng giải quyết",
        StepKind.FAMILY,
        "settling_officer",
        UnitRule.SETTLING,
        None,
        16,
        LimitUnit.WORKING_HOUR,
        outcomes,
        actions,
    )


UMBRELLA = Process((family_step(),))
LEAD = Process(
    (
        family_step(outcomes=(Outcome("done", "", "work"),), actions=("pause_for_payment", "request_supplement")),
        Step(
            "work",
            "Hoàn thiện",
            StepKind.WORK,
            "settling_officer",
            UnitRule.SETTLING,
            None,
            8,
            LimitUnit.WORKING_HOUR,
            (Outcome("done", "", "sign"),),
        ),
        Step(
            "sign",
            "Ký",
            StepKind.SIGN,
            "unit_head",
            UnitRule.SETTLING,
            None,
            4,
            LimitUnit.WORKING_HOUR,
            (Outcome("done", "", END),),
        ),
    )
)

BIRTH_PART = Part("birth", "Đăng ký mẫu thứ nhất", "Ghi sổ", BIRTH, papers={"tp01": "tp01"})
HOME_PART = Part("home", "Đăng ký mẫu thứ hai", "Cập nhật nơi ở", HOME, after=("birth",), takes={"birth": "tp01"})
CARD_PART = Part("card", "Cấp thẻ mẫu", "Cấp thẻ", CARD, after=("birth",), takes={"birth": "tp01"})
SEQUENCE = Bundle("parts", (BIRTH_PART, HOME_PART, CARD_PART), is_umbrella=True)
PARALLEL = Bundle(
    "parts",
    (
        Part("home", "Phần của đơn vị", "Việc một", HOME),
        Part("card", "Phần của sở", "Việc hai", CARD),
    ),
)


@dataclass
class Family:
    world: World
    actors: dict[str, Actor] = field(default_factory=dict)
    refused: int = 0

    def filed(self, now: dt.datetime = NOW) -> Dossier:
        """The whole, received by its desk."""
        world = self.world
        application = world.application(procedure=WHOLE, applicant=APPLICANT)
        body = submit_dossier(application, actor=world.actors["citizen"], now=now).body
        whole = Dossier.objects.get(uid=str(body["id"]))
        component = registry.terms(WHOLE, "default", "online", legal_date(now)).papers[0].code
        world.act(whole, Action.ACCEPT, "reception", now, originals=[component])
        return self.seen(whole, now)

    def seen(self, whole: Dossier, now: dt.datetime) -> Dossier:
        """What the outbox makes of it. Inside the test's own transaction its messages cannot be read, so what its
        consumers call is called here; :func:`drain_families` goes the whole way."""
        for dossier in Dossier.objects.filter(Q(pk=whole.pk) | Q(parent=whole)).order_by("pk"):
            moved = whole_of(dossier.uid)
            if moved is not None:
                try:
                    follow(moved, now=now)
                except DomainError:
                    self.refused += 1
        whole.refresh_from_db()
        return whole

    def part(self, whole: Dossier, key: str) -> Dossier:
        return Dossier.objects.get(part_of__whole=whole, part_of__key=key)

    def parts(self, whole: Dossier) -> dict[str, str]:
        return dict(whole.parts.order_by("id").values_list("key", "status"))

    def by(self, dossier: Dossier, action: Action, role: str, now: dt.datetime, **data: Any) -> None:
        """An act by somebody of the role in the unit that settles the dossier."""
        dossier.refresh_from_db()
        actor = self.actors[f"{dossier.settling_unit.code}:{role}"]
        act(dossier=dossier.uid, action=action, data=data, actor=actor, now=now)

    def granted(self, dossier: Dossier, now: dt.datetime) -> None:
        """A part worked through to its result."""
        for action, role in (
            (Action.COMPLETE_STEP, "division_head"),
            (Action.COMPLETE_STEP, "settling_officer"),
            (Action.ISSUE_RESULT, "unit_head"),
        ):
            self.by(dossier, action, role, now)
        dossier.refresh_from_db()
        assert dossier.state == State.RESULT_READY


def drain_families(now: dt.datetime) -> None:
    """What the worker does, where messages can be read: outside the transaction that wrote them."""
    for _round in range(4):
        outbox.drain("dossiers.family", now=now)
        if not outbox.drain("dossiers.family.follow", now=now).handled:
            break


def build_family(
    world: World, *, bundle: Bundle = SEQUENCE, process: Process = UMBRELLA, without: frozenset[str] = frozenset()
) -> Family:
    """The procedures of the bundle with their law, and somebody of every role in both agencies. Nobody is competent for
    the procedures in ``without``."""
    lines = [
        json.dumps({**CATALOGUE, "code": code, "name": f"Thủ tục mẫu {code}"}, ensure_ascii=False).encode()
        for code in (WHOLE, BIRTH, HOME, CARD)
    ]
    import_procedures(lines, actor=SYSTEM, now=NOW, effective_on=BEGINNING, source="family test")
    decision = Decision.objects.order_by("-id").first()
    assert decision is not None
    where = {WHOLE: world.division, BIRTH: world.division, HOME: world.division, CARD: world.consulted}
    for code, unit in where.items():
        _law(code, decision, process if code == WHOLE else PROCESS)
        if code not in without:
            make_competent(code, unit)
    BundleVersion.objects.create(
        procedure=Procedure.objects.get(code=WHOLE),
        decision=decision,
        step=bundle.step,
        name="Liên thông mẫu",
        parts=bundle_json(bundle),
        schema_version=1,
        valid_from=BEGINNING,
        source="test",
    )
    family = Family(world)
    for unit in (world.division, world.consulted):
        for role in ("division_head", "settling_officer", "unit_head"):
            post = PostFactory(unit=unit, role=role, title=f"{unit.code} {role}")
            user = UserFactory(username=f"{unit.code}-{role}".lower())
            AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
            family.actors[f"{unit.code}:{role}"] = load_actor(user.pk, legal_date(NOW))
    registry.forget()
    forget_everything()
    return family


def _law(code: str, decision: Decision, process: Process) -> None:
    procedure = Procedure.objects.get(code=code)
    steps = to_json(process)
    version = ProcessVersion.objects.create(
        procedure=procedure,
        number=1,
        decision=decision,
        name="Quy trình mẫu",
        steps=steps,
        schema_version=1,
        digest=hashlib.sha256(repr(steps).encode()).hexdigest(),
        total_minutes=960,
        created_at=NOW,
    )
    ProcessBinding.objects.create(procedure=procedure, decision=decision, process_version=version, valid_from=BEGINNING)


def make_competent(code: str, unit: Unit) -> None:
    """From now on ``unit`` settles the procedure."""
    Competence.objects.create(
        decision=Decision.objects.order_by("-id").first(),
        procedure=Procedure.objects.get(code=code),
        settling="named",
        settling_code=unit.code,
        reception="place_centre",
        valid_from=BEGINNING,
    )
    registry.forget()


__all__ = [
    "PARALLEL",
    "SEQUENCE",
    "UMBRELLA",
    "Family",
    "Returns",
    "build_family",
    "drain_families",
    "family_step",
    "make_competent",
]
