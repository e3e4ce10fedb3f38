"""The QR code on papers we print: what the law wants in it, and a way for a phone's camera to follow the dossier.

Circular 01/2023/TT-VPCP, article 26: top left corner, TCVN 7322:2009 (ISO/IEC 18004), holding at least the dossier's
code, the procedure's code, the identifier of the person or organisation, the document's title, the name of the issuing
system and the time of issue; on the receipt also the due date.

The fields stand in the fragment of the tracking address: a camera opens the address, a browser never sends the fragment
to a server, and a scanner of ours reads it. Without an address the payload is the fields alone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

import segno

from motcua.core.clock import LEGAL_ZONE

MASK = 3
_DARK = re.compile(rb"\x01+")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:/")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMark:
    """What a printed paper says of itself. Instants are kept to the minute."""

    dossier_code: str
    procedure_code: str
    owner_id: str
    title: str
    system: str
    issued_at: dt.datetime
    due_at: dt.datetime | None = None


def payload(mark: PaperMark, tracking_url: str = "") -> str:
    """The text of the QR code."""
    fields = {
        "hs": mark.dossier_code,
        "tt": mark.procedure_code,
        "cn": mark.owner_id,
        "vb": mark.title,
        "ht": mark.system,
        "tg": _minute(mark.issued_at),
        "hen": _minute(mark.due_at) if mark.due_at else "",
    }
    text = "&".join(f"{key}={_quote(value)}" for key, value in fields.items() if value)
    return f"{tracking_url}#{text}" if tracking_url else text


def parse_payload(text: str) -> PaperMark:
    """The mark in a scanned code. Raises ValueError for anything else."""
    pairs = [part.partition("=") for part in text.rpartition("#")[2].split("&")]
    fields = {key: unquote_plus(value) for key, _, value in pairs}
    if not {"hs", "vb", "tg"} <= set(fields):
        raise ValueError("not the code of one of our papers")
    return PaperMark(
        dossier_code=fields["hs"],
        procedure_code=fields.get("tt", ""),
        owner_id=fields.get("cn", ""),
        title=fields["vb"],
        system=fields.get("ht", ""),
        issued_at=_instant(fields["tg"]),
        due_at=_instant(fields["hen"]) if "hen" in fields else None,
    )


def qr_svg(text: str) -> str:
    """The code as SVG without a border, error correction M. Raises ValueError when the text is too long for any code.

    The mask is fixed: trying all eight, as the standard has encoders do, is four fifths of the work and readers do not
    need it (proven with zbar over many payloads in the foreign tests; docs/adr/0015).
    """
    try:
        modules = segno.make(text, error="m", boost_error=False, micro=False, mask=MASK).matrix
    except segno.DataOverflowError as error:
        raise ValueError("the text is too long for a QR code") from error
    # A stroke for each run of dark modules; segno's own writer takes three times as long.
    strokes = "".join(
        f"M{run.start()} {row}.5h{run.end() - run.start()}"
        for row, line in enumerate(modules)
        for run in _DARK.finditer(line)
    )
    size = len(modules)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{strokes}" stroke="#000"/></svg>'
    )


def _quote(value: str) -> str:
    """Percent-encoding that leaves letters of every script alone: Vietnamese would triple in length."""
    return "".join(
        letter if letter in _PLAIN or (ord(letter) > 0x9F and letter.isalpha()) else _escaped(letter)
        for letter in value
    )


def _escaped(letter: str) -> str:
    if letter == " ":
        return "+"
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))


def _minute(instant: dt.datetime) -> str:
    return instant.astimezone(LEGAL_ZONE).strftime("%Y%m%d%H%M")


def _instant(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=LEGAL_ZONE).astimezone(dt.UTC)
