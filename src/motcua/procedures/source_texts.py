"""Reading the catalogue's texts: what can be told for certain from a label, a number or a name that was cut out of a
page. Pure; says what is odd instead of guessing.
"""

from __future__ import annotations

import re
from enum import StrEnum

from motcua.core.search_text import fold

NATIONAL_CODE = re.compile(r"\d\.\d{6}")
RESULT_CODE = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}")
PUBLICATION = re.compile(r"\d+[a-z]?/QĐ-[A-ZĐ]+(?:-[A-Z0-9Đ]+)*")

_LEADING_MARK = re.compile(r"^[\s(]*(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-z]\d?(?:\.\d)?|[ivx]{1,4})[.)]+\s*")
_GROUP = re.compile(
    r"(?:cac )?giay to (?:phai )?(?:nop|xuat trinh)(?!.*\bdoi voi\b).*"
    r"|thanh phan(?:, so luong)? ho so(?:[,:]? (?:bao )?gom)?"
    r"|(?:ho so )?(?:bao )?gom"
)
_NOTE = re.compile(r"(?:luu y|chu y|ghi chu)\b.*")


class LabelKind(StrEnum):
    """The catalogue writes three things where it has one column: a real case, a heading over a group of papers that
    belong to every case, and advice."""

    CASE = "case"
    GROUP = "group"
    NOTE = "note"


def label_kind(label: str) -> LabelKind:
    """What a case label is. Only headings known for certain are groups or notes; everything else stays a case,
    because cases are never flattened. An empty label is a group."""
    words = _LEADING_MARK.sub("", fold(label)).rstrip(" :.;")
    if not words or _GROUP.fullmatch(words):
        return LabelKind.GROUP
    return LabelKind.NOTE if _NOTE.fullmatch(words) else LabelKind.CASE


def slug(text: str, most: int = 60) -> str:
    """A key made of the words of ``text``; ``case`` when it has none."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return words[:most].strip("-") or "case"


_ISSUERS = (
    "BGDĐT|BKHĐT|BLĐTBXH|BNNPTNT|BVHTTDL|BVHTT|BNNMT|BGTVT|BKHCN|BTNMT|BTTTT|BYT|BXD|BTP|BTC|BCA|BCT|BQP|BNG|BNV|NHNN"
    "|TTCP|VPCP|UBDT|TANDTC|VKSNDTC"
)
_SYMBOL = re.compile(
    rf"QH1[0-6]|(?:(?:NQ|PL)-)?UBTVQH1[0-6]|NQ-QH1[0-6]|N[ĐQ]-CP|NQ-HĐND|QĐ-(?:TTg|UBND|{_ISSUERS})|CT-TTg"
    rf"|TT-(?:{_ISSUERS})|TTLT(?:-(?:{_ISSUERS}|CP))+"
)
_NUMBERED = re.compile(r"(\d+[a-zđ]?(?:\.\d+)?/\d{4}/)(.+)")


def legal_number(given: str) -> tuple[str, bool]:
    """``(number, odd)``: the number of a legal document with text that ran into it cut off where the symbol is known
    (``54/2014/QH1354`` is 54/2014/QH13), as given otherwise. ``odd`` when it is not exactly a known symbol."""
    match = _NUMBERED.fullmatch(given)
    symbol = match and _SYMBOL.match(match[2])
    if not match or not symbol:
        return given, True
    number = match[1] + symbol[0]
    return number, number != given


_NEIGHBOUR = re.compile(r".*Mã:\s*[0-9A-Za-z.\-]*\d", re.DOTALL)


def result_name(given: str) -> tuple[str, bool]:
    """``(name, odd)``: a result's own name. The page ran the name of the result before it, and its code, into it."""
    own = _NEIGHBOUR.sub("", given).strip()
    return (own or given, "Mã:" in given)


def is_torn(name: str) -> bool:
    """A piece of a name, torn off at a comma or a length: it starts in lower case (``thành phố``)."""
    return name[:1].islower()
