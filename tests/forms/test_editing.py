"""Acts of the builder: nothing is lost, keys stay unique, and what asks for a field goes on asking for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import NotFound
from motcua.forms import editing
from motcua.forms.checking import faults
from motcua.forms.editing import Spot
from motcua.forms.formula import parse
from motcua.forms.merging import ORDER, differing, merged, ordered
from motcua.forms.schema import (
    APPLICANT_PAGE,
    Eligibility,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Page,
    Repeat,
    Rule,
    from_json,
    to_json,
)


def text(key: str) -> Field:
    return Field(key, f"Câu {key}", FieldKind.TEXT)


FORM = FormSchema(
    "Mẫu",
    (
        Page(APPLICANT_PAGE, "Người nộp", (Field("name", "Tên", FieldKind.TEXT),)),
        Page(
            "mot", "Trang một", (text("a"), Group("nhom", "Nhóm", (text("b"), text("c")), repeat=Repeat()), text("d"))
        ),
        Page("hai", "Trang hai", (text("e"),)),
    ),
    rules=(Rule("r", parse('a != "x"'), "Sai", at="a"),),
    eligibility=(Eligibility("dk", parse("count(nhom) > 0"), "Chưa có"),),
)
KEYS = ("a", "nhom", "b", "c", "d", "e")


def order(form: FormSchema) -> list[str]:
    """Keys in reading order, those in groups with a dot before."""
    found = []
    for page in form.pages[1:]:
        found.append(f"[{page.key}]")
        for item in page.items:
            found.append(item.key)
            found += [f".{one.key}" for one in (item.fields if isinstance(item, Group) else ())]
    return found


@pytest.mark.parametrize(
    ("key", "down", "expected"),
    [
        ("a", True, "[mot] nhom .a .b .c d [hai] e"),
        ("a", False, "[mot] a nhom .b .c d [hai] e"),
        ("b", False, "[mot] a b nhom .c d [hai] e"),
        ("b", True, "[mot] a nhom .c .b d [hai] e"),
        ("c", True, "[mot] a nhom .b c d [hai] e"),
        ("d", False, "[mot] a nhom .b .c .d [hai] e"),
        ("d", True, "[mot] a nhom .b .c [hai] d e"),
        ("nhom", True, "[mot] a d nhom .b .c [hai] e"),
        ("e", False, "[mot] a nhom .b .c d e [hai]"),
        ("e", True, "[mot] a nhom .b .c d [hai] e"),
    ],
)
def test_move_goes_one_place_in_reading_order(key: str, down: bool, expected: str) -> None:
    assert order(editing.move_item(FORM, key, down=down)) == expected.split()


def test_copy_of_a_group_asks_for_its_own_copies() -> None:
    asking = Field("c", "C", FieldKind.TEXT, show_if=parse('b = "1" and a = "2"'))
    form = editing.replace_item(FORM, "c", asking)

    made, key = editing.double_item(form, "nhom")

    assert key == "nhom_2"
    assert made.field("c_2").show_if == parse('b_2 = "1" and a = "2"')
    assert not [one for one in faults(made) if one.code == "key_repeated"]


def test_field_under_another_key_is_asked_for_by_that_key() -> None:
    made = editing.replace_item(FORM, "a", Field("alpha", "Câu a", FieldKind.TEXT))

    assert made.rules[0] == Rule("r", parse('alpha != "x"'), "Sai", at="alpha")


@pytest.mark.parametrize(
    ("label", "taken", "expected"),
    [
        ("Họ và tên", set(), "ho_va_ten"),
        ("Họ và tên", {"ho_va_ten", "ho_va_ten_2"}, "ho_va_ten_3"),
        ("Đường 🚀", set(), "duong"),
        ("🚀🚀", set(), "muc"),
        ("1. Số", set(), "muc"),
        ("x" * 200, set(), "x" * 60),
    ],
)
def test_key_is_made_of_the_label(label: str, taken: set[str], expected: str) -> None:
    assert editing.key_for(label, taken, "muc") == expected


@pytest.mark.parametrize(
    "act",
    [
        lambda form: editing.remove_item(form, "khong_co"),
        lambda form: editing.move_item(form, "khong_co", down=True),
        lambda form: editing.double_item(form, "khong_co"),
        lambda form: editing.insert_item(form, text("x"), Spot("khong_co", "", 0)),
        lambda form: editing.insert_item(form, Group("g", "G"), Spot("mot", "nhom", 0)),
        lambda form: editing.remove_page(form, "khong_co"),
    ],
)
def test_what_is_not_there_any_more_is_refused(act: Callable[[FormSchema], object]) -> None:
    with pytest.raises(NotFound) as refused:
        act(FORM)

    assert refused.value.code == "form_part_not_found"


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(KEYS), st.booleans()),
        st.tuples(st.just("double"), st.sampled_from(KEYS), st.booleans()),
        st.tuples(st.just("page"), st.sampled_from(("mot", "hai")), st.booleans()),
        st.tuples(st.just("drop"), st.sampled_from(KEYS), st.booleans()),
        st.tuples(st.just("name"), st.sampled_from(KEYS), st.booleans()),
    ),
    max_size=12,
)


def acted(form: FormSchema, acts: list[tuple[str, str, bool]]) -> FormSchema:
    for act, key, down in acts:
        try:
            if act == "move":
                form = editing.move_item(form, key, down=down)
            elif act == "double":
                form, _key = editing.double_item(form, key)
            elif act == "page":
                form = editing.move_page(form, key, down=down)
            elif act == "drop":
                form = editing.remove_item(form, key)
            else:
                item, _spot = editing.find_item(form, key)
                new = f"Tên mới {down}"
                changed = Group(key, new, item.fields, repeat=item.repeat) if isinstance(item, Group) else text(key)
                form = editing.replace_item(form, key, changed)
        except NotFound:
            continue
    return form


@given(ACTS)
def test_after_any_acts_keys_are_unique_and_the_form_reads_back(acts: list[tuple[str, str, bool]]) -> None:
    form = acted(FORM, acts)

    keys = [field.key for field, _group, _page in form.every_field()] + [group.key for group in form.groups()]
    assert len(keys) == len(set(keys))
    assert from_json(to_json(form)) == form
    assert [one.key for one in form.pages[0].items] == ["name"] if form.pages[0].key == APPLICANT_PAGE else True


@given(ACTS)
def test_moving_loses_nothing(acts: list[tuple[str, str, bool]]) -> None:
    moves = [act for act in acts if act[0] in {"move", "page"}]

    assert editing.item_keys(acted(FORM, moves)) == editing.item_keys(FORM)


@given(ACTS, ACTS)
def test_taking_every_place_over_gives_the_other_text(
    mine: list[tuple[str, str, bool]], theirs: list[tuple[str, str, bool]]
) -> None:
    own, other = acted(FORM, mine), acted(FORM, theirs)

    found = differing(FORM, own, other)
    result = merged(other, own, [*(one.place for one in found), ORDER])

    assert differing(FORM, own, result) == []


@given(ACTS, ACTS)
def test_taking_nothing_over_changes_nothing(
    mine: list[tuple[str, str, bool]], theirs: list[tuple[str, str, bool]]
) -> None:
    own, other = acted(FORM, mine), acted(FORM, theirs)

    assert merged(other, own, []) == other
    assert ordered(own, own) == own


def test_forged_places_change_nothing() -> None:
    assert merged(FORM, FORM, ["item:khong_co", "page:", "x:y", "rule:../..", ""]) == FORM


def test_new_field_is_no_other_order() -> None:
    more = editing.insert_item(FORM, text("moi"), Spot("mot", "", 1))
    moved = editing.move_item(FORM, "e", down=False)

    assert [one.place for one in differing(FORM, more, FORM)] == ["item:moi"]
    assert [one.place for one in differing(FORM, moved, FORM)] == [ORDER]
