"""Where letters get what they tell: a seam, so that the room can be tried without a whole dossier behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from .letters import Occurrence


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event, whom to tell (``address`` empty: nobody can be reached by e-mail), and in which language."""

    occurrence: Occurrence
    address: str
    language: str


class DossierSource(Protocol):
    def envelope(self, dossier: UUID, seq: int) -> Envelope | None:
        """``None`` when there is no such event, or what it was about was erased."""


_sources: list[DossierSource] = []


def register(source: DossierSource) -> None:
    """Name the one source; the last one named counts."""
    _sources[:] = [source]


def dossier_source() -> DossierSource:
    """Raises LookupError when nobody registered one."""
    if not _sources:
        raise LookupError("no source of dossiers is registered for letters")
    return _sources[0]
