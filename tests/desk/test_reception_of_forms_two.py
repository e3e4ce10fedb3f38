"""At the counter: rows, conditions and computed values of a form of version 2, without script."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.timeline import private_of_first
from motcua.forms.schema import Field, FieldKind
from motcua.procedures.form_item import FormItem
from motcua.procedures.lifecycle import DecisionKind
from motcua.procedures.models import Decision
from motcua.procedures.services.applying import apply_item
from motcua.procedures.services.locking import lock_registry
from tests.dossiers.world import CODE, NOW, World
from tests.forms.samples import FAMILY, HOUSEHOLD
from tests.portal.test_forms_of_version_two import HOME

from .conftest import SignIn
from .test_reception import ADDRESS, CARD, accept


def ask_with_family() -> None:
    home = Field("card_home", "Nơi ở trên thẻ", FieldKind.ADDRESS, prefill="card.address")
    form = replace(FAMILY, pages=(replace(HOUSEHOLD, items=(*HOUSEHOLD.items, home)), *FAMILY.pages[1:]))
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE, state="in_force", effective_on=legal_date(NOW), drafted_at=NOW, in_force_at=NOW
    )
    with transaction.atomic():
        lock_registry()
        apply_item(CODE, FormItem(form, "default"), decision=decision, now=NOW)


def test_counter_when_a_row_is_added_then_nothing_typed_is_lost(world: World, sign_in: SignIn) -> None:
    ask_with_family()

    page = sign_in("reception").post(ADDRESS, {**accept(world), **HOME, "mc-row": "add:members"}).content.decode()

    assert 'id="f-members-2"' in page
    assert 'value="Hoa"' in page
    assert not Dossier.objects.exists()


def test_counter_when_the_card_is_scanned_then_what_the_form_asks_of_it_is_filled_in(
    world: World, sign_in: SignIn
) -> None:
    ask_with_family()

    page = sign_in("reception").post(ADDRESS, {"do": "scan", "card": CARD}).content.decode()

    assert page.split('id="f-card_home"')[1].split("</textarea>")[0].count("<") == 0
    assert CARD.split("|")[5] in page.split('id="f-card_home"')[1][:400]


def test_counter_when_accepted_then_the_answers_are_clean(world: World, sign_in: SignIn) -> None:
    ask_with_family()
    reception = sign_in("reception")

    first = reception.post(ADDRESS, {**accept(world), **HOME, "poor_paper": "", "mc-shown": ""})
    sent = reception.post(ADDRESS, {**accept(world), **HOME})

    assert first.status_code == 409
    assert "biểu mẫu có thêm mục cần xem" in first.content.decode()
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    kept = private_of_first(Dossier.objects.get())["answers"]
    assert isinstance(kept, dict)
    assert kept["income"] == 3_000_000
    assert "signed" not in kept
