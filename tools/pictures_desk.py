"""Pictures of every kind of page of the officials' face, each seen by somebody who works with it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from pictures_portal import Camera
from playwright.sync_api import Page

PLAIN: Final = {
    "tiepnhan": {
        "desk-inbox-reception": "/desk/",
        "desk-find": "/desk/tim/?q=Nguy%E1%BB%85n",
        "desk-find-none": "/desk/tim/?q=xyzzyq",
        "desk-reception": "/desk/tiep-nhan/",
        "desk-receive": "/desk/tiep-nhan/{procedure}/",
        "desk-notices": "/desk/thong-bao/",
        "desk-sessions": "/desk/tai-khoan/phien/",
        "desk-password": "/desk/tai-khoan/mat-khau/",
        "desk-not-found": "/desk/khong-co/",
    },
    "canbo.cutru": {"desk-inbox": "/desk/", "desk-inbox-en": "/en/desk/", "desk-not-allowed": "/desk/quyet-dinh/"},
    "truong.congan": {"desk-inbox-head": "/desk/"},
    "kiemsoat": {
        "desk-registry": "/desk/thu-tuc/",
        "desk-decisions": "/desk/quyet-dinh/",
        "desk-decision-new": "/desk/quyet-dinh/moi/",
        "desk-postings": "/desk/niem-yet/",
    },
}
LINKS: Final = {
    "desk-registry-gaps": ("/desk/thu-tuc/", "main a[href*='/con-thieu/']"),
    "desk-decision": ("/desk/quyet-dinh/", "main a[href*='/desk/quyet-dinh/']:not([href$='/moi/'])"),
    "desk-posting": ("/desk/niem-yet/", "main a[href*='/desk/niem-yet/']:not([href$='.pdf'])"),
}
"""From a page of the control officer, where its first such link leads."""

MOST_ACTS: Final = 8
DOSSIER: Final = "a[href*='/desk/ho-so/']"


def shoot_desk(camera: Camera, anyone: Page, base_url: str, signed_in: Callable[[str], Page], procedure: str) -> None:
    """All of them. ``signed_in`` opens a page for an official by user name."""
    camera.take(anyone, "desk-sign-in", "/desk/dang-nhap/")
    for username, pages in PLAIN.items():
        page = signed_in(username)
        for name, address in pages.items():
            camera.take(page, name, address.format(procedure=procedure))
        if username in {"tiepnhan", "canbo.cutru"}:
            _dossier_and_acts(camera, page, base_url, username)
        if username == "kiemsoat":
            for name, (start, link) in LINKS.items():
                _follow(camera, page, base_url + start, link, name)
        page.context.close()


def _follow(camera: Camera, page: Page, start: str, link: str, name: str) -> bool:
    page.goto(start)
    found = page.locator(link)
    if not found.count():
        sys.stderr.write(f"{name}: nothing to open\n")
        return False
    page.goto(page.evaluate("one => one.href", found.first.element_handle()))
    camera.take_here(page, name)
    return True


def _dossier_and_acts(camera: Camera, page: Page, base_url: str, username: str) -> None:
    """The first dossier of the official's list, and the form of each act offered on it."""
    who = "reception" if username == "tiepnhan" else "officer"
    if not _follow(camera, page, f"{base_url}/desk/", f"main {DOSSIER}", f"desk-dossier-{who}"):
        return
    acts = page.locator(".mc-actions a[href]").evaluate_all("all => [...new Set(all.map(one => one.href))]")
    for address in acts[:MOST_ACTS]:
        page.goto(address)
        camera.take_here(page, f"desk-act-{who}-{address.split('?')[0].strip('/').rsplit('/', 1)[-1]}")
