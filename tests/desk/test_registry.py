"""The board of procedures for those who control them."""

from __future__ import annotations

import pytest

from tests.dossiers.world import CODE, World

from .conftest import SignIn

pytestmark = pytest.mark.django_db


def test_board_counts_stages_and_leads_to_the_gaps(world: World, sign_in: SignIn) -> None:
    browser = sign_in("head")

    page = browser.get("/desk/thu-tuc/").content.decode()
    gaps = browser.get("/desk/thu-tuc/con-thieu/posted/").content.decode()

    assert "Đã công bố" in page
    assert "/desk/thu-tuc/con-thieu/posted/" in page
    assert "Chưa có: Đã niêm yết" in gaps
    assert CODE in gaps
    assert CODE not in browser.get("/desk/thu-tuc/con-thieu/posted/?q=khong+co+gi").content.decode()
    assert CODE in browser.get("/desk/thu-tuc/con-thieu/posted/?q=giay+xac+nhan").content.decode()
    assert browser.get("/desk/thu-tuc/con-thieu/nhay-mua/").status_code == 404


@pytest.mark.parametrize("who", ["reception", "settling", "clerk"])
def test_board_is_closed_to_others(world: World, sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get("/desk/thu-tuc/").status_code == 403
