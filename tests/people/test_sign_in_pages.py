"""The pages of signing in, as a browser without script meets them."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.organisation.services.closure import rebuild_closure
from motcua.people import policy, totp
from motcua.people.models import EmailCode, User
from motcua.people.services import email_code, second_factor, throttle

from .factories import PASSWORD, AssignmentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.people.urls_for_tests")]

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "một câu khác hẳn và dài"


@pytest.fixture
def official(clock: FrozenClock) -> User:
    """An official with a post, whose second factor is set up."""
    user = AssignmentFactory(user__username="binh").user
    rebuild_closure()
    earlier = clock.now() - dt.timedelta(minutes=5)
    second_factor.set_up(user, KEY, totp.code_of(KEY, totp.step_at(earlier)), earlier)
    return user


def app_code(clock: FrozenClock, key: str = KEY) -> str:
    return totp.code_of(key, totp.step_at(clock.now()))


def password(client: Client, name: str = "binh", word: str = PASSWORD, **more: str) -> object:
    return client.post("/desk/dang-nhap/", {"username": name, "password": word, **more})


# ---- officials


def test_official_when_password_and_code_are_right_then_at_the_page_asked_for(
    client: Client, official: User, clock: FrozenClock
) -> None:
    sent = client.get("/desk/work/?a=1")
    assert sent.headers["Location"] == "/desk/dang-nhap/?next=%2Fdesk%2Fwork%2F%3Fa%3D1"
    assert "/desk/work/?a=1" in client.get(sent.headers["Location"]).content.decode()

    first = password(client, next="/desk/work/?a=1")
    second = client.post(first.headers["Location"], {"code": app_code(clock)})

    assert first.headers["Location"] == "/desk/dang-nhap/ma/"
    assert second.headers["Location"] == "/desk/work/?a=1"
    assert client.get("/desk/work/").content.decode() == official.full_name


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "\\\\evil.example", "javascript:x", ""])
def test_official_when_sent_on_to_another_site_then_home(
    client: Client, official: User, clock: FrozenClock, wanted: str
) -> None:
    first = password(client, next=wanted)

    answer = client.post(first.headers["Location"], {"code": app_code(clock)})

    assert answer.headers["Location"] == "/desk/"


def test_official_when_only_the_password_was_given_then_nothing_opens(client: Client, official: User) -> None:
    password(client)

    assert client.get("/desk/work/").status_code == 302
    assert client.get("/desk/thiet-lap-totp/").headers["Location"] == "/desk/dang-nhap/"
    assert client.get("/desk/dang-nhap/mat-khau-moi/").headers["Location"] == "/desk/dang-nhap/"


def test_official_when_the_code_page_is_opened_first_then_back_to_the_password(client: Client) -> None:
    for page in ("/desk/dang-nhap/ma/", "/desk/thiet-lap-totp/", "/desk/dang-nhap/mat-khau-moi/"):
        assert client.get(page).headers["Location"] == "/desk/dang-nhap/"
        assert client.post(page, {"code": "123456"}).headers["Location"] == "/desk/dang-nhap/"
    assert client.get("/desk/thiet-lap-totp/ma.svg").status_code == 404


def test_official_when_half_signed_in_for_ten_minutes_then_back_to_the_password(
    client: Client, official: User, clock: FrozenClock
) -> None:
    password(client)
    clock.advance(policy.PENDING_SIGN_IN)

    assert client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)}).headers["Location"] == "/desk/dang-nhap/"


def test_official_when_known_or_not_then_the_page_is_the_same(client: Client, official: User) -> None:
    pages = []
    for name in ("binh", "nobody"):
        text = password(client, name, "x").content.decode()
        pages.append(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", text.replace(name, "NAME")))

    assert "Tên đăng nhập hoặc mật khẩu không đúng." in pages[0]
    assert pages[0] == pages[1]


def test_official_when_tried_too_often_then_told_to_wait(client: Client, official: User) -> None:
    for _ in range(throttle.ACCOUNT.free):
        assert password(client, word="x").status_code == 200

    answer = password(client)

    assert answer.status_code == 429
    assert "Hãy chờ 60 giây" in answer.content.decode()


def test_official_when_the_code_is_wrong_then_said_and_still_half_signed_in(
    client: Client, official: User, clock: FrozenClock
) -> None:
    password(client)

    wrong = client.post("/desk/dang-nhap/ma/", {"code": "000000"})

    assert "Mã không đúng hoặc đã được dùng" in wrong.content.decode()
    assert client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)}).status_code == 302


def test_official_when_first_signing_in_then_sets_up_the_app_and_a_password(client: Client, clock: FrozenClock) -> None:
    user = AssignmentFactory(user__username="moi", user__must_change_password=True).user
    rebuild_closure()

    step = password(client, "moi")
    assert step.headers["Location"] == "/desk/thiet-lap-totp/"
    page = client.get("/desk/thiet-lap-totp/")
    key = re.sub(r"\s", "", re.findall(r"<code>(.*?)</code>", page.content.decode())[0])
    picture = client.get("/desk/thiet-lap-totp/ma.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"style" not in picture.content
    assert "no-store" in picture.headers["Cache-Control"]

    step = client.post("/desk/thiet-lap-totp/", {"code": app_code(clock, key)})
    assert step.headers["Location"] == "/desk/dang-nhap/mat-khau-moi/"
    assert client.get("/desk/work/").status_code == 302  # not yet signed in

    weak = client.post("/desk/dang-nhap/mat-khau-moi/", {"password": "ngắn"})
    assert "ít nhất 12 ký tự" in weak.content.decode()
    same = client.post("/desk/dang-nhap/mat-khau-moi/", {"password": PASSWORD})
    assert "phải khác mật khẩu cũ" in same.content.decode()
    step = client.post("/desk/dang-nhap/mat-khau-moi/", {"password": NEW})

    assert step.headers["Location"] == "/desk/"
    assert client.get("/desk/work/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not user.must_change_password


def test_official_when_the_key_is_shown_then_it_stays_the_same_until_confirmed(
    client: Client, clock: FrozenClock
) -> None:
    UserFactory(username="moi")
    password(client, "moi")

    pages = [client.get("/desk/thiet-lap-totp/").content.decode() for _ in range(2)]
    wrong = client.post("/desk/thiet-lap-totp/", {"code": "000000"}).content.decode()

    keys = {re.findall(r"<code>(.*?)</code>", page)[0] for page in [*pages, wrong]}
    assert len(keys) == 1


def test_official_when_signed_in_already_then_the_sign_in_page_goes_on(
    client: Client, official: User, clock: FrozenClock
) -> None:
    password(client)
    client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)})

    assert client.get("/desk/dang-nhap/?next=/desk/work/").headers["Location"] == "/desk/work/"


def test_official_when_idle_then_signed_out_with_the_way_back(
    client: Client, official: User, clock: FrozenClock
) -> None:
    password(client)
    client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)})
    clock.advance(policy.SESSION_IDLE)

    assert client.get("/desk/work/").headers["Location"] == "/desk/dang-nhap/?next=%2Fdesk%2Fwork%2F"


def test_official_when_signing_out_then_a_get_does_nothing_and_a_post_ends_it(
    client: Client, official: User, clock: FrozenClock
) -> None:
    password(client)
    client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)})

    assert client.get("/sign-out/").status_code == 405
    assert client.get("/desk/work/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/desk/work/").status_code == 302


def test_official_when_the_session_key_before_is_known_to_another_then_it_opens_nothing(
    client: Client, official: User, clock: FrozenClock
) -> None:
    client.get("/desk/dang-nhap/")
    password(client)
    before = client.cookies["sessionid"].value
    client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)})

    thief = Client()
    thief.cookies["sessionid"] = before

    assert client.cookies["sessionid"].value != before
    assert thief.get("/desk/work/").status_code == 302


def test_official_when_ending_the_other_sessions_then_only_this_browser_stays(
    client: Client, official: User, clock: FrozenClock
) -> None:
    other = Client()
    for browser in (other, client):
        password(browser)
        browser.post("/desk/dang-nhap/ma/", {"code": app_code(clock)})
        clock.advance(dt.timedelta(seconds=60))

    page = client.get("/desk/tai-khoan/phien/").content.decode()
    assert (page.count("Trình duyệt này"), page.count(">Trình duyệt khác<")) == (1, 1)
    client.post("/desk/tai-khoan/phien/dang-xuat/")

    assert client.get("/desk/work/").status_code == 200
    assert other.get("/desk/work/").status_code == 302


def test_official_when_changing_the_password_then_it_is_changed(
    client: Client, official: User, clock: FrozenClock
) -> None:
    password(client)
    client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)})

    wrong = client.post("/desk/tai-khoan/mat-khau/", {"old": "x", "password": NEW})
    assert "Mật khẩu hiện tại không đúng." in wrong.content.decode()
    done = client.post("/desk/tai-khoan/mat-khau/", {"old": PASSWORD, "password": NEW})

    assert done.headers["Location"] == "/desk/tai-khoan/phien/"
    official.refresh_from_db()
    assert official.check_password(NEW)


def test_pages_when_forged_from_another_site_then_refused(official: User) -> None:
    strict = Client(enforce_csrf_checks=True)

    for page in ("/desk/dang-nhap/", "/desk/dang-nhap/ma/", "/dang-nhap/", "/dang-nhap/ma/", "/sign-out/"):
        assert strict.post(page, {"username": "binh", "password": PASSWORD}).status_code == 403


# ---- citizens


def letter() -> str:
    row = EmailCode.objects.order_by("-created_at").first()
    assert row is not None
    found = email_code.letter_of(row.uid, row.created_at)
    assert found is not None
    return found.code


def test_citizen_when_the_code_is_right_then_signed_in_at_the_page_asked_for(
    client: Client, clock: FrozenClock
) -> None:
    assert client.get("/cua-toi/").headers["Location"] == "/dang-nhap/?next=%2Fcua-toi%2F"

    first = client.post("/dang-nhap/", {"email": "Hoa@example.vn", "next": "/cua-toi/"})
    assert first.headers["Location"] == "/dang-nhap/ma/"
    page = client.get("/dang-nhap/ma/").content.decode()
    assert "h•••@example.vn" in page.lower()
    assert "hoa@" not in page.lower()
    second = client.post("/dang-nhap/ma/", {"code": letter()})

    assert second.headers["Location"] == "/cua-toi/"
    assert client.get("/cua-toi/").content == b"mine"
    user = User.objects.get()
    assert (user.kind, user.email) == ("citizen", "hoa@example.vn")


def test_citizen_when_known_or_not_then_the_pages_are_the_same(client: Client, clock: FrozenClock) -> None:
    UserFactory(citizen=True, email="known@example.vn")
    seen = []
    for address in ("known@example.vn", "knowe@example.vn"):
        browser = Client()
        first = browser.post("/dang-nhap/", {"email": address})
        page = re.sub(r'value="[^"]*"|nonce="[^"]*"', "", browser.get("/dang-nhap/ma/").content.decode())
        seen.append((first.status_code, first.headers["Location"], page))

    assert seen[0] == seen[1]


def test_citizen_when_the_code_is_wrong_then_said(client: Client, clock: FrozenClock) -> None:
    client.post("/dang-nhap/", {"email": "hoa@example.vn"})

    answer = client.post("/dang-nhap/ma/", {"code": "x"})

    assert "Mã không đúng hoặc đã hết hạn." in answer.content.decode()
    assert client.get("/cua-toi/").status_code == 302


def test_citizen_when_the_address_is_none_then_said_beside_the_field(client: Client, clock: FrozenClock) -> None:
    answer = client.post("/dang-nhap/", {"email": "<script>@"})

    text = answer.content.decode()
    assert "Địa chỉ thư điện tử không đúng dạng." in text
    assert "<script>@" not in text
    assert not EmailCode.objects.exists()


def test_citizen_when_asking_too_often_from_one_place_then_told_to_wait(client: Client, clock: FrozenClock) -> None:
    for number in range(throttle.CODES_FROM_SOURCE.free):
        client.post("/dang-nhap/", {"email": f"c{number}@example.vn"})

    assert client.post("/dang-nhap/", {"email": "another@example.vn"}).status_code == 429


def test_citizen_when_the_code_page_is_opened_first_then_back_to_the_address(
    client: Client, clock: FrozenClock
) -> None:
    assert client.get("/dang-nhap/ma/").headers["Location"] == "/dang-nhap/"


def test_citizen_when_at_the_desk_then_refused_and_an_official_at_the_citizens_too(
    client: Client, official: User, clock: FrozenClock
) -> None:
    client.post("/dang-nhap/", {"email": "hoa@example.vn"})
    client.post("/dang-nhap/ma/", {"code": letter()})
    assert client.get("/desk/work/").status_code == 403

    password(client)
    client.post("/desk/dang-nhap/ma/", {"code": app_code(clock)})
    assert client.get("/desk/work/").status_code == 200
    assert client.get("/cua-toi/").status_code == 403


@pytest.mark.parametrize("page", ["/en/dang-nhap/", "/en/desk/dang-nhap/"])
def test_pages_when_in_english_then_they_are_there(client: Client, page: str) -> None:
    answer = client.get(page)

    assert answer.status_code == 200
    assert '<html lang="en"' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_challenge_when_kept_then_the_browser_holds_neither_address_nor_challenge(
    client: Client, clock: FrozenClock
) -> None:
    client.post("/dang-nhap/", {"email": "hoa@example.vn"})

    challenge = UUID(client.session["motcua_pending"]["challenge"])
    assert EmailCode.objects.filter(uid=challenge).exists()
    assert "hoa@example.vn" not in str(dict(client.session))
    assert str(challenge) not in str(client.cookies)
