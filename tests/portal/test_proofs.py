"""The proof in public: roots, keys, the verifier, and the receipt of a dossier."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.test import Client

from motcua.core import receipts
from motcua.core.clock import FrozenClock
from motcua.core.receipts import Anchors, check, read_anchors, read_document
from motcua.core.remember import forget_everything
from motcua.dossiers.services.proof import close_day
from tests.dossiers.world import NOW, build

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_receipt_from_the_page_holds_against_the_published_roots(
    client: Client, clock: FrozenClock, tmp_path: Path
) -> None:
    world = build()
    dossier = world.accepted()
    address = f"/ho-so/{dossier.link_secret}/"
    today = client.get(f"{address}bien-nhan.json")
    assert "proof" not in json.loads(today.content)
    assert "có từ ngày mai" in client.get(address).content.decode()
    clock.advance(dt.timedelta(days=1))
    close_day(NOW.date(), now=clock.now())
    forget_everything()

    file = client.get(f"{address}bien-nhan.json")
    roots = client.get("/goc-xac-thuc/2026.json")

    (tmp_path / "roots.json").write_bytes(roots.content)
    anchors = Anchors()
    read_anchors(tmp_path / "roots.json", anchors)
    assert check(read_document(file.content.decode()), anchors) == ("good", "included", "2026-11-23")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert roots.headers["Cache-Control"] == "public, max-age=300"
    assert "23/11/2026" in client.get("/goc-xac-thuc/").content.decode()
    assert "Có trong gốc xác thực" in client.get(address).content.decode()
    published = client.get("/kiem-chung/").content.decode()
    assert json.loads(published.split('id="mc-published"')[1].split(">", 1)[1].split("</script>")[0])["keys"]


def test_the_verifier_is_given_out_as_it_is(client: Client) -> None:
    assert client.get("/kiem-chung/verify_receipt.py").content == Path(receipts.__file__).read_bytes()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", ""])
def test_a_place_in_the_list_that_makes_no_sense_is_the_beginning(client: Client, before: str) -> None:
    assert client.get("/goc-xac-thuc/", {"truoc": before}).status_code == 200


def test_a_year_without_days_is_not_there(client: Client) -> None:
    assert client.get("/goc-xac-thuc/1999.json").status_code == 404
    assert client.get("/goc-xac-thuc/999999.json").status_code == 404
