"""What verification reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Finding(NamedTuple):
    """One fault. ``kind`` is stable; ``dossier`` is the public id, empty for a fault of a day's root."""

    kind: str
    dossier: str
    seq: int | None


@dataclass(slots=True)
class Report:
    dossiers: int = 0
    events: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, other: Report) -> None:
        self.dossiers += other.dossiers
        self.events += other.events
        self.findings += other.findings
