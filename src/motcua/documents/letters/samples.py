"""A dossier that does not exist, for looking at a letter before anybody has one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from motcua.documents.letters.drawing import Office, Values, draw
from motcua.documents.letters.source import LetterSource
from motcua.forms.evaluation import Scope

MADE_AT = dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC)

PLACES: Mapping[str, object] = {
    "nguoi_nop.ho_ten": "Nguyễn Thị Mẫu",
    "nguoi_nop.so_giay_to": "000000000000",
    "nguoi_nop.ngay_sinh": dt.date(1990, 5, 4),
    "nguoi_nop.dia_chi": "Thôn 3, xã Hòa An",
    "nguoi_nop.dien_thoai": "0900000000",
    "nguoi_nop.thu_dien_tu": "mau@example.vn",
    "nguoi_nop.thay_mat": "",
    "ho_so.ma": "H99.01-260701-0007",
    "ho_so.bien_nhan": "BN-260701-0007",
    "ho_so.ngay_nop": dt.date(2026, 6, 29),
    "ho_so.ngay_tiep_nhan": dt.date(2026, 6, 29),
    "ho_so.ngay_hen": dt.date(2026, 7, 6),
    "ho_so.phi": 1_205_000,
    "ho_so.truong_hop": "default",
    "ho_so.dia_ban": "Xã Hòa An",
    "thu_tuc.ten": "Thủ tục cấp giấy xác nhận mẫu",
    "thu_tuc.ma": "1.009999",
    "co_quan.ten": "Phòng Văn hóa - Xã hội",
    "co_quan.cap_tren": "UBND xã Hòa An",
    "co_quan.dia_chi": "Số 1, đường Trung tâm",
    "co_quan.dien_thoai": "02700000000",
    "noi_tiep_nhan.ten": "Trung tâm Phục vụ hành chính công xã Hòa An",
    "van_ban.so": "0007/MAU",
    "van_ban.ngay": dt.date(2026, 7, 1),
    "nguoi_ky.ho_ten": "Trần Văn Ký",
    "nguoi_ky.chuc_danh": "Thủ trưởng cơ quan, đơn vị",
    "noi_dung.ly_do": "Tờ khai chưa ghi nơi cư trú.",
    "noi_dung.can_cu": "Điều 5 Nghị định số 123/2015/NĐ-CP",
    "noi_dung.ghi_chu": "",
    "noi_dung.han": dt.date(2026, 7, 10),
    "noi_dung.so_ket_qua": "12/XN-UBND",
}
PAPERS_ASKED = (
    {"ten": "Tờ khai theo mẫu", "ghi_chu": "thiếu chữ ký"},
    {"ten": "Bản sao giấy tờ", "ghi_chu": ""},
)
FACTS = {"case": "default", "channel": "online", "fee": 1_205_000, "applicant": "person", "place": "AS-0101"}


def sample_values(answers: Mapping[str, object] | None = None) -> Values:
    """The fictitious dossier; ``answers`` are those of a form, as values of expressions."""
    return Values(
        office=Office(str(PLACES["co_quan.cap_tren"]), str(PLACES["co_quan.ten"]), "An Sơn"),
        issued_at=MADE_AT,
        places=PLACES,
        groups={"giay_to": PAPERS_ASKED},
        scope=Scope(answers or {}, FACTS, dt.date(2026, 7, 1)),
        tracking="https://example.vn/ho-so/mau",
    )


def sample(source: LetterSource, answers: Mapping[str, object] | None = None) -> bytes:
    """The PDF of a letter on the fictitious dossier. Raises as :func:`motcua.documents.letters.drawing.draw`."""
    return draw(source, sample_values(answers))
