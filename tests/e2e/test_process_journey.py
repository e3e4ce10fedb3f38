"""An author builds a process of five steps by clicks, mends what is wrong, compares and publishes it by a decision."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.dossiers.models import Dossier
from motcua.procedures.models import Decision, ProcessDraft
from motcua.procedures.process_content import steps_of
from motcua.procedures.services import decisions
from tests.desk.office import staff
from tests.dossiers.world import CODE, World, build
from tests.matrix import addresses
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .doing import ask, follow, main, press

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("MOTCUA_PICTURES", "")
_BARE = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]

STEPS = (
    ("Tiếp nhận hồ sơ", "reception", "reception_officer", "reception", "0,5 ngày"),
    ("Phân công thụ lý", "assign", "division_head", "settling", "2 giờ"),
    ("Thẩm định hồ sơ", "work", "settling_officer", "settling", "1 ngày"),
    ("Lấy ý kiến Sở Xây dựng", "consultation", "settling_officer", "settling", "1 ngày"),
    ("Ký kết quả", "sign", "unit_head", "settling", "0,5 ngày"),
)


@dataclass(frozen=True)
class Office:
    world: World
    code: Callable[[dt.datetime], str]
    before: Dossier


@pytest.fixture
def office() -> list[Office]:
    return []


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer, office: list[Office]) -> Stage:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    now = clock.now()
    world = build(now)
    code = staff(world, now)
    office.append(Office(world, code, world.submit(now=now)))
    sessions = {role: addresses.signed_in(world, role).cookies["sessionid"].value for role in ("control",)}
    return replace(_BARE, world=world, sessions=sessions, url=live_server.url)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"process-journey-{name}.png"), full_page=True)


def fill(page: Page, number: int, row: tuple[str, str, str, str, str]) -> None:
    name, kind, role, rule, time = row
    cell = f"#r{number}-"
    page.fill(f"{cell}name", name)
    page.select_option(f"{cell}kind", kind)
    page.select_option(f"{cell}role", role)
    page.select_option(f"{cell}rule", rule)
    page.fill(f"{cell}time", time)


def build_table(page: Page, rows: tuple[tuple[str, str, str, str, str], ...]) -> None:
    """One row after the other, each added beneath the last."""
    press(page, "Thêm bước đầu tiên").click()
    for number, row in enumerate(rows):
        if number:
            page.locator(f"#buoc-{number} button[value='add:{number - 1}']").click()
        page.locator(f"#r{number}-name").wait_for()
        fill(page, number, row)


def publish(office: Office, effective_on: dt.date) -> None:
    """Submitted, checked by a second and signed by a third person."""
    people, now = office.world.actors, clock.now()
    decision = Decision.objects.get(title="Ban hành quy trình mẫu")
    assert decision.effective_on == effective_on
    decision.number = "77/QĐ-UBND"
    decision.save(update_fields=["number"])
    decisions.submit_decision(decision.uid, actor=people["control"], now=now)
    seen = decisions.check_decision(decision.uid, actor=people["control_head"], now=now)
    decisions.sign_decision(decision.uid, digest=seen.digest, code=office.code(now), actor=people["chair"], now=now)
    if Decision.objects.get(pk=decision.pk).state != "in_force":
        decisions.put_in_force(decision.uid, actor=people["chair"], now=now)


def filed(office: Office, at: dt.datetime) -> Dossier:
    with clock.use_clock(clock.FrozenClock(at)):
        return office.world.submit(now=at)


def test_an_author_builds_mends_compares_and_publishes_a_process(
    stage: Stage, office: list[Office], open_page: OpenPage
) -> None:
    page, here = open_page("control"), office[0]
    page.goto(reverse("studio:process_new") + f"?procedure={CODE}")
    page.check("#source-empty")
    page.fill("#name", "Quy trình năm bước")
    press(page, "Bắt đầu soạn").click()
    build_table(page, STEPS)

    # a planted fault is told while typing, at its row and beside, and goes when it is mended
    page.fill("#r2-time", "sớm thôi")
    expect(page.locator("#sai-2")).to_contain_text("Không đọc được thời gian")
    expect(page.locator("#mc-checked")).to_contain_text("1 chỗ cần sửa")
    picture(page, "fault")
    page.fill("#r2-time", "1 ngày")
    expect(page.locator("#mc-checked")).to_contain_text("không còn chỗ sai")
    expect(page.locator("#mc-checked svg.mc-flow--narrow a")).to_have_count(5)
    main(page).get_by_role("button", name="Lưu", exact=True).last.click()

    # the consultation tells the head when nobody answers
    page.locator("#buoc-4 a").click()
    page.fill("#t0-name", "Nhắc nơi được hỏi")
    page.select_option("#t0-wait", "consultation")
    page.fill("#t0-amount", "2")
    page.select_option("#t0-act", "escalate")
    picture(page, "timer")
    press(page, "Lưu bước này").click()
    expect(page.locator("#buoc-4")).to_contain_text("1 hẹn giờ")
    picture(page, "whole")

    # keys move a row, and undoing brings it back
    page.locator("#r4-name").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#r3-name")).to_have_value("Ký kết quả")
    press(page, "Hoàn tác").click()
    expect(page.locator("#r4-name")).to_have_value("Ký kết quả")

    follow(page, "So với bản đang có hiệu lực")
    expect(main(page)).to_contain_text("bước mới")
    picture(page, "compared")
    effective = legal_date(clock.now()) + dt.timedelta(days=10)
    follow(page, "Đưa vào quyết định")
    page.check("#into-new")
    page.get_by_label("Trích yếu quyết định").fill("Ban hành quy trình mẫu")
    for part, value in (("Ngày", effective.day), ("Tháng", effective.month), ("Năm", effective.year)):
        main(page).get_by_label(part, exact=True).fill(str(value))
    picture(page, "propose")
    press(page, "Đưa vào quyết định").click()
    expect(main(page)).to_contain_text("Quy trình năm bước")
    picture(page, "decision")

    ask(lambda: publish(here, effective))
    old = ask(lambda: filed(here, clock.now()))
    new = ask(lambda: filed(here, clock.now() + dt.timedelta(days=11)))
    assert (old.process_version_id, here.before.process_version_id) == (here.before.process_version_id,) * 2
    assert new.process_version_id != old.process_version_id
    steps = ask(lambda: new.process_version.steps["steps"])
    assert [one["name"] for one in steps] == [row[0] for row in STEPS]
    assert steps[3]["timers"][0]["act"] == "escalate"

    page.goto(reverse("studio:process_running", args=[CODE]))
    expect(main(page)).to_contain_text("Hiện có 3 hồ sơ đang mở.")
    picture(page, "running")


def test_the_editor_works_without_script(stage: Stage, office: list[Office], open_page: OpenPage) -> None:
    page = open_page("control", width=360, script=False)
    page.goto(reverse("studio:process_new") + f"?procedure={CODE}")
    page.check("#source-pattern")
    page.fill("#name", "Không có kịch bản 🏛️" + "x" * 200)
    press(page, "Bắt đầu soạn").click()

    page.locator("#buoc-3 button[value='double:2']").click()
    page.locator("#buoc-1 button[value='drop:0']").click()
    page.fill("#r0-name", "Tên mới")
    main(page).get_by_role("button", name="Lưu", exact=True).last.click()
    page.go_back()
    main(page).get_by_role("button", name="Lưu", exact=True).last.click()

    expect(main(page)).to_be_visible()
    draft = ask(lambda: ProcessDraft.objects.get())
    assert len(steps_of(draft.content)) == 7
    assert steps_of(draft.content)[0]["name"] == "Tên mới"
