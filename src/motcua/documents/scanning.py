"""Virus scanning: what a scanner is, and which one is on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from motcua.documents.clamd import ClamdScanner, parse_address
from motcua.documents.models import ScanState, StoredFile
from motcua.documents.verdicts import Verdict


class Scanner(Protocol):
    @property
    def is_on(self) -> bool:
        """Whether files wait for its verdict before they are given out."""

    def scan(self, content: Iterable[bytes]) -> Verdict:
        """Look through a whole file. Raises Unavailable ``scanner_unavailable`` when it cannot be asked."""


@dataclass(frozen=True, slots=True)
class NullScanner:
    """No scanner: files are taken as they come and marked so."""

    is_on: bool = False

    def scan(self, content: Iterable[bytes]) -> Verdict:
        return Verdict(ScanState.SKIPPED)


def current_scanner() -> Scanner:
    """The scanner of the settings."""
    if not settings.CLAMD:
        return NullScanner()
    return ClamdScanner(parse_address(settings.CLAMD), seconds=settings.CLAMD_SECONDS)


def first_state(scanner: Scanner) -> ScanState:
    """The state of a file that just came in."""
    return ScanState.PENDING if scanner.is_on else ScanState.SKIPPED


def refusal_to_serve(file: StoredFile, scanner: Scanner) -> str | None:
    """Why a file may not be given out: ``file_erased``, ``file_infected``, ``file_not_scanned``; or None.

    With a scanner on only what it found clean goes out, and what this program made itself; files from before it was
    turned on wait for their turn too.
    """
    if file.is_erased:
        return "file_erased"
    if file.scan_state == ScanState.INFECTED:
        return "file_infected"
    if file.scan_state in {ScanState.CLEAN, ScanState.OWN}:
        return None
    if file.scan_state == ScanState.SKIPPED and not scanner.is_on:
        return None
    return "file_not_scanned"
