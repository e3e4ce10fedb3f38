"""The small world of the dossiers, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.test import Client

from motcua.core.clock import FrozenClock, now
from motcua.people import browser
from tests.dossiers.world import World, build

SignIn = Callable[[str], Client]


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    """Monday 23 November 2026, 08:30."""
    made = build()
    from tests.dossiers.world import NOW

    clock.set(NOW)
    return made


@pytest.fixture
def sign_in(world: World) -> SignIn:
    """A browser in which that person of the world is signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        request = HttpRequest()
        request.META["REMOTE_ADDR"] = "127.0.0.1"
        request.session = client.session
        browser.sign_in(request, world.users[name], "email", now())
        request.session.save()
        client.cookies["sessionid"] = request.session.session_key
        return client

    return signed_in


@pytest.fixture
def citizen(sign_in: SignIn) -> Client:
    return sign_in("citizen")


@pytest.fixture
def other_citizen(sign_in: SignIn) -> Client:
    return sign_in("other_citizen")


@pytest.fixture
def officer(sign_in: SignIn) -> Client:
    return sign_in("reception")
