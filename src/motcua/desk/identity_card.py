"""The text in the QR code of a citizen's identity card, as a scanner types it. Pure.

Seven fields separated by "|": number of the card, old number, name, date of birth (ddMMyyyy), sex, residence, date of
issue. Scanners differ: fields may be missing at the end, blanks may surround them, the line may be broken.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<!\d)(\d{12})(?!\d)")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class IdentityCard:
    number: str
    name: str = ""
    birth_date: dt.date | None = None
    sex: str = ""
    address: str = ""
    old_number: str = ""
    issued_on: dt.date | None = None

    def answers(self) -> dict[str, str]:
        """By the keys of the applicant's questions; what the card does not say is left out."""
        found = {
            "name": self.name,
            "id_number": self.number,
            "birth_date": self.birth_date.isoformat() if self.birth_date else "",
            "address": self.address,
        }
        return {key: value for key, value in found.items() if value}


def read_card(text: str) -> IdentityCard | None:
    """The card in ``text``; None when there is no number of twelve digits at its beginning. Lenient about the rest: a
    field that cannot be read is left empty."""
    clean = "".join(" " if unicodedata.category(sign).startswith(("C", "Z")) else sign for sign in text[:_LONGEST])
    fields = [" ".join(part.split()) for part in unicodedata.normalize("NFC", clean).strip(" |").split("|")]
    number = fields[0].replace(" ", "") if fields else ""
    if not (number.isascii() and number.isdecimal() and len(number) == 12):
        return None
    fields += [""] * (7 - len(fields))
    return IdentityCard(
        number=number,
        old_number=fields[1] if fields[1].isascii() and fields[1].isdecimal() and len(fields[1]) == 9 else "",
        name=_name(fields[2]),
        birth_date=_date(fields[3]),
        sex=fields[4][:10],
        address=fields[5][:300],
        issued_on=_date(fields[6]),
    )


def number_in(text: str) -> str:
    """The identity number somebody scanned or typed: of a whole card's text, or alone; empty when there is none."""
    card = read_card(text)
    if card is not None:
        return card.number
    found = _NUMBER.search(text[:_LONGEST].replace(" ", ""))
    return found.group(1) if found and "|" not in text else ""


def _name(text: str) -> str:
    kept = "".join(sign for sign in text if sign.isalpha() or sign in " '-.")[:200]
    return kept.title() if kept.isupper() else kept


def _date(text: str) -> dt.date | None:
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) != 8:
        return None
    try:
        return dt.date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None
