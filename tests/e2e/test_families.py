"""A bundle in the browser: the applicant and every agency see its parts, each what it may."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from motcua.core import clock
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from tests.dossiers.families import Family, build_family
from tests.matrix import addresses

from .conftest import OpenPage, Stage
from .doing import again, ask, main
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def family(stage: Stage) -> Family:
    """A bundle, and a browser for the agency of one of its parts."""
    stage.sessions["consulted"] = addresses.signed_in(stage.world, "consulted").cookies["sessionid"].value
    return build_family(stage.world)


@pytest.fixture
def whole(family: Family) -> Dossier:
    """Before the browser: birth registered, two parts open, one of them waiting for the applicant."""
    now = clock.now()
    filed = family.filed(now)
    family.granted(family.part(filed, "birth"), now)
    family.seen(filed, now)
    card = family.part(filed, "card")
    family.by(card, Action.COMPLETE_STEP, "division_head", now)
    items = [{"component": "tp01", "note": "thiếu chữ ký"}]
    family.by(card, Action.REQUEST_SUPPLEMENT, "settling_officer", now, items=items)
    return family.seen(filed, now)


def sound(page: Page) -> None:
    """No axe finding, and no sideways scroll on a narrow phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_bundle_when_tracked_then_shows_every_part_and_what_one_of_them_asks(
    whole: Dossier, family: Family, open_page: OpenPage
) -> None:
    card = ask(lambda: family.part(whole, "card"))
    mother = open_page("citizen", width=360, bypass=True)

    mother.goto(f"/ho-so-cua-toi/{whole.uid}/")

    parts = main(mother).locator(".mc-parts > li")
    expect(parts).to_have_count(3)
    expect(parts.nth(0)).to_contain_text("đã có kết quả")
    expect(parts.nth(1)).to_contain_text("đang giải quyết")
    expect(parts.nth(2)).to_contain_text("đang chờ bạn")
    sound(mother)
    main(mother).get_by_role("link", name="Mở phần “Cấp thẻ mẫu”").click()
    expect(mother).to_have_url(f"{mother.url.split('/ho-so-cua-toi/')[0]}/ho-so-cua-toi/{card.uid}/")
    expect(main(mother).get_by_text("Gửi giấy tờ bổ sung", exact=True)).to_be_visible()
    expect(main(mother).get_by_role("link", name=whole.code or "")).to_be_visible()
    mother.goto("/ho-so-cua-toi/")
    expect(main(mother).get_by_text(card.code or "", exact=True)).to_have_count(0)


def test_whole_and_part_when_opened_at_the_desk_then_lead_to_one_another_for_who_may_read_both(
    whole: Dossier, family: Family, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow(404)
    card = ask(lambda: family.part(whole, "card"))
    desk, agency = open_page("reception", bypass=True), open_page("consulted", bypass=True)

    desk.goto(f"/desk/ho-so/{whole.uid}/")
    expect(main(desk).locator(".mc-parts > li")).to_have_count(3)
    sound(desk)
    desk.set_viewport_size({"width": 1366, "height": 780})
    main(desk).get_by_role("link", name="Cấp thẻ mẫu").click()
    expect(main(desk).get_by_role("link", name=whole.code or "")).to_be_visible()
    sound(desk)

    agency.goto(f"/desk/ho-so/{card.uid}/")
    expect(main(agency).get_by_text(whole.code or "", exact=True)).to_be_visible()
    expect(main(agency).get_by_role("link", name=whole.code or "")).to_have_count(0)
    answer = agency.goto(f"/desk/ho-so/{whole.uid}/")
    assert answer is not None
    assert answer.status == 404
    assert again(whole).state == "supplement_at_settlement"
