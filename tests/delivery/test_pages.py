"""The pages of a parcel: scanned at one end, scanned at the other."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from django.test import Client
from pypdf import PdfReader

from motcua.delivery.models import HandoverRecord
from tests.dossiers.world import World

SignIn = Callable[..., Client]
MAKE = "/desk/giao-nhan/lap/to_settling/"


def test_papers_scanned_at_both_ends(world: World, sign_in: SignIn) -> None:
    one, other = (world.accepted(channel="counter") for _ in range(2))
    desk, unit = sign_in("reception"), sign_in("settling")

    page = desk.post(MAKE, {"do": "scan", "code": str(one.code)}).content.decode()
    assert re.search(rf'value="{one.uid}"[^>]* checked', page)
    answer = desk.post(MAKE, {"do": "give", "dossier": [str(one.uid), str(other.uid)], "idempotency_key": "k"})
    assert answer.status_code == 302
    sheet = answer["Location"]
    text = " ".join(PdfReader(io.BytesIO(desk.get(f"{sheet}bien-ban.pdf").content)).pages[0].extract_text().split())
    assert str(one.code) in text
    assert "01/2026/BBBG" in text

    opened = unit.get("/desk/giao-nhan/", {"q": f"https://x.example{sheet}"})
    assert opened["Location"] == sheet
    assert unit.post(sheet, {"do": "scan", "code": f"{one.code}\n"}).status_code == 200
    page = unit.get(sheet).content.decode()
    assert "Còn 1 hồ sơ chưa nhận" in page
    page = unit.post(sheet, {"do": "missing", "dossier": [str(other.uid)]}).content.decode()
    assert "1 hồ sơ không khớp" in page
    assert HandoverRecord.objects.get().closed_at is not None
    assert "đã khép" in desk.get("/desk/giao-nhan/").content.decode()


def test_what_cannot_be_read_is_said_and_nothing_is_lost(world: World, sign_in: SignIn) -> None:
    one = world.accepted(channel="counter")
    desk = sign_in("reception")

    answer = desk.post(MAKE, {"do": "scan", "code": "🙂", "dossier": [str(one.uid), "no-uuid"]})

    assert answer.status_code == 400
    assert re.search(rf'value="{one.uid}"[^>]* checked', answer.content.decode())
    assert desk.post(MAKE, {"do": "give"}).status_code == 400
    assert desk.get("/desk/giao-nhan/lap/nowhere/").status_code == 404
    assert desk.get("/desk/giao-nhan/?q=what").status_code == 400
    assert not HandoverRecord.objects.exists()


def test_a_record_of_others_is_not_found(world: World, sign_in: SignIn) -> None:
    one = world.accepted(channel="counter")
    sign_in("reception").post(MAKE, {"do": "give", "dossier": [str(one.uid)], "idempotency_key": "k"})
    record = HandoverRecord.objects.get()

    assert sign_in("stranger").get(f"/desk/giao-nhan/{record.uid}/").status_code == 404
    assert sign_in("other_reception").post(f"/desk/giao-nhan/{record.uid}/", {"do": "scan"}).status_code == 404
