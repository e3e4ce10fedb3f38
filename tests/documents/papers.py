"""Papers as an office would hand them out, for tests and the benchmark. Nobody in them exists."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import LEGAL_ZONE
from motcua.documents.posting import PostedProcedure, PostingSheetData
from motcua.documents.slips import (
    Applicant,
    Fee,
    Missing,
    Office,
    Paper,
    Signatory,
    Slip01Data,
    Slip02Data,
    Slip03Data,
    Slip04Data,
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


OFFICE = Office(
    superior="UBND phường An Bình",
    name="Trung tâm Phục vụ hành chính công",
    place="An Bình",
    address="Số 12 đường Lê Lợi, phường An Bình, tỉnh An Sơn",
    phone="0299 3812 345",
    website="dichvucong.anson.example",
)
APPLICANT = Applicant(
    name="Nguyễn Thị Phương Thảo",
    id_number="099188000123",
    address="Tổ 5, khu phố Hòa Thuận, phường An Bình, tỉnh An Sơn",
    phone="0900 000 123",
    email="phuongthao@example.vn",
)
OFFICER = Signatory(role="Người tiếp nhận hồ sơ", name="Trần Quốc Huy")
URL = "https://dichvucong.anson.example/t/q3Jm8vXwYb0aRk2LhT9uZpC4eN1"
PROCEDURE = {"procedure_code": "1.004194", "procedure_name": "Đăng ký tạm trú"}
SYSTEM = "Hệ thống thông tin giải quyết TTHC tỉnh An Sơn"


def slip01(**changes: object) -> Slip01Data:
    values: dict[str, object] = {
        "office": OFFICE,
        "number": "0007/TTPVHCC",
        "issued_at": at("2026-01-07 10:32"),
        "dossier_code": "H99.0101-260107-0007",
        **PROCEDURE,
        "applicant": APPLICANT,
        "signatory": OFFICER,
        "system_name": SYSTEM,
        "tracking_url": URL,
        "papers": (
            Paper(name="Tờ khai thay đổi thông tin cư trú (Mẫu CT01)", originals=1),
            Paper(name="Giấy tờ, tài liệu chứng minh chỗ ở hợp pháp", copies=1, electronic=True),
            Paper(
                name="Văn bản đồng ý cho đăng ký tạm trú của chủ sở hữu chỗ ở hợp pháp", originals=1, electronic=True
            ),
        ),
        "sets": 1,
        "statutory_limit": "03 ngày làm việc",
        "committed_limit": "02 ngày làm việc",
        "received_at": at("2026-01-07 10:30"),
        "due_at": at("2026-01-09 17:00"),
        "return_way": "Trực tiếp",
        "return_place": "quầy số 3, Trung tâm Phục vụ hành chính công phường An Bình",
        "fees": (Fee(name="Lệ phí đăng ký tạm trú", amount=15_000, status="đã nộp tại quầy"),),
        "book": "01",
        "ordinal": "0007",
    }
    return Slip01Data(**{**values, **changes})  # type: ignore[arg-type]


def slip02(**changes: object) -> Slip02Data:
    values: dict[str, object] = {
        "office": OFFICE,
        "number": "0003/TTPVHCC",
        "issued_at": at("2026-01-07 14:05"),
        "dossier_code": "",
        "receipt_no": "TN-260107-00042",
        **PROCEDURE,
        "applicant": APPLICANT,
        "signatory": Signatory(role="Người hướng dẫn", name="Trần Quốc Huy"),
        "system_name": SYSTEM,
        "tracking_url": URL,
        "missing": (
            Missing(
                what="Giấy tờ chứng minh chỗ ở hợp pháp: nộp bản chụp đủ các trang",
                why="Bản đã gửi thiếu trang 3 và trang 4",
            ),
            Missing(
                what="Tờ khai CT01, mục 9: ghi rõ thời hạn tạm trú đề nghị",
                why="Mục này đang để trống",
            ),
        ),
        "contact_name": "ông Trần Quốc Huy",
        "contact_phone": "0299 3812 346",
        "answer_by": at("2026-01-14 17:00"),
    }
    return Slip02Data(**{**values, **changes})  # type: ignore[arg-type]


def slip03(**changes: object) -> Slip03Data:
    values: dict[str, object] = {
        "office": OFFICE,
        "number": "0002/TTPVHCC",
        "issued_at": at("2026-02-10 09:00"),
        "dossier_code": "",
        "receipt_no": "TN-260210-00011",
        **PROCEDURE,
        "applicant": APPLICANT,
        "signatory": OFFICER,
        "system_name": SYSTEM,
        "tracking_url": URL,
        "reason": "Chỗ ở đề nghị đăng ký tạm trú nằm trong khu vực đã có quyết định thu hồi đất nên không đủ điều kiện "
        "đăng ký tạm trú mới.",
        "legal_ground": "khoản 4 Điều 23 Luật Cư trú số 68/2020/QH14",
        "contact_name": "ông Trần Quốc Huy",
        "contact_phone": "0299 3812 346",
    }
    return Slip03Data(**{**values, **changes})  # type: ignore[arg-type]


def slip04(**changes: object) -> Slip04Data:
    values: dict[str, object] = {
        "office": Office(
            superior="UBND phường An Bình",
            name="Trung tâm Phục vụ hành chính công",
            place="An Bình",
            address=OFFICE.address,
            phone=OFFICE.phone,
        ),
        "number": "0001/PXL-TTPVHCC",
        "issued_at": at("2026-01-08 15:40"),
        "dossier_code": "H99.0101-260107-0007",
        **PROCEDURE,
        "applicant": APPLICANT,
        "signatory": Signatory(role="Phó Giám đốc", name="Lê Thị Hồng Vân", on_behalf_of="KT. Giám đốc"),
        "system_name": SYSTEM,
        "tracking_url": URL,
        "received_at": at("2026-01-07 10:30"),
        "due_at": at("2026-01-09 17:00"),
        "new_due_at": at("2026-01-13 17:00"),
        "receipt_number": "0007/TTPVHCC ngày 07 tháng 01 năm 2026",
        "reason": "Cần xác minh thêm nơi cư trú trước đây; Công an xã Bình Minh chưa có văn bản trả lời.",
        "delayed_at": "Xác minh, Công an phường An Bình",
        "return_place": "quầy số 3, Trung tâm Phục vụ hành chính công phường An Bình",
    }
    return Slip04Data(**{**values, **changes})  # type: ignore[arg-type]


def posting_sheet(**changes: object) -> PostingSheetData:
    rows = (
        PostedProcedure(
            code="1.001193",
            name="Đăng ký khai sinh",
            limits=("Ngay trong ngày làm việc; nhận sau 15 giờ: ngày làm việc tiếp theo",),
            fees=("Không, nếu đăng ký đúng hạn", "Quá hạn: 5.000 đ"),
            papers=("Tờ khai đăng ký khai sinh: 01 bản chính", "Giấy chứng sinh: 01 bản chính"),
            online_level="Toàn trình",
            decision="15/QĐ-UBND ngày 05/01/2026",
        ),
        PostedProcedure(
            code="1.004194",
            name="Đăng ký tạm trú",
            limits=("03 ngày làm việc",),
            fees=("Trực tiếp: 15.000 đ", "Trực tuyến: 7.000 đ"),
            papers=(
                "Tờ khai thay đổi thông tin cư trú (Mẫu CT01): 01 bản chính",
                "Giấy tờ, tài liệu chứng minh chỗ ở hợp pháp: 01 bản sao",
            ),
            online_level="Toàn trình",
            decision="15/QĐ-UBND ngày 05/01/2026",
        ),
        PostedProcedure(
            code="2.000815",
            name="Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam cấp",
            limits=("Ngay trong ngày làm việc",),
            fees=("2.000 đ/trang; từ trang thứ ba 1.000 đ/trang, tối đa 200.000 đ/bản",),
            papers=("Bản chính giấy tờ, văn bản làm cơ sở để chứng thực", "Bản sao cần chứng thực"),
            online_level="Một phần",
        ),
    )
    values: dict[str, object] = {
        "office": OFFICE,
        "field_name": "Hộ tịch, cư trú",
        "field_code": "G15-TP07",
        "version": "2026-03",
        "valid_from": dt.date(2026, 1, 15),
        "issued_at": at("2026-01-14 16:00"),
        "procedures": rows * 4,
        "url": "https://dichvucong.anson.example/niem-yet/AS-0101.MC/G15-TP07",
        "signatory_role": "Giám đốc",
        "signatory_name": "Phạm Văn Lâm",
    }
    return PostingSheetData(**{**values, **changes})  # type: ignore[arg-type]


ALL_SLIPS = (slip01, slip02, slip03, slip04)
