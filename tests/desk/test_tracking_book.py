"""Forms 05 and 06."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from motcua.core.errors import Invalid, NotFound
from motcua.documents.printing import print_paper
from motcua.dossiers.selectors.tracking_book import Period, period
from motcua.dossiers.slips import slip_data
from tests.dossiers.world import NOW, World

SignIn = Callable[..., Client]
PAGE = "/desk/so-theo-doi/"
TODAY = dt.date(2026, 11, 23)


def text_of(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def test_form_05_tells_every_change_of_hands_and_how_time_was_kept(world: World, sign_in: SignIn) -> None:
    dossier = world.returned(NOW, channel="counter")

    data = slip_data(dossier, "05", internal=True)

    lines = [(one.giver, one.receiver, one.result) for one in data.passages]  # type: ignore[attr-defined]
    assert lines[0][0] == "Người nộp hồ sơ"
    assert lines[-1][1] == "Người nộp hồ sơ"
    assert any("Phòng Văn hóa" in receiver for _giver, receiver, _result in lines)
    assert {result for _giver, _receiver, result in lines} <= {"", "early", "on_time"}
    text = text_of(print_paper(data))
    assert "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ" in text
    assert str(dossier.code) in text
    answer = sign_in("reception").get(f"/desk/ho-so/{dossier.uid}/phieu/05.pdf")
    assert answer.status_code == 200


def test_form_05_is_not_the_applicants(world: World) -> None:
    dossier = world.accepted(channel="counter")

    with pytest.raises(NotFound):
        slip_data(dossier, "05")
    with pytest.raises(NotFound):
        slip_data(world.submit(), "05", internal=True)


def test_the_book_lists_prints_and_exports_what_was_accepted(world: World, sign_in: SignIn) -> None:
    one = world.accepted(NOW, channel="counter")
    world.submit()
    desk = sign_in("reception")

    assert str(one.code) in desk.get(PAGE).content.decode()
    text = text_of(desk.get(f"{PAGE}so.pdf").content)
    assert "SỔ THEO DÕI HỒ SƠ" in text
    assert "Thôn 3, xã Hòa An" in text
    sheet = load_workbook(io.BytesIO(b"".join(desk.get(f"{PAGE}so.xlsx"))))  # type: ignore[arg-type]
    rows = list(sheet.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert len(rows) == 2
    assert rows[1][1] == one.code
    assert str(one.code) not in desk.get(f"{PAGE}?from=2026-01-01&to=2026-01-31").content.decode()
    assert desk.get(f"{PAGE}so.exe").status_code == 404


@pytest.mark.parametrize("query", ["from=2026-12-01&to=2026-11-01", "from=x", "from=2020-01-01&to=2026-01-01"])
def test_a_strange_period_is_said(world: World, sign_in: SignIn, query: str) -> None:
    answer = sign_in("reception").get(f"{PAGE}?{query}")

    assert answer.status_code == 400


def test_a_period_is_this_month_unless_said() -> None:
    assert period("", "", TODAY) == Period(dt.date(2026, 11, 1), TODAY)
    assert period("2026-11-05", "2026-11-05", TODAY).bounds()[1] == dt.datetime.fromisoformat("2026-11-06T00:00+07:00")
    with pytest.raises(Invalid):
        period("0001-01-01", "", TODAY)
