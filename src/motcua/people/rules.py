"""Pure rules about persons: the shapes in which numbers and addresses are kept. No clock, no database."""

from __future__ import annotations

import re
import unicodedata

_NOT_DIGITS = re.compile(r"\D")


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
