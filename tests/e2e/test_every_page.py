"""Every page of the URLconf for every role: no axe finding, a silent console, no sideways scroll on a narrow phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
    "portal:suggestions",
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
    "desk:sign_in_qr",
    "desk:sessions_end",
    "desk:save_filter",
    "desk:forget_filter",
    "desk:export",
    "desk:numbers",
    "desk:responsibility_export",
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
    "desk:figures_publication_check",
    "desk:figures_publication_end",
    "desk:figures_publication_json",
    "desk:figures_publication_file",
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
    "desk:feed_key",
    "desk:alert_rule_check",
    "desk:boards_work_out",
    "desk:coverage_export",
    "desk:assessment_judge_end",
    "desk:assessment_submit",
}
"""Downloads, parts of pages, addresses that only take POST; the style guide has tests of its own."""
REFUSALS = (400, 401, 403, 404, 405, 409)
"""Who gets which of them where is stated in the matrix of addresses; here each is a page like the others."""


def faults(page: Page, address: str) -> list[object]:
    """What is wrong with the page at ``address``; what its browser complains about is watched for all pages."""
    page.goto(address)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    said: list[object] = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
    page.set_viewport_size({"width": 320, "height": 780})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        said.append(f"{wide} px wide")
    return said


@pytest.mark.parametrize("role", addresses.ROLES)
def test_every_page_can_be_used_by_everybody(stage: Stage, open_page: OpenPage, watch: Watch, role: str) -> None:
    watch.allow(*REFUSALS)
    wrong = {}
    for name in sorted(set(addresses.routes()) - NO_PAGES):
        page = open_page(role)
        found = faults(page, addresses.address(name, stage.things))
        page.context.close()
        if found:
            wrong[name] = found

    assert wrong == {}
