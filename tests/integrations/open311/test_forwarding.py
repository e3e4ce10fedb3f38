"""A petition for a neighbour: posted once, without its sender, and followed to its end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from motcua.core import outbox
from motcua.integrations.models import ForeignPetition, ForeignTelling
from motcua.integrations.open311.client import Client
from motcua.integrations.open311.forwarding import NAME, follow, forward_due
from motcua.integrations.open311.peers import Peer
from motcua.integrations.open311.simulator import SimulatedCity
from motcua.petitions.lifecycle.commands import Forward
from motcua.petitions.models import Petition
from motcua.petitions.services import act
from tests.petitions.world import NOW, World, sent

pytestmark = pytest.mark.django_db(transaction=True)

PEERS = """
[[peer]]
code = "bien-ho"
name = "Thành phố Biển Hồ"
url = "https://city.example/open311/v2"
api_key = "their-key"
other = "002"
[peer.services]
duong-hong = "001"
"""


@pytest.fixture
def forwarded(world: World, settings: Settings, tmp_path: Path) -> Petition:
    file = tmp_path / "peers.toml"
    file.write_text(PEERS)
    settings.OPEN311_PEERS = str(file)
    petition = sent(address_words="Cầu Đá")
    return act(
        petition.uid, Forward("Thành phố Biển Hồ", "Thuộc địa bàn bên đó"), actor=world.actor("operator"), now=NOW
    )


def tried(city: SimulatedCity, hours: int = 0) -> int:
    outbox.drain(NAME, now=NOW)

    def make(peer: Peer) -> Client:
        return Client(peer, city)

    return forward_due(now=NOW + dt.timedelta(hours=hours), make=make)


def test_forward_when_the_neighbour_has_open311_then_posted_once_without_the_sender(forwarded: Petition) -> None:
    city = SimulatedCity(away_for=2)

    done = [tried(city, hours) for hours in range(5)]

    (posted,) = city.posted
    assert sum(done) == 1
    assert posted["service_code"] == "001"
    assert forwarded.receipt_no in posted["description"]
    assert "Cầu Đá" in posted["address_string"]
    assert not {"first_name", "last_name", "email", "phone"} & posted.keys()
    assert "Nguyễn Văn Thử" not in str(posted)
    assert ForeignPetition.objects.get().foreign_id == "9001"


def test_follow_when_tokens_come_first_then_the_number_and_the_end(forwarded: Petition) -> None:
    city = SimulatedCity(batch=True)
    tried(city)

    def make(peer: Peer) -> Client:
        return Client(peer, city, suffix="xml")

    assert follow(now=NOW, make=make) == 0
    city.settle()
    assert follow(now=NOW, make=make) == 1
    city.closed.add("9001")
    city.away_for = 1
    assert [follow(now=NOW, make=make) for _ in range(3)] == [0, 1, 0]
    link = ForeignPetition.objects.get()
    assert (link.foreign_id, link.foreign_state) == ("9001", "closed")


def test_forward_when_they_refuse_then_kept_as_failed_with_their_words(forwarded: Petition) -> None:
    tried(SimulatedCity(services=("777",)))

    row = ForeignTelling.objects.get()
    assert (row.state, row.error) == ("failed", "No <such> thing")


def test_forward_when_the_place_has_no_server_then_nothing_is_sent(world: World, settings: Settings) -> None:
    settings.OPEN311_PEERS = ""
    petition = sent()
    act(petition.uid, Forward("Bộ Xây dựng", "x"), actor=world.actor("operator"), now=NOW)

    assert tried(SimulatedCity()) == 0
    assert not ForeignTelling.objects.exists()
