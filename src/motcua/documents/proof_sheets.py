"""Sheets that somebody signs and keeps on paper: the root of a day, and what was erased by law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.core.money import group_thousands
from motcua.documents.paper_parts import Office, law_date


@dataclass(frozen=True, slots=True, kw_only=True)
class RootSheetData:
    """The root of one closed day. Hashes are bytes; ``url`` is where all roots are published."""

    template: ClassVar[str] = "root_sheet"
    title: ClassVar[str] = "Gốc xác thực của ngày"

    office: Office
    system: str
    number: int
    day: dt.date
    root: bytes
    prev_root: bytes
    chains: int
    events: int
    closed_at: dt.datetime
    issued_at: dt.datetime
    url: str

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "office": self.office.to_json(),
            "number": str(self.number),
            "date": law_date(self.issued_at),
            "system": self.system,
            "day": f"{self.day:%d/%m/%Y}",
            "root": grouped(self.root),
            "prev_root": grouped(self.prev_root),
            "chains": group_thousands(self.chains),
            "events": group_thousands(self.events),
            "closed": f"{self.closed_at.astimezone(LEGAL_ZONE):%H:%M:%S %d/%m/%Y}",
            "url": self.url,
            "qr": f"{self.system} {self.day.isoformat()} {self.number} {self.root.hex()}",
        }


def grouped(value: bytes) -> list[Json]:
    """A hash in groups of four digits, two lines of eight groups: a person can compare it."""
    text = value.hex()
    groups = [text[at : at + 4] for at in range(0, len(text), 4)]
    return [" ".join(groups[:8]), " ".join(groups[8:])]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureSheetData:
    """One erasure: by which decision, what went and how much. ``dossiers`` are codes, ``lines`` (what, how many)."""

    template: ClassVar[str] = "erasure_sheet"
    title: ClassVar[str] = "Biên bản xóa dữ liệu cá nhân"

    office: Office
    system: str
    number: str
    decision: str
    ground: str
    dossiers: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    issued_at: dt.datetime

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "office": self.office.to_json(),
            "number": "",
            "date": law_date(self.issued_at),
            "system": self.system,
            "register": self.number,
            "decision": self.decision,
            "ground": self.ground,
            "at": f"{self.issued_at.astimezone(LEGAL_ZONE):%H:%M ngày %d/%m/%Y}",
            "dossiers": list(self.dossiers),
            "lines": [[what, many] for what, many in self.lines],
            "qr": f"{self.system} {self.number}",
        }
