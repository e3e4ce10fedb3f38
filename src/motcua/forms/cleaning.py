"""Making text that people send safe to keep: one Unicode form, no control or direction characters, no surprises for
the database. Nothing visible is changed.
"""

from __future__ import annotations

import re
import unicodedata

_NUL = "\x00"
_SURROGATE = re.compile("[\ud800-\udfff]")
# C0/C1 controls but tab and line feed; direction overrides; zero-width marks; interlinear and tag characters.
_HIDDEN = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_GAPS = re.compile(r"\s+")


class UncleanError(ValueError):
    """The text cannot be kept at all. ``code`` is ``text_nul`` or ``text_malformed``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_lines(text: str) -> str:
    """``text`` in NFC, its line ends ``\\n``, hidden characters gone, outer white space trimmed. Raises
    :class:`UncleanError` for NUL and for half a surrogate pair. Cleaning twice changes nothing."""
    if _NUL in text:
        raise UncleanError("text_nul")
    if _SURROGATE.search(text):
        raise UncleanError("text_malformed")
    shown = _HIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", shown).strip()


def clean_line(text: str) -> str:
    """As :func:`clean_lines`, on one line: every run of white space is one space."""
    return _GAPS.sub(" ", clean_lines(text))
