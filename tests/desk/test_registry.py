"""The board of procedures for those who control them."""

from __future__ import annotations

import pytest

from tests.dossiers.world import CODE, World

from .conftest import SignIn

pytestmark = pytest.mark.django_db


def test_board_counts_stages_and_names_the_gaps(world: World, sign_in: SignIn) -> None:
    page = sign_in("head").get("/desk/thu-tuc/").content.decode()

    assert "Đã công bố" in page
    assert "Đã niêm yết: còn thiếu 1" in page
    assert CODE in page


@pytest.mark.parametrize("who", ["reception", "settling", "clerk"])
def test_board_is_closed_to_others(world: World, sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get("/desk/thu-tuc/").status_code == 403
