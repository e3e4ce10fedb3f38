"""A report from the page of the unit to the page of the appraiser; imports, targets and requests on their pages."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.core.clock import FrozenClock, legal_date
from motcua.desk.figures import collection_asking
from motcua.figures.collection.models import FigureRequest, ReportedValue, Sheet, Target, ValueImport
from motcua.figures.collection.services import asking
from motcua.figures.collection.services.campaigns import open_campaigns
from motcua.figures.collection.services.forms import FormTerms, set_form
from motcua.people.actors import SYSTEM, load_actor
from tests.documents import samples
from tests.dossiers.world import NOW, World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .conftest import SignIn

pytestmark = pytest.mark.django_db
LIST = "/desk/bao-cao/"
TYPED = {"text.tasks_planned": "64", "text.tasks_done": "18", "text.industry_index": "100,21 %"}


@pytest.fixture
def office(world: World, clock: FrozenClock) -> World:
    for name, role in (("control", "control_officer"), ("control_head", "control_head")):
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=PostFactory(unit=world.province, role=role), valid_from=BEGINNING)
        world.users[name], world.actors[name] = user, load_actor(user.pk, legal_date(NOW))
    lines: list[dict[str, object]] = [
        {"measure": "tasks_planned"},
        {"measure": "tasks_done", "part_of": "tasks_planned", "evidence": True},
        {"measure": "industry_index", "required": False},
        {"key": "share", "name_vi": "Tỷ lệ số hóa", "kind": "share", "total": "received", "required": False},
        {"key": "received", "name_vi": "Hồ sơ đã nhận", "counts": "dossier", "required": False},
    ]
    terms = FormTerms("tasks", "Biểu nhiệm vụ", "quarter", lines, {"codes": ["TS-0101"]}, 5, "TS", "Công văn 1")
    set_form(terms, valid_from=dt.date(2026, 1, 1), actor=SYSTEM, now=NOW)
    open_campaigns(now=NOW)
    return world


def sheet_page() -> str:
    return f"/desk/bao-cao/phieu/{Sheet.objects.get().uid}/"


def sent(client: Client, act: str, **typed: object) -> tuple[int, str]:
    expected = Sheet.objects.get().revision
    answer = client.post(sheet_page(), {"act": act, "expected": expected, **typed})
    return answer.status_code, answer.content.decode()


def test_sheet_when_filled_proved_sent_and_accepted_on_the_pages_counts(office: World, sign_in: SignIn) -> None:
    head = sign_in("head")
    assert "Biểu nhiệm vụ" in head.get(LIST).content.decode()
    lacking, page = sent(head, "submit", **TYPED)
    file = SimpleUploadedFile("so.pdf", samples.pdf(), "application/pdf")
    proved, _page = sent(head, "save", **TYPED, line="tasks_done", file=file)
    shown = head.get(sheet_page()).content.decode()
    done, _page = sent(head, "submit", **TYPED)
    control = sign_in("control")
    judged = control.get(sheet_page()).content.decode()
    accepted, _page = sent(control, "accept")

    assert (lacking, proved, done, accepted) == (400, 302, 302, 302)
    assert "cần tệp kiểm chứng" in page
    assert 'value="64"' in page
    assert "+0,21%" in shown
    assert "so.pdf" in judged
    rows = ReportedValue.objects.order_by("measure")
    assert [(row.measure, row.typed) for row in rows] == [
        ("industry_index", "100,21 %"),
        ("tasks_done", "18"),
        ("tasks_planned", "64"),
    ]
    value = head.get(f"/desk/bao-cao/so-lieu/{rows[1].uid}/").content.decode()
    assert "18 nhiệm vụ" in value


def test_rate_that_no_whole_number_prints_is_said_with_its_neighbours(office: World, sign_in: SignIn) -> None:
    head = sign_in("head")
    typed = {**TYPED, "text.share": "74,26 %", "text.received": "1.392"}

    status, page = sent(head, "submit", **typed)

    assert status == 400
    assert "1.033 cho 74,21%, 1.034 cho 74,28%" in page
    assert "74,26 %" in page


def test_returned_sheet_shows_the_reason_and_a_lost_race_keeps_what_was_typed(office: World, sign_in: SignIn) -> None:
    head = sign_in("head")
    file = SimpleUploadedFile("so.pdf", samples.pdf(), "application/pdf")
    sent(head, "save", **TYPED, line="tasks_done", file=file)
    sent(head, "submit", **TYPED)
    control = sign_in("control")
    without, _page = sent(control, "return")
    returned, _page = sent(control, "return", reason="Thiếu hai nhiệm vụ")
    stale = head.post(sheet_page(), {"act": "save", "expected": "1", "text.tasks_done": "20"})

    assert (without, returned, stale.status_code) == (400, 302, 409)
    assert "Thiếu hai nhiệm vụ" in stale.content.decode()
    assert 'value="20"' in stale.content.decode()


def test_import_when_previewed_shows_the_bad_line_and_takes_the_others(office: World, sign_in: SignIn) -> None:
    control = sign_in("control")
    data = "Đơn vị;Kỳ;Số đo;Giá trị\nTS;2026-10;tourists;1.835\nTS-9;2026-10;tourists;5\n".encode()
    file = SimpleUploadedFile("a.csv", data, "text/csv")

    empty = control.post("/desk/bao-cao/nhap/", {"source": "Sở"})
    made = control.post("/desk/bao-cao/nhap/", {"source": "Sở Du lịch", "file": file})
    page = control.get(made["Location"]).content.decode()
    control.post(made["Location"], {"act": "apply"})

    assert (empty.status_code, made.status_code) == (400, 302)
    assert "không có đơn vị “TS-9”" in page
    assert ValueImport.objects.get().written == 1
    assert ReportedValue.objects.get().value == 1835


def test_target_and_request_on_their_pages(office: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(indicator: str, unit: str, period: object) -> SimpleNamespace:
        outcome = SimpleNamespace(value=None, missing="not_reported", printed=lambda: "")
        return SimpleNamespace(
            indicator=indicator, unit=unit, outcome=outcome, printed="", why="đơn vị chưa báo cáo", address=""
        )

    monkeypatch.setattr(collection_asking, "answer", answered)
    monkeypatch.setattr(asking, "answers", lambda names, unit, period: {n: answered(n, unit, period) for n in names})
    head = sign_in("control_head")
    day = {"document_on-day": "1", "document_on-month": "2", "document_on-year": "2026"}
    target = {"indicator": "task_completion_rate", "unit": "TS-0101", "period": "2026", "value": "80 %"}
    said = {"set_by": "Chủ tịch UBND tỉnh", "document": "Kế hoạch 5/KH-UBND", **day}
    asked = {
        "asking": "TS",
        "subject": "Nhiệm vụ năm 2026",
        "indicators": "task_completion_rate",
        "why": "Báo cáo quý",
        "legal_basis": "Công văn 9",
        "units": "TS-0101",
        "period": "2026-Q2",
        "due_on-day": "1",
        "due_on-month": "12",
        "due_on-year": "2026",
    }

    assert head.post("/desk/bao-cao/chi-tieu/giao/", {**target, **said}).status_code == 302
    listed = head.get("/desk/bao-cao/chi-tieu/").content.decode()
    first = head.post("/desk/bao-cao/yeu-cau/dang-ky/", asked)
    second = head.post("/desk/bao-cao/yeu-cau/dang-ky/", asked)
    again = head.post(second["Location"], {})
    sent_on = head.post(second["Location"], {"still_needed": "Số cũ chưa đủ"})

    assert Target.objects.get().value is not None
    assert "80%" in listed
    assert "Kế hoạch 5/KH-UBND" in listed
    assert (first.status_code, again.status_code, sent_on.status_code) == (302, 400, 302)
    request = FigureRequest.objects.get(number=2)
    assert request.campaign is not None
    assert request.campaign.sheets.count() == 1
    assert head.get(second["Location"]).status_code == 200
    assert "Nhiệm vụ năm 2026" in head.get("/desk/bao-cao/yeu-cau/").content.decode()
