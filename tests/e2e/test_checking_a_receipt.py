"""A receipt checked in the browser: nothing is sent, it works without a network, and what was changed is found."""

from __future__ import annotations

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from motcua.core import clock, receipts
from motcua.core.clock import legal_date
from motcua.core.remember import forget_everything
from motcua.dossiers.services.proof import close_day
from motcua.dossiers.services.receipts import check_address, receipt_file
from motcua.dossiers.services.signing import public_keys
from motcua.portal.proofs import KEYS_FORMAT

from .conftest import OpenPage, Stage

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PAGE = "[data-mc-receipt]"
NO_ED25519 = """
const known = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (form, key, how, ...rest) => how?.name === "Ed25519"
  ? Promise.reject(new DOMException("unknown", "NotSupportedError")) : known(form, key, how, ...rest);
"""


@pytest.fixture
def document(stage: Stage) -> dict[str, Any]:
    """The file of a dossier that was accepted yesterday and moved on; its day is closed."""
    dossier = stage.late
    close_day(legal_date(clock.now()) - dt.timedelta(days=1), now=clock.now())
    made = receipt_file(dossier, "accepted", now=clock.now())
    assert made["proof"]["path"]
    public_keys()
    forget_everything()
    return made


def verdict(page: Page) -> tuple[str | None, str | None]:
    page.wait_for_selector("[data-mc-result]:not([hidden])")
    box = page.locator(PAGE)
    return box.get_attribute("data-mc-signature"), box.get_attribute("data-mc-inclusion")


def checked(page: Page, document: object) -> tuple[str | None, str | None]:
    page.reload()
    text = document if isinstance(document, str) else json.dumps(document)
    file = {"name": "bien-nhan.json", "mimeType": "application/json", "buffer": text.encode()}
    page.set_input_files("#receipt-file", file)
    return verdict(page)


def test_a_receipt_holds_in_the_browser_and_a_changed_one_does_not(
    stage: Stage, document: dict[str, Any], open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(width=360)
    page.goto("/kiem-chung/")
    assert checked(page, document) == ("good", "included")
    assert page.get_by_text("Có trong gốc đã công bố của ngày").is_visible()
    assert page.locator("[data-mc-field=number]").inner_text() == document["receipt"]["number"]

    changed = copy.deepcopy(document)
    changed["receipt"]["number"] = "H99-000000-0001"
    assert checked(page, changed)[0] == "bad"
    moved = copy.deepcopy(document)
    moved["proof"]["path"][0][1] = "00" * 32
    assert checked(page, moved) == ("good", "not_included")
    other = copy.deepcopy(document)
    other["proof"]["day"]["number"] += 99
    assert checked(page, other) == ("good", "root_unknown")
    unknown = copy.deepcopy(document)
    unknown["receipt"]["key"] = "1999z"
    assert checked(page, unknown)[0] == "key_unknown"
    assert checked(page, {"receipt": document["receipt"]}) == ("good", "not_yet")
    for nonsense in ("x", "{}", "{", '{"receipt": {"version": 1}}', "1~2~3"):
        assert checked(page, nonsense)[0] == "unreadable"


def test_an_auditors_own_key_file_decides(document: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/kiem-chung/")
    page.wait_for_load_state("networkidle")
    key = document["receipt"]["key"]
    forged = {"id": key, "public_key": receipts.b64(bytes(range(32))), "valid_from": "2020-01-01T00:00:00.000000Z"}
    for text in (json.dumps({"format": KEYS_FORMAT, "keys": [forged]}), json.dumps(document)):
        file = {"name": "a.json", "mimeType": "application/json", "buffer": text.encode()}
        page.set_input_files("#receipt-file", file)

    assert verdict(page)[0] == "bad"


@pytest.mark.parametrize("native", [True, False])
def test_the_code_of_the_paper_is_checked_without_a_network(
    document: dict[str, Any], open_page: OpenPage, native: bool
) -> None:
    page = open_page(width=360)
    if not native:
        page.add_init_script(NO_ED25519)
    code = check_address(document["receipt"]).split("/kiem-chung/")[1]
    page.goto(f"/kiem-chung/{code}")
    assert verdict(page) == ("good", "not_yet")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)

    page.fill("#receipt-text", json.dumps(document))
    page.get_by_role("button", name="Kiểm chứng").click()

    page.wait_for_selector(f"{PAGE}[data-mc-inclusion=included]")
    assert verdict(page) == ("good", "included")
    assert asked == []
    page.fill("#receipt-text", code.replace("accepted", "submitted"))
    page.get_by_role("button", name="Kiểm chứng").click()
    page.wait_for_selector(f"{PAGE}[data-mc-signature=bad]")
