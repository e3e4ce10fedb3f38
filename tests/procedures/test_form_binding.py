"""Forms come into force by decisions, from a day, for a case and a channel; what is filed keeps its own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.core.errors import Invalid
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.procedures import selectors
from motcua.procedures.form_item import FormItem
from motcua.procedures.items import Item, UnreadableItemError, is_ending, item_json, read_item
from motcua.procedures.lifecycle import ITEM_KINDS, DecisionKind, ItemKind
from motcua.procedures.models import Decision, FormBinding, Procedure
from motcua.procedures.services.applying import apply_item
from motcua.procedures.services.faults import Setting, item_faults
from motcua.procedures.services.locking import lock_registry
from tests.core.parallel import at_once

from .given import CODE, NOW, province, row, take_in

pytestmark = pytest.mark.django_db
FIRST, THEN = dt.date(2026, 12, 1), dt.date(2027, 3, 1)


@pytest.fixture(autouse=True)
def registry(db: None) -> None:
    province()
    take_in(row())


def form(title: str) -> FormSchema:
    return FormSchema(title, (Page("mot", "Trang", (Field("a", title, FieldKind.TEXT),)),))


def applied(item: Item, on: dt.date) -> Decision:
    """The item in force, as a decision of procedure control puts it there."""
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE, state="in_force", effective_on=on, drafted_at=NOW, in_force_at=NOW
    )
    with transaction.atomic():
        lock_registry()
        apply_item(CODE, item, decision=decision, now=NOW)
    return decision


def asked(channel: str, on: dt.date) -> str:
    """The title of the form that the case asks with."""
    from motcua.forms.selectors import schema

    return schema(selectors.terms(CODE, "default", channel, on).form_version_id).title


def test_most_specific_form_of_the_day_is_asked_with() -> None:
    made = asked("online", THEN)
    applied(FormItem(form("Mọi trường hợp")), FIRST)
    applied(FormItem(form("Trực tuyến"), "default", "online"), FIRST)
    applied(FormItem(form("Trường hợp"), "default"), FIRST)

    assert (asked("online", THEN), asked("counter", THEN)) == ("Trực tuyến", "Trường hợp")
    assert asked("online", FIRST - dt.timedelta(days=1)) == made


def test_next_form_closes_the_one_before_on_its_day() -> None:
    applied(FormItem(form("Một"), "default"), FIRST)
    applied(FormItem(form("Hai"), "default"), THEN)

    assert asked("online", THEN - dt.timedelta(days=1)) == "Một"
    assert asked("online", THEN) == "Hai"
    assert [one.valid_to for one in FormBinding.objects.order_by("pk")] == [THEN, None]


def test_ending_brings_the_form_of_the_papers_back() -> None:
    made = asked("online", FIRST)
    applied(FormItem(form("Một"), "default"), FIRST)
    applied(FormItem(None, "default"), THEN)

    assert asked("online", THEN) == made
    assert is_ending(FormItem(None, "default"))


def test_database_refuses_a_change_of_what_was_published() -> None:
    applied(FormItem(form("Một"), "default"), FIRST)

    for statement in ("UPDATE procedures_formbinding SET case_key = 'x'", "DELETE FROM procedures_formbinding"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_database_refuses_a_binding_without_a_decision_in_force() -> None:
    decision = Decision.objects.create(kind="amended", state="draft", effective_on=FIRST, drafted_at=NOW)
    binding = applied(FormItem(form("Một"), "default"), FIRST) and FormBinding.objects.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        FormBinding.objects.create(
            procedure=Procedure.objects.get(),
            decision=decision,
            form_version=binding.form_version,
            case_key="khac",
            valid_from=FIRST,
        )


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (FormItem(form("Tốt"), "default"), []),
        (FormItem(form("Tốt"), "khong-co"), ["case_not_found"]),
        (FormItem(None, "default"), ["form_not_bound"]),
        (FormItem(FormSchema("Rỗng", ()), "default"), ["form_faulty"]),
        (
            FormItem(
                FormSchema("Giấy", (Page("p", "P", (Field("g", "G", FieldKind.FILE, component="ma"),)),)), "default"
            ),
            ["form_component_unknown"],
        ),
    ],
)
def test_faults_of_a_form_item(item: FormItem, codes: list[str]) -> None:
    found = item_faults(CODE, item, Setting(DecisionKind.AMENDED, FIRST, {}))

    assert [one.code for one in found] == codes


def test_form_before_a_later_one_is_refused() -> None:
    applied(FormItem(form("Sau"), "default"), THEN)

    found = item_faults(CODE, FormItem(form("Trước"), "default"), Setting(DecisionKind.AMENDED, FIRST, {}))

    assert [one.code for one in found] == ["later_form_exists"]


@pytest.mark.parametrize("item", [FormItem(form("Một"), "default", "online"), FormItem(None, "", "")])
def test_item_reads_back_as_itself(item: FormItem) -> None:
    assert read_item(ItemKind.FORM, item_json(item)) == item


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"form": None},
        {"form": {"schema_version": 99}},
        {"form": {"schema_version": 2, "title": "x", "pages": [], "script": "x"}},
        {"case": 1, "end": True},
        {"channel": "fax", "end": True},
        {"end": "yes"},
    ],
)
def test_item_of_another_shape_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(UnreadableItemError):
        read_item(ItemKind.FORM, {"schema_version": 1, **content})


def test_kinds_of_decisions_that_hold_forms() -> None:
    held = {kind for kind in DecisionKind if ItemKind.FORM in ITEM_KINDS[kind]}

    assert held == {
        DecisionKind.BASELINE,
        DecisionKind.NEW,
        DecisionKind.AMENDED,
        DecisionKind.STANDARDISED,
        DecisionKind.REPLACED,
        DecisionKind.INTERNAL_PROCESS,
    }
    assert Invalid("item_kind").code == "item_kind"


@pytest.mark.django_db(transaction=True)
def test_publishing_never_blocks_the_desk() -> None:
    """While a form is being brought in and not committed yet, terms are answered from what stands."""
    before = asked("online", THEN)

    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE, state="in_force", effective_on=FIRST, drafted_at=NOW, in_force_at=NOW
    )
    with transaction.atomic():
        lock_registry()
        apply_item(CODE, FormItem(form("Mới"), "default"), decision=decision, now=NOW)
        answers = at_once([lambda: _in_hurry("online")] * 4)

    assert answers == [before] * 4
    assert asked("online", THEN) == "Mới"


def _in_hurry(channel: str) -> str:
    """As :func:`asked`, giving up at once where it would have to wait for a lock."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
        return asked(channel, THEN)
