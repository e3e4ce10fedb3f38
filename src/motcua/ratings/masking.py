"""What is hidden in people's free text before an official reads it: numbers, addresses, codes, and names of persons.
Rules only: they hide too much rather than too little, and they cannot know a person from the way of writing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from motcua.core.masking import scrub

HIDDEN: Final = "•••"
_UPPER: Final = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_LOWER: Final = "a-zđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_WORD: Final = f"[{_UPPER}][{_LOWER}]+"
_TITLES: Final = "anh|chị|ông|bà|cô|chú|bác|cháu|em|mr|mrs|ms|tên là|tên tôi là|tôi là|cán bộ|đồng chí|gia đình"
_SURNAMES: Final = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Lương|Trương|Mai|Cao|Tạ|Đoàn|Trịnh|"
    "Lưu|Tô|Chu|Thái|Quách|Nông|Hà|Lâm|Vương|Triệu|Quan|Kiều|La|Thạch|Sơn|Danh|Y|Siu|Rơ"
)
_CODES: Final = re.compile(r"\b[A-Z0-9]{1,8}(?:[-./][A-Z0-9]{1,12}){1,4}\b|\b\d{2}[A-Z]\d?[- ]?\d{3}\.?\d{2}\b")
_LINKS: Final = re.compile(r"(?:https?://|www\.)\S+|\b[\w.-]+@[\w.-]+\.\w+\b", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d(?:[ .\-]?\d){5,}")
_PLACES: Final = re.compile(
    rf"\b(?i:số nhà|số|ngõ|ngách|hẻm|đường|phố|thôn|xóm|ấp|bản|tổ)\s+(?:\d[\w/]*|{_WORD}(?:\s+{_WORD})*)"
)
_TITLED: Final = re.compile(rf"\b(?i:({_TITLES}))\s+({_WORD}(?:\s+{_WORD}){{0,4}})")
_NAMED: Final = re.compile(rf"\b(?:{_SURNAMES})(?:\s+{_WORD}){{1,4}}")
_BLANK: Final = re.compile(r"[^\S\n]+")


def masked(text: str) -> str:
    """The text without what names a person, a dossier or a house. Control signs are dropped, lines kept."""
    plain = "".join(one for one in unicodedata.normalize("NFC", text) if one == "\n" or one.isprintable())
    for pattern in (_LINKS, _CODES, _DIGITS, _NAMED, _PLACES):
        plain = pattern.sub(HIDDEN, plain)
    plain = _TITLED.sub(lambda found: f"{found[1]} {HIDDEN}", scrub(plain))
    return _BLANK.sub(" ", plain).strip()
