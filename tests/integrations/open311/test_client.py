from __future__ import annotations

import pytest

from motcua.core.errors import Conflict, Invalid, Unavailable
from motcua.integrations.open311.client import Answer, Client
from motcua.integrations.open311.peers import Peer, parse
from motcua.integrations.open311.simulator import SimulatedCity

PEER = Peer(
    "bien-ho", "Thành phố Biển Hồ", "https://city.example/open311/v2", "their-key", "bienho.vn", "002", {"a": "001"}
)
FIELDS = {"service_code": "001", "address_string": "Cầu Đá", "description": "Đèn hỏng & tối"}


@pytest.mark.parametrize("suffix", ["xml", "json"])
@pytest.mark.parametrize("bare", [False, True])
def test_client_when_a_request_is_posted_then_it_can_be_read_again(suffix: str, bare: bool) -> None:
    city = SimulatedCity(bare=bare)
    client = Client(PEER, city, suffix=suffix)

    number = str(client.post(FIELDS)["service_request_id"])

    assert [one["service_code"] for one in client.services()] == (
        ["1", "2"] if bare and suffix == "json" else ["001", "002"]
    )
    assert (client.request(number) or {})["status"] == "open"
    city.closed.add(number)
    assert (client.request(number) or {})["status_notes"] == "Done <b>today</b> & tested"
    assert city.posted == [{"api_key": "their-key", "jurisdiction_id": "bienho.vn", **FIELDS}]


def test_client_when_the_city_gives_tokens_then_the_number_comes_later() -> None:
    city = SimulatedCity(batch=True)
    client = Client(PEER, city)
    token = str(client.post(FIELDS)["token"])

    before = client.number_of(token)
    city.settle()

    assert (before, client.number_of(token)) == ("", "9001")


def test_client_when_the_city_is_away_or_refuses_then_said_apart() -> None:
    city = SimulatedCity(away_for=1)
    client = Client(PEER, city, suffix="xml")

    with pytest.raises(Unavailable, match="open311_away"):
        client.services()
    with pytest.raises(Conflict) as refused:
        client.post({**FIELDS, "service_code": "999"})
    assert refused.value.params == {"why": "No <such> thing"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(302, "text/html", b""), Conflict),
        (Answer(200, "text/html", b"<html>sign in</html>"), Invalid),
        (Answer(503, "text/html", b""), Unavailable),
        (Answer(429, "application/json", b"[]"), Unavailable),
        (Answer(200, "application/json", b"\xff"), Invalid),
    ],
)
def test_client_when_the_answer_is_none_of_the_standard_then_one_of_three(
    answer: Answer, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Client(PEER, lambda method, url, body: answer).services()


def test_client_when_a_number_holds_a_path_then_it_stays_one_segment() -> None:
    seen: list[str] = []

    def transport(method: str, url: str, body: bytes | None) -> Answer:
        seen.append(url)
        return Answer(200, "application/json", b"[]")

    Client(PEER, transport).request("../../admin?x=1#")

    assert seen == [
        "https://city.example/open311/v2/requests/..%2F..%2Fadmin%3Fx%3D1%23.json?jurisdiction_id=bienho.vn"
    ]


def test_peers_when_the_file_is_right_then_read() -> None:
    (peer,) = parse('[[peer]]\ncode="x"\nname="X"\nurl="https://x.vn/v2"\nother="9"\n[peer.services]\nchieu-sang="1"\n')

    assert (peer.service_for("chieu-sang"), peer.service_for("rac-thai")) == ("1", "9")


@pytest.mark.parametrize(
    "url",
    [
        *("http://x.vn/v2", "file:///etc/passwd", "https://u:p@x.vn", "https://x.vn/?a=1", "ftp://x.vn", "https:///v2"),
        "http://169.254.169.254/v2",
    ],
)
def test_peers_when_an_address_is_unsafe_then_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"needed|only"):
        parse(f'[[peer]]\ncode="x"\nname="X"\nurl="{url}"\n')
