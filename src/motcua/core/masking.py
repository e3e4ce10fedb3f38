"""Masks for personal data on screens, in exports and, as a second net, in logs. Pure."""

from __future__ import annotations

import re

DOT = "•"

_ID_NUMBER = re.compile(r"(?<![\w-])(?:\d{12}|\d{9})(?![\w-])")
_PHONE = re.compile(r"(?<![\w+])(?:\+?84|0)(?:[ .]?\d){9,10}(?![\w-])")
_SUSPECT = re.compile(r"@|\d(?:[ .]?\d){8}")
"""What every match of the three others holds: most text has none of it, and is looked through once."""
_EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+")


def hide(value: str) -> str:
    """Eight dots, whatever the length: the length tells something too."""
    return DOT * 8 if value else ""


def mask_id_number(value: str) -> str:
    """``040123452718`` -> ``040•••••2718``; an old number of nine digits keeps its last three only; anything else
    is hidden."""
    digits = "".join(value.split())
    if len(digits) == 12 and digits.isdecimal():
        return f"{digits[:3]}{DOT * 5}{digits[-4:]}"
    if len(digits) == 9 and digits.isdecimal():
        return f"{DOT * 6}{digits[-3:]}"
    return hide(value)


def mask_phone(value: str) -> str:
    """``0912345318`` -> ``09•• ••• 318``; ``+84912345318`` likewise. Anything else is hidden."""
    digits = re.sub(r"[\s.\-()]", "", value)
    if digits.startswith("+84"):
        digits = f"0{digits[3:]}"
    if digits.isdecimal() and 9 <= len(digits) <= 11:
        return f"{digits[:2]}{DOT * 2} {DOT * (len(digits) - 7)} {digits[-3:]}"
    return hide(value)


def mask_email(value: str) -> str:
    """``nguyen.an@example.vn`` -> ``n•••@example.vn``; the length of the name is not told."""
    name, at, domain = value.strip().rpartition("@")
    if not (at and name and domain):
        return hide(value)
    return f"{name[0]}{DOT * 3}@{domain}"


def mask_name(value: str) -> str:
    """``Nguyễn Thị Minh Hà`` -> ``N. T. M. Hà``: the given name stays, which comes last. One word keeps its first
    letter only."""
    words = value.split()
    if not words:
        return ""
    if len(words) == 1:
        return f"{words[0][0]}{DOT * 3}"
    return " ".join([*(f"{word[0]}." for word in words[:-1]), words[-1]])


def scrub(text: str) -> str:
    """Text with everything that looks like an e-mail address, an identity number or a telephone number masked."""
    if not _SUSPECT.search(text):
        return text
    text = _EMAIL.sub(lambda found: mask_email(found.group()), text)
    text = _ID_NUMBER.sub(lambda found: mask_id_number(found.group()), text)
    return _PHONE.sub(lambda found: mask_phone(found.group()), text)
