"""Numbers that lead to a person: telephones in many spellings, identity papers, plates, accounts, houses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .line import Line
from .texts import Kind, Span

_LINK = re.compile(r"(?:https?://|www\.)\S+|\b(?:facebook|fb|zalo|t)\.(?:com|me|vn)/\S+")
_EMAIL = re.compile(
    r"[a-z0-9._%+-]+\s?(?:@|\(at\)|\[at\]| a cong )\s?[a-z0-9-]+(?:\s?(?:\.|\(dot\)| cham )\s?[a-z0-9-]+)+"
)
_PLATE = re.compile(
    r"(?<![a-z0-9])(?:[1-9][0-9])\s?-?\s?(?:[a-z]{1,2}[0-9]?|md[0-9])\s?[-. ]?\s?"
    r"(?:[0-9]{3}[. ]?[0-9]{2}|[0-9]{4})(?![0-9a-z])"
)
_DIGIT: Final = r"[0-9]"
_GAP: Final = r"[\s.,\-_/()]{0,3}"
_PHONE = re.compile(
    rf"(?<![0-9a-z])(?:\(?\+?{_GAP}84{_GAP}|00{_GAP}84{_GAP}|\(?[0o]{_GAP})(?:[0-9ol]{_GAP}){{7,9}}[0-9o](?![0-9])"
)
_SAID: Final = "khong|ko|linh|le|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi"
_SPOKEN = re.compile(rf"(?<![a-z0-9])(?:(?:{_SAID}|[0-9])[\s.,\-]{{1,2}}){{8,12}}(?:{_SAID}|[0-9])(?![a-z0-9])")
_RUN = re.compile(r"(?<![0-9a-z])[0-9](?:[ .-]?[0-9]){8,18}(?![0-9])")
_PAPER = re.compile(
    r"(?:cccd|cmnd|cmt|can cuoc|chung minh|so dinh danh|dinh danh ca nhan|ho chieu|passport|ma so thue|mst|bhxh|bhyt|"
    r"so the)"
    r"[^0-9a-z]{0,3}(?:cong dan|nhan dan|thu|ca nhan|so|la|cua toi|bao hiem)?[^0-9a-z]{0,3}(?:so|la)?[^0-9a-z]{0,3}"
    r"([a-z]{0,2}[0-9](?:[ .-]?[0-9]){6,14})"
)
_INSURANCE = re.compile(r"(?<![a-z0-9])[a-z]{2}\s?[0-9](?:\s?[0-9]){12}(?![0-9])")
_ACCOUNT = re.compile(
    r"(?:stk|so tk|so tai khoan|tai khoan|tk|vietcombank|vcb|agribank|techcombank|bidv|vietinbank|mbbank|mb|acb|momo)"
    r"[^0-9]{0,18}([0-9](?:[ .-]?[0-9]){5,18})"
)
_HOUSE = re.compile(
    r"(?<![a-z0-9])(?:so nha|nha so|dia chi(?: so)?:?|can ho|can so|phong so|phong|p\.|so)\s{0,2}"
    r"([a-z]?[0-9]{1,5}[a-z]?(?:[/-][0-9]{1,4}[a-z]?){0,4})(?![0-9])"
)
_ALLEY = re.compile(r"(?<![a-z0-9/])([0-9]{1,4}[a-z]?(?:/[0-9]{1,4}[a-z]?){1,4})(?=\s+(?:duong |pho |[a-z]+ [a-z]+))")
_NO_HOUSE: Final = (
    "km",
    "quoc lo",
    "ql",
    "thon",
    "to",
    "khu pho",
    "ap",
    "xom",
    "quyet dinh",
    "dieu",
    "khoan",
    "ngay",
    "qd",
    "van ban",
    "cong van",
    "ho so",
    "bien ban",
    "thong tu",
    "nghi dinh",
)
_PUBLIC = re.compile(r"^(?:1022|11[1-5]|1[89]00[0-9]{4,6})$")


def numbers(line: Line) -> Iterator[Span]:
    yield from _all(line, _LINK, Kind.LINK, "link")
    yield from _all(line, _EMAIL, Kind.EMAIL, "email")
    yield from _all(line, _PLATE, Kind.PLATE, "plate")
    yield from _group(line, _PAPER, Kind.ID_NUMBER, "paper_named")
    yield from _all(line, _INSURANCE, Kind.ID_NUMBER, "insurance")
    yield from _group(line, _ACCOUNT, Kind.ACCOUNT, "account_named")
    yield from _all(line, _PHONE, Kind.PHONE, "phone")
    yield from _all(line, _SPOKEN, Kind.PHONE, "phone_in_words")
    yield from _runs(line)
    yield from _houses(line)


def _all(line: Line, pattern: re.Pattern[str], kind: Kind, reason: str) -> Iterator[Span]:
    for one in pattern.finditer(line.bare):
        if not _PUBLIC.match(re.sub(r"[^0-9]", "", one.group())):
            yield Span(*line.at(one.start(), _end(line, one.end())), kind, reason)


def _group(line: Line, pattern: re.Pattern[str], kind: Kind, reason: str) -> Iterator[Span]:
    for one in pattern.finditer(line.bare):
        yield Span(*line.at(one.start(1), one.end(1)), kind, reason)


def _end(line: Line, end: int) -> int:
    """Without gaps and stops at the end."""
    while end and line.bare[end - 1] in " .,-_/()":
        end -= 1
    return end


def _runs(line: Line) -> Iterator[Span]:
    """Long rows of digits that nothing names: 12 are an identity number, others an account."""
    for one in _RUN.finditer(line.bare):
        digits = re.sub(r"[^0-9]", "", one.group())
        if _PUBLIC.match(digits) or (digits[0] == "0" and len(digits) in {10, 11}):
            continue
        kind, reason = (Kind.ID_NUMBER, "twelve_digits") if len(digits) in {9, 12} else (Kind.ACCOUNT, "long_number")
        yield Span(*line.at(one.start(), one.end()), kind, reason)


def _houses(line: Line) -> Iterator[Span]:
    for pattern, reason in ((_HOUSE, "house_number"), (_ALLEY, "house_in_alley")):
        for one in pattern.finditer(line.bare):
            before = line.bare[max(0, one.start() - 14) : one.start()].rstrip(" .:")
            if not before.endswith(_NO_HOUSE):
                yield Span(*line.at(one.start(1), one.end(1)), Kind.ADDRESS, reason)
