"""The three registers of the demo, made by clicks alone: form, process, lists, reports, rights, publication, use."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.demo.registers import KEYS, definitions
from motcua.forms.schema import Field, FieldKind, FormSchema, Group
from motcua.procedures.process import END, Process, Step, UnitRule
from motcua.registers.definition import Definition
from motcua.registers.models import RegisterVersion
from motcua.registers.reading import definition_of
from motcua.worktime.rules import LimitUnit
from tests.matrix import addresses
from tests.registers.given import world_of_registers
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .doing import ask, follow, main, press
from .test_every_page import faults
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("MOTCUA_PICTURES", "")
ROLES = ("author", "settling", "reception")
_BARE = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer) -> Stage:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    world = world_of_registers(clock.now())
    sessions = {role: addresses.signed_in(world, role).cookies["sessionid"].value for role in ROLES}
    return replace(_BARE, world=world, sessions=sessions, url=live_server.url)


def looked_at(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"register-{name}.png"), full_page=True)
    assert faults(page) == [], name


# ---- what the author clicks


def begin(page: Page, key: str, wanted: Definition) -> None:
    page.goto("/studio/so/")
    press(page, "Tạo sổ").click()
    page.fill("#f-title", wanted.title)
    page.fill("#f-key", key)
    page.fill("#f-purpose", wanted.purpose)
    page.fill("#f-prefix", wanted.prefix)
    press(page, "Tạo sổ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(wanted.title)


def draw_form(page: Page, form: FormSchema) -> None:
    """The question that stands there at first becomes the first one."""
    press(page, "Soạn biểu mẫu").click()
    (drawn,) = form.pages
    items = list(drawn.items)
    page.click(".mc-tree__row--1 a >> nth=0")
    for number, item in enumerate(items):
        if isinstance(item, Group):
            page.click(f".mc-tree a:has-text('{DRAWN}')")
            add(page, "add_rows", item.title)
            fill_group(page, item)
            for field in item.fields:
                add(page, "add_field", field.label, field.kind)
                fill_question(page, field)
            page.click(f".mc-tree a:has-text('{DRAWN}')")
            continue
        if number:
            page.click(f".mc-tree a:has-text('{DRAWN}')")
            add(page, "add_field", item.label, item.kind)
        fill_question(page, item)


DRAWN = "Nội dung"


def add(page: Page, act: str, label: str, kind: str = "text") -> None:
    page.fill("#add-label", label)
    page.select_option("#add-kind", kind)
    page.click(f"button[value={act}]")
    expect(page.locator("#add-label")).to_have_value("")


def fill_question(page: Page, field: Field) -> None:
    page.fill("#f-label", field.label)
    page.set_checked("input[name=required]", field.required)
    if field.options:
        page.fill("#f-options", "\n".join(f"{one.key} | {one.label}" for one in field.options))
    for name in ("max_length", "minimum", "maximum"):
        if page.locator(f"#f-{name}").count():
            value = getattr(field, name)
            page.fill(f"#f-{name}", "" if value is None else str(value))
    page.fill("#f-key", field.key)
    press(page, "Lưu phần này").click()
    expect(page.locator(".mc-tree")).to_contain_text(field.label)


def fill_group(page: Page, group: Group) -> None:
    assert group.repeat is not None
    page.fill("#f-row_label", group.repeat.row_label)
    page.fill("#f-minimum", str(group.repeat.minimum))
    page.fill("#f-maximum", str(group.repeat.maximum))
    page.fill("#f-key", group.key)
    press(page, "Lưu phần này").click()
    expect(page.locator(".mc-tree")).to_contain_text(group.title)


def draw_process(page: Page, process: Process) -> None:
    """All rows first, then the ways of each step that has several or does not lead to the next."""
    press(page, "Thêm quy trình").click()
    for number, step in enumerate(process.steps):
        if number:
            page.locator(f"#buoc-{number} button[value='add:{number - 1}']").click()
        page.locator(f"#r{number}-name").wait_for()
        fill_step(page, number, step)
    main(page).get_by_role("button", name="Lưu", exact=True).last.click()
    for number, step in enumerate(process.steps):
        page.locator(f"#buoc-{number + 1} a").first.click()
        for way, outcome in enumerate(step.outcomes):
            if way:
                press(page, "Lưu bước này").click()
                page.locator(f"#buoc-{number + 1} a").first.click()
            page.fill(f"#w{way}-name", outcome.name)
            page.select_option(f"[name=w{way}-to]", label=target_words(process, outcome.to))
        press(page, "Lưu bước này").click()
    expect(page.locator("#mc-checked")).to_contain_text("không còn chỗ sai")


def fill_step(page: Page, number: int, step: Step) -> None:
    assert step.unit_rule is not UnitRule.NAMED
    unit = {LimitUnit.WORKING_DAY: "ngày", LimitUnit.WORKING_HOUR: "giờ"}[step.unit]
    page.fill(f"#r{number}-name", step.name)
    page.select_option(f"#r{number}-kind", step.kind.value)
    page.select_option(f"#r{number}-role", step.role)
    page.select_option(f"#r{number}-rule", step.unit_rule.value)
    page.fill(f"#r{number}-time", f"{step.amount} {unit}")


def target_words(process: Process, key: str) -> str:
    if key == END:
        return "Kết thúc"
    number = next(n for n, one in enumerate(process.steps, start=1) if one.key == key)
    return f"{number}. {process.step(key).name}"


def draw_lists(page: Page, wanted: Definition) -> None:
    for view in wanted.lists:
        follow(page, "Thêm danh sách")
        page.fill("#title", view.title)
        for number, column in enumerate(view.columns, start=1):
            page.fill(f"[name='place.{column}']", str(number))
        for key in view.filters:
            page.check(f"input[name=filters][value={key}]")
        page.select_option("#show", view.show.value)
        press(page, "Lưu danh sách").click()
    for report in wanted.reports:
        follow(page, "Thêm báo cáo")
        page.fill("#title", report.title)
        for name in ("rows", "columns", "adds"):
            page.select_option(f"#{name}", getattr(report, name))
        press(page, "Lưu báo cáo").click()


def draw_rights(page: Page, wanted: Definition) -> None:
    follow(page, "Sửa quyền")
    for one in wanted.allowed:
        page.select_option(f"[name='{one.role}.{one.right.value}']", one.extent.value)
    press(page, "Lưu").click()


def make(page: Page, key: str, wanted: Definition) -> None:
    begin(page, key, wanted)
    home = page.url
    draw_form(page, wanted.form)
    page.goto(home)
    if wanted.process is not None:
        draw_process(page, wanted.process)
        page.goto(home)
    draw_lists(page, wanted)
    draw_rights(page, wanted)
    looked_at(page, f"{key}-studio")
    press(page, "Phát hành").click()
    expect(main(page)).to_contain_text("Phiên bản 1 áp dụng từ")


# ---- what came of it


def said(definition: Definition) -> object:
    """What a definition says, without the names the machine gave to lists, reports, pages and steps."""
    steps = definition.process.steps if definition.process else ()
    names = {one.key: one.name for one in steps}
    return (
        (definition.title, definition.purpose, definition.prefix),
        [item for page in definition.form.pages for item in page.items],
        [
            (
                one.name,
                one.kind,
                one.role,
                one.unit_rule,
                one.minutes,
                [(o.name, names.get(o.to)) for o in one.outcomes],
            )
            for one in steps
        ],
        [(one.title, one.columns, one.filters, one.show) for one in definition.lists],
        [(one.title, one.rows, one.columns, one.adds) for one in definition.reports],
        sorted(_rights(definition)),
    )


def _ways(step: Step, names: dict[str, str]) -> list[tuple[str, str | None]]:
    return [(one.name, names.get(one.to)) for one in step.outcomes]


def _rights(definition: Definition) -> Iterable[tuple[str, str, str]]:
    return ((one.role, one.right.value, one.extent.value) for one in definition.allowed)


@pytest.mark.parametrize("key", KEYS)
def test_register_of_the_demo_when_made_by_clicks_then_it_is_the_one_that_is_shipped(
    stage: Stage, open_page: OpenPage, watch: Watch, key: str
) -> None:
    wanted = definitions()[key]
    page = open_page("author")

    make(page, key, wanted)

    made = ask(lambda: definition_of(RegisterVersion.objects.select_related("register").get(register__key=key)))
    assert said(made) == said(wanted)
    who = "reception" if key == "thiet-bi-mot-cua" else "settling"
    enter(open_page(who, width=360), key, wanted)


def enter(page: Page, key: str, wanted: Definition) -> None:
    """An official enters the first record on a phone and finds it in the list and in the report."""
    page.goto("/desk/so-nghiep-vu/")
    follow(page, wanted.title)
    looked_at(page, f"{key}-empty")
    page.goto(f"/desk/so-nghiep-vu/{key}/")
    press(page, "Ghi mục mới").click()
    for field, group, _page in wanted.form.every_field():
        answer(page, field, f"{group.key}.0.{field.key}" if group is not None else field.key)
    looked_at(page, f"{key}-form")
    press(page, "Ghi vào sổ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{wanted.prefix}-")
    looked_at(page, f"{key}-record")
    page.goto(f"/desk/so-nghiep-vu/{key}/bao-cao/{_report(key)}/")
    expect(main(page).get_by_role("link", name="1", exact=True).first).to_be_visible()
    looked_at(page, f"{key}-report")


def _report(key: str) -> str:
    version = ask(lambda: RegisterVersion.objects.get(register__key=key))
    return str(version.definition["reports"][0]["key"])


def answer(page: Page, field: Field, name: str) -> None:
    box = f"[name='{name}']"
    if field.kind is FieldKind.CHOICE:
        page.check(f"{box}[value='{field.options[0].key}']")
    elif field.kind is FieldKind.DATE:
        for part, value in (("day", "20"), ("month", "11"), ("year", "2026")):
            page.fill(f"[name='{name}-{part}']", value)
    elif field.kind in {FieldKind.NUMBER, FieldKind.MONEY}:
        page.fill(box, "12")
    else:
        page.fill(box, "Nội dung thử")
