"""Pages of units, procedures, comparison, load and the three cuts, filled from made facts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from motcua.core.clock import FrozenClock
from motcua.dossiers.lifecycle import Action
from motcua.figures.periods import PeriodKind, numbered
from motcua.figures.summaries.models import SummaryKind
from motcua.figures.summaries.runs import compute
from tests.desk.conftest import SignIn, sign_in, world  # noqa: F401  (fixtures)
from tests.dossiers.world import CODE, World

from .given import facts_for, lend

NOVEMBER = numbered(PeriodKind.MONTH, 2026, 11)
LINK = re.compile(r'<a class="figure [^"]*" data-number="([^"]+)"( data-proof)? href="([^"]+)"')


Fill = Callable[..., World]


@pytest.fixture
def fill(world: World, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Fill:  # noqa: F811
    """Work out these kinds, or all."""
    lend(monkeypatch, facts_for(world))

    def made(*kinds: SummaryKind) -> World:
        compute(NOVEMBER, now=clock.now(), kinds=kinds or tuple(SummaryKind))
        return world

    return made


def main_of(body: str) -> str:
    return body[body.index("<main") : body.index("</main>")].replace("&amp;", "&")


def test_pages_when_filled_then_every_count_is_the_number_of_its_list(
    fill: Fill,
    sign_in: SignIn,  # noqa: F811
) -> None:
    filled, browser = fill(), sign_in("auditor")
    opened: set[str] = set()
    for address in (
        f"/desk/don-vi-so-lieu/{filled.commune.code}/",
        f"/desk/thu-tuc-so-lieu/{CODE}/",
        "/desk/so-sanh/",
        f"/desk/ba-cat-giam/?don-vi={filled.commune.code}&theo=thu-tuc",
        "/desk/ba-cat-giam/?theo=don-vi&cat=cost",
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        body = main_of(answer.content.decode())
        assert "style=" not in body
        for number, proof, href in LINK.findall(body):
            if proof or href in opened or "danh-sach/" not in href:
                continue
            opened.add(href)
            listed = browser.get(href)
            assert listed.status_code == 200, href
            assert f'data-sum="{number}"' in listed.content.decode(), (number, href)
    assert len(opened) > 20


def test_cut_when_opened_then_says_how_it_was_made_and_lists_its_dossiers(
    fill: Fill,
    sign_in: SignIn,  # noqa: F811
) -> None:
    filled, browser = fill(SummaryKind.CUTS), sign_in("auditor")
    body = main_of(browser.get("/desk/ba-cat-giam/?theo=mo-hinh").content.decode())
    number, _proof, href = next(one for one in LINK.findall(body) if "/cach-tinh/" in one[2])
    page = main_of(browser.get(href).content.decode())

    assert number.replace(".", ",") in page
    assert "giả định của hệ thống" in page
    inputs = [one for one in LINK.findall(page) if "/danh-sach/" in one[2]]
    assert len(inputs) == 3
    for number, _proof, address in inputs:
        assert f'data-sum="{number}"' in browser.get(address).content.decode()
    sheet = load_workbook(io.BytesIO(b"".join(browser.get("/desk/ba-cat-giam/bang.xlsx?theo=don-vi"))))  # type: ignore[arg-type]
    assert next(row[0].value for row in sheet.active.iter_rows(min_row=5)) == filled.province.name


def test_comparison_when_numbers_are_small_then_no_rate_and_no_rank(
    fill: Fill,
    sign_in: SignIn,  # noqa: F811
) -> None:
    fill(SummaryKind.COMPARISON)
    body = main_of(sign_in("auditor").get("/desk/so-sanh/").content.decode())

    assert "Số quá nhỏ để so sánh" in body
    first, _, few = body.partition('id="nho"')
    assert "TS-0101" in first
    assert "TS-0102" in few
    assert "%<" not in few[few.index("<table") :]
    assert "<svg" in first
    assert "Không đơn vị nào khác mức mong đợi nhiều hơn ngẫu nhiên" in first


def test_load_when_somebody_holds_work_then_the_head_of_the_unit_sees_it_and_nobody_else(
    world: World,  # noqa: F811
    sign_in: SignIn,  # noqa: F811
    clock: FrozenClock,
) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.COMPLETE_STEP, "division_head")
    own = main_of(sign_in("settling").get("/desk/khoi-luong/").content.decode())
    assert 'data-number="1"' in own
    _number, _proof, href = next(one for one in LINK.findall(own) if one[0] == "1")
    assert 'data-total="1"' in sign_in("settling").get(href).content.decode()

    theirs = f"/desk/khoi-luong/?vi-tri={world.posts['settling'].uid}"
    for who, status in (("division_head", 200), ("head", 200), ("auditor", 403), ("stranger", 403), ("reception", 403)):
        assert sign_in(who).get(theirs).status_code == status, who
    choose = main_of(sign_in("head").get("/desk/khoi-luong/").content.decode())
    assert world.posts["settling"].title in choose


def test_pages_when_nothing_was_worked_out_then_they_offer_to(
    world: World,  # noqa: F811
    sign_in: SignIn,  # noqa: F811
) -> None:
    browser = sign_in("auditor")
    for address in ("/desk/ba-cat-giam/", "/desk/so-sanh/?ky=2026-Q3", f"/desk/don-vi-so-lieu/{world.commune.code}/"):
        assert "chưa được tính" in browser.get(address).content.decode()
    posted = browser.post("/desk/so-lieu-tinh/", {"ky": "2026-Q3", "next": "/desk/so-sanh/?ky=2026-Q3"})
    assert posted.status_code == 302
    assert "Đang tính" in browser.get("/desk/so-sanh/?ky=2026-Q3").content.decode()
    assert browser.get("/desk/don-vi-so-lieu/KHONG-CO/").status_code == 404
    assert browser.get("/desk/ba-cat-giam/?ky=th%C3%A1ng").status_code == 200
