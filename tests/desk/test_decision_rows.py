"""The lists of a wording, edited row by row: what the rows do not show is not lost, and faults stand at their cell."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.procedures.models import Decision
from tests.dossiers.world import World

from .conftest import SignIn
from .office import Office, hidden, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Office:
    code = staff(world)
    return Office(world, {"control": sign_in("control")}, code)


def part(decision: Decision, slug: str) -> str:
    return f"/desk/quyet-dinh/{decision.uid}/muc/1/{slug}/"


def content(decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = decision.items.get(ordinal=1).content["content"]
    return found


def test_cases_saved_untouched_then_nothing_changes(office: Office) -> None:
    decision = office.with_item()
    before = content(decision)

    assert office.send("control", part(decision, "truong-hop")).status_code == 302

    assert content(decision) == before


def test_papers_with_a_new_and_a_wrong_row_then_told_at_the_cell_and_kept_when_mended(office: Office) -> None:
    decision = office.with_item()
    address = part(decision, "giay-to")
    sent = hidden(office.get("control", address))
    typed = {"r0-name": "Tờ khai theo mẫu", "r0-originals": "1", "r1-name": "Ảnh 4x6", "r1-originals": "hai"}

    wrong = office.browsers["control"].post(address, {**sent, **typed})
    assert wrong.status_code == 400
    assert 'href="#r1-originals"' in wrong.content.decode()
    assert "Ảnh 4x6" in wrong.content.decode()
    right = office.browsers["control"].post(address, {**sent, **typed, "r1-originals": "2"})

    assert right.status_code == 302
    papers = [(line["name"], line["originals"]) for line in content(decision)["papers"]]
    assert papers == [("Tờ khai theo mẫu", 1), ("Ảnh 4x6", 2)]


def test_more_rows_asked_for_then_nothing_is_saved_and_nothing_lost(office: Office) -> None:
    decision = office.with_item()
    address = part(decision, "can-cu")
    sent = hidden(office.get("control", address))

    page = office.browsers["control"].post(address, {**sent, "r1-number": "5/2026/NĐ-CP", "do": "more"})

    assert page.status_code == 200
    assert "5/2026/NĐ-CP" in page.content.decode()
    assert int(hidden(page.content.decode())["rows"]) == int(sent["rows"]) + 2
    assert [line["number"] for line in content(decision)["legal"]] == ["123/2015/NĐ-CP"]
