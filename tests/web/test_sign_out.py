"""Leaving."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver

from motcua.core.clock import FrozenClock, now
from motcua.people import browser
from motcua.people.models import SignInSession
from motcua.web import access, checks
from tests.people.factories import UserFactory


@pytest.fixture(autouse=True)
def host() -> object:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        yield


@pytest.fixture
def signed_in_client(client: Client) -> Client:
    request = RequestFactory().get("/")
    request.session = client.session
    browser.sign_in(request, UserFactory(), "password", now())
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return client


@pytest.mark.django_db
def test_signing_out_ends_the_session_everywhere(signed_in_client: Client, clock: FrozenClock) -> None:
    assert SignInSession.objects.get().ended_at is None

    answer = signed_in_client.post("/sign-out/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert SignInSession.objects.get().ended_at == clock.now()


@pytest.mark.django_db
def test_signing_out_twice_changes_nothing(signed_in_client: Client) -> None:
    first = signed_in_client.post("/en/sign-out/")
    second = signed_in_client.post("/en/sign-out/")

    assert first.headers["Location"] == second.headers["Location"] == "/en/"


def test_link_to_sign_out_does_nothing_by_itself(client: Client) -> None:
    assert client.get("/sign-out/").status_code == 405


def test_every_address_of_the_program_declares_who_may_open_it() -> None:
    assert checks.every_view_declares_its_access() == []
    assert len(list(access.walk(get_resolver().url_patterns))) > 3
