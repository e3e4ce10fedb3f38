"""Procedure control in a strict browser: every page of a decision at two widths, and a signature without script."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.procedures.models import Decision
from motcua.procedures.services import decisions
from tests.desk.office import staff
from tests.dossiers.world import World, build
from tests.matrix import addresses
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .test_every_page import faults

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("MOTCUA_PICTURES", "")
"""A folder to draw the pages into; empty for none."""
ROLES = ("control", "control_head", "chair")


@dataclass(frozen=True)
class Office:
    """What a browser of procedure control visits."""

    draft: Decision
    checked: Decision
    centre: str
    world: World


_BARE = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]
"""The dossiers of the other stage are not needed here."""


@pytest.fixture
def office() -> list[Office]:
    """Filled by the stage, which is made before the browser starts."""
    return []


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer, office: list[Office]) -> Stage:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    now = clock.now()
    world = build(now)
    staff(world, now)
    draft, checked = addresses.decision(world, now), addresses.decision(world, now)
    decisions.submit_decision(checked.uid, actor=world.actors["control"], now=now)
    decisions.check_decision(checked.uid, actor=world.actors["control_head"], now=now)
    office.append(Office(draft, checked, world.centre.code, world))
    sessions = {role: addresses.signed_in(world, role).cookies["sessionid"].value for role in ROLES}
    return replace(_BARE, world=world, sessions=sessions, url=live_server.url)


def pages(office: Office) -> list[tuple[str, str, str]]:
    """Who visits what: name of the picture, role, address."""
    draft, checked = [office.draft.uid], [office.checked.uid]
    item = [office.draft.uid, 1]
    field = "?linh-vuc=H%E1%BB%99+t%E1%BB%8Bch"
    found = [
        ("list", "control", reverse("desk:decisions")),
        ("list-nothing", "control", reverse("desk:decisions") + "?query=khong-co"),
        ("new", "control", reverse("desk:decision_new")),
        ("draft", "control", reverse("desk:decision", args=draft)),
        ("edit", "control", reverse("desk:decision_edit", args=draft)),
        ("choose", "control", reverse("desk:decision_add", args=draft)),
        ("lines", "control", reverse("desk:decision_lines", args=draft)),
        ("item", "control", reverse("desk:decision_item", args=item)),
        ("submit", "control", reverse("desk:decision_act", args=[*draft, "trinh"])),
        ("withdraw", "control", reverse("desk:decision_act", args=[*draft, "bo"])),
        ("checked", "control_head", reverse("desk:decision", args=checked)),
        ("send-back", "control_head", reverse("desk:decision_act", args=[*checked, "tra-lai"])),
        ("sign", "chair", reverse("desk:decision_act", args=[*checked, "ky"])),
        ("board", "control", reverse("desk:registry")),
        ("gaps", "control", reverse("desk:registry_gaps", args=["posted"])),
        ("postings", "control", reverse("desk:postings")),
        ("posting", "control", reverse("desk:posting", args=[office.centre]) + field),
    ]
    parts = ("chung", "truong-hop", "giay-to", "huong-dan", "cach-thuc", "ket-qua", "can-cu")
    found += [(f"part-{part}", "control", reverse("desk:decision_item_part", args=[*item, part])) for part in parts]
    for kind in ("procedure", "local_terms", "service_level", "tag", "competence"):
        address = reverse("desk:decision_add_item", args=[*draft, kind])
        found.append((f"add-{kind}", "control", f"{address}?procedure={addresses.CODE}"))
    return found


@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_of_a_decision_can_be_used(
    stage: Stage, office: list[Office], open_page: OpenPage, width: int
) -> None:
    wrong = {}
    for name, role, address in pages(office[0]):
        page = open_page(role, width=width)
        page.goto(address)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        found = faults(page)
        page.context.close()
        if found:
            wrong[name] = found

    assert wrong == {}


def test_a_decision_is_submitted_sent_back_and_read_without_script(
    stage: Stage, office: list[Office], open_page: OpenPage
) -> None:
    draft = reverse("desk:decision", args=[office[0].draft.uid])
    control, head = (open_page(role, width=360, script=False) for role in ("control", "control_head"))

    control.goto(draft)
    control.get_by_role("button", name="Trình kiểm soát").click()
    control.get_by_role("button", name="Trình kiểm soát").click()
    assert "Chờ kiểm soát" in control.content()
    head.goto(draft)
    head.get_by_role("button", name="Trả lại người soạn").click()
    head.get_by_label("Lý do").fill("Thiếu căn cứ pháp lý")
    head.get_by_role("button", name="Trả lại người soạn").click()

    control.goto(draft)
    assert "Thiếu căn cứ pháp lý" in control.content()
    assert "Đang soạn" in control.content()
