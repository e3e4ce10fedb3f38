"""Pure rules about persons: masking and the shapes of numbers. No clock, no database."""

from __future__ import annotations

import re
import unicodedata

_SHOWN_TAIL = 3
_MASK = "•"
_NOT_DIGITS = re.compile(r"\D")


def mask_number(number: str) -> str:
    """Only the last three characters stay; at least half is always hidden. ``"001099012345"`` -> ``"•••••••••345"``."""
    shown = min(_SHOWN_TAIL, len(number) // 2)
    return _MASK * (len(number) - shown) + number[len(number) - shown :]


def mask_name(name: str) -> str:
    """The last word stays, the others keep their first letter: ``"Nguyễn Thị Hoa"`` -> ``"N• T• Hoa"``."""
    words = name.split()
    return " ".join([word[0] + _MASK for word in words[:-1]] + words[-1:])


def mask_email(address: str) -> str:
    """``"hoa.nguyen@example.vn"`` -> ``"h•••@example.vn"``."""
    local, at, host = address.rpartition("@")
    if not at:
        return _MASK * 3 if address else ""
    return f"{local[:1]}{_MASK * 3}@{host}"


def normalise_phone(text: str) -> str:
    """Digits only, in the national form: ``"+84 912 345 678"`` -> ``"0912345678"``. Empty when there is no digit."""
    digits = _NOT_DIGITS.sub("", text)
    if digits.startswith("84") and len(digits) >= 11:
        return "0" + digits[2:]
    return digits


def normalise_email(text: str) -> str:
    """Trimmed, NFC, lower case: the form in which addresses are stored and compared."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


def normalise_number(text: str) -> str:
    """A paper's number without blanks, dots and dashes, in capitals."""
    return re.sub(r"[\s.\-]", "", text).upper()
