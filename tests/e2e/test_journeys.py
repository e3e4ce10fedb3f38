"""What people come for, from the first page to the last, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from motcua.core import clock
from motcua.dossiers.models import Dossier
from motcua.people.models import EmailCode, SignInSession
from motcua.people.services import email_code
from tests.core.parallel import at_once
from tests.dossiers.world import CODE
from tests.portal.filling import ANSWERS, picture

from .conftest import OpenPage, Stage

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CARD = "001199012345|123456789|NGUYỄN THỊ ÁNH TUYẾT|04051999|Nữ|Thôn 3, xã Hòa An|01012021"


def ask(question: Callable[[], object]) -> object:
    """Something of the database, asked in a thread of its own beside Playwright's loop."""
    (answer,) = at_once([question])
    if isinstance(answer, BaseException):
        raise answer
    return answer


def mailed_code() -> object:
    row = EmailCode.objects.latest("created_at")
    letter = email_code.letter_of(row.uid, clock.now())
    return "" if letter is None else letter.code


def press(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def fill_in(page: Page) -> None:
    """The pages of the application, up to the papers."""
    page.goto(f"/nop-ho-so/{CODE}/")
    if page.locator("select[name=place]").count():
        page.select_option("select[name=place]", "TS-0101")
    else:
        page.check("[name=place][value='TS-0101']")
    press(page, "Tiếp tục").click()
    for name, value in ANSWERS.items():
        page.fill(f"[name={name}]", value)
    press(page, "Lưu và tiếp tục").click()
    page.fill("[name=request]", "Xin xác nhận")
    press(page, "Lưu và tiếp tục").click()
    expect(page).to_have_url(re.compile("/giay-to/"))


def attach(page: Page, name: str, content: bytes, kind: str) -> None:
    page.set_input_files("input[type=file]", files=[{"name": name, "mimeType": kind, "buffer": content}])


def fill_in_all(page: Page) -> None:
    """An application that only needs sending."""
    fill_in(page)
    attach(page, "to-khai.png", picture().read(), "image/png")
    press(page, "Lưu và tiếp tục").click()
    expect(page).to_have_url(re.compile("/xem-lai/"))


def test_mother_finds_signs_in_and_begins(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(width=360)
    page.goto("/")
    page.fill("main [name=q]", "giay xac nhan")
    page.get_by_role("main").get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=re.compile("giấy xác nhận mẫu")).first.click()
    page.get_by_role("button", name="Nộp trực tuyến").click()
    page.fill("[name=email]", "me@example.vn")
    press(page, "Gửi mã").click()
    page.wait_for_url("**/dang-nhap/ma/")
    page.fill("[name=code]", str(ask(mailed_code)))
    press(page, "Đăng nhập").click()

    expect(page).to_have_url(re.compile(f"/nop-ho-so/{re.escape(CODE)}/"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_citizen_applies_on_a_phone_and_sending_twice_makes_one_dossier(
    stage: Stage, open_page: OpenPage, *, script: bool
) -> None:
    page = open_page("citizen", width=360, script=script)
    before = ask(Dossier.objects.count)
    fill_in_all(page)
    page.check("[name=declaration]")
    press(page, "Nộp hồ sơ").dblclick(no_wait_after=True)
    page.wait_for_url("**/da-nop/**")
    receipt = page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360 if script else True

    page.go_back()
    page.reload()

    assert page.url == receipt
    assert ask(Dossier.objects.count) == int(str(before)) + 1


def test_application_when_the_file_is_of_a_wrong_kind_then_said_plainly(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen")
    fill_in(page)
    attach(page, "bai-hat.exe", b"MZ\x90\x00" * 200, "application/octet-stream")
    press(page, "Tải tệp lên").click()

    expect(page.get_by_role("alert")).to_be_visible()


def test_application_when_the_session_ends_then_asked_to_sign_in_again(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen")
    page.goto(f"/nop-ho-so/{CODE}/{stage.things.draft.uid}/muc/request/")
    ask(lambda: SignInSession.objects.update(ended_at=clock.now()))
    press(page, "Lưu và tiếp tục").click()

    page.goto(f"/nop-ho-so/{CODE}/{stage.things.draft.uid}/muc/applicant/")
    expect(page).to_have_url(re.compile("/dang-nhap/"))


def test_desk_takes_a_dossier_by_the_scanned_card(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("reception")
    page.goto(f"/desk/tiep-nhan/{CODE}/")
    page.fill("[name=card]", CARD)
    press(page, "Điền từ thẻ").click()
    assert page.input_value("[name=name]") == "Nguyễn Thị Ánh Tuyết"
    page.fill("[name=phone]", "0912345678")
    page.check(f"[name='paper-{stage.world.component}']")
    press(page, "Tiếp nhận, in giấy hẹn").click()

    expect(page).to_have_url(re.compile("/desk/ho-so/"))


def test_stranger_with_the_code_sees_the_stage_only(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(width=360)
    page.goto("/tra-cuu/")
    page.fill("main [name=code]", stage.things.asked.receipt_no)
    press(page, "Tra cứu").click()

    expect(page.locator("[aria-current=step]")).to_be_visible()
    assert "Ánh Tuyết" not in page.content()


def test_language_is_changed_on_the_same_page(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"/thu-tuc/{CODE}/")
    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(re.compile(f"/en/thu-tuc/{re.escape(CODE)}/"))
    assert page.locator("html").get_attribute("lang") == "en"
