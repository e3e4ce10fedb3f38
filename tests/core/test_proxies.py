"""Whose word about the client counts."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from motcua.core.proxies import TrustedProxies, client_address, is_trusted, parse_networks

OURS = parse_networks("127.0.0.1 ::1, 10.1.0.0/16")


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger says who he is
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the left part is the client's own invention
        ("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1"),  # two proxies of ours
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),  # the balancer itself asks
        ("127.0.0.1", "198.51.100.1, nonsense, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("::1", "[2001:db8::7]", "2001:db8::7"),
        ("", "198.51.100.1", ""),
    ],
)
def test_client_when_said_by_a_proxy_then_believed_only_of_ours(peer: str, said: str, client: str) -> None:
    assert client_address(peer, said, OURS) == client


@given(invented=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60))
def test_client_when_it_invents_what_it_likes_then_its_true_address_counts(invented: str) -> None:
    assert client_address("127.0.0.1", f"{invented}, 198.51.100.1", OURS) == "198.51.100.1"


@given(st.text(max_size=40))
def test_address_when_it_is_none_then_not_trusted(text: str) -> None:
    assert not is_trusted(text, ())
    assert not is_trusted(text, OURS) or text in {"127.0.0.1", "::1"} or text.startswith("10.1.")


def test_networks_when_one_is_wrong_then_it_is_named() -> None:
    with pytest.raises(ValueError, match=r"10\.1\.0\.0/33"):
        parse_networks("127.0.0.1 10.1.0.0/33")


def seen(peer: str, **headers: str) -> HttpRequest:
    """The request as the next middleware sees it."""
    got: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        got.append(request)
        return HttpResponse()

    TrustedProxies(answer)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))
    return got[0]


def test_request_when_through_our_proxy_then_the_client_and_tls_are_known(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    request = seen("127.0.0.1", **{"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https"})

    assert request.META["REMOTE_ADDR"] == "198.51.100.1"
    assert request.is_secure()


def test_request_when_straight_from_a_stranger_then_what_it_says_is_dropped(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    request = seen("203.0.113.9", **{"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"})

    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert not request.is_secure()
    assert "X-Forwarded-For" in request.headers
