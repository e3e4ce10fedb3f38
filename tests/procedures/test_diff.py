"""Differences field by field, and contents as JSON."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import Json, encode
from motcua.forms.digest import canonical_text
from motcua.forms.schema import FormSchema
from motcua.forms.schema import to_json as form_json
from motcua.procedures.content import FeeLine, PaperLine, UnreadableContentError, digest, from_json, to_json
from motcua.procedures.diff import Change, differences
from motcua.procedures.items import (
    SCHEMA_VERSION,
    UnreadableItemError,
    is_ending,
    item_json,
    procedure_item_json,
    read_item,
)
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.process_json import to_json as process_json
from motcua.procedures.source_rows import read_row

from .given import PROCESS, row

CONTENT = read_row(row()).content


def paths(old: Json, new: Json) -> dict[str, tuple[Json, Json]]:
    return {change.path: (change.old, change.new) for change in differences(old, new)}


def test_differences_when_a_name_changes_then_only_that_field() -> None:
    renamed = to_json(replace(CONTENT, name="Đăng ký khai sinh"))

    assert differences(to_json(CONTENT), renamed) == [Change("name", CONTENT.name, "Đăng ký khai sinh")]


def test_differences_when_a_paper_is_put_in_front_then_one_line_more() -> None:
    added = replace(CONTENT, papers=(PaperLine("tp00", "Giấy mới"), *CONTENT.papers))

    assert list(paths(to_json(CONTENT), to_json(added))) == ["papers/Giấy mới"]


def test_differences_when_a_fee_changes_then_the_place_is_named() -> None:
    channels = (replace(CONTENT.channels[0], fees=(FeeLine("fee1", amount=9000),)), *CONTENT.channels[1:])

    changed = paths(to_json(CONTENT), to_json(replace(CONTENT, channels=channels)))

    assert changed == {"channels/online · 3 · working_day/fees/fee1/amount": (0, 9000)}


def test_differences_when_a_limit_changes_then_the_old_way_goes_and_a_new_one_comes() -> None:
    channels = (replace(CONTENT.channels[0], amount=2), *CONTENT.channels[1:])

    changed = paths(to_json(CONTENT), to_json(replace(CONTENT, channels=channels)))

    assert set(changed) == {"channels/online · 3 · working_day", "channels/online · 2 · working_day"}


def test_differences_when_something_begins_or_ends_then_whole() -> None:
    body = to_json(CONTENT)

    assert differences(None, body) == [Change("", None, body)]
    assert differences(body, None) == [Change("", body, None)]
    assert differences(body, copy.deepcopy(body)) == []


_JSON = st.recursive(
    st.booleans() | st.integers(2, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(_JSON, _JSON)
def test_differences_when_two_values_differ_then_something_is_told_and_only_then(old: Json, new: Json) -> None:
    assert bool(differences(old, new)) == (old != new)
    assert differences(old, copy.deepcopy(old)) == []


def test_differences_when_lines_only_change_places_then_the_order_is_told() -> None:
    swapped = replace(CONTENT, papers=(CONTENT.papers[1], CONTENT.papers[0], *CONTENT.papers[2:]))

    assert list(paths(to_json(CONTENT), to_json(swapped))) == ["papers/(order)"]


@given(_JSON)
def test_canonical_text_when_whole_numbers_and_texts_then_the_canonical_bytes(value: Json) -> None:
    assert canonical_text(value).encode() == encode(value)


def test_digest_when_anything_is_different_then_it_differs() -> None:
    assert digest(CONTENT) != digest(replace(CONTENT, summary="x"))
    assert digest(CONTENT) == digest(from_json(to_json(CONTENT)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.update(schema_version=9),
        lambda body: body.update(cases=[]),
        lambda body: body.update(cases=[*body["cases"], *body["cases"]]),
        lambda body: body.update(name=" "),
        lambda body: body.update(name="x" * 2001),
        lambda body: body.update(levels="commune"),
        lambda body: body["channels"][0].update(channel="fax"),
        lambda body: body["channels"][0].update(unit="year"),
        lambda body: body["channels"][0].update(amount="3"),
        lambda body: body["channels"][0].update(amount=0),
        lambda body: body["channels"][0].update(case="none"),
        lambda body: body["channels"][0].update(surprise=1),
        lambda body: body["channels"][0]["fees"][0].update(amount=-1),
        lambda body: body["papers"][0].update(originals="1"),
        lambda body: body["papers"][0].update(required=1),
        lambda body: body["papers"][0].pop("name"),
    ],
)
def test_from_json_when_malformed_then_refused(spoil) -> None:  # type: ignore[no-untyped-def]
    body = copy.deepcopy(to_json(CONTENT))
    spoil(body)

    with pytest.raises(UnreadableContentError):
        from_json(body)


GOOD: dict[ItemKind, dict[str, Json]] = {
    ItemKind.PROCEDURE: procedure_item_json(CONTENT, code="1.000001"),
    ItemKind.ABOLITION: {"schema_version": 1, "ground": "Nghị định 1", "replaced_by": ""},
    ItemKind.LOCAL_TERMS: {
        "schema_version": 1,
        "committed": {"amount": 2, "unit": "working_day"},
        "fees": [{"amount": 1000}],
        "fee_resolution": "18/2025/NQ-HĐND",
        "supplement_clock": "pause",
        "instant": False,
    },
    ItemKind.SERVICE_LEVEL: {"schema_version": 1, "level": "full"},
    ItemKind.TAG: {"schema_version": 1, "tag": "essential", "end": True},
    ItemKind.COMPETENCE: {"schema_version": 1, "settling": "place", "reception": "place_centre"},
    ItemKind.PROCESS: {"schema_version": 1, "name": "Quy trình", "process": process_json(PROCESS)},
    ItemKind.FORM: {"schema_version": 1, "case": "default", "form": form_json(FormSchema("Tờ khai", ()))},
    ItemKind.TEMPLATE: {
        "schema_version": 1,
        "letter": "notice",
        "name": "Mẫu",
        "title": "Thông báo",
        "text": "Kính gửi {{nguoi_nop.ho_ten}}",
        "furniture": ["head"],
        "paper": "a4",
    },
}


@pytest.mark.parametrize("kind", list(ItemKind))
def test_item_when_read_and_written_then_one_form(kind: ItemKind) -> None:
    item = read_item(kind, GOOD[kind])

    assert read_item(kind, item_json(item)) == item
    assert item_json(read_item(kind, item_json(item))) == item_json(item)
    assert is_ending(item) is (kind in {ItemKind.ABOLITION, ItemKind.TAG})


@pytest.mark.parametrize("kind", list(ItemKind))
@pytest.mark.parametrize("data", [None, [], {}, {"schema_version": 99}])
def test_item_when_it_is_no_item_then_refused(kind: ItemKind, data: object) -> None:
    with pytest.raises(UnreadableItemError):
        read_item(kind, data)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (ItemKind.LOCAL_TERMS, {"channel": "fax"}),
        (ItemKind.LOCAL_TERMS, {"supplement_clock": "stop"}),
        (ItemKind.LOCAL_TERMS, {"committed": {"amount": 0, "unit": "day"}}),
        (ItemKind.LOCAL_TERMS, {"committed": {"amount": 2, "unit": "year"}}),
        (ItemKind.LOCAL_TERMS, {"fee_resolution": ""}),
        (ItemKind.LOCAL_TERMS, {"fees": [{"amount": None}]}),
        (ItemKind.LOCAL_TERMS, {"instant": "yes"}),
        (ItemKind.TAG, {"end": "no"}),
        (ItemKind.TAG, {"tag": 5}),
        (ItemKind.PROCESS, {"process": {"schema_version": 1, "steps": [{}]}}),
        (ItemKind.PROCEDURE, {"content": {}}),
        (ItemKind.FORM, {"channel": "pigeon"}),
        (ItemKind.FORM, {"end": "no"}),
        (ItemKind.TEMPLATE, {"letter": "love"}),
        (ItemKind.TEMPLATE, {"furniture": ["#read()"]}),
        (ItemKind.TEMPLATE, {"text": 5}),
        (ItemKind.TEMPLATE, {"name": "x" * 201}),
    ],
)
def test_item_when_a_part_is_malformed_then_refused(kind: ItemKind, changes: dict[str, Json]) -> None:
    with pytest.raises(UnreadableItemError):
        read_item(kind, {**GOOD[kind], **changes, "schema_version": SCHEMA_VERSION})
