"""The server through the second client, in both formats."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client as Browser

from motcua.core.clock import FrozenClock
from motcua.integrations.models import IncomingMessage
from motcua.integrations.open311.fields import DEFINITION, REQUEST, SERVICE, Presence
from motcua.petitions.models import Petition, PetitionWords
from tests.dossiers.world import NOW, World

from .given import FLOOD, LAMP, ROOT, GeoReportClient, publish

LAMP_OUT = {
    "service_code": LAMP,
    "lat": "10.77690",
    "long": "106.70090",
    "address_string": "Trước số 12 Lê Lợi",
    "email": "lan@example.org",
    "phone": "0912 345 678",
    "first_name": "Lan",
    "last_name": "Nguyễn Thị",
    "device_id": "tt222111",
    "account_id": "123456",
    "description": "Đèn đường tắt ba đêm\nngười già đi lại khó",
    "media_url": "https://photos.example/1.jpg",
}
PRIVATE = ("Lan", "Nguyễn", "0912", "lan@example.org", "Lê Lợi", "ba đêm", "photos.example", "tt222111", "123456")


def posted(city: GeoReportClient, **changes: str) -> Petition:
    (told,) = city.post(**{**LAMP_OUT, **changes})
    assert city.status == 201, told
    return Petition.objects.get(receipt_no=told["service_request_id"])


# ---- services


def test_services_when_listed_then_every_leaf_with_every_field(city: GeoReportClient) -> None:
    found = {one["service_code"]: one for one in city.services()}

    assert {LAMP, FLOOD} <= found.keys()
    assert set(found[LAMP]) == {field.name for field in SERVICE.fields}
    assert found[LAMP]["type"] == "realtime"
    assert found[FLOOD]["metadata"] in {"true", True}
    assert found["tieng-on"]["metadata"] in {"false", False}
    assert found[LAMP]["group"]


def test_definition_when_a_service_asks_more_then_its_questions_in_order(city: GeoReportClient) -> None:
    found = city.definition(FLOOD)

    assert set(found) == {field.name for field in DEFINITION.fields}
    assert [one["code"] for one in found["attributes"]] == ["depth", "since", "hint"]
    assert [str(one["order"]) for one in found["attributes"]] == ["1", "2", "3"]
    assert found["attributes"][0]["values"] == [{"key": "1", "name": "Dưới 20 cm"}, {"key": "2", "name": "Trên 20 cm"}]
    assert found["attributes"][2]["variable"] in {"false", False}


def test_definition_when_unknown_then_404_in_the_shape_of_errors(city: GeoReportClient) -> None:
    (fault,) = city._get("services/khong-co", "services", "service")

    assert (city.status, str(fault["code"]), fault["description"]) == (404, "404", "Không có service_code này.")


# ---- posting


def test_post_when_complete_then_a_petition_with_all_that_was_said(city: GeoReportClient) -> None:
    (told,) = city.post(**LAMP_OUT)

    petition = Petition.objects.get(receipt_no=told["service_request_id"])
    words = PetitionWords.objects.get(petition=petition)
    assert city.status == 201
    assert "token" not in told
    assert petition.receipt_no in told["service_notice"]
    assert (petition.channel, petition.category, petition.lat, petition.lng) == ("open311", LAMP, 10.7769, 106.7009)
    assert (words.sender_name, words.email) == ("Nguyễn Thị Lan", "lan@example.org")
    assert words.address_words == "Trước số 12 Lê Lợi"
    assert words.text == f"{LAMP_OUT['description']}\nhttps://photos.example/1.jpg"


def test_post_when_sent_again_the_same_day_then_the_same_number(city: GeoReportClient, clock: FrozenClock) -> None:
    first = posted(city)
    clock.set(NOW + dt.timedelta(minutes=5))

    again = posted(city)
    other = posted(city, description="Đèn khác")
    clock.set(NOW + dt.timedelta(days=2))
    later = posted(city)

    assert again == first
    assert len({first.pk, other.pk, later.pk}) == 3


def test_post_when_nothing_of_a_person_is_sent_then_anonymous(city: GeoReportClient) -> None:
    nobody = dict.fromkeys(("email", "phone", "first_name", "last_name"), "")

    assert "anonymous" in posted(city, **nobody).flags


def test_post_when_attributes_are_answered_then_read_as_words(city: GeoReportClient) -> None:
    petition = posted(
        city, service_code=FLOOD, **{"attribute[depth]": "2", "attribute[since]": "2026-03-02T07:00:00+07:00"}
    )

    assert "Mức ngập: Trên 20 cm" in petition.words.text


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"api_key": ""}, 403, "open311_key_missing"),
        ({"api_key": "x" * 43}, 403, "open311_key_wrong"),
        ({"service_code": ""}, 400, "open311_service_missing"),
        ({"service_code": "khong-co"}, 404, "open311_service_unknown"),
        ({"jurisdiction_id": "other.gov"}, 404, "open311_jurisdiction_unknown"),
        ({"lat": "", "long": "", "address_string": ""}, 400, "open311_location_missing"),
        ({"lat": "10.7"}, 201, ""),
        ({"lat": "abc"}, 400, "open311_point_wrong"),
        ({"lat": "91"}, 400, "open311_point_wrong"),
        ({"lat": "nan"}, 400, "open311_point_wrong"),
        ({"long": ""}, 400, "open311_point_wrong"),
        ({"description": "x" * 4001}, 400, "open311_argument_too_long"),
        ({"description": ""}, 201, ""),
        ({"service_code": FLOOD}, 400, "attribute_missing"),
        ({"service_code": FLOOD, "attribute[depth]": "9"}, 400, "attribute_wrong"),
        ({"service_code": FLOOD, "attribute[depth]": "1", "attribute[since]": "hôm qua"}, 400, "attribute_wrong"),
        ({"attribute[x]": "1"}, 400, "attribute_unknown"),
        ({"media_url": "javascript:alert(1)"}, 201, ""),
        ({"media_url": "http://169.254.169.254/latest/meta-data"}, 201, ""),
        ({"unheard_of": "1"}, 201, ""),
    ],
)
def test_post_when_something_is_off_then_the_standards_error(
    city: GeoReportClient, changes: dict[str, str], status: int, code: str
) -> None:
    city.post(**{**LAMP_OUT, **changes})

    assert (city.status, city.headers.get("X-Motcua-Error", "")) == (status, code)
    assert Petition.objects.count() == (status == 201)


def test_post_when_the_media_link_is_no_web_address_then_it_is_not_kept(city: GeoReportClient) -> None:
    assert "javascript" not in posted(city, media_url="javascript:alert(1)").words.text


def test_post_when_the_token_has_another_scope_then_403(city: GeoReportClient, world: World) -> None:
    city.api_key = world.token("citizen", "procedures:read")
    city.post(**LAMP_OUT)

    assert (city.status, city.headers["X-Motcua-Error"]) == (403, "open311_key_wrong")


def test_post_when_a_person_uses_an_own_token_then_the_channel_is_not_theirs(
    city: GeoReportClient, world: World
) -> None:
    city.api_key = world.token("citizen", "petitions:submit")
    city.post(**LAMP_OUT)

    assert (city.status, city.headers["X-Motcua-Error"]) == (403, "channel_not_yours")


# ---- charsets


LATIN = "Le réverbère est cassé près du marché"


def test_post_when_latin_1_is_declared_then_read(city: GeoReportClient) -> None:
    raw = urlencode(
        {"api_key": city.api_key, **LAMP_OUT, "last_name": "", "address_string": "x", "description": LATIN},
        encoding="latin-1",
    )

    (told,) = city.post(raw.encode(), charset="; charset=ISO-8859-1")

    assert Petition.objects.get(receipt_no=told["service_request_id"]).words.text.startswith(LATIN)


def test_post_when_latin_1_is_not_declared_then_kept_whole_and_a_token(city: GeoReportClient) -> None:
    said = quote_from_bytes(LATIN.encode("latin-1"))
    raw = f"api_key={city.api_key}&service_code={LAMP}&lat=1&long=2&description={said}"

    (told,) = city.post(raw.encode())

    kept = IncomingMessage.objects.get(uid=told["token"])
    assert city.status == 201
    assert "service_request_id" not in told
    assert LATIN in kept.body_words
    assert city.api_key not in kept.body_words
    assert (kept.state, kept.reason) == ("unread", "charset_unknown")
    assert city.post(raw.encode())[0]["token"] == told["token"]
    assert city.token(told["token"]) == [
        {"service_request_id": "" if city.suffix == "xml" else None, "token": told["token"]}
    ]


def test_token_when_a_person_made_a_petition_of_it_then_its_number(city: GeoReportClient) -> None:
    (told,) = city.post(f"api_key={city.api_key}&service_code={LAMP}&lat=1&long=2&description=%E9".encode())
    petition = posted(city)
    IncomingMessage.objects.update(petition_uid=petition.uid, state="taken", settled_at=NOW, reason="")

    assert city.token(told["token"])[0]["service_request_id"] == petition.receipt_no


def test_token_when_unknown_then_404(city: GeoReportClient) -> None:
    city.token("123")

    assert (city.status, city.headers["X-Motcua-Error"]) == (404, "open311_token_unknown")


# ---- reading


def test_request_when_just_posted_then_open_with_its_category_and_without_a_word(city: GeoReportClient) -> None:
    petition = posted(city)

    (found,) = city.request(petition.receipt_no)

    told = {name: value for name, value in found.items() if value not in {"", None}}
    assert told == {
        "service_request_id": petition.receipt_no,
        "status": "open",
        "service_name": told["service_name"],
        "service_code": LAMP,
        "requested_datetime": told["requested_datetime"],
        "updated_datetime": told["updated_datetime"],
    }
    assert dt.datetime.fromisoformat(told["requested_datetime"]) == NOW.replace(microsecond=0)
    assert city.requests() == []
    assert [one["service_request_id"] for one in city.requests(service_request_id=petition.receipt_no)] == [
        petition.receipt_no
    ]


def test_request_when_published_then_the_masked_words_and_nobody(city: GeoReportClient) -> None:
    petition = posted(city)
    publish(petition)

    (found,) = city.request(petition.receipt_no)

    assert set(found) <= {field.name for field in REQUEST.fields}
    assert {field.name for field in REQUEST.fields if field.presence is not Presence.OMITTED} <= set(found)
    assert (found["status"], found["status_notes"], found["description"]) == (
        "closed",
        "Đã thay bóng",
        "Đèn hỏng\nĐèn tắt",
    )
    assert (str(found["lat"]), str(found["long"])) in {("10.7769", "106.7009"), ("10.77690", "106.70090")}
    assert not [word for word in PRIVATE if word in json.dumps(found, ensure_ascii=False)]


def test_request_when_hidden_again_then_without_words(city: GeoReportClient) -> None:
    petition = posted(city)
    publish(petition)
    petition.publication.hidden_at = NOW
    petition.publication.save()

    (found,) = city.request(petition.receipt_no)

    assert not found.get("description")
    assert city.requests() == []


def test_request_when_led_away_then_never_a_word(city: GeoReportClient) -> None:
    petition = posted(city)
    Petition.objects.filter(pk=petition.pk).update(
        state="led_away", closed=True, closed_at=NOW, holder_kind="", holder_unit=None, next_at=None
    )

    (found,) = city.request(petition.receipt_no)

    assert (found["status"], found.get("description") or "", found.get("status_notes")) == ("closed", "", None)


def test_request_when_of_another_channel_and_unpublished_then_404(city: GeoReportClient) -> None:
    petition = posted(city)
    Petition.objects.filter(pk=petition.pk).update(channel="web")

    city.request(petition.receipt_no)
    assert city.status == 404
    assert city.requests(service_request_id=petition.receipt_no) == []
    publish(petition)
    assert len(city.request(petition.receipt_no)) == 1


def test_request_when_about_conduct_then_no_pin(city: GeoReportClient) -> None:
    petition = posted(city)
    Petition.objects.filter(pk=petition.pk).update(kind="conduct")
    publish(petition)

    assert city.request(petition.receipt_no)[0]["lat"] in {"", None}


def test_requests_when_filtered_then_only_those(city: GeoReportClient) -> None:
    lamps = [posted(city, description=f"Đèn {number}") for number in range(3)]
    flood = posted(city, service_code=FLOOD, **{"attribute[depth]": "1"})
    for petition in (*lamps, flood):
        publish(petition)
    Petition.objects.filter(pk=lamps[0].pk).update(submitted_at=NOW - dt.timedelta(days=91))
    Petition.objects.filter(pk=lamps[1].pk).update(state="in_progress")

    def numbers(**arguments: str) -> set[str]:
        return {one["service_request_id"] for one in city.requests(**arguments)}

    assert numbers() == {lamps[1].receipt_no, lamps[2].receipt_no, flood.receipt_no}
    assert numbers(service_code=FLOOD) == {flood.receipt_no}
    assert numbers(service_code=f"{FLOOD},{LAMP}", status="open") == {lamps[1].receipt_no}
    assert numbers(status="closed") == {lamps[2].receipt_no, flood.receipt_no}
    assert numbers(end_date=f"{NOW - dt.timedelta(days=90):%Y-%m-%dT%H:%M:%SZ}") == {lamps[0].receipt_no}
    assert len(city.requests(page_size="2")) == 2
    assert len(city.requests(page_size="2", page="2")) == 1
    assert numbers(service_request_id=lamps[0].receipt_no, service_code=FLOOD) == {lamps[0].receipt_no}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"status": "lost"}, "open311_status_wrong"),
        ({"start_date": "2026-01-01"}, "open311_date_wrong"),
        ({"page": "0"}, "open311_page_wrong"),
        ({"start_date": "2020-01-01T00:00:00Z", "end_date": "2021-01-01T00:00:00Z"}, "open311_range_too_long"),
    ],
)
def test_requests_when_an_argument_is_wrong_then_400(
    city: GeoReportClient, arguments: dict[str, str], code: str
) -> None:
    city.requests(**arguments)

    assert (city.status, city.headers["X-Motcua-Error"]) == (400, code)


# ---- HTTP


def test_discovery_when_read_then_it_leads_to_the_server(city: GeoReportClient) -> None:
    raw = city.browser.get(f"/open311/discovery.{city.suffix}").content

    assert b"http://wiki.open311.org/GeoReport_v2" in raw
    assert b"https://motcua.anson.example/open311/v2" in raw
    assert b"application/json" in raw
    assert b"text/xml" in raw


@pytest.mark.parametrize(
    ("accept", "address", "kind"),
    [
        ("", "services", "text/xml"),
        ("application/json", "services", "application/json"),
        ("application/json", "services.xml", "text/xml"),
        ("text/html,*/*;q=0.8", "services", "text/xml"),
        ("", "services?format=json", "application/json"),
        ("application/xml", "services", "text/xml"),
    ],
)
def test_format_when_negotiated_then_suffix_before_parameter_before_header(
    world: World, accept: str, address: str, kind: str
) -> None:
    answer = Browser().get(f"{ROOT}/{address}", headers={"Accept": accept} if accept else {})

    assert (answer.status_code, answer["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_http_when_odd_then_the_standards_errors_and_never_a_page(world: World, city: GeoReportClient) -> None:
    browser = city.browser
    assert browser.options(f"{ROOT}/services.xml").status_code == 204
    assert browser.delete(f"{ROOT}/services.xml").status_code == 400
    for address in ("services.csv", "nothing", "requests/a/b", "", "services/%00"):
        answer = browser.get(f"{ROOT}/{address}")
        assert answer.status_code in {400, 404}, address
        assert b"<errors><error><code>" in answer.content
    multipart = browser.post(f"{ROOT}/requests.xml", {"api_key": city.api_key})
    assert (multipart.status_code, multipart["X-Motcua-Error"]) == (400, "open311_form_wrong")
    large = browser.generic(
        "POST", f"{ROOT}/requests.xml", b"x" * 300_000, content_type="application/x-www-form-urlencoded"
    )
    assert (large.status_code, large["X-Motcua-Error"]) == (400, "request_too_large")
    many = "&".join(f"a{n}=1" for n in range(300)).encode()
    wide = browser.generic("POST", f"{ROOT}/requests.xml", many, content_type="application/x-www-form-urlencoded")
    assert (wide.status_code, wide["X-Motcua-Error"]) == (400, "request_malformed")


def test_reading_when_too_often_then_429_with_a_time(world: World) -> None:
    browser = Browser()
    answers = [browser.get(f"{ROOT}/tokens/1.json") for _ in range(301)]

    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"].isdecimal()
    assert json.loads(answers[-1].content)[0]["code"] == 429


def test_answers_when_english_is_wanted_then_english(world: World) -> None:
    answer = Browser().get(f"{ROOT}/tokens/1.json", headers={"Accept-Language": "en"})

    assert json.loads(answer.content)[0]["description"] == "There is no such token."
