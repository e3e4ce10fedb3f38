"""A small province that assesses its communes: who makes the round, fills in, appraises, decides and signs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from motcua.figures.assessments.models import AssessmentRound, AssessmentSheet, Kind, Part
from motcua.figures.assessments.services import rounds
from motcua.figures.assessments.services.entries import Typed
from motcua.figures.assessments.services.rounds import Deadlines, Order
from motcua.figures.periods import parse_code
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import Actor, load_actor
from tests.organisation.factories import BEGINNING, PostFactory, UnitFactory
from tests.people.factories import AssignmentFactory, UserFactory

NOW = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
DAYS = Deadlines(dt.date(2026, 12, 5), dt.date(2026, 12, 20), dt.date(2026, 12, 28), dt.date(2027, 1, 15))


@dataclass
class House:
    actors: dict[str, Actor]
    posts: dict[str, Any]
    users: dict[str, Any]
    round: AssessmentRound

    def sheet(self, code: str) -> AssessmentSheet:
        return AssessmentSheet.objects.get(round=self.round, unit__code=code)

    def at(self, stage: str) -> None:
        AssessmentRound.objects.filter(pk=self.round.pk).update(stage=stage)
        self.round.refresh_from_db()


def people(province: Any, commune: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Actor]]:
    """Beside what is there: an office with procedure control, a second department that appraises, two heads of a
    commune, a leader."""
    office = UnitFactory(code="TS-S01", kind="department", parent=province, name="Văn phòng Ủy ban nhân dân tỉnh")
    home = UnitFactory(code="TS-S02", kind="department", parent=province, name="Sở Nội vụ")
    rebuild_closure()
    wanted = {
        "manager": (office, "control_head"),
        "appraiser": (home, "unit_head"),
        "leader": (province, "province_leader"),
        "mayor": (commune, "unit_head"),
        "deputy": (commune, "unit_head"),
    }
    posts: dict[str, Any] = {}
    users: dict[str, Any] = {}
    actors: dict[str, Actor] = {}
    for name, (unit, role) in wanted.items():
        posts[name] = PostFactory(unit=unit, role=role, title=f"Vị trí {name}")
        users[name] = UserFactory(username=f"a-{name}", full_name=f"Cán bộ {name}")
        AssignmentFactory(user=users[name], post=posts[name], valid_from=BEGINNING)
        actors[name] = load_actor(users[name].pk, NOW.date())
    return posts, users, actors


def order(posts: dict[str, Any], **changes: Any) -> Order:
    values: dict[str, Any] = {
        "title": "Chấm điểm cải cách hành chính cấp xã năm 2026",
        "kind": Kind.COMMUNE,
        "tree": "internal_example",
        "period": parse_code("2026-Q3"),
        "deadlines": DAYS,
        "signer": str(posts["leader"].uid),
        "judges": [
            (Part.APPRAISER, str(posts["appraiser"].uid), ""),
            (Part.COUNCIL, str(posts["leader"].uid), ""),
        ],
        **changes,
    }
    return Order(**values)


def house(province: Any, commune: Any) -> House:
    """A round that is open for self-assessment."""
    posts, users, actors = people(province, commune)
    made = rounds.make_round(order(posts), actor=actors["manager"], now=NOW)
    made = rounds.advance(made.uid, actor=actors["manager"], now=NOW)
    return House(actors, posts, users, made)


def typed(value: str = "", reason: str = "", seen: int | None = None, **options: str) -> Typed:
    return Typed({"value": value, **options}, reason=reason, seen=seen)
