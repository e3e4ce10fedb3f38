"""What a phone really fetches at its first visit, as it travels: page, style sheet, scripts and fonts.

The test server sends files as they are; the real one sends the packed twin that lies beside each, so that is counted.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

import motcua
from tests.dossiers.world import CODE

from .conftest import OpenPage, Stage

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

FIRST_LOAD_BYTES = 150_000
HEADER_BYTES = 500
"""Of one answer, generously."""

STATIC = Path(motcua.__file__).parent / "web"


def first_load(page: Page, address: str) -> dict[str, int]:
    """Bytes on the wire by path, headers included."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    by_request: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda one: names.update({one["requestId"]: one["request"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda one: by_request.update({one["requestId"]: int(one["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    return {urlsplit(names[one]).path: travelling(urlsplit(names[one]).path, size) for one, size in by_request.items()}


def travelling(path: str, sent: int) -> int:
    """What of an answer the real server would send."""
    file = STATIC / path.removeprefix("/")
    packed = file.with_name(f"{file.name}.br")
    return packed.stat().st_size + HEADER_BYTES if packed.is_file() else sent


VISITS = (
    ("anonymous", "/"),
    ("anonymous", "/en/"),
    ("anonymous", "/thu-tuc/"),
    ("anonymous", "/thu-tuc/{procedure}/"),
    ("anonymous", "/tra-cuu/"),
    ("anonymous", "/dang-nhap/"),
    ("anonymous", "/ho-so/{secret}/"),
    ("citizen", "/ho-so-cua-toi/"),
    ("citizen", "/nop-ho-so/{procedure}/{draft}/muc/applicant/"),
    ("citizen", "/nop-ho-so/{procedure}/{draft}/xem-lai/"),
)


def test_first_load_of_a_portal_page_stays_under_its_bar(stage: Stage, open_page: OpenPage) -> None:
    things = stage.things
    for role, address in VISITS:
        found = address.format(procedure=CODE, secret=things.asked.link_secret, draft=things.draft.uid)

        sizes = first_load(open_page(role, width=360), found)

        assert any(".css" in one for one in sizes), found
        assert sum(one.endswith(".woff2") for one in sizes) >= 2, found
        assert sum(sizes.values()) <= FIRST_LOAD_BYTES, (found, sizes)
