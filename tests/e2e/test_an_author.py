"""An author without a programmer: a birth registration form and a process of five steps, seen on a phone, tried on past
dossiers, published by one decision; a citizen's draft is told on the day of effect, and not before."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.core.clock import FrozenClock, legal_date, use_clock
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.figures.facts.build import build as build_facts
from motcua.foresight.trial.models import TrialReport
from motcua.foresight.trial.services import run_trial
from tests.desk.office import staff
from tests.dossiers.world import CODE, LIFE, World
from tests.dossiers.world import build as build_world
from tests.matrix import addresses
from tests.portal.filling import filled
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .doing import ask, follow, main, press
from .test_every_page import faults
from .test_process_journey import STEPS, build_table
from .test_studio_forms import add, begin
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("MOTCUA_PICTURES", "")
ROLES = ("control", "control_head", "chair", "citizen")
TITLE = "Biểu mẫu và quy trình đăng ký khai sinh"
AHEAD = 10
_BARE = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]


@dataclass
class Office:
    """Filled by the stage, which is made before the browser starts."""

    world: World = None  # type: ignore[assignment]
    code: Callable[[dt.datetime], str] = lambda _now: ""
    draft: str = ""
    before: Dossier = field(default=None)  # type: ignore[assignment]


@dataclass(frozen=True)
class Later:
    """The machine's clock some days on."""

    days: int

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + dt.timedelta(days=self.days)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer, office: Office, settings: Settings, tmp_path: Path) -> Stage:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    settings.FACTS_ROOT = tmp_path / "facts"
    now = clock.now()
    world = build_world(now)
    office.world, office.code = world, staff(world, now)
    settled(world, now)
    office.before = world.submit(now=now)
    build_facts(now=now)
    draft = filled(addresses.signed_in(world, "citizen"), world)
    office.draft = f"/nop-ho-so/{CODE}/{draft.uid}/muc/"
    sessions = {role: addresses.signed_in(world, role).cookies["sessionid"].value for role in ROLES}
    return replace(_BARE, world=world, sessions=sessions, url=live_server.url)


def settled(world: World, now: dt.datetime) -> None:
    """Six dossiers of the last weeks, one a day, from filing to result."""
    for days in range(20, 8, -2):
        at = now - dt.timedelta(days=days)
        with use_clock(FrozenClock(at)):
            dossier = world.submit(now=at)
            for number, (action, who) in enumerate(((Action.ACCEPT, "reception"), *LIFE[:-1]), start=1):
                given = {"originals": [world.component]} if action is Action.ACCEPT else {}
                world.act(dossier, action, who, at + dt.timedelta(hours=number), **given)


def looked_at(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"author-{name}.png"), full_page=True)
    assert faults(page) == [], name


def write_form(page: Page) -> None:
    """The child, a question that is asked of some only, and rows for brothers and sisters."""
    begin(page)
    add(page, "add_field", "Họ, chữ đệm, tên của trẻ")
    page.check("input[name=required]")
    press(page, "Lưu phần này").click()
    add(page, "add_field", "Ngày sinh của trẻ", "date")
    add(page, "add_field", "Cha mẹ đã đăng ký kết hôn", "yes_no")
    add(page, "add_field", "Số giấy chứng nhận kết hôn")
    page.click("summary:has-text('Chỉ hỏi khi')")
    page.select_option("[name=show_if-0-field]", "cha_me_da_dang_ky_ket_hon")
    page.fill("[name=show_if-0-value]", "có")
    press(page, "Lưu phần này").click()
    page.click(".mc-tree a:has-text('Nội dung đề nghị')")
    add(page, "add_rows", "Anh, chị, em ruột")
    add(page, "add_field", "Họ và tên người thân")
    phone = page.frame_locator("#mc-phone")
    expect(phone.get_by_text("Họ, chữ đệm, tên của trẻ")).to_be_visible()
    expect(phone.get_by_text("Anh, chị, em ruột").first).to_be_visible()
    looked_at(page, "form")


def write_process(page: Page) -> None:
    """Five steps with a consultation, and a timer for its silence."""
    page.goto(f"/studio/quy-trinh/moi/?procedure={CODE}")
    page.check("#source-empty")
    page.fill("#name", "Đăng ký khai sinh: năm bước")
    press(page, "Bắt đầu soạn").click()
    build_table(page, STEPS)
    expect(page.locator("#mc-checked")).to_contain_text("không còn chỗ sai")
    main(page).get_by_role("button", name="Lưu", exact=True).last.click()
    page.locator("#buoc-4 a").click()
    page.fill("#t0-name", "Báo lãnh đạo nơi được hỏi")
    page.select_option("#t0-wait", "consultation")
    page.fill("#t0-amount", "2")
    page.select_option("#t0-act", "escalate")
    press(page, "Lưu bước này").click()
    expect(page.locator("#buoc-4")).to_contain_text("1 hẹn giờ")
    looked_at(page, "process")


def decide_form(page: Page, effective: dt.date) -> None:
    page.click(".moj-sub-navigation a:has-text('Đưa vào quyết định')")
    page.check("input[name=into][value=new]")
    page.check("input[name=kind][value=internal_process]")
    page.fill("#f-title", TITLE)
    page.fill("#f-number", "21/QĐ-UBND")
    for part, value in (("day", effective.day), ("month", effective.month), ("year", effective.year)):
        page.fill(f"[name=effective_on-{part}]", str(value))
    press(page, "Đưa vào quyết định").click()
    expect(main(page)).to_contain_text("Anh, chị, em ruột")


def decide_process(page: Page) -> None:
    follow(page, "Đưa vào quyết định")
    page.get_by_label(TITLE).check()
    press(page, "Đưa vào quyết định").click()
    expect(main(page)).to_contain_text("năm bước")


def try_on_the_past(page: Page, decision: str, today: dt.date) -> None:
    """The author asks, the worker runs, the report stands beside the decision."""
    page.goto(decision)
    follow(page, "Chạy thử quyết định này")
    last = today - dt.timedelta(days=1)
    for name, on in (("first", today - dt.timedelta(days=40)), ("last", last)):
        for part, value in (("day", on.day), ("month", on.month), ("year", on.year)):
            page.fill(f"[name={name}-{part}]", str(value))
    looked_at(page, "ask")
    press(page, "Chạy thử").click()
    ask(lambda: run_trial(TrialReport.objects.get().uid, clock=clock.now, told=lambda *_args, **_named: None))
    page.reload()
    expect(main(page)).to_contain_text("6 hồ sơ được chạy lại")
    looked_at(page, "report")
    page.goto(decision)
    expect(main(page)).to_contain_text("xong")


def publish(office: Office, decision: str, author: Page, head: Page, chair: Page) -> None:
    """Submitted, checked by a second and signed by a third person."""
    author.goto(f"{decision}viec/trinh/")
    main(author).get_by_role("button", name="Trình kiểm soát").click()
    head.goto(f"{decision}viec/kiem-soat/")
    main(head).get_by_role("button", name="Xác nhận kiểm soát").click()
    chair.goto(f"{decision}viec/ky/")
    chair.fill("[name=code]", office.code(clock.now()))
    main(chair).get_by_role("button", name="Ký quyết định").click()
    expect(main(chair)).to_contain_text("Đã công bố, chờ hiệu lực")
    looked_at(chair, "decision")


def test_an_author_changes_form_and_process_alone(
    stage: Stage,
    office: Office,
    open_page: OpenPage,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    author, head, chair, citizen = (open_page(role) for role in ROLES)
    today = legal_date(clock.now())
    write_form(author)
    decide_form(author, today + dt.timedelta(days=AHEAD))
    decision = author.url.split("/muc/")[0] + "/"
    write_process(author)
    decide_process(author)
    try_on_the_past(author, decision, today)
    publish(office, decision, author, head, chair)

    citizen.goto(f"{office.draft}request/")
    expect(main(citizen)).not_to_contain_text("Biểu mẫu đã thay đổi")
    typed = citizen.input_value("#f-request")
    filed_before = ask(lambda: office.world.submit("other_citizen", clock.now()))

    monkeypatch.setattr(clock, "_system", Later(AHEAD + 1))
    ask(lambda: sign_in_again(stage))
    later = open_page("citizen", width=360)
    later.goto(f"{office.draft}request/")

    expect(main(later)).to_contain_text("Biểu mẫu đã thay đổi từ khi bạn bắt đầu điền")
    expect(main(later)).to_contain_text("Anh, chị, em ruột")
    expect(main(later)).to_contain_text(typed)
    looked_at(later, "citizen")
    child = {"ho_chu_dem_ten_cua_tre": "Bé Na"}
    filed_after = ask(lambda: office.world.submit("other_citizen", clock.now(), answers=child))
    assert filed_before.process_version_id == office.before.process_version_id != filed_after.process_version_id
    assert filed_before.form_version_id != filed_after.form_version_id
    steps = ask(lambda: filed_after.process_version.steps["steps"])
    assert [one["name"] for one in steps] == [row[0] for row in STEPS]
    assert steps[3]["timers"][0]["act"] == "escalate"


def sign_in_again(stage: Stage) -> None:
    """Sessions of eleven days ago have ended."""
    stage.sessions["citizen"] = addresses.signed_in(stage.world, "citizen").cookies["sessionid"].value
