"""What a scanner types, and which dossiers fit a hand-over record. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from motcua.documents.qr import parse_payload
from motcua.dossiers.lifecycle import Flag, State
from motcua.dossiers.lifecycle.state import DossierState

MOST_ITEMS = 200
LONGEST_SCAN = 2000


class Way(StrEnum):
    """Between whom papers travel."""

    TO_SETTLING = "to_settling"
    """A desk gives papers to the unit that settles them (Decree 61/2018/ND-CP art. 18)."""
    TO_DESK = "to_desk"
    """A settling unit gives signed results to the desk (art. 20)."""
    TO_POST = "to_post"
    """A desk gives results to the postal clerk (Decision 45/2016/QD-TTg arts 8-12)."""


class ItemState(StrEnum):
    GIVEN = "given"
    """On its way."""
    RECEIVED = "received"
    MISSING = "missing"
    """On the sheet and not in the parcel."""
    EXTRA = "extra"
    """In the parcel and not on the sheet."""


class ScanKind(StrEnum):
    RECORD = "record"
    DOSSIER = "dossier"


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned: the sheet of a record (``value`` its public id) or a paper of a dossier (its code, receipt
    number, secret or public id)."""

    kind: ScanKind
    value: str


_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_SHEET = re.compile(r"/giao-nhan/([0-9a-f-]{36})", re.IGNORECASE)
_TRACKED = re.compile(r"/ho-so/([A-Za-z0-9_-]{10,60})/?")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{4,59}\Z")


def read_scan(text: str) -> Scan | None:
    """The sheet or dossier in what a scanner typed, or a person; None when it is neither. Scanners may add blanks and
    line ends, and a phone's camera gives the whole address."""
    clean = "".join(sign for sign in text[:LONGEST_SCAN] if sign.isprintable()).strip()
    sheet = _SHEET.search(clean)
    if sheet is not None:
        return _record(sheet.group(1))
    if "hs=" in clean:
        try:
            return Scan(ScanKind.DOSSIER, parse_payload(clean).dossier_code)
        except ValueError:
            pass
    tracked = _TRACKED.search(clean)
    if tracked is not None:
        return Scan(ScanKind.DOSSIER, tracked.group(1))
    if _UUID.fullmatch(clean):
        return Scan(ScanKind.DOSSIER, clean.lower())
    return Scan(ScanKind.DOSSIER, clean.upper()) if _CODE.match(clean) else None


def _record(text: str) -> Scan | None:
    try:
        return Scan(ScanKind.RECORD, str(UUID(text)))
    except ValueError:
        return None


def unfit(way: Way, state: DossierState) -> str:
    """Why the papers of a dossier in this state do not travel this way now, as a code; empty when they may."""
    if way is Way.TO_SETTLING:
        if state.accepted_at is None:
            return "parcel_not_accepted"
        if Flag.TRANSFERRED in state.flags or state.state is not State.ACCEPTED:
            return "already_transferred"
        return ""
    return "" if state.state is State.RESULT_READY else "parcel_no_result"
