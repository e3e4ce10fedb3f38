"""The A6 sheet with a poster's code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from motcua.core.canonical import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterSheetData:
    """``place``: what is rated; ``url``: the text of the code. Vietnamese, with one line of English for visitors."""

    template: ClassVar[str] = "rating_poster"
    title: ClassVar[str] = "Bạn có hài lòng không?"

    office: str
    place: str
    url: str
    until: dt.date
    issued_at: dt.datetime

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "office": self.office,
            "place": self.place,
            "qr": self.url,
            "how": "Quét mã bằng máy ảnh của điện thoại, trả lời trong nửa phút.",
            "kept": "Người phục vụ bạn không biết bạn đánh giá gì. Không cần tài khoản, không cần ghi tên.",
            "english": "Scan to rate this desk. Anonymous, half a minute.",
            "until": f"Mã dùng đến hết ngày {self.until - dt.timedelta(days=1):%d/%m/%Y}",
        }
