"""A register of bookings, and a world in which somebody may make one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from motcua.core.clock import legal_date
from motcua.forms.schema import Field, FieldKind, FormSchema, Option, Page
from motcua.organisation.models import Unit
from motcua.people.actors import load_actor
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.registers.definition import Allowed, Definition, Extent, ListView, Report, Right, Show, head_json
from motcua.registers.models import Record, RegisterVersion
from motcua.registers.services.records import enter_record
from motcua.registers.services.registering import publish_register, start_register
from motcua.worktime.rules import LimitUnit
from tests.dossiers.world import NOW, World, build
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

KEY = "muon-hoi-truong"
FORM = FormSchema(
    "Mượn hội trường",
    (
        Page(
            "booking",
            "Thông tin mượn",
            (
                Field("borrower", "Người mượn", FieldKind.TEXT, required=True, max_length=200),
                Field(
                    "hall",
                    "Hội trường",
                    FieldKind.CHOICE,
                    required=True,
                    options=(Option("big", "Hội trường lớn"), Option("small", "Phòng họp số 2")),
                ),
                Field("day", "Ngày mượn", FieldKind.DATE, required=True),
                Field("people", "Số người", FieldKind.NUMBER, minimum=1, maximum=500),
            ),
        ),
    ),
)
PROCESS = Process(
    (
        Step(
            "xem-xet",
            "Xem xét",
            StepKind.WORK,
            "clerk",
            UnitRule.SETTLING,
            None,
            4,
            LimitUnit.WORKING_HOUR,
            (Outcome("dong-y", "Đề nghị duyệt", "duyet"), Outcome("tu-choi", "Không cho mượn", END)),
        ),
        Step(
            "duyet",
            "Duyệt",
            StepKind.APPROVAL,
            "unit_head",
            UnitRule.SETTLING,
            None,
            1,
            LimitUnit.WORKING_DAY,
            (Outcome("duyet", "Duyệt", END), Outcome("tra-lai", "Xem lại", "xem-xet")),
        ),
    )
)
DEFINITION = Definition(
    title="Sổ mượn hội trường",
    purpose="Ai mượn hội trường nào, ngày nào, đã được duyệt chưa.",
    prefix="HT",
    form=FORM,
    process=PROCESS,
    lists=(
        ListView("all", "Tất cả", ("number", "field:borrower", "field:hall", "field:day", "state"), ("hall",)),
        ListView("open", "Đang chờ", ("number", "field:borrower", "step", "due"), (), Show.OPEN),
    ),
    reports=(Report("halls", "Số lượt theo hội trường và tháng", "field:hall", "month", "people"),),
    allowed=(
        Allowed("settling_officer", Right.READ, Extent.OWN_UNIT),
        Allowed("settling_officer", Right.ENTER, Extent.OWN_UNIT),
        Allowed("clerk", Right.READ, Extent.OWN_UNIT),
        Allowed("clerk", Right.EXPORT, Extent.OWN_UNIT),
        Allowed("unit_head", Right.READ, Extent.SUBTREE),
        Allowed("unit_head", Right.STRIKE, Extent.SUBTREE),
    ),
)
ANSWERS: dict[str, object] = {"borrower": "Đoàn Thanh niên xã", "hall": "big", "day": "24/11/2026", "people": "80"}


def world_of_registers(now: dt.datetime = NOW) -> World:
    """The small province with an author of the control division."""
    world = build(now)
    _joins(world, "author", world.province, "control_officer", now)
    _joins(world, "province_head", world.province, "unit_head", now)
    return world


def _joins(world: World, name: str, unit: Unit, role: str, now: dt.datetime) -> None:
    user = UserFactory(username=name, full_name=f"Cán bộ {name}")
    post = PostFactory(unit=unit, role=role, title=f"Vị trí {name}")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    world.posts[name], world.users[name] = post, user
    world.actors[name] = load_actor(user.pk, legal_date(now))


def published(world: World, definition: Definition = DEFINITION, key: str = KEY, **changes: Any) -> RegisterVersion:
    """The register, published from today by the author."""
    made = dataclasses.replace(definition, **changes)
    author = world.actors["author"]
    register = start_register(key, head_json(made), actor=author, now=NOW)
    return publish_register(
        key,
        made.form,
        made.process,
        expected=register.revision,
        valid_from=legal_date(NOW),
        actor=author,
        now=NOW,
    )


def entered(world: World, who: str = "settling", now: dt.datetime = NOW, **answers: object) -> Record:
    return enter_record(KEY, {**ANSWERS, **answers}, actor=world.actors[who], now=now)
