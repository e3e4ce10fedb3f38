"""XML and JSON of GeoReport v2: written by the table, read back, and read from strangers who mean harm."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.integrations.open311.bodies import Undecodable, charset_of, guessed, read_form
from motcua.integrations.open311.fields import (
    ATTRIBUTE,
    CREATED,
    DEFINITION,
    DISCOVERY,
    ENDPOINT,
    ERROR,
    REQUEST,
    RESOURCES,
    SERVICE,
    TOKEN,
    VALUE,
)
from motcua.integrations.open311.parsing import MOST_BYTES, errors_in, read
from motcua.integrations.open311.writing import to_json, to_xml

AT = dt.datetime(2026, 3, 2, 8, 15, 30, 123, tzinfo=dt.timezone(dt.timedelta(hours=7)))

NAMED_BY_THE_STANDARD = {
    SERVICE: "service_code service_name description metadata type keywords group",
    DEFINITION: "service_code attributes",
    ATTRIBUTE: "variable code datatype required datatype_description order description values",
    VALUE: "key name",
    CREATED: "service_request_id token service_notice account_id",
    TOKEN: "service_request_id token",
    REQUEST: "service_request_id status status_notes service_name service_code description agency_responsible "
    "service_notice requested_datetime updated_datetime expected_datetime address address_id zipcode lat long "
    "media_url",
    ERROR: "code description",
    DISCOVERY: "changeset contact key_service endpoints",
    ENDPOINT: "specification url changeset type formats",
}
"""Read from the text of the standard, apart from the table, so that neither can lose a field unseen."""

PETITION = {
    "service_request_id": "PA-26-000123",
    "status": "open",
    "service_name": "Đèn đường & “chiếu sáng” <hỏng>",
    "service_code": "001",
    "description": "Đèn tắt\nba đêm",
    "requested_datetime": AT,
    "updated_datetime": AT,
    "lat": "10.7769",
    "long": 106.7009,
}


def test_table_when_held_against_the_standard_then_the_same_fields_in_the_same_order() -> None:
    told = {resource.name: [field.name for field in resource.fields] for resource in RESOURCES}

    assert told == {resource.name: names.split() for resource, names in NAMED_BY_THE_STANDARD.items()}


def test_xml_when_written_then_as_in_the_standard() -> None:
    assert to_xml(REQUEST, [PETITION]).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<service_requests><request><service_request_id>PA-26-000123</service_request_id><status>open</status>"
        "<service_name>Đèn đường &amp; “chiếu sáng” &lt;hỏng&gt;</service_name><service_code>001</service_code>"
        "<description>Đèn tắt\nba đêm</description>"
        "<requested_datetime>2026-03-02T08:15:30+07:00</requested_datetime>"
        "<updated_datetime>2026-03-02T08:15:30+07:00</updated_datetime>"
        "<address /><address_id /><zipcode /><lat>10.7769</lat><long>106.7009</long><media_url />"
        "</request></service_requests>"
    )


def test_json_when_written_then_bare_list_with_nulls_and_without_what_may_be_left_out() -> None:
    (one,) = json.loads(to_json(REQUEST, [PETITION]))

    assert (one["lat"], one["long"], one["address"], one["service_code"]) == (10.7769, 106.7009, None, "001")
    assert "status_notes" not in one
    assert "expected_datetime" not in one


def test_definition_when_written_then_spark_lists() -> None:
    attribute = {
        "variable": True,
        "code": "depth",
        "datatype": "singlevaluelist",
        "required": False,
        "order": 1,
        "description": "Mức ngập",
        "values": [{"key": "1", "name": "Dưới 20 cm"}],
    }
    told = {"service_code": "ngap-nuoc", "attributes": [attribute]}

    found = json.loads(to_json(DEFINITION, [told]))

    assert found["attributes"][0]["values"] == [{"key": "1", "name": "Dưới 20 cm"}]
    assert found["attributes"][0]["variable"] is True
    assert b"<attributes><attribute><variable>true</variable>" in to_xml(DEFINITION, [told])


def test_discovery_when_written_then_formats_are_a_list_of_texts() -> None:
    endpoint = {
        "specification": "s",
        "url": "u",
        "changeset": "c",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    told = {"changeset": "c", "contact": "x", "key_service": "k", "endpoints": [endpoint]}

    assert json.loads(to_json(DISCOVERY, [told]))["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert b"<formats><format>text/xml</format><format>application/json</format></formats>" in to_xml(DISCOVERY, [told])


@pytest.mark.parametrize(
    "faulty", [{"email": "a@b.vn"}, {"status": ""}, {"requested_datetime": AT.replace(tzinfo=None)}]
)
def test_writing_when_the_standard_does_not_name_it_or_a_value_is_missing_then_refused(
    faulty: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_xml(REQUEST, [{**PETITION, **faulty}])


@given(st.text(max_size=300))
def test_any_text_when_written_and_read_then_the_same_but_for_what_xml_cannot_hold(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    item = {**PETITION, "description": text}

    (from_json,) = read(REQUEST, to_json(REQUEST, [item]), media_type="application/json")
    (from_xml,) = read(REQUEST, to_xml(REQUEST, [item]), media_type="text/xml")

    assert from_json["description"] == text
    kept = "".join(one for one in text if one in "\t\n\r" or one >= " ").translate({0xFFFE: None, 0xFFFF: None})
    assert from_xml["description"] == kept.replace("\r\n", "\n").replace("\r", "\n").strip()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<service_requests><request><status>&b;</status></request></service_requests>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<service_requests><request><status>&x;</status></request></service_requests>"
)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (BOMB, "text/xml"),
        (OUTSIDE, "text/xml"),
        (b"<html><body>502</body></html>", "text/xml"),
        (b"<service_requests><request>", "text/xml"),
        (b"", "text/xml"),
        (b"", "application/json"),
        (b"[1, 2]", "application/json"),
        (b'[{"status": {"deep": 1}}]', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe[", "application/json"),
        (b" " * (MOST_BYTES + 1), "application/json"),
    ],
)
def test_reading_when_hostile_or_broken_then_one_plain_refusal(body: bytes, media_type: str) -> None:
    with pytest.raises(Invalid, match="open311_answer_unreadable"):
        read(REQUEST, body, media_type=media_type)
    assert errors_in(body, media_type=media_type) == []


@given(st.binary(max_size=400), st.sampled_from(["text/xml", "application/json"]))
def test_reading_when_any_bytes_then_items_or_the_refusal(body: bytes, media_type: str) -> None:
    try:
        found = read(REQUEST, body, media_type=media_type)
    except Invalid:
        return
    assert all(isinstance(one, dict) for one in found)


def test_reading_when_a_server_writes_bare_numbers_and_its_own_names_then_strings_of_the_table() -> None:
    body = b'{"service_requests": [{"service_request_id": 7, "lat": 1.5, "zipcode": null, "votes": 3}]}'

    assert read(REQUEST, body, media_type="application/json") == [
        {"service_request_id": "7", "lat": "1.5", "zipcode": ""}
    ]


# ---- bodies of programs


def test_form_when_utf8_percent_encoded_or_raw_then_the_same() -> None:
    encoded = f"description={quote_plus('Đèn hỏng ở ngõ')}&service_code=001".encode()
    raw = "description=Đèn hỏng ở ngõ&service_code=001".encode()

    assert (
        read_form(encoded).fields == read_form(raw).fields == {"description": "Đèn hỏng ở ngõ", "service_code": "001"}
    )


def test_form_when_attributes_then_one_or_several_answers() -> None:
    form = read_form(b"attribute[DEPTH]=2&attribute[WHERE][]=a&attribute[WHERE][]=b&attribute=x")

    assert form.attributes == {"DEPTH": ["2"], "WHERE": ["a", "b"]}
    assert form.fields == {"attribute": "x"}


def test_form_when_latin_1_is_declared_then_read_as_declared() -> None:
    body = f"description={quote('Réverbère cassé'.encode('latin-1'))}".encode()

    assert read_form(body, charset="ISO-8859-1").fields["description"] == "Réverbère cassé"


def test_form_when_windows_1258_is_declared_then_read_as_declared() -> None:
    body = b"description=" + "đường".encode("cp1258", "replace")

    assert "đ" in read_form(body, charset="windows-1258").fields["description"]


def test_form_when_latin_1_is_not_declared_then_undecodable_and_still_readable_for_a_person() -> None:
    body = b"description=R%E9verb%E8re+cass\xe9"

    with pytest.raises(Undecodable):
        read_form(body)
    assert guessed(body) == "description=Réverbère cassé"


def test_charset_when_unknown_then_undecodable() -> None:
    with pytest.raises(Undecodable):
        charset_of("utf-7")


@given(st.binary(max_size=300))
def test_form_when_any_bytes_then_read_or_kept_readable(body: bytes) -> None:
    assert isinstance(guessed(body), str)
    assert all(isinstance(value, str) for value in read_form(body, charset="latin-1").fields.values())
