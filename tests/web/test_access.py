"""Doors: who is let in, who is sent to sign in, who is refused."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.checks import Error
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from motcua.people import browser
from motcua.people.actors import EVERYWHERE, Actor, ActorKind, Reach
from motcua.web import access, checks
from motcua.web.access import Access, Door
from tests.web import urls_for_tests

pytestmark = pytest.mark.urls("tests.web.urls_for_tests")

CITIZEN = Actor(kind=ActorKind.CITIZEN, user_id=1, uid=uuid4(), name="A")
OFFICIAL = Actor(
    kind=ActorKind.OFFICIAL, user_id=2, uid=uuid4(), name="B", reach={"dossier.receive": Reach(units=frozenset({7}))}
)
IDLE = Actor(kind=ActorKind.OFFICIAL, user_id=3, uid=uuid4(), name="C", reach={"dossier.receive": Reach()})


@pytest.fixture(autouse=True)
def doors() -> object:
    with override_settings(
        CITIZEN_SIGN_IN="citizen_door", OFFICIAL_SIGN_IN="official_door", ALLOWED_HOSTS=["testserver"]
    ):
        yield


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor | None], list[int]]:
    """Who the next requests act as; gives the list of how often that was asked."""

    def become(actor: Actor | None) -> list[int]:
        asked: list[int] = []

        def actor_of(request: HttpRequest, now: object) -> Actor | None:
            asked.append(1)
            return actor

        monkeypatch.setattr(browser, "actor_of", actor_of)
        return asked

    return become


def test_stranger_at_a_public_page_is_let_in_and_not_looked_up(
    client: Client, signed_in: Callable[[Actor | None], list[int]]
) -> None:
    asked = signed_in(None)

    assert client.get("/open/").content == b"hello"
    assert asked == []


@pytest.mark.parametrize(
    ("page", "door"),
    [("/mine/?a=1", "/vao/?next=%2Fmine%2F%3Fa%3D1"), ("/desk/work/", "/desk/vao/?next=%2Fdesk%2Fwork%2F")],
)
def test_stranger_at_a_closed_page_is_sent_to_its_own_door(
    client: Client, signed_in: Callable[[Actor | None], list[int]], page: str, door: str
) -> None:
    signed_in(None)

    answer = client.get(page)

    assert (answer.status_code, answer.headers["Location"]) == (302, door)


def test_stranger_who_was_sending_something_is_told_that_the_sign_in_expired(
    client: Client, signed_in: Callable[[Actor | None], list[int]]
) -> None:
    signed_in(None)

    answer = client.post("/desk/work/", HTTP_REFERER="https://testserver/desk/work/?row=3")

    assert answer.status_code == 401
    assert "Bạn cần đăng nhập lại" in answer.content.decode()
    assert "/desk/vao/?next=%2Fdesk%2Fwork%2F%3Frow%3D3" in answer.content.decode()


def test_stranger_whose_page_refreshes_itself_is_moved_by_htmx(
    client: Client, signed_in: Callable[[Actor | None], list[int]]
) -> None:
    signed_in(None)

    answer = client.get("/desk/work/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="https://testserver/desk/work/")

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/desk/vao/?next=%2Fdesk%2Fwork%2F"


@pytest.mark.parametrize(
    ("actor", "page", "status"),
    [
        (CITIZEN, "/mine/", 200),
        (OFFICIAL, "/mine/", 403),
        (OFFICIAL, "/desk/work/", 200),
        (OFFICIAL, "/desk/any/", 200),
        (IDLE, "/desk/any/", 200),
        (IDLE, "/desk/work/", 403),
        (CITIZEN, "/desk/work/", 403),
        (CITIZEN, "/desk/any/", 403),
    ],
)
def test_signed_in_person_at_a_door(
    client: Client, signed_in: Callable[[Actor | None], list[int]], actor: Actor, page: str, status: int
) -> None:
    asked = signed_in(actor)

    answer = client.get(page)

    assert answer.status_code == status
    assert asked == [1]


@pytest.mark.parametrize(("actor", "page"), [(CITIZEN, "/mine/"), (OFFICIAL, "/desk/work/"), (None, "/secret/t/")])
def test_page_with_a_person_on_it_is_never_kept(
    client: Client, signed_in: Callable[[Actor | None], list[int]], actor: Actor | None, page: str
) -> None:
    signed_in(actor)

    assert "no-store" in client.get(page).headers["Cache-Control"]


def test_secret_link_names_itself_to_nobody(client: Client) -> None:
    answer = client.get("/secret/abc/")

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_declarations_can_be_read_back() -> None:
    found = {name: access.access_of(view) for _, name, view in access.walk(urls_for_tests.urlpatterns)}

    assert found["open"] == Access(Door.PUBLIC)
    assert found["work"] == Access(Door.OFFICIAL, "dossier.receive")
    assert found["secret"] == Access(Door.SECRET_LINK)
    assert found["one"] == found["deep"] == Access(Door.PROGRAM)
    assert None not in found.values()


def test_wrapping_the_patterns_of_others_leaves_their_own_list_alone() -> None:
    assert access.access_of(urls_for_tests.FOREIGN[0].callback) is None


def test_check_is_silent_when_every_view_declares() -> None:
    assert checks.every_view_declares_its_access() == []


def test_check_names_the_view_without_a_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    monkeypatch.setattr(urls_for_tests, "urlpatterns", [*urls_for_tests.urlpatterns, path("bare/", bare, name="b")])

    with override_settings(ROOT_URLCONF="tests.web.urls_for_tests"):
        from django.urls import clear_url_caches

        clear_url_caches()
        found = checks.every_view_declares_its_access()
        clear_url_caches()

    assert [(one.id, "/bare/" in one.msg) for one in found if isinstance(one, Error)] == [("web.E001", True)]


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/mine/?a=1", "/mine/?a=1"),
        ("https://elsewhere.example/mine/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_next_leads_nowhere_else(wanted: str, goes_to: str) -> None:
    request = RequestFactory().get("/vao/", {"next": wanted})

    assert access.safe_next(request, "/") == goes_to


def test_everywhere_counts_as_holding_a_verb() -> None:
    actor = Actor(kind=ActorKind.OFFICIAL, user_id=1, uid=None, name="", reach={"audit.read": EVERYWHERE})

    assert access.holds(actor, "audit.read")
    assert not access.holds(actor, "people.manage")
    assert access.verbs_of(actor) == {"audit.read"}
