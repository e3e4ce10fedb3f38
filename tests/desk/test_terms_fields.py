"""The form of a province's own terms: what an item holds comes back whole, waits for others included."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import Json
from motcua.core.clock import FrozenClock
from motcua.core.errors import Invalid
from motcua.desk.decisions.changes import shown_changes
from motcua.desk.decisions.terms_fields import terms_answers, terms_content, terms_fields
from motcua.forms.schema import FormSchema, Page
from motcua.forms.validation import validate
from motcua.people.actors import SYSTEM
from motcua.procedures.diff import differences
from motcua.procedures.items import item_json, read_item
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.models import LocalTerms
from motcua.procedures.services.baseline import Proposal, apply_baseline
from motcua.procedures.waits import WaitKind
from motcua.worktime.rules import LimitUnit
from tests.dossiers.world import CODE, NOW, World

from .conftest import SignIn
from .office import ROLES, Office, staff
from .test_decisions import page, typed

LIMITS = st.fixed_dictionaries(
    {"amount": st.integers(1, 1_000), "unit": st.sampled_from([unit.value for unit in LimitUnit])}
)
TERMS = st.fixed_dictionaries(
    {
        "case": st.sampled_from(["", "default"]),
        "channel": st.sampled_from(["", "online", "post"]),
        "committed": st.none() | LIMITS,
        "supplement_clock": st.sampled_from(["", "reset", "pause"]),
        "instant": st.sampled_from([None, True, False]),
        "place": st.sampled_from(["", "Tầng 2"]),
        "end": st.booleans(),
        "waits": st.dictionaries(st.sampled_from([kind.value for kind in WaitKind]), LIMITS),
    }
)


@given(TERMS)
def test_terms_when_the_form_is_sent_unchanged_then_as_before(terms: dict[str, Json]) -> None:
    held = item_json(read_item(ItemKind.LOCAL_TERMS, {"schema_version": 1, **terms}))

    typed = {name: "" if value is None else str(value) for name, value in terms_answers(held).items()}
    checked = validate(FormSchema("", (Page("x", "", tuple(terms_fields([("default", "")], held))),)), typed)

    assert list(checked.errors) == []
    assert item_json(read_item(ItemKind.LOCAL_TERMS, terms_content(checked.answers))) == held


def test_wait_with_a_number_but_no_unit_is_told_at_the_unit() -> None:
    with pytest.raises(Invalid) as caught:
        terms_content({"wait_payment_amount": 5})

    assert list(caught.value.errors) == [{"field": "wait_payment_unit", "code": "field_required"}]


def test_changed_waits_are_told_in_words() -> None:
    old: dict[str, Json] = {
        "waits": {"payment": {"amount": 5, "unit": "day"}, "supplement": {"amount": 7, "unit": "day"}}
    }
    new: dict[str, Json] = {"waits": {"payment": {"amount": 9, "unit": "day"}}}
    changes = [one.as_json() for one in differences(old, new)]

    (shown,) = shown_changes(changes, ItemKind.LOCAL_TERMS, new)

    assert shown.old == ("Chờ người nộp bổ sung: 7 ngày", "Chờ thực hiện nghĩa vụ tài chính: 5 ngày")
    assert shown.new == ("Chờ thực hiện nghĩa vụ tài chính: 9 ngày",)


@pytest.mark.django_db
def test_terms_edited_on_the_desk_keep_the_waits_that_stand(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    clock.set(NOW)
    code = staff(world)
    office = Office(world, {name: sign_in(name) for name in ROLES}, code)
    content: dict[str, Json] = {"schema_version": 1, "waits": {"supplement": {"amount": 7, "unit": "working_day"}}}
    proposal = Proposal(ItemKind.LOCAL_TERMS, CODE, content)
    apply_baseline([proposal], actor=SYSTEM, now=NOW, effective_on=dt.date(2026, 11, 1))
    decision = office.draft(DecisionKind.AMENDED)
    form = f"{page(decision)}them-muc/local_terms/?procedure={CODE}"

    made = office.send("control", form, **{**typed(office, form), "wait_supplement_unit": "working_day", "end": "no"})

    assert made.status_code == 302
    assert decision.items.get().content["waits"] == {"supplement": {"amount": 7, "unit": "working_day"}}
    assert LocalTerms.objects.get().waits == content["waits"]
