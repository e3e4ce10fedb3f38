"""What people do on the pages, and what the tests ask the database beside them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from motcua.core import clock
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.people import totp
from motcua.people.models import EmailCode
from motcua.people.services import email_code
from tests.core.parallel import at_once
from tests.dossiers.world import CODE
from tests.people.factories import PASSWORD
from tests.portal.filling import ANSWERS, picture

T = TypeVar("T")


def ask(question: Callable[[], T]) -> T:
    """Something of the database, asked in a thread of its own beside Playwright's loop."""
    (answer,) = at_once([question])
    if isinstance(answer, BaseException):
        raise answer
    return answer


def newest() -> Dossier:
    return ask(lambda: Dossier.objects.latest("id"))


def again(dossier: Dossier) -> Dossier:
    """The dossier as it stands now."""
    return ask(lambda: Dossier.objects.get(pk=dossier.pk))


def log_of(dossier: Dossier) -> list[str]:
    """The kinds of what stands in the dossier's log, oldest first."""
    rows = DossierEvent.objects.filter(dossier=dossier).order_by("seq")
    return ask(lambda: list(rows.values_list("kind", flat=True)))


# ---- on any page


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def press(page: Page, name: str) -> Locator:
    return main(page).get_by_role("button", name=name, exact=True)


def follow(page: Page, name: str) -> None:
    """Go where a link of the page's content leads."""
    main(page).get_by_role("link", name=name, exact=True).first.click()


def choose_act(page: Page, name: str) -> None:
    """Press a button of the bar at the foot of a dossier; the rarer ones lie under a fold."""
    bar = page.get_by_role("region", name="Việc có thể làm bây giờ")
    button = bar.get_by_text(name, exact=True).locator("visible=true").first
    if not button.is_visible():
        bar.get_by_text("Việc khác", exact=True).click()
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def told(page: Page, words: str) -> None:
    """The page says so where nobody overlooks it."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def attach(page: Page, name: str, content: bytes, kind: str) -> None:
    page.set_input_files("input[type=file]", files=[{"name": name, "mimeType": kind, "buffer": content}])


def paper_text(page: Page, link: str) -> str:
    """Open a PDF that the page links to; what is printed on it."""
    address = page.get_by_role("link", name=link).first.get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join("\n".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages).split())


# ---- signing in


def mailed_code() -> str:
    """The code of the newest letter."""

    def read() -> str:
        letter = email_code.letter_of(EmailCode.objects.latest("created_at").uid, clock.now())
        return "" if letter is None else letter.code

    return ask(read)


def sign_in_by_email(page: Page, address: str) -> None:
    """From the page that asks for the address to wherever one wanted to go."""
    page.fill("[name=email]", address)
    press(page, "Gửi mã").click()
    page.wait_for_url("**/dang-nhap/ma/")
    page.fill("[name=code]", mailed_code())
    press(page, "Đăng nhập").click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def sign_in_with_app(page: Page, name: str, key: str) -> None:
    """An official's password, then the code that the app shows now."""
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    press(page, "Tiếp tục").click()
    page.wait_for_url("**/dang-nhap/ma/")
    page.fill("[name=code]", totp.code_of(key, totp.step_at(clock.now())))
    press(page, "Đăng nhập").click()
    page.wait_for_url("**/desk/")


# ---- applying


def choose_place(page: Page, code: str = "TS-0101") -> None:
    if page.locator("select[name=place]").count():
        page.select_option("select[name=place]", code)
    else:
        page.check(f"[name=place][value='{code}']")
    press(page, "Tiếp tục").click()


def tell_who(page: Page) -> None:
    for name, value in ANSWERS.items():
        page.fill(f"[name={name}]", value)


def fill_in(page: Page) -> None:
    """The pages of the application, up to the papers."""
    if f"/nop-ho-so/{CODE}/" not in page.url:
        page.goto(f"/nop-ho-so/{CODE}/")
    choose_place(page)
    tell_who(page)
    press(page, "Lưu và tiếp tục").click()
    page.fill("[name=request]", "Xin xác nhận")
    press(page, "Lưu và tiếp tục").click()
    expect(page).to_have_url(re.compile("/giay-to/"))


def fill_in_all(page: Page) -> None:
    """An application that only needs sending."""
    fill_in(page)
    attach(page, "to-khai.png", picture().read(), "image/png")
    press(page, "Lưu và tiếp tục").click()
    expect(page).to_have_url(re.compile("/xem-lai/"))


def send(page: Page) -> None:
    page.check("[name=declaration]")
    press(page, "Nộp hồ sơ").click()
    page.wait_for_url("**/da-nop/**")
