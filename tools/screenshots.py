"""Take a picture of every kind of page of a running demo, on a phone and on a desk.

    python tools/screenshots.py http://127.0.0.1:8000 FOLDER          # the main ones
    python tools/screenshots.py http://127.0.0.1:8000 --all FOLDER    # all, the whole of each page

Reads the accounts and sample codes from ``motcua demo info --json``; ``--all`` reads the demo's database too. Needs the
distribution's Chromium.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pictures_data import open_demo
from pictures_desk import shoot_desk
from pictures_portal import shoot_portal
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM: Final = Path("/usr/bin/chromium")
WIDTHS: Final = {360: 780, 1366: 768}
PUBLIC: Final = {
    "home": "/",
    "home-en": "/en/",
    "search": "/thu-tuc/?q=dang+ky+khai+sinh",
    "procedure": "/thu-tuc/{procedure}/",
    "track-form": "/tra-cuu/",
    "track": "/tra-cuu/?code={code}",
    "track-unknown": "/tra-cuu/?code=H99-000000-0000",
    "help": "/giup-do/",
    "privacy": "/bao-ve-du-lieu-ca-nhan/",
    "open-data": "/du-lieu-mo/",
    "sign-in": "/dang-nhap/",
    "desk-sign-in": "/desk/dang-nhap/",
    "not-found": "/khong-co/",
}
DESK: Final = {
    "inbox": "/desk/",
    "reception": "/desk/tiep-nhan/",
    "receive": "/desk/tiep-nhan/{procedure}/",
    "notices": "/desk/thong-bao/",
    "sessions": "/desk/tai-khoan/phien/",
}


def totp(secret: str) -> str:
    """The code of this half minute (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


class Camera:
    """Takes each page at every width."""

    def __init__(self, base_url: str, folder: Path, samples: Mapping[str, str], *, full_page: bool) -> None:
        self._base_url, self._folder, self._samples, self._full = base_url, folder, samples, full_page

    def take(self, page: Page, name: str, address: str) -> None:
        page.goto(self._base_url + address.format(**self._samples))
        self.take_here(page, name)

    def take_here(self, page: Page, name: str) -> None:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=self._folder / f"{name}-{width}.png", full_page=self._full)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                sys.stderr.write(f"{name}: {wide} px wide at {width}\n")


def signed_in(browser: Browser, base_url: str, official: Mapping[str, Any]) -> BrowserContext:
    """A browser in which an official has signed in with password and authenticator code."""
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{base_url}/desk/dang-nhap/")
    page.fill("[name=username]", official["username"])
    page.fill("[name=password]", official["password"])
    page.get_by_role("button", name="Tiếp tục").click()
    page.fill("[name=code]", totp(official["totp_secret"]))
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    page.close()
    return context


def follow(camera: Camera, page: Page, base_url: str, start: str, link: str, name: str) -> bool:
    """Open the first ``link`` of the page ``start`` and take where it leads; False when there is none."""
    page.goto(start if start.startswith("http") else base_url + start)
    found = page.locator(link)
    if not found.count():
        sys.stderr.write(f"{name}: nothing to open\n")
        return False
    page.goto(base_url + str(found.first.get_attribute("href")))
    camera.take_here(page, name)
    return True


def shoot(base_url: str, folder: Path, facts: Mapping[str, Any], *, full_page: bool) -> None:
    samples = {
        "procedure": facts["samples"]["procedure"],
        "code": facts["samples"]["codes"][0],
    }
    camera = Camera(base_url, folder, samples, full_page=full_page)
    officials = {one["username"]: one for one in facts["officials"]}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        desk = signed_in(browser, base_url, officials["tiepnhan"]).new_page()
        anyone = browser.new_page(locale="vi-VN")
        for name, address in PUBLIC.items():
            camera.take(anyone, name, address)
        for name, address in DESK.items():
            camera.take(desk, name, address)
        follow(camera, desk, base_url, "/desk/", ".mc-list .mc-code a, .mc-list a.mc-code", "dossier-at-desk")
        officer = signed_in(browser, base_url, officials["canbo.cutru"]).new_page()
        camera.take(officer, "inbox-officer", "/desk/")
        if follow(camera, officer, base_url, "/desk/", ".mc-list .mc-code a, .mc-list a.mc-code", "dossier"):
            follow(camera, officer, base_url, officer.url, ".mc-actions a.govuk-button", "act")
        control = signed_in(browser, base_url, officials["kiemsoat"]).new_page()
        camera.take(control, "registry", "/desk/thu-tuc/")
        browser.close()


def shoot_all(base_url: str, folder: Path, facts: Mapping[str, Any], *, only: str) -> None:
    """Every kind of page, whole, of one face or both."""
    kinds = facts["samples"]["codes_by_kind"]
    samples = {"open": kinds["open"][0], "returned": kinds["returned"][0]}
    camera = Camera(base_url, folder, {}, full_page=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        if only != "desk":
            shoot_portal(browser, camera, base_url, samples)
        if only != "portal":
            officials = {one["username"]: one for one in facts["officials"]}
            shoot_desk(
                camera,
                browser.new_page(locale="vi-VN"),
                base_url,
                lambda username: signed_in(browser, base_url, officials[username]).new_page(),
                facts["samples"]["procedure"],
            )
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base_url", help="address of a running demo")
    parser.add_argument("folder", type=Path, nargs="?", help="where the pictures go")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every kind of page, whole, into this folder")
    parser.add_argument("--face", choices=("both", "portal", "desk"), default="both", help="with --all: which face")
    parser.add_argument("--full-page", action="store_true", help="the whole page, not only what fits the screen")
    given = parser.parse_args()
    folder = given.all or given.folder
    if folder is None:
        parser.error("say where the pictures go")
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("motcua")), "demo", "info", "--json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    base_url, facts = given.base_url.rstrip("/"), json.loads(told)
    if given.all:
        open_demo()
        shoot_all(base_url, folder, facts, only=given.face)
    else:
        shoot(base_url, folder, facts, full_page=given.full_page)


if __name__ == "__main__":
    main()
