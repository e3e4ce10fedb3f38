"""Sheets on the wall: which field hangs where, the PDF, and the note that it was put up."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.procedures.models import PostingSheet
from tests.dossiers.world import World

from .conftest import SignIn
from .office import hidden, staff

pytestmark = pytest.mark.django_db

FIELD = "?linh-vuc=H%E1%BB%99+t%E1%BB%8Bch"


@pytest.fixture
def control(world: World, sign_in: SignIn) -> Client:
    staff(world)
    return sign_in("control")


def test_posting_is_noted_once_and_the_field_shows_it(world: World, control: Client) -> None:
    address = f"/desk/niem-yet/{world.centre.code}/{FIELD}"
    assert "Chưa niêm yết" in control.get(f"/desk/niem-yet/?centre={world.centre.code}").content.decode()
    sent = hidden(control.get(address).content.decode())

    answers = [control.post(address, sent) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    sheet = PostingSheet.objects.get()
    assert (sheet.unit_id, sheet.field, sheet.digest) == (world.centre.pk, "Hộ tịch", sent["version"])
    listed = control.get(f"/desk/niem-yet/?centre={world.centre.code}").content.decode()
    assert "1 lĩnh vực đã niêm yết bản hiện hành" in listed
    assert "Bản hiện hành đang treo" in control.get(address).content.decode()


def test_posting_of_another_version_is_refused(world: World, control: Client) -> None:
    address = f"/desk/niem-yet/{world.centre.code}/{FIELD}"
    sent = hidden(control.get(address).content.decode())

    answer = control.post(address, {**sent, "version": "000000000000"})

    assert answer.status_code == 409
    assert "Nội dung niêm yết đã đổi" in answer.content.decode()
    assert not PostingSheet.objects.exists()


def test_sheet_is_a_pdf_of_the_field(world: World, control: Client) -> None:
    answer = control.get(f"/desk/niem-yet/{world.centre.code}/to.pdf{FIELD}")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    assert control.get(f"/desk/niem-yet/{world.centre.code}/to.pdf?linh-vuc=khong").status_code == 404


def test_a_head_of_a_centre_notes_only_at_the_own_centre(world: World, sign_in: SignIn, control: Client) -> None:
    from motcua.core.clock import legal_date
    from motcua.people.actors import load_actor
    from tests.dossiers.world import NOW
    from tests.organisation.factories import BEGINNING, PostFactory
    from tests.people.factories import AssignmentFactory, UserFactory

    user = UserFactory(username="centre_head")
    AssignmentFactory(user=user, post=PostFactory(unit=world.centre, role="reception_head"), valid_from=BEGINNING)
    world.users["centre_head"] = user
    assert load_actor(user.pk, legal_date(NOW)).reach_of("procedure.post").units

    browser = sign_in("centre_head")

    listed = browser.get("/desk/niem-yet/").content.decode()
    assert world.centre.name in listed
    assert world.other_centre.code not in listed
    assert browser.get(f"/desk/niem-yet/{world.other_centre.code}/{FIELD}").status_code == 404
    assert browser.get(f"/desk/niem-yet/{world.centre.code}/{FIELD}").status_code == 200


@pytest.mark.parametrize("who", ["reception", "settling", "head"])
def test_postings_are_closed_to_others(world: World, sign_in: SignIn, control: Client, who: str) -> None:
    assert sign_in(who).get("/desk/niem-yet/").status_code == 403
