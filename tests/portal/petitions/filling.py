"""Filling the form the way a browser does, without script."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.petitions.models import Petition, PetitionDraft
from motcua.portal.petitions import proof

BEGIN = "/phan-anh/gui/"
POTHOLE = "Ổ gà to giữa đường trước cổng trường, đã có người ngã."
CONTACT = {"name": "Nguyễn Văn Thử", "phone": "0912 000 111", "email": "thu@example.vn"}
WHERE = {"place": "T-01", "address_words": "Trước cổng trường tiểu học"}


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return unescape(found.group(1)) if found else ""


def begun(client: Client, text: str = POTHOLE, **more: str) -> str:
    """A draft with its words; its address."""
    answer = client.post(BEGIN, {"text": text, **more})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return "/".join(answer["Location"].split("/")[:4]) + "/"


def draft_at(address: str) -> PetitionDraft:
    return PetitionDraft.objects.get(secret=address.split("/")[3])


def filled(client: Client, text: str = POTHOLE, *, category: str = "duong-hong", **contact: Any) -> str:
    """A draft that lacks nothing; its address."""
    address = begun(client, text)
    client.post(f"{address}linh-vuc/", {"category": category})
    client.post(f"{address}hinh-anh/", {"go": "on"})
    client.post(f"{address}o-dau/", WHERE)
    client.post(f"{address}lien-he/", contact or CONTACT)
    return address


def sent(client: Client, address: str, **form: str) -> Any:
    """Press the last button, having worked for it; the answer."""
    page = client.get(f"{address}xem-lai/").content.decode()
    asked = proof.read(hidden(page, "challenge"), str(draft_at(address).uid), now=draft_at(address).saved_at)
    return client.post(f"{address}xem-lai/", {"challenge": asked.text, "proof": proof.solve(asked), **form})


def sent_petition(client: Client, **changes: Any) -> Petition:
    answer = sent(client, filled(client, **changes))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Petition.objects.get(receipt_no=answer["Location"].split("/")[3])


def upload(content: bytes, name: str = "anh.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)
