"""What a scanner answers."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.documents.models import ScanState


@dataclass(frozen=True, slots=True)
class Verdict:
    """``state`` is clean, infected, error (the scanner could not judge this file) or skipped; ``signature`` is the
    scanner's name for what it found, or its reason."""

    state: ScanState
    signature: str = ""
