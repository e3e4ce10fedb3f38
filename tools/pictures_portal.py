"""Pictures of every kind of page of the people's face: what is public, what an account sees, and an application from
its first page to its receipt."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Final, Protocol
from urllib.parse import quote

from pictures_data import FAULTS, fault_page, one_of_each, own, session_of
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Route

PUBLIC: Final = {
    "home": "/",
    "home-en": "/en/",
    "search": "/thu-tuc/?q=dang+ky+khai+sinh",
    "search-typo": "/thu-tuc/?q=dang+ki+khaii+sihn",
    "search-partial": "/thu-tuc/?q=" + quote("khai sinh máy bay trực thăng"),
    "search-none": "/thu-tuc/?q=xyzzyq",
    "procedures": "/thu-tuc/",
    "procedures-en": "/en/thu-tuc/?q=khai+sinh",
    "life-event": "/thu-tuc/?viec=child",
    "field": "/thu-tuc/?linh-vuc=" + quote("Hộ tịch") + "&cap=commune",
    "procedure": "/thu-tuc/1.001193/",
    "procedure-cases": "/thu-tuc/1.004194/",
    "procedure-building": "/thu-tuc/1.013225/",
    "procedure-land": "/thu-tuc/1.013831/",
    "procedure-closed": "/thu-tuc/2.000720/",
    "procedure-counter": "/thu-tuc/1.000593/",
    "procedure-en": "/en/thu-tuc/1.004194/",
    "procedure-unknown": "/thu-tuc/9.999999/",
    "track-form": "/tra-cuu/",
    "track-empty": "/tra-cuu/?code=",
    "track": "/tra-cuu/?code={open}",
    "track-returned": "/tra-cuu/?code={returned}",
    "track-unknown": "/tra-cuu/?code=H99-000000-0000",
    "track-en": "/en/tra-cuu/?code={open}",
    "link-wrong": "/ho-so/khong-co-duong-dan-nay/",
    "help": "/giup-do/",
    "privacy": "/bao-ve-du-lieu-ca-nhan/",
    "accessibility": "/tiep-can/",
    "open-data": "/du-lieu-mo/",
    "privacy-en": "/en/bao-ve-du-lieu-ca-nhan/",
    "sign-in": "/dang-nhap/",
    "sign-in-en": "/en/dang-nhap/",
    "not-found": "/khong-co/",
}
APPLICANT: Final = {
    "name": "Nguyễn Thị Ánh Tuyết",
    "id_number": "001199012345",
    "birth_date-day": "4",
    "birth_date-month": "5",
    "birth_date-year": "1987",
    "phone": "0912 345 678",
    "address": "Số 12, ngõ 45 đường Trần Hưng Đạo, tổ dân phố 7",
}
PLACE: Final = "AS-0101"


class Camera(Protocol):
    def take(self, page: Page, name: str, address: str) -> None: ...

    def take_here(self, page: Page, name: str) -> None: ...


def shoot_portal(browser: Browser, camera: Camera, base_url: str, samples: Mapping[str, str]) -> None:
    """All of them; ``samples``: codes ``open`` and ``returned``."""
    anyone = _visitor(browser, base_url)
    for name, address in PUBLIC.items():
        camera.take(anyone, name, address.format(**samples))
    _suggestions(anyone, camera)
    _problems(anyone, camera)
    _signing_in(browser, camera, base_url)
    _dossiers_by_link(anyone, camera)
    _own_dossiers(browser, camera, base_url)
    _applying(browser, camera, base_url)
    _throttled(browser, camera, base_url)


def _visitor(browser: Browser, base_url: str) -> Page:
    return browser.new_context(locale="vi-VN", base_url=base_url).new_page()


def _press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def _suggestions(page: Page, camera: Camera) -> None:
    for name, typed in {"suggestions": "khai sinh", "suggestions-none": "xyzzyq"}.items():
        page.goto("/")
        page.locator("main [name=q]").press_sequentially(typed)
        page.wait_for_timeout(900)
        camera.take_here(page, name)


def _problems(page: Page, camera: Camera) -> None:
    for name, (status, code) in FAULTS.items():
        page.route(f"**/{name}/", _answering(fault_page(f"/{name}/", status, code)))
        camera.take(page, name, f"/{name}/")


def _answering(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")


def _citizen(browser: Browser, base_url: str, email: str) -> Page:
    page = _visitor(browser, base_url)
    page.context.add_cookies([{"name": "sessionid", "value": session_of(email), "url": base_url}])
    return page


def _signing_in(browser: Browser, camera: Camera, base_url: str) -> None:
    page = _visitor(browser, base_url)
    page.goto("/dang-nhap/")
    page.fill("[name=email]", "khong-phai-dia-chi")
    _press(page, "Gửi mã")
    camera.take_here(page, "sign-in-error")
    page.fill("[name=email]", "nguoi.moi@dan.example")
    _press(page, "Gửi mã")
    page.wait_for_url("**/dang-nhap/ma/")
    camera.take_here(page, "sign-in-code")
    page.fill("[name=code]", "000000")
    _press(page, "Đăng nhập")
    camera.take_here(page, "sign-in-code-error")
    page.context.close()
    page = _citizen(browser, base_url, "nguoi.moi@dan.example")
    camera.take(page, "my-dossiers-empty", "/ho-so-cua-toi/")
    camera.take(page, "home-signed-in", "/")
    page.set_viewport_size({"width": 360, "height": 780})
    page.locator(".mc-menu summary").click()
    camera.take_here(page, "menu-open")
    page.context.close()


def _dossiers_by_link(page: Page, camera: Camera) -> None:
    found = one_of_each()
    for name, one in found.items():
        camera.take(page, f"dossier-{name}", f"/ho-so/{one.link_secret}/")
    camera.take(page, "dossier-en", f"/en/ho-so/{found['processing'].link_secret}/")


def _own_dossiers(browser: Browser, camera: Camera, base_url: str) -> None:
    email = "nguoidan1@dan.example"
    page = _citizen(browser, base_url, email)
    camera.take(page, "my-dossiers", "/ho-so-cua-toi/")
    camera.take(page, "my-dossiers-en", "/en/ho-so-cua-toi/")
    running = own(email, "processing", "consulting", "forwarded", "submitted")
    waiting = own(email, "supplement_at_reception", "supplement_at_settlement")
    if running:
        camera.take(page, "own-dossier", f"/ho-so-cua-toi/{running.uid}/")
        camera.take(page, "withdraw", f"/ho-so-cua-toi/{running.uid}/rut/")
        _press(page, "Rút hồ sơ")
        camera.take_here(page, "withdraw-error")
    if waiting:
        camera.take(page, "own-dossier-supplement", f"/ho-so-cua-toi/{waiting.uid}/")
        camera.take(page, "supplement", f"/ho-so-cua-toi/{waiting.uid}/bo-sung/")
        _press(page, "Gửi bổ sung")
        camera.take_here(page, "supplement-error")
    page.context.close()


def _paper(kind: str) -> dict[str, object]:
    if kind == "wrong":
        return {"name": "bai-hat.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00" * 200}
    buffer = io.BytesIO()
    image = Image.new("RGB", (400, 560), "white")
    ImageDraw.Draw(image).rectangle((40, 40, 360, 520), outline="black")
    image.save(buffer, "JPEG")
    name = "Ảnh chụp giấy chứng minh chỗ ở hợp pháp (mặt trước) 20261120_093155.jpg"
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def _applying(browser: Browser, camera: Camera, base_url: str) -> None:
    page = _citizen(browser, base_url, "nguoi.nop@dan.example")
    page.goto("/nop-ho-so/1.004194/")
    camera.take_here(page, "apply-place")
    _press(page, "Tiếp tục")
    camera.take_here(page, "apply-place-error")
    page.select_option("[name=place]", PLACE)
    _press(page, "Tiếp tục")
    camera.take_here(page, "apply-applicant")
    _press(page, "Lưu và tiếp tục")
    camera.take_here(page, "apply-applicant-error")
    for name, value in APPLICANT.items():
        page.fill(f"[name={name}]", value)
    page.wait_for_timeout(1200)
    camera.take_here(page, "apply-applicant-filled")
    _press(page, "Lưu và tiếp tục")
    number = 1
    while "/muc/" in page.url:
        camera.take_here(page, f"apply-form-{number}")
        _fill_all(page)
        before = page.url
        _press(page, "Lưu và tiếp tục")
        number += 1
        if page.url == before:
            camera.take_here(page, f"apply-form-{number}-error")
            break
    camera.take_here(page, "apply-papers")
    _attach(page, "wrong", 0)
    camera.take_here(page, "apply-papers-error")
    page.goto(page.url.replace("/giay-to/", "/xem-lai/"))
    camera.take_here(page, "apply-review-missing")
    page.goto(page.url.replace("/xem-lai/", "/giay-to/"))
    for place in range(page.locator("input[type=file]").count()):
        _attach(page, "right", place)
    camera.take_here(page, "apply-papers-after")
    _press(page, "Lưu và tiếp tục")
    camera.take_here(page, "apply-review")
    _press(page, "Nộp hồ sơ")
    camera.take_here(page, "apply-review-error")
    _drafts(page, camera)
    page.check("[name=declaration]")
    _press(page, "Nộp hồ sơ")
    page.wait_for_url("**/da-nop/**")
    camera.take_here(page, "sent")
    page.emulate_media(media="print")
    camera.take_here(page, "sent-print")
    page.goto("/thu-tuc/1.004194/")
    camera.take_here(page, "procedure-print")
    page.context.close()


def _fill_all(page: Page) -> None:
    for box in page.locator("main form input[type=text], main form textarea").all():
        if not box.input_value():
            box.fill("Xin xác nhận")


def _attach(page: Page, kind: str, place: int) -> None:
    page.locator("input[type=file]").nth(place).set_input_files(files=[_paper(kind)])  # type: ignore[list-item]
    _press(page, "Tải tệp lên")


def _drafts(page: Page, camera: Camera) -> None:
    review = page.url
    camera.take(page, "my-dossiers-draft", "/ho-so-cua-toi/")
    page.goto(page.locator("a[href*='/xoa/']").first.get_attribute("href") or "/")
    camera.take_here(page, "discard")
    camera.take(page, "apply-place-draft", "/nop-ho-so/1.004194/")
    page.goto(review)


def _throttled(browser: Browser, camera: Camera, base_url: str) -> None:
    page = _visitor(browser, base_url)
    for number in range(80):
        answer = page.request.get(f"/tra-cuu/?code=H99-000000-{number:04d}")
        if answer.status == 429:
            break
    camera.take(page, "track-throttled", "/tra-cuu/?code=H99-000000-9999")
