"""The people of procedure control in the small world, and what they type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from motcua.core.clock import legal_date
from motcua.people import totp
from motcua.people.actors import load_actor
from motcua.people.services import second_factor
from motcua.procedures.items import procedure_item_json
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.models import Decision
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services import decisions, drafting
from motcua.procedures.services.standing import version_on
from tests.dossiers.world import CODE, NOW, World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

ROLES = {"control": "control_officer", "control_head": "control_head", "chair": "province_leader"}
EFFECT = dt.date(2027, 3, 1)
HEAD = {
    "kind": "amended",
    "title": "Sửa đổi thủ tục mẫu",
    "number": "15/QĐ-UBND",
    "effective_on-day": "1",
    "effective_on-month": "3",
    "effective_on-year": "2027",
    "source": "Nghị định 1/2027/NĐ-CP",
    "law_effective_on-day": "",
    "law_effective_on-month": "",
    "law_effective_on-year": "",
}
TABLE = """step,name,kind,role,unit_rule,amount,unit,actions,outcomes
nhan,Tiếp nhận,reception,reception_officer,reception,2,working_hour,,tiep>xu-ly
xu-ly,Thẩm định,work,settling_officer,settling,1,working_day,,trinh>ky
ky,Ký,sign,unit_head,settling,4,working_hour,,tra>END
"""


@dataclass
class Office:
    world: World
    browsers: dict[str, Client]
    code: Callable[[dt.datetime], str]

    def draft(self, kind: DecisionKind = DecisionKind.AMENDED, **changes: Any) -> Decision:
        values = {"title": "Sửa đổi thủ tục mẫu", "effective_on": EFFECT, "number": "15/QĐ-UBND", **changes}
        return drafting.draft_decision(kind, actor=self.world.actors["control"], now=NOW, **values)

    def with_item(self, name: str = "Thủ tục cấp giấy xác nhận mới") -> Decision:
        """A draft that amends the procedure of the world."""
        decision = self.draft()
        version = version_on(CODE, EFFECT)
        assert version is not None
        content = procedure_item_json(content_of(version), code=CODE, source=version.source)
        content["content"] = {**content["content"], "name": name}  # type: ignore[dict-item]
        actor = self.world.actors["control"]
        drafting.propose_item(decision.uid, ItemKind.PROCEDURE, CODE, content, actor=actor, now=NOW)
        decision.refresh_from_db()
        return decision

    def checked(self, **changes: Any) -> Decision:
        decision = self.with_item(**changes)
        decisions.submit_decision(decision.uid, actor=self.world.actors["control"], now=NOW)
        return decisions.check_decision(decision.uid, actor=self.world.actors["control_head"], now=NOW)

    def get(self, who: str, address: str) -> str:
        answer = self.browsers[who].get(address)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def send(self, who: str, address: str, **typed: object) -> HttpResponse:
        """What a browser sends: the hidden fields of the page at ``address`` and what was typed."""
        page = self.get(who, address)
        return self.browsers[who].post(address, {**hidden(page), **typed})  # type: ignore[return-value]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's forms."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def staff(world: World, now: dt.datetime = NOW) -> Callable[[dt.datetime], str]:
    """Give the world its procedure control; the answer makes the chair's codes."""
    for name, role in ROLES.items():
        if name in world.users:
            continue
        post = PostFactory(unit=world.province, role=role, title=f"Vị trí {name}")
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
        world.posts[name], world.users[name] = post, user
        world.actors[name] = load_actor(user.pk, legal_date(now))
    key = totp.new_key()
    second_factor.set_up(
        world.users["chair"], key, totp.code_of(key, totp.step_at(now) - 10), now - dt.timedelta(minutes=5)
    )
    return lambda now: totp.code_of(key, totp.step_at(now))
