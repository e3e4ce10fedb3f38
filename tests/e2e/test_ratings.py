"""From a result that was returned to a bad rating looked after: letter, telephone, head; and a desk's tablet."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.dossiers.models import DossierEvent
from motcua.notifications.from_dossiers import DossierLog
from motcua.notifications.letters import letter_for
from motcua.notifications.rendering import render_dossier_letter
from motcua.ratings.circumstances import Circumstances
from motcua.ratings.services.callbacks import draw_callbacks
from motcua.ratings.services.places import make_poster, register_tablet
from motcua.ratings.services.release import release
from tests.dossiers.world import APPLICANT, World, build
from tests.matrix import addresses
from tests.ratings.given import BAD, GOOD, machine, more_posts, rated
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .doing import press
from .test_every_page import faults
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("MOTCUA_PICTURES", "")
ROLES = ("centre_head", "control", "auditor")
_BARE = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]


@pytest.fixture
def stage(request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer) -> Stage:
    """``waiting`` is a dossier whose result was just handed over; ``late`` another; ``telephones`` hold what was
    written to its applicant, and the address of a tablet to be paired."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    world = more_posts(build(clock.now()))
    one, two = world.returned(clock.now()), world.returned(clock.now())
    seq = DossierEvent.objects.filter(dossier=one).order_by("-seq").values_list("seq", flat=True)[0]
    envelope = DossierLog().envelope(one.uid, seq)
    assert envelope is not None
    letter = letter_for(envelope.occurrence)
    assert letter is not None
    body = render_dossier_letter(letter, envelope.occurrence, language="vi").body
    tablet, word = register_tablet(world.centre.uid, "Máy quầy 1", actor=world.actors["centre_head"], now=clock.now())
    kept = {"letter": body, "tablet": f"/danh-gia/may-tinh-bang/{tablet.code}/ghep/{word}/"}
    sessions = {role: addresses.signed_in(world, role).cookies["sessionid"].value for role in ROLES}
    if request.node.name == "test_pages_of_the_desk_are_sound":
        _many(world)
    made = replace(_BARE, world=world, waiting=one, late=two, sessions=sessions, telephones=kept)
    return replace(made, url=live_server.url)


def _many(world: World) -> None:
    """Enough ratings to be let out, one of them bad, some from one machine in a row, and somebody to call."""
    for number in range(12):
        how = machine(1, seconds=4, period=f"{clock.legal_date(clock.now()):%Y-%m}") if number > 5 else Circumstances()
        applicant = {**APPLICANT, "id_number": f"0011990123{number:02d}"}
        dossier = world.returned(clock.now(), applicant=applicant)
        words = "Hướng dẫn dễ hiểu, trả sớm." if number == 1 else ""
        rated(dossier, BAD if number == 0 else GOOD, at=clock.now(), words=words, how=how)
    world.returned(clock.now(), channel="counter", applicant={**APPLICANT, "email": ""})
    make_poster(world.centre.uid, actor=world.actors["centre_head"], now=clock.now())
    release(now=clock.now())
    draw_callbacks(now=clock.now())


def looked_at(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"ratings-{name}.png"), full_page=True)
    assert faults(page) == [], name


def rating_path(letter: str) -> str:
    """The way to the rating page in the words of the letter."""
    (address,) = (word for word in letter.split() if "/danh-gia/" in word)
    return urlsplit(address).path


def test_a_bad_rating_by_telephone_is_looked_after(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    watch.expect(400, 409)
    path = rating_path(stage.telephones["letter"])
    phone = open_page(width=360)
    phone.goto(path)
    looked_at(phone, "sheet")
    phone.set_viewport_size({"width": 360, "height": 780})
    press(phone, "Gửi đánh giá").click()
    expect(phone.get_by_role("alert")).to_contain_text("Hãy chọn mức hài lòng")
    looked_at(phone, "sheet-empty")
    phone.get_by_label("Không hài lòng", exact=True).check()
    phone.get_by_label("Chưa đúng mực, tôi phàn nàn").check()
    phone.get_by_label("Bạn muốn nói thêm điều gì?").fill("Anh Nguyễn Văn Bảy bắt tôi về lấy thêm giấy.")
    phone.get_by_label("Muốn được liên hệ lại?").fill("0987654321")
    press(phone, "Gửi đánh giá").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn đã đánh giá")
    looked_at(phone, "thanks")
    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Đã đánh giá")
    looked_at(phone, "used")

    head = open_page("centre_head")
    head.goto("/desk/thong-bao/")
    expect(head.get_by_text("Xử lý đánh giá chưa hài lòng của người dân")).to_be_visible()
    head.goto("/desk/y-kien-danh-gia/chua-hai-long/")
    looked_at(head, "follow-ups")
    head.locator("table a").first.click()
    expect(head.get_by_text("•••")).to_be_visible()
    expect(head.get_by_text("Bảy")).to_have_count(0)
    press(head, "Xem cách liên hệ (có ghi lại)").click()
    expect(head.get_by_text("0987654321")).to_be_visible()
    looked_at(head, "follow-up")
    head.get_by_label("Đã làm gì để sửa?").fill("Đã gọi xin lỗi, nhắc cán bộ hướng dẫn một lần cho đủ.")
    press(head, "Ghi đã xử lý xong").click()
    expect(head.get_by_text("Đã ghi kết quả xử lý đánh giá.")).to_be_visible()
    expect(head.get_by_text("Đã xử lý gần đây").first).to_be_visible()


def test_a_tablet_asks_one_question_and_returns_to_it(stage: Stage, open_page: OpenPage) -> None:
    tablet = open_page(width=1024)
    tablet.goto(stage.telephones["tablet"])
    press(tablet, "Ghép máy này").click()
    looked_at(tablet, "tablet")
    tablet.set_viewport_size({"width": 1024, "height": 768})
    press(tablet, "Rất hài lòng").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn!")
    looked_at(tablet, "tablet-thanks")
    tablet.wait_for_url(lambda url: "xong" not in url, timeout=20_000)
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("hài lòng không")


def test_pages_of_the_desk_are_sound(stage: Stage, open_page: OpenPage) -> None:
    control = open_page("control")
    for name, path in (("results", ""), ("places", "ma-qr/"), ("calls", "goi-dien/")):
        control.goto(f"/desk/y-kien-danh-gia/{path}")
        looked_at(control, name)
    control.goto("/desk/y-kien-danh-gia/goi-dien/")
    control.locator("table a").first.click()
    expect(control.get_by_role("heading", level=1)).to_have_text("Cuộc gọi hỏi ý kiến")
    looked_at(control, "call")
    auditor = open_page("auditor")
    auditor.goto("/desk/y-kien-danh-gia/trung-thuc/")
    looked_at(auditor, "integrity")
    stranger = open_page(width=360)
    stranger.goto("/danh-gia/")
    looked_at(stranger, "public")
