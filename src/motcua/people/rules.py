"""Pure rules about persons: the shapes in which numbers and addresses are kept. No clock, no database."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,63}$")
_NOT_DIGITS = re.compile(r"\D")


def storable(text: str) -> str:
    """What PostgreSQL can hold of a text: no control characters (line ends become spaces), no lone surrogates."""
    kept = (" " if letter in "\t\n\r" else letter for letter in text)
    return "".join(letter for letter in kept if unicodedata.category(letter) not in {"Cc", "Cs"})


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


def normalise_username(text: str) -> str:
    """Trimmed and lower case; empty when it cannot be a name for signing in."""
    name = text.strip().lower()
    return name if _USERNAME.match(name) else ""


def normalise_source(address: str) -> str:
    """What brakes count as one source: an IPv4 address, or the /64 network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else found)
