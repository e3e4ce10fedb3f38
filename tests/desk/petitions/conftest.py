"""The small province of petitions, and browsers of its people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.people.services import sessions
from tests.petitions.world import NOW, World, make_world

SignIn = Callable[[str], "Official"]


@dataclass
class Official:
    """Somebody at a browser."""

    client: Client

    def get(self, address: str, *, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code, _said(answer))
        return answer.content.decode()

    def post(self, address: str, **typed: Any) -> HttpResponse:
        return self.client.post(address, typed)  # type: ignore[return-value]

    def send(self, page: str, to: str = "", **typed: Any) -> HttpResponse:
        """Open ``page``, then send its hidden fields and what is typed to ``to``, else to the page itself."""
        shown = self.get(page)
        return self.client.post(to or page, {**hidden(shown), **typed})  # type: ignore[return-value]


def _said(answer: Any) -> str:
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.decode(errors="replace")))[:800]


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    clock.set(NOW)
    return make_world()


@pytest.fixture
def sign_in(world: World, clock: FrozenClock) -> SignIn:
    def signed(name: str) -> Official:
        client = Client()
        user = world.people[name]
        client.force_login(user)
        session = client.session
        opened = sessions.open_session(user, "password_totp", "127.0.0.1", clock.now())
        session["motcua_session"] = str(opened.uid)
        session.save()
        return Official(client)

    return signed
