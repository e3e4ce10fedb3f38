"""A small province with one procedure, its people and its law, for tests that need real dossiers."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from motcua.core.clock import legal_date
from motcua.core.idempotency import Claim, request_hash
from motcua.core.remember import forget_everything
from motcua.documents.models import StoredFile
from motcua.documents.services import store_upload
from motcua.dossiers import answers, references
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.act import Answer, act
from motcua.dossiers.services.submit import Application, submit_dossier
from motcua.forms.selectors import schema as form_schema
from motcua.organisation.models import Post, Unit
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM, Actor, load_actor
from motcua.people.permissions import SCOPES
from motcua.people.services.grants import load_shipped
from motcua.people.services.tokens import create_token
from motcua.procedures import selectors as registry
from motcua.procedures.models import Competence, Decision, ProcessBinding, ProcessVersion
from motcua.procedures.models.registry import Procedure
from motcua.procedures.process_json import to_json
from motcua.procedures.services.importing import import_procedures
from motcua.worktime import selectors as calendars
from motcua.worktime.services.loading import load_shipped_calendars
from tests.documents import samples
from tests.organisation.factories import BEGINNING, PostFactory, UnitFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .legal_time import PROCESS

CODE = "1.009999"
NOW = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
PAPER = "component-1"

CATALOGUE = {
    "code": CODE,
    "name": "Thủ tục cấp giấy xác nhận mẫu",
    "ministry": "Bộ Tư pháp",
    "field": "Hộ tịch",
    "levels": ["commune"],
    "type": "TTHC được luật giao quy định chi tiết",
    "decision": "1/QĐ-BTP",
    "executing": ["Ủy ban nhân dân cấp xã"],
    "subjects": ["Công dân Việt Nam"],
    "channels": [
        {
            "channel": channel,
            "time": 5,
            "unit": "working_day",
            "fees": [{"amount": 20000, "currency": "VND", "has_note": False, "listed_free": False}],
        }
        for channel in ("online", "counter", "postal")
    ],
    "components": [{"name": "Tờ khai theo mẫu", "originals": 1, "copies": 0, "case": None}],
    "results": [{"name": "Giấy xác nhận", "code": "KQ.G15.000099"}],
    "legal": ["123/2015/NĐ-CP"],
}

APPLICANT = {
    "kind": "person",
    "name": "Nguyễn Thị Ánh Tuyết",
    "id_number": "001199012345",
    "birth_date": "1999-05-04",
    "phone": "0912345678",
    "email": "tuyet@example.vn",
    "address": "Thôn 3, xã Hòa An",
}


@dataclass
class World:
    province: Unit
    commune: Unit
    centre: Unit
    division: Unit
    posts: dict[str, Post]
    actors: dict[str, Actor]
    component: str = ""
    consulted: Unit = field(default=None)  # type: ignore[assignment]
    other_centre: Unit = field(default=None)  # type: ignore[assignment]
    users: dict[str, Any] = field(default_factory=dict)

    def application(self, **changes: Any) -> Application:
        values: dict[str, Any] = {
            "procedure": CODE,
            "case": "default",
            "channel": "online",
            "place": self.commune.code,
            "applicant": APPLICANT,
            **changes,
        }
        return Application(**values)

    def submit(self, actor: str = "citizen", now: dt.datetime = NOW, **changes: Any) -> Dossier:
        claim = changes.pop("idempotency", None)
        answer = submit_dossier(self.application(**changes), actor=self.actors[actor], now=now, idempotency=claim)
        return Dossier.objects.get(uid=UUID(str(answer.body["id"])))

    def act(self, dossier: Dossier, action: Action, actor: str, now: dt.datetime = NOW, **data: Any) -> Answer:
        return act(dossier=dossier.uid, action=action, data=data, actor=self.actors[actor], now=now)

    def accepted(self, now: dt.datetime = NOW, **changes: Any) -> Dossier:
        filed_by = "citizen" if changes.get("channel", "online") == "online" else "reception"
        dossier = self.submit(filed_by, now, **changes)
        self.act(dossier, Action.ACCEPT, "reception", now, originals=[self.component])
        dossier.refresh_from_db()
        return dossier

    def ready(self, now: dt.datetime = NOW, **changes: Any) -> Dossier:
        """A dossier whose result waits at the desk."""
        dossier = self.accepted(now, **changes)
        if dossier.channel != "online":
            self.act(dossier, Action.TRANSFER, "reception", now)
        for action, who in LIFE[:-1]:
            self.act(dossier, action, who, now)
        dossier.refresh_from_db()
        return dossier

    def returned(self, now: dt.datetime = NOW, **changes: Any) -> Dossier:
        dossier = self.ready(now, **changes)
        self.act(dossier, Action.HAND_OVER, "reception", now)
        dossier.refresh_from_db()
        return dossier

    def file(self, who: str = "citizen", now: dt.datetime = NOW, content: bytes | None = None) -> StoredFile:
        """An uploaded file, not part of any dossier yet."""
        return store_upload(
            io.BytesIO(samples.pdf() if content is None else content),
            file_name="Đơn của Ánh Tuyết.pdf",
            declared_type="application/pdf",
            actor=self.actors[who],
            now=now,
            purpose="dossier",
        )

    def token(self, who: str, *scopes: str, now: dt.datetime = NOW, life: dt.timedelta | None = None) -> str:
        """A bearer token of an actor for all scopes, or those named."""
        life = life or dt.timedelta(days=30)
        return create_token(self.users[who], scopes or SCOPES, actor=SYSTEM, now=now, life=life)[1]


LIFE = (
    (Action.COMPLETE_STEP, "division_head"),
    (Action.COMPLETE_STEP, "settling"),
    (Action.COMPLETE_STEP, "head"),
    (Action.ISSUE_RESULT, "head"),
    (Action.HAND_OVER, "reception"),
)


def claim(key: str, content: object = "x", operation: str = "test", who: str = "somebody") -> Claim:
    return Claim(who, operation, key, request_hash({"content": content}))


def build(now: dt.datetime = NOW) -> World:
    """Everything from nothing, in the calling transaction."""
    forget_everything()
    references.forget()
    answers.unit_name.cache_clear()
    answers.post_title.cache_clear()
    registry.forget()
    form_schema.cache_clear()
    calendars.forget()
    load_shipped_calendars(now=now)
    load_shipped(actor=SYSTEM, now=now)
    province = UnitFactory(province=True, code="TS", agency_code="H99")
    commune = UnitFactory(commune=True, code="TS-0101", parent=province, agency_code="H99.0101")
    centre = UnitFactory(centre=True, code="TS-0101.MC", parent=commune, agency_code="H99.0101.1")
    other_commune = UnitFactory(commune=True, code="TS-0102", parent=province, agency_code="H99.0102")
    other_centre = UnitFactory(centre=True, code="TS-0102.MC", parent=other_commune, agency_code="H99.0102.1")
    consulted = UnitFactory(code="TS-S05", kind="department", parent=province, name="Sở Xây dựng")
    division = UnitFactory(code="TS-0101.VH", kind="division", parent=commune, name="Phòng Văn hóa - Xã hội")
    rebuild_closure()
    roles = {
        "reception": (centre, "reception_officer"),
        "division_head": (division, "division_head"),
        "settling": (division, "settling_officer"),
        "head": (division, "unit_head"),
        "stranger": (UnitFactory(code="TS-0202", parent=province), "settling_officer"),
        "other_reception": (other_centre, "reception_officer"),
        "consulted": (consulted, "settling_officer"),
        "auditor": (province, "auditor"),
        "clerk": (division, "clerk"),
    }
    rebuild_closure()
    world = World(province, commune, centre, division, {}, {}, consulted=consulted, other_centre=other_centre)
    for name, (unit, role) in roles.items():
        post = PostFactory(unit=unit, role=role, title=f"Vị trí {name}")
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
        world.posts[name], world.users[name] = post, user
        world.actors[name] = load_actor(user.pk, legal_date(now))
    for name in ("citizen", "other_citizen"):
        user = UserFactory(citizen=True)
        world.users[name] = user
        world.actors[name] = load_actor(user.pk, legal_date(now))
    _registry(world, now)
    return world


def _registry(world: World, now: dt.datetime) -> None:
    line = json.dumps(CATALOGUE, ensure_ascii=False).encode()
    import_procedures([line], actor=SYSTEM, now=now, effective_on=BEGINNING, source="test")
    procedure = Procedure.objects.get(code=CODE)
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
    ProcessBinding.objects.create(procedure=procedure, decision=decision, process_version=process, valid_from=BEGINNING)
    Competence.objects.create(
        decision=decision,
        procedure=procedure,
        settling="place_division",
        settling_kind="division",
        reception="place_centre",
        valid_from=BEGINNING,
    )
    registry.forget()
    terms = registry.terms(CODE, "default", "online", legal_date(now))
    world.component = terms.papers[0].code
