"""Keys of fields, groups and pages out of the names of another program."""

from __future__ import annotations

import re

from motcua.core.search_text import fold
from motcua.forms.checking import RESERVED_KEYS, RESERVED_PAGES
from motcua.forms.shape import APPLICANT_PAGE, PAPERS_PAGE

from .notes import Report

_OTHER = re.compile(r"[^A-Za-z0-9_]+")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_PAPER = re.compile(r"paper_[A-Za-z0-9_.:-]{1,110}")
"""How generated forms call the files of papers."""
MOST = 60


class Keys:
    """Hands out keys that are well formed, not reserved and each used once; a name that had to change is noted.
    ``ours``: the file is our own export, whose keys may be those of the applicant's page."""

    def __init__(self, report: Report, *, ours: bool = False) -> None:
        self._report = report
        self._reserved = frozenset[str]() if ours else RESERVED_KEYS
        self._reserved_pages = RESERVED_PAGES if ours else RESERVED_PAGES | {APPLICANT_PAGE, PAPERS_PAGE}
        self._taken: set[str] = set()
        self._pages: set[str] = set()
        self._numbers: dict[str, int] = {}
        self.called: dict[str, str] = {}
        """The key of a field or group by its name in the file; the first of that name."""

    def field(self, name: str, place: str) -> str:
        key = self._unused(_shaped(name, "muc"), self._taken, self._reserved)
        self._taken.add(key)
        self.called.setdefault(name, key)
        if key != name:
            self._report.assume("exchange_key_changed", place, given=name[:60], key=key)
        return key

    def page(self, name: str) -> str:
        key = self._unused(_shaped(name, "trang"), self._pages, self._reserved_pages)
        self._pages.add(key)
        return key

    def _unused(self, key: str, taken: set[str], reserved: frozenset[str]) -> str:
        """``key`` with the first number behind it that makes it free."""
        if key not in taken and key not in reserved:
            return key
        start = key[: MOST - 6]
        number = self._numbers.get(start, 2)
        while f"{start}_{number}" in taken or f"{start}_{number}" in reserved:
            number += 1
        self._numbers[start] = number + 1
        return f"{start}_{number}"


def _shaped(name: str, otherwise: str) -> str:
    if _PAPER.fullmatch(name) or _PLAIN.fullmatch(name):
        return name
    key = _OTHER.sub("_", fold(name[:200])).strip("_")[:MOST]
    return key if key[:1].isalpha() else f"{otherwise}_{key}".rstrip("_")[:MOST]
