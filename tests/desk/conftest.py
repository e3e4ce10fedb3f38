from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.people.services import sessions
from tests.dossiers.world import World, build

SignIn = Callable[..., Client]


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    return build()


@pytest.fixture
def sign_in(world: World, clock: FrozenClock) -> SignIn:
    """A browser in which somebody of the world is signed in."""

    def signed(name: str) -> Client:
        client = Client()
        user = world.users[name]
        client.force_login(user)
        session = client.session
        opened = sessions.open_session(user, "password_totp", "127.0.0.1", clock.now())
        session["motcua_session"] = str(opened.uid)
        session.save()
        return client

    return signed
