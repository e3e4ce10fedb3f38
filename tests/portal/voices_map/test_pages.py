"""The public pages of petitions: what they show, what they never show, and what they cost."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from xml.etree import ElementTree as ET

import mapbox_vector_tile
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from motcua.core.mercator import tile_at
from motcua.core.remember import forget_everything
from motcua.petitions.lifecycle import Point
from motcua.petitions.models import Follower, Petition, Publication
from motcua.petitions.points.services import refresh_point
from tests.petitions.world import NOW, World

from .given import ANSWER, AT, QUESTION, TITLE, answered, published, shaped

pytestmark = pytest.mark.usefixtures("world")
BEFORE = NOW - dt.timedelta(days=10)
PRIVATE = (
    "Nguyễn Văn Thử",
    "0912 000 111",
    "0912000111",
    "thu@example.vn",
    "đã có người ngã",
    "18.210012",
    "105.210034",
)
ALL = ("/phan-anh/", "/phan-anh/nhung/", "/phan-anh/don-vi/", "/phan-anh/don-vi/T-01/", "/phan-anh/tin.atom",
       "/phan-anh/du-lieu.csv", "/phan-anh/du-lieu.json", "/phan-anh/ngay-nghi.ics")  # fmt: skip


def body(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", [*ALL, "{one}"])
def test_page_when_read_by_anyone_then_nothing_of_the_sender_is_on_it(client: Client, path: str, prefix: str) -> None:
    shaped()
    petition = published()

    text = body(client, prefix + path.format(one=f"/phan-anh/{petition.receipt_no}/"))

    assert [one for one in PRIVATE if one in text] == []
    assert petition.secret not in text


@pytest.mark.parametrize("path", ["/phan-anh/", "/phan-anh/nhung/", "/phan-anh/tin.atom", "/phan-anh/du-lieu.csv"])
def test_page_when_one_is_not_published_or_hidden_then_it_is_not_there(client: Client, path: str) -> None:
    hidden = published(title="Đã ẩn")
    Publication.objects.filter(petition=hidden).update(hidden_at=NOW)
    refresh_point(hidden.uid, now=NOW)
    seen = published()

    text = body(client, path)

    assert TITLE in text
    assert "Đã ẩn" not in text
    assert hidden.receipt_no not in text
    assert client.get(f"/phan-anh/{hidden.receipt_no}/").status_code == 404
    assert client.get(f"/phan-anh/{seen.receipt_no}/").status_code == 200


def test_one_when_published_then_question_answer_and_the_way_it_went(client: Client) -> None:
    shaped()
    petition = published()

    text = body(client, f"/phan-anh/{petition.receipt_no}/")

    assert QUESTION in text
    assert ANSWER in text
    assert "mc-plain__pin" in text


@pytest.mark.parametrize("receipt", ["KHONG-CO", "<script>", "%00", "a" * 300])
def test_one_when_nobody_knows_the_number_then_not_found(client: Client, receipt: str) -> None:
    assert client.get(f"/phan-anh/{receipt}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", True), ("?linh-vuc=duong-hong", True), ("?linh-vuc=giao-thong", True), ("?linh-vuc=rac-thai", False),
        ("?linh-vuc=la", True), ("?tinh-trang=chua-dong", True), ("?tinh-trang=da-dong", False),
        ("?thang=2026-11", True), ("?thang=2026-10", False), ("?thang=xx", True), ("?q=cổng", True),
        ("?q=khongco", False), ("?o=105.1,18.1,105.3,18.3", True), ("?o=105.3,18.1,105.4,18.3", False),
        ("?o=1,2", True), ("?tu=rac", True), ("?don-vi=%00", True), ("?don-vi=T-02", False), ("?q=%00", True),
    ],
)  # fmt: skip
def test_list_when_filtered_then_only_what_is_asked(client: Client, query: str, there: bool) -> None:
    published()

    assert (TITLE in body(client, f"/phan-anh/{query}")) is there


def test_list_when_asked_about_a_tiny_box_then_the_exact_pin_cannot_be_found(client: Client) -> None:
    published()
    box = f"{AT.lng - 0.000005:.6f},{AT.lat - 0.000005:.6f},{AT.lng + 0.000005:.6f},{AT.lat + 0.000005:.6f}"

    assert TITLE not in body(client, f"/phan-anh/?o={box}")


def test_list_when_there_are_many_then_pages_by_cursor_show_each_once(client: Client) -> None:
    for number in range(23):
        published(title=f"Việc số {number:02d}", now=NOW + dt.timedelta(seconds=number))

    first = body(client, "/phan-anh/")
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = body(client, following)

    shown = [number for number in range(23) if f"Việc số {number:02d}" in first]
    rest = [number for number in range(23) if f"Việc số {number:02d}" in second]
    assert (len(shown), sorted(shown + rest)) == (20, list(range(23)))


@pytest.mark.parametrize("path", ["/phan-anh/", "/phan-anh/don-vi/T-01/", "/phan-anh/don-vi/"])
def test_page_when_the_table_grows_then_no_more_statements(client: Client, world: World, path: str) -> None:
    shaped()
    counts = []
    for many in (2, 12):
        for _ in range(many):
            answered(published(now=BEFORE), world.commune)
        forget_everything()
        body(client, path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            body(client, path)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[1] <= 12


def test_tile_when_asked_then_groups_and_again_nothing_until_something_changes(client: Client) -> None:
    published()
    at = tile_at(AT.lng, AT.lat, 12)
    address = f"/phan-anh/tiles/12/{at.x}/{at.y}.mvt"

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    published(at=Point(AT.lat + 0.00001, AT.lng))
    after = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    (one,) = mapbox_vector_tile.decode(first.content)["petitions"]["features"]
    (two,) = mapbox_vector_tile.decode(after.content)["petitions"]["features"]
    assert (one["properties"]["n"], two["properties"]["n"]) == (1, 2)
    assert "receipt" in one["properties"]
    assert "receipt" not in two["properties"]
    assert (again.status_code, after.status_code) == (304, 200)


@pytest.mark.parametrize("path", ["19/0/0", "3/8/0", "0/0/1", "99/0/0"])
def test_tile_when_it_does_not_exist_then_not_found(client: Client, path: str) -> None:
    assert client.get(f"/phan-anh/tiles/{path}.mvt").status_code == 404


def test_tile_when_filtered_then_only_what_is_asked(client: Client) -> None:
    published()
    published(category="rac-thai")

    def n(query: str) -> int:
        found = mapbox_vector_tile.decode(client.get(f"/phan-anh/tiles/0/0/0.mvt{query}").content)
        return sum(one["properties"]["n"] for one in found.get("petitions", {}).get("features", []))

    assert [n(""), n("?linh-vuc=rac-thai"), n("?linh-vuc=giao-thong"), n("?tinh-trang=da-dong")] == [2, 1, 1, 0]


def test_map_page_when_sent_then_only_it_may_start_a_worker(client: Client) -> None:
    shaped()
    policy = client.get("/phan-anh/").headers["Content-Security-Policy"]

    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy
    assert "worker-src" not in client.get("/giup-do/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("setting", "ancestors"),
    [
        ("", "frame-ancestors 'self';"),
        ("https://bao.example https://xa.example:8443", "frame-ancestors 'self' https://bao.example https://xa.example:8443;"),
        ("http://no.example * https://a.example;script-src", "frame-ancestors 'self';"),
    ],
)  # fmt: skip
def test_embed_when_sites_are_named_then_they_and_no_other_may_frame_it(
    client: Client, setting: str, ancestors: str
) -> None:
    with override_settings(MAP_EMBEDDERS=setting):
        answer = client.get("/phan-anh/nhung/")

    assert ancestors in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors 'none'" in client.get("/phan-anh/").headers["Content-Security-Policy"]


def test_units_when_few_then_no_share_is_told(client: Client, world: World) -> None:
    for _ in range(4):
        answered(published(now=BEFORE), world.commune, score=5)

    text = body(client, "/phan-anh/don-vi/")

    assert "Xã Một" in text
    assert "100,0%" not in text
    assert "chưa đủ phản ánh để so sánh" in text


def test_units_when_intervals_lie_apart_then_who_does_well_and_who_badly(client: Client, world: World) -> None:
    for number in range(25):
        answered(published(now=BEFORE), world.commune, score=5)
        answered(published(now=BEFORE), world.other, late=number > 2, score=1)

    text = body(client, "/phan-anh/don-vi/")
    unit = body(client, "/phan-anh/don-vi/T-02/")

    assert "tốt hơn các nơi khác" in text
    assert "kém hơn các nơi khác" in text
    assert "12,0%" in unit
    assert "2,0 ngày" in unit


@pytest.mark.parametrize("code", ["KHONG", "%00", "a" * 100])
def test_unit_when_nobody_bears_the_code_then_not_found(client: Client, code: str) -> None:
    assert client.get(f"/phan-anh/don-vi/{code}/").status_code == 404


def test_feed_when_read_then_well_formed_with_each_petition_once(client: Client) -> None:
    petition = published(answer="Xong\x0b & <b>đã vá</b>")

    root = ET.fromstring(body(client, "/phan-anh/tin.atom"))  # noqa: S314 (our own)
    space = {"a": "http://www.w3.org/2005/Atom"}

    (entry,) = root.findall("a:entry", space)
    assert entry.findtext("a:id", namespaces=space, default="").endswith(f"/phan-anh/{petition.receipt_no}/")
    assert entry.findtext("a:content", namespaces=space) == "Xong & <b>đã vá</b>"
    for required in ("id", "title", "updated", "author"):
        assert root.find(f"a:{required}", space) is not None


def test_days_off_when_read_then_events_with_crlf_and_lines_of_75_octets(client: Client) -> None:
    text = body(client, "/phan-anh/ngay-nghi.ics")

    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "DTSTART;VALUE=DATE:20260902" in text or "DTSTART;VALUE=DATE:20260901" in text
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 10
    assert len({line for line in lines if line.startswith("UID:")}) == text.count("BEGIN:VEVENT")


def test_open_data_when_read_then_csv_and_json_say_the_same_and_no_formula(client: Client) -> None:
    published(title="=HYPERLINK(1)")
    published(now=NOW + dt.timedelta(minutes=1))

    rows = list(csv.DictReader(io.StringIO(body(client, "/phan-anh/du-lieu.csv").lstrip("\ufeff"))))
    told = json.loads(body(client, "/phan-anh/du-lieu.json"))

    assert told["month"] == "2026-11"
    assert [row["receipt_no"] for row in rows] == [row["receipt_no"] for row in told["items"]]
    assert rows[1]["title"] == "'=HYPERLINK(1)"
    assert {float(row["lat"]) for row in rows} == {told["items"][0]["lat"]}
    assert json.loads(body(client, "/phan-anh/du-lieu.json?thang=2026-01"))["items"] == []


def test_same_for_me_when_an_address_is_given_then_followed_once_without_saying_who_did_before(client: Client) -> None:
    petition = published()
    address = f"/phan-anh/{petition.receipt_no}/cung-gap/"

    answers = [client.post(address, {"email": given}) for given in ("a@example.vn", "a@example.vn", "")]

    assert {answer.status_code for answer in answers} == {302}
    assert Follower.objects.filter(petition=petition).count() == 1
    assert client.get(address).status_code == 405


def test_same_for_me_when_it_is_not_published_then_not_found(client: Client) -> None:
    petition = published()
    Publication.objects.all().update(hidden_at=NOW)

    assert client.post(f"/phan-anh/{petition.receipt_no}/cung-gap/", {"email": "a@example.vn"}).status_code == 404
    assert Petition.objects.count() == 1
