"""Every nasty text into every field: kept as it was typed (in one normal form) or refused in words, and shown as text
wherever it comes out: pages, lists, files for spreadsheets, printed slips."""

from __future__ import annotations

import csv
import html
import io
import json
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from openpyxl import load_workbook

from motcua.core.clock import now
from motcua.core.texts import known_codes
from motcua.desk.export import harmless
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.selectors.timeline import private_of_first
from motcua.dossiers.services.verify import verify
from motcua.forms.cleaning import UncleanError, clean_line, clean_lines
from motcua.organisation.services.import_units import import_units
from motcua.people import browser
from motcua.people.actors import SYSTEM
from motcua.procedures.process_csv import read_process
from motcua.procedures.services.importing import import_procedures
from tests.api.caller import Caller, checked
from tests.dossiers.world import APPLICANT, CODE, NOW, World
from tests.organisation.factories import BEGINNING
from tests.procedures.given import row
from tests.procedures.test_process_csv import HEADER

from .nasty import NASTY

pytestmark = pytest.mark.django_db

GROUPS = [list(NASTY)[start::8] for start in range(8)]
RAW = ("<script>alert", "<img src=x", "onmouseover='alert", "<!-- -->]]>", "49{% raw")


def signed_in(world: World, who: str) -> Client:
    client = Client(raise_request_exception=False)
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = client.session
    browser.sign_in(request, world.users[who], "email", now())
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""
    return client


def cleaned(text: str) -> str | None:
    """The one normal form of a line; None for what is refused."""
    try:
        return clean_line(text)
    except UncleanError:
        return None


def shown(response: HttpResponse, text: str = "", *, where: str) -> str:
    """A page without a server fault and without anything of it run; ``text`` stands on it."""
    page = response.content.decode()
    assert response.status_code < 500, (where, response.status_code)
    assert not [raw for raw in RAW if raw in page], where
    if text:
        assert text in html.unescape(page), where
    return page


def file_one(call: Caller, text: str) -> Dossier | None:
    """The text in every free field of an application; the dossier, or None when it was refused in words."""
    before = Dossier.objects.count()
    body = {
        "procedure": CODE,
        "channel": "online",
        "place": call.world.commune.code,
        "applicant": {**APPLICANT, "name": text, "address": text},
        "answers": {"request": text},
        "on_behalf_of": text[:300],
    }
    answer = call.post("/dossiers", json.dumps(body).encode())
    assert answer.status_code in {201, 400}, (answer.status_code, answer.content[:300])
    told: dict[str, Any] = json.loads(answer.content)
    if answer.status_code == 201:
        return Dossier.objects.get(uid=told["id"])
    assert told["code"] in known_codes()
    assert Dossier.objects.count() == DossierEvent.objects.values("dossier").distinct().count() == before
    return None


@pytest.mark.foreign
@pytest.mark.parametrize("names", GROUPS, ids=lambda names: names[0])
def test_text_when_filed_then_kept_in_one_form_and_shown_as_text_everywhere(call: Caller, names: list[str]) -> None:
    world = call.world
    citizen, desk = signed_in(world, "citizen"), signed_in(world, "reception")
    for name in names:
        dossier = file_one(call, NASTY[name])
        if dossier is None:
            continue
        kept = private_of_first(dossier)
        assert kept["applicant"]["name"] == cleaned(NASTY[name]) == dossier.applicant_name, name
        assert kept["answers"] == {"request": clean_lines(NASTY[name])}, name
        call.world.act(dossier, Action.ACCEPT, "reception", originals=[world.component])
        seen_everywhere(citizen, desk, dossier, name)
    assert verify().findings == []


def seen_everywhere(citizen: Client, desk: Client, dossier: Dossier, name: str) -> None:
    dossier.refresh_from_db()
    uid, text = dossier.uid, dossier.applicant_name
    shown(citizen.get(f"/ho-so-cua-toi/{uid}/"), where=f"{name}: own page")
    shown(citizen.get("/ho-so-cua-toi/"), where=f"{name}: own list")
    shown(citizen.get(f"/ho-so/{dossier.link_secret}/"), where=f"{name}: secret link")
    shown(desk.get(f"/desk/ho-so/{uid}/"), text, where=f"{name}: dossier page")
    shown(desk.get("/desk/"), where=f"{name}: inbox")
    found = shown(desk.get("/desk/", {"view": "unit", "query": text[:100]}), where=f"{name}: searched")
    assert found
    tracked = shown(citizen.get("/tra-cuu/", {"code": dossier.code}), where=f"{name}: tracking")
    if len(text) > 12:
        assert text not in html.unescape(tracked), f"{name}: a stranger reads the name"
    slip = desk.get(f"/desk/ho-so/{uid}/phieu/01.pdf")
    assert (slip.status_code, slip.content[:4]) == (200, b"%PDF"), name


@pytest.mark.foreign
def test_texts_when_exported_then_nothing_a_spreadsheet_would_run(call: Caller) -> None:
    for text in NASTY.values():
        dossier = file_one(call, text)
        if dossier is not None:
            call.world.act(dossier, Action.ACCEPT, "reception", originals=[call.world.component])
    client = signed_in(call.world, "head")

    table = b"".join(client.get("/desk/xuat/ho-so.csv?view=unit").streaming_content)  # type: ignore[attr-defined]
    packed = b"".join(client.get("/desk/xuat/ho-so.xlsx?view=unit").streaming_content)  # type: ignore[attr-defined]

    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))[1:]
    names = sorted(harmless(dossier.applicant_name) for dossier in Dossier.objects.all())
    assert sorted(line[1] for line in rows) == names
    book = load_workbook(io.BytesIO(packed))
    cells = [cell for line in book.active.iter_rows(min_row=2) for cell in line]
    assert len(rows) == book.active.max_row - 1
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "@"))]
    book.close()


ACTS: dict[Action, tuple[str, tuple[str, ...]]] = {
    Action.REFUSE: ("reception", ("reason", "legal_ground")),
    Action.WITHDRAW: ("citizen", ("reason",)),
    Action.STOP: ("reception", ("reason",)),
}


@pytest.mark.foreign
@pytest.mark.parametrize("action", ACTS, ids=str)
def test_text_when_given_as_the_reason_of_an_act_then_kept_or_refused_and_shown_as_text(
    call: Caller, action: Action
) -> None:
    who, fields = ACTS[action]
    desk = signed_in(call.world, "reception")
    for name, text in list(NASTY.items())[:: 1 if action is Action.REFUSE else 4]:
        dossier = call.world.submit()
        body = {"action": str(action), "data": dict.fromkeys(fields, text)}
        answer = call.post(f"/dossiers/{dossier.uid}/actions", json.dumps(body).encode(), who)
        assert answer.status_code in {200, 400, 409}, (name, answer.content[:300])
        dossier.refresh_from_db()
        assert dossier.seq == DossierEvent.objects.filter(dossier=dossier).count()
        assert (answer.status_code == 200) is (dossier.seq > 1), name
        shown(desk.get(f"/desk/ho-so/{dossier.uid}/"), where=f"{name}: {action}")
    assert verify().findings == []


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/tim/", "/thu-tuc/", "/thu-tuc/goi-y/", "/tra-cuu/", "/desk/tiep-nhan/"]
)
def test_text_when_in_the_address_then_answered_as_text(call: Caller, path: str) -> None:
    client = signed_in(call.world, "reception")
    for name, text in NASTY.items():
        typed = text[:2000].encode("utf-8", "replace").decode()
        asked = dict.fromkeys(("q", "query", "code", "view", "field", "sau", "after", "next", "linh-vuc"), typed)
        shown(client.get(path, asked), where=f"{name}: {path}")


def test_text_when_imported_as_a_name_then_taken_in_one_form_or_refused_with_its_line(world: World) -> None:
    lines = [
        json.dumps(row(code=f"1.{number:06d}", name=text)).encode() + b"\n"
        for number, text in enumerate(NASTY.values(), start=200_000)
    ]
    told = import_procedures(lines, actor=SYSTEM, now=NOW, effective_on=BEGINNING, source="test")
    assert told.read == len(NASTY)
    assert told.created + told.rejected == len(NASTY)
    assert told.rejected == len(told.rejections)
    assert told.created > len(NASTY) // 2

    units = [
        json.dumps(
            {
                "code": f"TS-9{number:03d}",
                "valid_from": "2020-01-01",
                "valid_to": None,
                "name": text,
                "level": "commune",
                "kind": "commune",
                "parent": "TS",
                "successors": [],
            }
        ).encode()
        for number, text in enumerate(NASTY.values())
    ]
    book = import_units(units, actor=SYSTEM, now=NOW)
    assert book.created + len(book.rejections) == len(NASTY)
    assert book.created > len(NASTY) // 2


def test_text_when_in_a_process_table_then_read_or_refused_with_its_line() -> None:
    for name, text in NASTY.items():
        quoted = '"' + text.replace('"', '""') + '"'
        table = f"{HEADER}receive,{quoted},reception,reception_officer,reception,4,working_hour,,done>END\n"

        read = read_process(table.encode("utf-8", "surrogatepass"))

        assert (len(read.process.steps) == 1) is not bool(read.faults), name
        assert all(fault.code in known_codes() for fault in read.faults), name


def test_answers_when_nasty_names_are_keys_then_refused_in_words(call: Caller) -> None:
    for text in NASTY.values():
        body = {
            "procedure": CODE,
            "place": call.world.commune.code,
            "applicant": {**APPLICANT, text: "x"},
            "answers": {text: text},
        }
        checked(call.post("/dossiers", json.dumps(body).encode()))
