"""Pages of a reform report: what is wrong is said beside what was typed, and nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.figures.reform_report.models import ReformReport
from motcua.people.services import sessions
from tests.dossiers.world import NOW, build
from tests.figures.facts.conftest import root
from tests.figures.reform_report import given
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

__all__ = ["root"]

PAGE = f"/desk/bao-cao-cai-cach/{given.SHOWN}/"


@pytest.fixture
def client(db: None, clock: FrozenClock, root: Path) -> Client:
    """Signed in as the head of procedure control of a province with one draft."""
    clock.set(NOW)
    world = build(NOW)
    given.shown(NOW, world.province)
    user = UserFactory(username="kiemsoat")
    AssignmentFactory(user=user, post=PostFactory(unit=world.province, role="control_head"), valid_from=BEGINNING)
    made = Client()
    made.force_login(user)
    kept = made.session
    kept["motcua_session"] = str(sessions.open_session(user, "password_totp", "127.0.0.1", clock.now()).uid)
    kept.save()
    return made


def test_pages_when_a_draft_is_written_then_faults_are_said_and_words_stay(client: Client) -> None:
    shown = client.get(f"{PAGE}xem/").content.decode()
    assert 'data-number="257190"' in shown
    assert "tăng 0,37 điểm phần trăm" in shown.replace("<span data-plain>", "").replace("</span>", "")
    assert client.get(f"{PAGE}bao-cao.docx").content[:2] == b"PK"
    text = {"text": "{{hinh:khong_co}} và chữ"}

    late = client.post(f"{PAGE}phan/the_che/", {**text, "expected": "7"})
    assert late.status_code == 409
    assert "{{hinh:khong_co}} và chữ" in late.content.decode()
    kept = client.post(f"{PAGE}phan/the_che/", {**text, "expected": "0"}, follow=True)
    assert "Không có chỉ số “khong_co”" in kept.content.decode()
    head = client.post(PAGE, {"number": "57/BC-UBND", "day": "hôm nay", "expected": "0"})
    assert head.status_code == 400
    assert "57/BC-UBND" in head.content.decode()
    refused = client.post(f"{PAGE}viec/", {"act": "submit"}, follow=True)
    assert "Chưa có nội dung" in refused.content.decode()
    assert client.post("/desk/bao-cao-cai-cach/moi/", {"unit": "TS", "period": "R2026-Q1"}).status_code == 409
    filling = client.post(f"{PAGE}viec/", {"act": "fill"}, follow=True)
    assert "Số liệu đang được" in filling.content.decode()
    assert ReformReport.objects.get(uid=given.SHOWN).job is not None
