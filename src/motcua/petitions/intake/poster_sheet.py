"""The sheet with the code of a place, A6 or A4: a poster, or the lid of a suggestion box."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from motcua.core.canonical import Json

SIZES = ("a6", "a4")


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionPosterData:
    """``url``: the text of the code. Vietnamese, with one line of English for visitors."""

    template: ClassVar[str] = "petition_poster"

    office: str
    place: str
    url: str
    size: str
    is_box: bool
    issued_at: dt.datetime

    def to_json(self) -> dict[str, Json]:
        return {
            "title": "Hòm thư góp ý" if self.is_box else "Bạn thấy điều gì chưa ổn?",
            "office": self.office,
            "place": self.place,
            "size": self.size,
            "qr": self.url,
            "how": "Quét mã bằng máy ảnh của điện thoại, kể việc và chụp một tấm ảnh.",
            "after": "Bạn nhận ngay số biên nhận và ngày phải trả lời. Không cần tài khoản.",
            "english": "Scan to report a problem here. You get a number and a date.",
            "phone": "Hoặc gọi 1022",
        }
