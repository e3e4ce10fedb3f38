"""A citizen with a telephone: a hole in the street with a photograph and its place, a question answered, the outcome
rated, and asked again because fixed was not fixed. Then without script, and without a network."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.petitions.lifecycle import Command
from motcua.petitions.lifecycle.commands import Answer, Approve, AskSender, Assign, Publish, Take, Verify
from motcua.petitions.models import Petition
from motcua.petitions.services import act
from tests.petitions.intake import made
from tests.petitions.world import World, make_world
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .doing import ask, press
from .test_every_page import faults
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("MOTCUA_PICTURES", "")
_BARE = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer) -> Stage:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    return replace(_BARE, world=make_world(), url=live_server.url)  # type: ignore[arg-type]


def push(page: Page, name: str) -> None:
    press(page, name).click()


def by(world: World, who: str, receipt: str, *commands: Command) -> None:
    """Officials at work."""

    def work() -> None:
        petition = Petition.objects.get(receipt_no=receipt)
        for command in commands:
            act(petition.uid, command, actor=world.actor(who, clock.now()), now=clock.now())

    ask(work)


def looked_at(page: Page, name: str) -> None:
    """A picture for people, and axe; it needs script, so the plain pages are looked at by people alone."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"petition-{name}.png"), full_page=True)
    if name.startswith("plain"):
        return
    size = page.viewport_size
    assert faults(page) == [], name
    if size is not None:
        page.set_viewport_size(size)


def photo(name: str = "o-ga.jpg") -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.photo(size=(640, 480))}


def written(page: Page, name: str) -> str:
    """From the first question to the receipt; the receipt's address."""
    page.goto("/phan-anh/gui/")
    looked_at(page, f"{name}-1-words")
    page.get_by_label("Kể lại sự việc").fill("Ổ gà to giữa đường trước cổng trường, đã có người ngã 😟.")
    push(page, "Lưu và tiếp tục")
    looked_at(page, f"{name}-2-category")
    page.locator("input[name=category]").first.check()
    push(page, "Lưu và tiếp tục")
    looked_at(page, f"{name}-3-files")
    page.set_input_files("input[type=file][name=files]", [photo()])
    push(page, "Thêm tệp đã chọn")
    expect(page.locator(".mc-files__name--kept", has_text="o-ga.jpg")).to_be_visible()
    push(page, "Tiếp tục")
    push(page, "Dùng nơi chụp ảnh")
    page.get_by_label("Đường, số nhà hoặc chỗ dễ nhận ra").fill("Trước cổng trường tiểu học")
    looked_at(page, f"{name}-4-place")
    push(page, "Lưu và tiếp tục")
    looked_at(page, f"{name}-5-contact")
    page.get_by_label("Họ tên").fill("Nguyễn Văn Thử")
    page.get_by_label("Số điện thoại").fill("0912 000 111")
    push(page, "Lưu và tiếp tục")
    looked_at(page, f"{name}-6-check")
    return page.url


def test_from_a_photograph_to_asked_again(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    world: World = stage.world  # type: ignore[assignment]
    page = open_page(width=360)
    written(page, "phone")
    push(page, "Gửi phản ánh, kiến nghị")
    expect(page.get_by_role("heading", name="Đã gửi phản ánh, kiến nghị")).to_be_visible()
    looked_at(page, "phone-7-receipt")
    receipt = page.url.split("/")[5]
    push(page, "Theo dõi phản ánh này")
    looked_at(page, "phone-8-new")
    by(world, "operator", receipt, Verify(category="duong-hong"), Assign(unit="T-SXD"))
    by(world, "officer", receipt, Take(), AskSender(words="Ổ gà ở làn nào, rộng chừng bao nhiêu?"))

    page.reload()
    expect(page.get_by_text("Ổ gà ở làn nào").first).to_be_visible()
    looked_at(page, "phone-9-asked")
    push(page, "Trả lời câu hỏi")
    page.get_by_label("Lời trả lời của bạn").fill("Làn bên phải, rộng chừng một mét.")
    looked_at(page, "phone-10-answering")
    push(page, "Gửi trả lời")
    expect(page.get_by_text("Đã gửi trả lời")).to_be_visible()

    by(world, "officer", receipt, Answer(text="Đã vá xong sáng nay bằng bê tông nhựa."))
    by(world, "head", receipt, Approve())
    by(world, "desk_head", receipt, Publish(title="Ổ gà", question="Ổ gà trước trường", answer="Đã vá"))
    page.reload()
    expect(page.get_by_text("Đã vá xong sáng nay")).to_be_visible()
    looked_at(page, "phone-11-answered")
    push(page, "Đánh giá")
    looked_at(page, "phone-12-rating")
    page.get_by_label("Không hài lòng", exact=True).check()
    push(page, "Gửi đánh giá")
    expect(page.get_by_role("button", name="Đánh giá")).to_have_count(0)
    push(page, "Việc chưa xong")
    page.get_by_label("Còn vướng điều gì?").fill("Mưa một trận lại bong ra.")
    page.set_input_files("input[type=file][name=files]", [photo("lai-hong.jpg")])
    looked_at(page, "phone-13-again")
    push(page, "Đề nghị xem lại")
    expect(page.get_by_text("Việc được giao xử lý lại")).to_be_visible()
    looked_at(page, "phone-14-reopened")

    petition = ask(lambda: Petition.objects.select_related("words").get(receipt_no=receipt))
    assert (petition.state, petition.rounds) == ("assigned", 1)
    assert petition.lat == pytest.approx(made.HOME[0], abs=1e-3)


def test_without_script_a_simple_question_is_asked(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    page = open_page(width=1366, script=False)
    written(page, "plain")
    push(page, "Gửi phản ánh, kiến nghị")
    expect(page.get_by_text("Hãy trả lời câu hỏi rồi gửi.").first).to_be_visible()
    label = page.locator("label[for=f-sum]").inner_text()
    first, second = (int(word) for word in label.replace("?", "").split() if word.isdigit())
    page.locator("#f-sum").fill(str(first + second))
    push(page, "Gửi phản ánh, kiến nghị")

    expect(page.get_by_role("heading", name="Đã gửi phản ánh, kiến nghị")).to_be_visible()
    looked_at(page, "plain-7-receipt")


def test_without_network_a_report_waits_on_the_device_and_goes_once(
    stage: Stage, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(width=360)
    page.goto("/phan-anh/gui/nhanh/")
    looked_at(page, "quick-1")
    page.get_by_label("Kể lại sự việc").fill("Đèn đường tắt ba hôm nay.")
    page.get_by_label("Đường, số nhà hoặc chỗ dễ nhận ra").fill("Ngõ 12")
    page.get_by_label("Họ tên").fill("Trần Thị Thử")
    page.get_by_label("Số điện thoại").fill("0912 000 222")
    page.set_input_files("input[type=file][name=files]", [photo("den.jpg")])
    page.context.set_offline(True)
    push(page, "Gửi")
    expect(page.get_by_text("Phản ánh đã được giữ trên máy này")).to_be_visible()
    looked_at(page, "quick-2-kept")

    page.context.set_offline(False)
    expect(page.get_by_text("Đã gửi. Số biên nhận:")).to_be_visible(timeout=15_000)
    looked_at(page, "quick-3-sent")
    page.get_by_role("link", name="PA").click()
    expect(page.get_by_role("heading", name="Đã gửi phản ánh, kiến nghị")).to_be_visible()
    watch.said = [one for one in watch.said if "ERR_INTERNET_DISCONNECTED" not in one]
    assert ask(lambda: Petition.objects.count()) == 1
    assert ask(lambda: Petition.objects.get().files.count()) == 1
