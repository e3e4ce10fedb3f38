"""What an act page says before is what happens after."""

from __future__ import annotations

import pytest

from motcua.core.clock import FrozenClock
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.web.words import instant
from tests.dossiers.world import APPLICANT, NOW, World

from .conftest import SignIn

pytestmark = pytest.mark.django_db

HEADING = "Bấm xong thì"


def act_page(sign_in: SignIn, who: str, dossier: Dossier, action: Action) -> str:
    return str(sign_in(who).get(f"/desk/ho-so/{dossier.uid}/{action.value}/").content.decode())


def test_acceptance_tells_the_date_it_will_promise(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    clock.set(NOW)
    dossier = world.submit()
    page = act_page(sign_in, "reception", dossier, Action.ACCEPT)

    world.act(dossier, Action.ACCEPT, "reception", originals=[world.component])

    dossier.refresh_from_db()
    assert dossier.appointed_due_at is not None
    assert dossier.next_at is not None
    assert HEADING in page
    assert instant(dossier.appointed_due_at) in page
    assert instant(dossier.next_at) in page
    assert "Mẫu số 01" in page


def test_telling_what_will_happen_writes_nothing(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    before = DossierEvent.objects.count()

    for action in (Action.ACCEPT, Action.REQUEST_SUPPLEMENT, Action.REFUSE, Action.TRANSFER):
        act_page(sign_in, "reception", dossier, action)

    assert DossierEvent.objects.count() == before
    assert Dossier.objects.get(pk=dossier.pk).seq == dossier.seq


def test_supplement_tells_that_time_stands_still_and_starts_anew(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()

    page = act_page(sign_in, "settling", dossier, Action.REQUEST_SUPPLEMENT)

    assert "Dừng tính từ bây giờ" in page
    assert "Chờ tới" in page


def test_each_choice_has_its_own_consequence(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()

    page = act_page(sign_in, "division_head", dossier, Action.STOP)

    assert "Tạm dừng</h3>" in page
    assert "Dừng hẳn</h3>" in page
    assert "không mở lại được" in page


def test_personal_number_of_another_year_is_pointed_out_before_acceptance(world: World, sign_in: SignIn) -> None:
    odd = world.submit(applicant={**APPLICANT, "birth_date": "1998-05-04"})
    even = world.submit()

    assert "không khớp với năm sinh 1998" in act_page(sign_in, "reception", odd, Action.ACCEPT)
    assert "không khớp" not in act_page(sign_in, "reception", even, Action.ACCEPT)
