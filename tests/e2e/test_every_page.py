"""Every page of the URLconf for every role: no axe finding, a silent console, no sideways scroll on a narrow phone."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, ViewportSize

from tests.matrix import addresses

from .conftest import OpenPage, Stage
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NEEDS_PAPERS = True
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_PAGES = {
    "web:sign_out",
    "web:styleguide",
    "web:sketch",
    "web:unit_tile",
    "web:place_of_point",
    "voices:tile",
    "voices:feed",
    "voices:days_off",
    "voices:csv",
    "voices:json",
    "voices:one",
    "voices:photo",
    "voices:same_for_me",
    "portal:suggestions",
    "portal:petition_challenge",
    "portal:petition_file",
    "portal:petition_poster",
    "portal:secret_slip",
    "portal:secret_file",
    "portal:secret_receipt",
    "portal:own_slip",
    "portal:own_receipt",
    "portal:roots_of_year",
    "portal:signing_keys",
    "portal:open_data_catalogue",
    "portal:open_data_file",
    "portal:open_data_other",
    "portal:receipt_script",
    "portal:own_file",
    "desk:survey_package",
    "desk:survey_act",
    "desk:survey_hand_out",
    "desk:survey_sync",
    "desk:sign_in_qr",
    "desk:sessions_end",
    "desk:save_filter",
    "desk:forget_filter",
    "desk:incoming_one",
    "desk:incoming_original",
    "desk:incoming_take",
    "desk:incoming_aside",
    "desk:incoming_again",
    "desk:export",
    "desk:numbers",
    "desk:responsibility_export",
    "desk:lateness_export",
    "desk:leave_answer",
    "desk:document",
    "desk:slip",
    "desk:posting_sheet",
    "desk:unit_change_remove",
    "desk:unit_sheet_file",
    "desk:decision_compared_file",
    "desk:certification_words",
    "desk:parcel_sheet",
    "desk:tracking_book_file",
    "desk:certification_receipt",
    "desk:certification_close",
    "desk:open_parts",
    "desk:reform_act",
    "desk:command_file",
    "desk:statutory_file",
    "desk:reform_docx",
    "desk:reform_template_file",
    "desk:figures_publication_check",
    "desk:figures_publication_end",
    "desk:figures_publication_json",
    "desk:figures_publication_file",
    "portal:apply_changed",
    "portal:form_schema",
    "desk:rating_poster",
    "desk:petition_filter_save",
    "desk:petition_filter_forget",
    "desk:petition_batch",
    "desk:hotline_ringing",
    "desk:hotline_draft",
    "desk:hotline_send",
    "desk:hotline_end",
    "desk:call_back_tried",
    "desk:call_back_told",
    "desk:petition_sender",
    "desk:petition_advice",
    "desk:petition_file",
    "desk:rating_take_down",
    "studio:needless_file",
    "studio:trial_file",
    "studio:trial_paper",
    "studio:trial_cancel",
    "desk:register_export",
    "desk:register_step",
    "studio:process_check",
    "studio:process_download",
    "studio:template_picture",
    "studio:template_preview",
    "studio:form_save",
    "studio:form_act",
    "studio:form_download",
    "studio:register_remove",
    "studio:register_form",
    "studio:register_process",
    "studio:register_publish",
    "studio:register_turn",
    "desk:archive_pack",
    "desk:archive_package",
    "desk:certification_export",
    "desk:collection_sheet",
    "desk:collection_evidence",
    "desk:reported_value",
    "desk:collection_import",
    "desk:collection_request",
    "desk:assessment_file",
    "desk:boards_export",
    "portal:statistics_edition",
    "desk:alert_rule_check",
    "desk:feed_key",
    "desk:boards_work_out",
    "desk:coverage_export",
    "desk:cuts_export",
    "desk:cuts_baseline_sample",
    "desk:statutory_batch",
    "desk:summary_work_out",
    "desk:assessment_judge_end",
    "desk:assessment_submit",
}
"""Downloads, parts of pages, addresses that only take POST; the style guide has tests of its own."""
WIDE: Final[ViewportSize] = {"width": 1366, "height": 780}
REFUSALS = (400, 401, 403, 404, 405, 409)
"""Who gets which of them where is stated in the matrix of addresses; here each is a page like the others."""


def faults(page: Page) -> list[object]:
    """What is wrong with the page that is open; what its browser complains about is watched for all pages."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    said: list[object] = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
    page.set_viewport_size({"width": 320, "height": 780})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        said.append(f"{wide} px wide")
    page.set_viewport_size(WIDE)
    return said


def refusal(page: Page, answer: Response | None, address: str) -> str:
    """What a page says that stands there instead of the one asked for: a refusal, or where to sign in. Empty if it is
    the one asked for."""
    led_away = urlsplit(page.url).path != urlsplit(address).path
    if answer is None or not (answer.status in REFUSALS or led_away):
        return ""
    return f"{answer.status} {page.title()} {page.inner_text('body')}"


_SKIN: Final = """() => {
    const body = document.body?.cloneNode(true);
    if (!body) return [location.pathname, ""];
    for (const one of body.querySelectorAll("script, input[type=hidden]")) one.remove();
    const main = body.querySelector("main");
    main?.remove();
    return [body.outerHTML, main?.outerHTML ?? ""];
}"""
_CHANGING: Final = re.compile(r"(?<![\w-])(?<!<)(?<!</)(?:[\w-]*\d[\w-]*|[\w-]{20,})")
"""Numbers, dates, codes and secrets, not the names of elements: what they are makes no page better or worse."""

LOOKED_AT: Final[set[str]] = set()
"""Of the roles before."""


def skins(page: Page) -> set[str]:
    """What surrounds the content, and the content, but for what changes from one person or world to the next."""
    return {_CHANGING.sub("0", part) for part in page.evaluate(_SKIN)}


@pytest.mark.parametrize("role", addresses.ROLES)
def test_every_page_can_be_used_by_everybody(stage: Stage, open_page: OpenPage, watch: Watch, role: str) -> None:
    """A refusal is looked at once for each of its wordings, not at every address, and a page once when its content and
    what surrounds it were looked at before: much is the same for several roles."""
    watch.allow(*REFUSALS)
    wrong = {}
    refusals: set[str] = set()
    page = open_page(role)
    for name in sorted(set(addresses.routes()) - NO_PAGES):
        address = addresses.address(name, stage.things)
        words = refusal(page, page.goto(address), address)
        looks = skins(page)
        if (words and words in refusals) or looks <= LOOKED_AT:
            continue
        refusals.add(words)
        if found := faults(page):
            wrong[name] = found
        else:
            LOOKED_AT.update(looks)

    assert wrong == {}
