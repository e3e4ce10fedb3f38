"""Everything on one page, sent by a device that kept it; and withdrawing what was sent."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from motcua.petitions.models import Petition
from motcua.portal.petitions import proof
from tests.petitions.intake import made

from .filling import sent_petition, upload

QUICK = "/phan-anh/gui/nhanh/"
TOLD = {"text": "Đèn đường tắt ba hôm nay.", "place": "T-01", "name": "Trần Thị Thử", "phone": "0912 000 222"}


def posted(client: Client, key: str, **changes: Any) -> Any:
    asked = client.get("/phan-anh/gui/thu-thach/", {"khoa": key}).json()
    number = proof.solve(proof.Challenge(asked["challenge"], asked["bits"], 0, 0))
    form = {**TOLD, "key": key, "challenge": asked["challenge"], "proof": number, **changes}
    return client.post(QUICK, form, headers={"accept": "application/json"})


def test_a_report_kept_on_the_device_is_sent_once_whatever_the_network_does(visitor):
    key = str(uuid.uuid4())

    first = posted(visitor, key, files=upload(made.photo()))
    again = posted(visitor, key, files=upload(made.photo()))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    petition = Petition.objects.get()
    assert (petition.channel, petition.files.count()) == ("phone_page", 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": ""}, "text"), ({"name": ""}, "name"), ({"text": "Tôi tố cáo ông A nhận hối lộ."}, "track")],
)
def test_what_lacks_something_becomes_a_draft_to_finish(visitor, changes, field):
    answer = posted(visitor, str(uuid.uuid4()), **changes)

    assert answer.status_code == 422
    assert field in answer.json()["missing"]
    assert visitor.get(answer.json()["address"]).status_code == 302
    assert not Petition.objects.exists()


def test_without_script_it_leads_to_what_is_missing(visitor):
    answer = visitor.post(QUICK, {**TOLD, "key": str(uuid.uuid4())})

    assert visitor.get(answer["Location"])["Location"].endswith("linh-vuc/")


def test_a_key_that_is_none_is_refused(visitor):
    assert visitor.post(QUICK, {**TOLD, "key": "x"}, headers={"accept": "application/json"}).status_code == 400


def test_the_sender_withdraws_once_and_a_stranger_does_not(visitor):
    petition = sent_petition(visitor)
    page = f"/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/"

    stranger = visitor.post(f"/phan-anh/theo-doi/{petition.receipt_no}/sai/rut/", {})
    done = visitor.post(f"{page}rut/", {"words": "Đã tự sửa."})
    again = visitor.post(f"{page}rut/", {"words": "Đã tự sửa."})

    assert stranger.status_code == 404
    assert (done["Location"], again["Location"]) == (page, page)
    petition.refresh_from_db()
    assert petition.closed
    assert "rut/" not in visitor.get(page).content.decode()
