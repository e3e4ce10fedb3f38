"""Old Vietnamese mail as text: which of the 8-bit encodings of forty years it is. Pure.

A declared charset is believed when it holds. Where none is declared, or a false one, UTF-8 is tried first (it cannot
hold by accident), then the single-byte encodings compete: the one in which most words are possible Vietnamese
syllables wins. No byte is lost: what no encoding explains is read as ISO 8859-1, one character a byte, and said to be
a guess.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from motcua.core.search_text import fold

_TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
"""TCVN 5712:1993, bytes 0x80 to 0xFF. Source: the table of the GNU C library (TCVN5712-1)."""

_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(?:ngh?|[ckgt]h|tr|gi|qu|ph|nh|[bcdghklmnprstvx])?(?:[aeiouy]{1,3})(?:ch|ng|nh|[cmnpt])?", re.ASCII
)
_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LETTERS = frozenset("àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ")
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Decoded:
    """``charset`` is what the bytes were read as; ``sure`` is False for a guess that a person should look at."""

    text: str
    charset: str
    sure: bool


def decode(raw: bytes, declared: str = "") -> Decoded:
    """The text of ``raw``, in NFC, without NUL."""
    named = _codec(declared)
    if raw.isascii() and not (named or "").startswith("utf-16"):
        return Decoded(_clean(raw.decode("ascii")), "us-ascii", sure=True)
    for codec in dict.fromkeys(("utf-8", named) if named in {None, "iso8859-1", "cp1252"} else (named, "utf-8")):
        text = _strictly(raw, codec)
        if text is not None and (codec == "utf-8" or _fits(text)):
            return Decoded(_clean(text), codec or "", sure=True)
    return _guessed(raw)


def _codec(declared: str) -> str | None:
    """Python's name of a declared charset; None where there is none or none that is text."""
    try:
        found = codecs.lookup(declared.strip().strip("\"'")) if declared.strip() else None
    except (LookupError, ValueError):
        return None
    return found.name if found is not None and found.name not in _NO_TEXT else None


_NO_TEXT = frozenset(
    {
        "base64",
        "hex",
        "bz2",
        "zlib",
        "rot13",
        "quopri",
        "uu",
        "unicode_escape",
        "raw_unicode_escape",
        "idna",
        "punycode",
        "undefined",
    }
)


def _strictly(raw: bytes, codec: str | None) -> str | None:
    if codec is None:
        return None
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _fits(text: str) -> bool:
    """A declared encoding that gives control characters, or words that cannot be any, is not believed."""
    controls = sum("\x80" <= one <= "\x9f" for one in text)
    strange = [one for one in text if not one.isascii()]
    return (
        controls == 0 and bool(strange) and sum(one.isalpha() or _is_mark(one) for one in strange) * 2 >= len(strange)
    )


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) != 0


def _guessed(raw: bytes) -> Decoded:
    tried = [
        (tcvn3(raw), "tcvn3"),
        (_strictly(raw, "cp1258"), "windows-1258"),
        (_strictly(raw, "cp1252"), "windows-1252"),
    ]
    scored = [(likelihood(text), -place, text, name) for place, (text, name) in enumerate(tried) if text is not None]
    score, _place, text, name = max(scored)
    if score > 0:
        return Decoded(_clean(text), name, sure=score >= SURE)
    return Decoded(_clean(raw.decode("latin-1")), "iso-8859-1", sure=False)


def tcvn3(raw: bytes) -> str:
    return raw.decode("latin-1").translate(_TO_UNICODE)


_TO_UNICODE = {0x80 + place: char for place, char in enumerate("".join(_TCVN3))}


def likelihood(text: str) -> float:
    """The share, among words that are not plain ASCII, of those that can be Vietnamese syllables."""
    words = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    signs = sum(1 for one in text if not one.isascii() and not one.isalpha() and not _is_mark(one) and one != "\xa0")
    possible = sum(_is_syllable(word) for word in words)
    return possible / (len(words) + signs) if words else 0.0


def _is_syllable(word: str) -> bool:
    lowered = word.lower()
    if any(not one.isascii() and one not in _LETTERS for one in lowered):
        return False
    if word[1:] != lowered[1:] and word != word.upper():
        return False
    tones = [one for one in unicodedata.normalize("NFD", lowered) if one in _MARKS]
    return len(tones) <= 1 and _SYLLABLE.fullmatch(fold(word)) is not None


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\x00", "")).encode("utf-8", "replace").decode()
