"""Who gets which page: a stranger, the person, another person, an official."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.dossiers.world import CODE, World

PUBLIC = (
    "/",
    "/thu-tuc/",
    "/thu-tuc/goi-y/?q=xac",
    f"/thu-tuc/{CODE}/",
    "/tra-cuu/",
    "/giup-do/",
    "/bao-ve-du-lieu-ca-nhan/",
    "/tiep-can/",
    "/du-lieu-mo/",
    "/dang-nhap/",
)
OWN = ("/ho-so-cua-toi/", f"/nop-ho-so/{CODE}/")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_when_anyone_asks_then_it_opens(client: Client, world: World, prefix: str, address: str) -> None:
    answer = client.get(prefix + address)

    assert answer.status_code == 200
    assert "{{" not in answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", OWN)
def test_own_page_when_a_stranger_asks_then_sent_to_sign_in(
    client: Client, world: World, prefix: str, address: str
) -> None:
    answer = client.get(prefix + address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{prefix}/dang-nhap/?next=")


@pytest.mark.parametrize("address", OWN)
def test_own_page_when_an_official_asks_then_refused(officer: Client, address: str) -> None:
    assert officer.get(address).status_code == 403


@pytest.mark.parametrize("address", OWN)
def test_own_page_when_the_citizen_asks_then_it_opens(citizen: Client, address: str) -> None:
    assert citizen.get(address).status_code == 200


@pytest.mark.parametrize("part", ["", "phieu/01/", "bo-sung/", "rut/", "tep/01a20606-35c0-73e9-b836-c0b6428bb9f6/"])
def test_dossier_when_another_citizen_changes_the_address_then_not_found(
    world: World, other_citizen: Client, part: str
) -> None:
    dossier = world.accepted()

    answer = other_citizen.get(f"/ho-so-cua-toi/{dossier.uid}/{part}")

    assert answer.status_code == 404
    assert dossier.receipt_no not in answer.content.decode()
    assert dossier.applicant_name not in answer.content.decode()


@pytest.mark.parametrize("part", ["", "phieu/01/", "bo-sung/", "rut/"])
def test_dossier_when_a_stranger_asks_then_sent_to_sign_in(world: World, client: Client, part: str) -> None:
    dossier = world.submit()

    answer = client.get(f"/ho-so-cua-toi/{dossier.uid}/{part}")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/dang-nhap/")


def test_receipt_when_another_citizen_asks_then_not_found(world: World, other_citizen: Client) -> None:
    assert other_citizen.get(f"/da-nop/{world.submit().uid}/").status_code == 404


def test_secret_link_when_one_sign_differs_then_not_found(world: World, client: Client) -> None:
    dossier = world.submit()
    wrong = dossier.link_secret[:-1] + ("a" if dossier.link_secret[-1] != "a" else "b")

    assert client.get(f"/ho-so/{dossier.link_secret}/").status_code == 200
    assert client.get(f"/ho-so/{wrong}/").status_code == 404
    assert client.get("/ho-so/x/").status_code == 404


def test_secret_link_when_opened_then_kept_out_of_indexes_and_referers(world: World, client: Client) -> None:
    answer = client.get(f"/ho-so/{world.submit().link_secret}/")

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_unknown_procedure_when_asked_then_not_found(world: World, client: Client) -> None:
    assert client.get("/thu-tuc/9.999999/").status_code == 404
