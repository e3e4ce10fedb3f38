"""The process editor in a strict browser: every page at two widths, and an author who builds a process by clicks."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.procedures.models import ProcessDraft, ProcessVersion
from motcua.procedures.process_content import Content, content_of, steps_of, with_steps
from motcua.procedures.process_patterns import usual_process
from motcua.procedures.services.process_drafts import ProcessPlace, keep_aside, start_process_draft
from tests.desk.office import staff
from tests.dossiers.world import CODE, World, build
from tests.matrix import addresses
from tests.matrix.written import written_template
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .test_every_page import faults

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("MOTCUA_PICTURES", "")
"""A folder to draw the pages into; empty for none."""
ROLES = ("control", "control_head", "chair")
_BARE = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]


@dataclass(frozen=True)
class Desk:
    """What a browser of an author visits. ``faulty`` is full of mistakes."""

    draft: ProcessDraft
    faulty: ProcessDraft
    aside: int
    version: ProcessVersion
    template: UUID
    world: World


@pytest.fixture
def desk() -> list[Desk]:
    """Filled by the stage, which is made before the browser starts."""
    return []


def faulty() -> Content:
    """The pattern with a time nobody can read, a step nobody reaches, a unit that is missing, and a long name."""
    content = content_of(usual_process(), name="Quy trình còn sai")
    rows = steps_of(content)
    rows[2] = {**rows[2], "time": "nhanh thôi", "name": "Phân công " + "người thụ lý 🏛️ " * 12}
    rows[3] = {**rows[3], "unit_rule": "named"}
    rows.insert(5, {**rows[5], "key": "khong-ai-den", "name": "Không ai đến"})
    return with_steps(content, rows)


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer, desk: list[Desk]) -> Stage:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    now = clock.now()
    world = build(now)
    staff(world, now)
    author = world.actors["control"]
    usual = content_of(usual_process(), name="Quy trình cấp giấy xác nhận")
    draft = start_process_draft(ProcessPlace(CODE), usual, actor=author, now=now)
    wrong = start_process_draft(ProcessPlace(CODE, "", "TS-0101"), faulty(), actor=author, now=now)
    other = with_steps(usual, steps_of(usual)[:4])
    aside = keep_aside(draft.uid, other, based_on=1, actor=author, now=now)
    version = ProcessVersion.objects.filter(procedure__key=CODE).latest("id")
    desk.append(Desk(draft, wrong, aside, version, written_template(world, now), world))
    sessions = {role: addresses.signed_in(world, role).cookies["sessionid"].value for role in ROLES}
    return replace(_BARE, world=world, sessions=sessions, url=live_server.url)


def pages(desk: Desk) -> list[tuple[str, str]]:
    draft, wrong = [desk.draft.uid], [desk.faulty.uid]
    return [
        ("list", reverse("studio:processes")),
        ("choose", reverse("studio:process_new")),
        ("new", reverse("studio:process_new") + f"?procedure={CODE}"),
        ("editor", reverse("studio:process_draft", args=draft)),
        ("editor-faulty", reverse("studio:process_draft", args=wrong)),
        ("step", reverse("studio:process_step", args=[*draft, 5])),
        ("flow", reverse("studio:process_flow", args=draft)),
        ("flow-faulty", reverse("studio:process_flow", args=wrong)),
        ("compare", reverse("studio:process_compare", args=draft)),
        ("saves", reverse("studio:process_saves", args=draft)),
        ("conflict", reverse("studio:process_conflict", args=[*draft, desk.aside])),
        ("upload", reverse("studio:process_upload", args=draft)),
        ("propose", reverse("studio:process_propose", args=draft)),
        ("propose-faulty", reverse("studio:process_propose", args=wrong)),
        ("running", reverse("studio:process_running", args=[CODE])),
        ("version", reverse("studio:process_version", args=[desk.version.uid])),
        ("templates", reverse("studio:templates")),
        ("template-new", reverse("studio:template_new")),
        ("template", reverse("studio:template", args=[desk.template, 1])),
    ]


@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_of_the_process_editor_can_be_used(
    stage: Stage, desk: list[Desk], open_page: OpenPage, width: int
) -> None:
    wrong = {}
    for name, address in pages(desk[0]):
        page = open_page("control", width=width)
        page.goto(address)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"process-{name}-{width}.png"), full_page=True)
        found = faults(page)
        page.context.close()
        if found:
            wrong[name] = found

    assert wrong == {}
