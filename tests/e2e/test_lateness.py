"""The warnings in a browser: list, dossier, supervisor's view, models, on a telephone and on a desk's screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from motcua.core import clock
from motcua.dossiers.models import Dossier
from motcua.foresight.lateness.models import LatenessRun, LatenessScore
from tests.foresight.lateness.given import by_one_split
from tests.foresight.lateness.test_scoring import METRICS, kept

from .conftest import OpenPage, Stage
from .test_every_page import faults

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WHY = [
    [["time", {"minutes": 480, "steps": 3, "need": 150}], ["load", {"times": 210, "held": 40, "days": 4}]],
    [["step", {"left": -1500, "percent": 140}], ["queue", {"ahead": 12}], ["opinion", {"asked": 1}]],
    [["staff", {"flow": 55, "share": 60, "away": 0}], ["unit", {"percent": 19}]],
]


@pytest.fixture
def warned(stage: Stage) -> Dossier:
    tenths = [{"n": 80, "said": one / 10 + 0.05, "came": one / 10 + 0.03} for one in range(10)]
    model = kept(by_one_split("used_share", 0.5).encoded(), metrics={**METRICS, "reliability": tenths})
    dossiers = [stage.world.accepted(clock.now()) for _ in WHY]
    run = LatenessRun.objects.create(made_at=clock.now(), model=model, current=True, scored=40, alerts=3, left_out=4)
    for number, (dossier, why) in enumerate(zip(dossiers, WHY, strict=True)):
        LatenessScore.objects.create(
            run=run, dossier=dossier, unit_id=dossier.holder_unit_id or dossier.settling_unit_id,
            probability=0.93 - 0.25 * number, used_percent=70, band="high" if number < 2 else "watch", alert=True,
            step=dossier.step, unblock="opinion" if number == 1 else dossier.step, reasons=why,
            due_at=dossier.appointed_due_at,
        )  # fmt: skip
    return dossiers[0]


def pictured(page: Page, name: str) -> None:
    folder = os.environ.get("MOTCUA_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1366])
def test_warnings_can_be_read_by_everybody(warned: Dossier, open_page: OpenPage, width: int) -> None:
    addresses = {
        "list": "/desk/nguy-co-tre-han/",
        "models": "/desk/nguy-co-tre-han/mo-hinh/",
        "dossier": f"/desk/ho-so/{warned.uid}/",
        "inbox": "/desk/?view=unit",
        "task": f"/desk/nguy-co-tre-han/giao/{warned.uid}/",
    }
    page = open_page("head", width=width)
    for name, address in addresses.items():
        page.goto(address)
        assert "Nguy cơ" in page.inner_text("main") or name == "models"
        pictured(page, f"{name}-{width}")
        assert faults(page) == []
        page.set_viewport_size({"width": width, "height": 780})


def test_supervisor_filters_by_reason_without_a_script(warned: Dossier, open_page: OpenPage) -> None:
    page = open_page("head", script=False)
    page.goto("/desk/nguy-co-tre-han/")
    assert page.locator("tr[data-mc-row]").count() == 3

    page.select_option("select[name=ly-do]", "queue")
    page.click("main form.mc-filter button[type=submit]")

    assert "ly-do=queue" in page.url
    assert page.locator("tr[data-mc-row]").count() == 1
    assert "còn 12 hồ sơ xếp trước" in page.inner_text("main")
