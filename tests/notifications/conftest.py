from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from motcua.core.outbox import Message
from motcua.notifications import sources
from motcua.notifications.letters import Occurrence
from motcua.notifications.sources import Envelope

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
DOSSIER = uuid.UUID("019abc00-0000-7000-8000-00000000d055")

OCCURRENCE = Occurrence(
    kind="dossier_accepted",
    channel="online",
    code="H99.0101-261123-0001",
    procedure="Đăng ký khai sinh",
    office="Trung tâm Phục vụ hành chính công xã Hòa An",
    office_address="Thôn 1, xã Hòa An",
    office_phone="0236 382 2222",
    due_at=dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC),
    until=dt.datetime(2026, 12, 7, 10, tzinfo=dt.UTC),
    link="https://motcua.example.vn/ho-so/secret/",
)


class FakeSource:
    """Answers with one envelope for every event; ``None`` for what was erased."""

    def __init__(self) -> None:
        self.answer: Envelope | None = Envelope(OCCURRENCE, "tuyet@example.vn", "vi")

    def envelope(self, dossier: uuid.UUID, seq: int) -> Envelope | None:
        return self.answer

    def tells(self, **changes: object) -> None:
        self.answer = Envelope(replace(OCCURRENCE, **changes), "tuyet@example.vn", "vi")  # type: ignore[arg-type]


@pytest.fixture
def source() -> Iterator[FakeSource]:
    before = sources.dossier_source()
    fake = FakeSource()
    sources.register(fake)
    yield fake
    sources.register(before)


@pytest.fixture
def message() -> Callable[..., Message]:
    def make(kind: str = "dossier_accepted", topic: str = "dossier", **changes: object) -> Message:
        one = Message(
            id=uuid.uuid4(),
            position=1,
            topic=topic,
            key=str(DOSSIER),
            kind=kind,
            body={"dossier": str(DOSSIER), "seq": 3, "kind": kind},
            created_at=NOW,
        )
        return replace(one, **changes)  # type: ignore[arg-type]

    return make
