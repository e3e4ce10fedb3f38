"""The small world with its certification procedures: a chair who signs, a desk that certifies."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from motcua.certification.kinds import kinds
from motcua.certification.rules import Line
from motcua.certification.services.certifying import Order
from motcua.core.clock import legal_date
from motcua.people.actors import SYSTEM, load_actor
from motcua.procedures import selectors as registry
from motcua.procedures.models import Competence, Decision, ProcessBinding, ProcessVersion
from motcua.procedures.models.registry import Procedure
from motcua.procedures.process_json import to_json
from motcua.procedures.services.importing import import_procedures
from tests.dossiers.legal_time import PROCESS
from tests.dossiers.world import CATALOGUE, NOW, World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory


def certifying(world: World, now: dt.datetime = NOW) -> World:
    """Add the procedures, and the chair of the commune as ``chair``."""
    counter = [
        {**way, "unit": "working_day", "time": 1} for way in CATALOGUE["channels"] if way["channel"] == "counter"
    ]  # type: ignore[index,union-attr]
    for one in kinds().values():
        row = {**CATALOGUE, "code": one.procedure, "name": one.name, "field": "Chứng thực", "channels": counter}
        line = json.dumps(row, ensure_ascii=False).encode()
        import_procedures([line], actor=SYSTEM, now=now, effective_on=BEGINNING, source=f"test {one.key}")
        procedure = Procedure.objects.get(code=one.procedure)
        decision = Decision.objects.order_by("id").first()
        assert decision is not None
        steps = to_json(PROCESS)
        process = ProcessVersion.objects.create(
            procedure=procedure,
            number=1,
            decision=decision,
            name="Quy trình mẫu",
            steps=steps,
            schema_version=1,
            digest=hashlib.sha256(repr(steps).encode()).hexdigest(),
            total_minutes=960,
            created_at=now,
        )
        ProcessBinding.objects.create(
            procedure=procedure, decision=decision, process_version=process, valid_from=BEGINNING
        )
        Competence.objects.create(
            decision=decision,
            procedure=procedure,
            settling="place_division",
            settling_kind="division",
            reception="place_centre",
            valid_from=BEGINNING,
        )
    post = PostFactory(unit=world.commune, role="unit_head", title="Chủ tịch UBND xã")
    user = UserFactory(username="chair_commune", full_name="Lê Văn Chủ")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    world.posts["commune_chair"], world.users["commune_chair"] = post, user
    world.actors["commune_chair"] = load_actor(user.pk, legal_date(now))
    registry.forget()
    return world


def order(world: World, *lines: Line, **changes: Any) -> Order:
    values: dict[str, Any] = {
        "kind": "copy",
        "requester": {"name": "Nguyễn Thị Ánh Tuyết"},
        "lines": lines or (Line("Bằng tốt nghiệp đại học", 2, 40),),
        "signer": str(world.posts["commune_chair"].uid),
        "paid_how": "cash",
        **changes,
    }
    return Order(**values)
