"""Filling in an application as a browser without script does."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from motcua.dossiers.models import ApplicationDraft
from tests.dossiers.world import CODE, World

ANSWERS = {
    "name": "Nguyễn Thị Ánh Tuyết",
    "id_number": "001199012345",
    "birth_date-day": "4",
    "birth_date-month": "5",
    "birth_date-year": "1999",
    "phone": "0912 345 678",
    "email": "tuyet@example.vn",
    "address": "Thôn 3, xã Hòa An",
}


def picture(name: str = "to-khai.png") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def begin(client: Client, world: World) -> ApplicationDraft:
    """A draft with its case and place chosen."""
    answer = client.post(f"/nop-ho-so/{CODE}/", {"place": world.commune.code})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return ApplicationDraft.objects.latest("id")


def step(draft: ApplicationDraft, name: str) -> str:
    return f"/nop-ho-so/{CODE}/{draft.uid}/{name}/"


def filled(client: Client, world: World, **answers: str) -> ApplicationDraft:
    """A draft ready to be sent, with one picture."""
    draft = begin(client, world)
    assert client.post(step(draft, "muc/applicant"), {**ANSWERS, **answers}).status_code == 302
    assert client.post(step(draft, "muc/request"), {"request": "Xin xác nhận"}).status_code == 302
    sent = client.post(step(draft, "giay-to"), {f"file_{world.component}": picture(), "go": "on"})
    assert sent.status_code == 302
    return draft


def send(client: Client, draft: ApplicationDraft) -> str:
    """Send it; the address of the receipt."""
    answer = client.post(step(draft, "xem-lai"), {"declaration": "on", "idempotency_key": str(draft.uid)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer.headers["Location"]
