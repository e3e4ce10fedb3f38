"""What the developers' style guide shows: made-up data for every part, and five whole pages put together of them.

Served only where ``settings.MOTCUA_STYLEGUIDE`` is on. The texts are samples, not the program's, so they are not
translated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from motcua.core.clock import LEGAL_ZONE
from motcua.people.actors import Actor, ActorKind
from motcua.web.fields import FieldView, OptionView
from motcua.web.words import TimeLeft, TimeState, time_left


def _at(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=LEGAL_ZONE)


def _left(minutes: int, total: int, paused_for: str | None = None) -> TimeLeft:
    return time_left(minutes, total, soon_minutes=960, paused_for=paused_for)


HANDLER: Final = "Lê Thị Thu Hà"
OFFICIAL: Final = Actor(kind=ActorKind.OFFICIAL, user_id=None, uid=None, name=HANDLER)

ROWS: Final = [
    {
        "code": "H99-261103-0017",
        "who": "Công ty TNHH An Phú",
        "procedure": "Cấp giấy phép xây dựng công trình",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": _left(-600, 9600),
        "due": _at(20, 11),
        "selected": True,
    },
    {
        "code": "H99-261109-0113",
        "who": "Trần Văn Bình",
        "procedure": "Chuyển mục đích sử dụng đất",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": _left(-300, 4800),
        "due": _at(21, 16),
        "flags": [{"text": "Xin ý kiến", "kind": "soon"}],
    },
    {
        "code": "H99-261112-0042",
        "who": "Phạm Quốc Đạt",
        "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": _left(660, 4800),
        "due": _at(24, 16),
        "selected": True,
    },
    {
        "code": "H99-261113-0008",
        "who": "Nguyễn Thị Ánh Tuyết",
        "procedure": "Điều chỉnh giấy phép xây dựng",
        "step": "Soạn kết quả",
        "owner": HANDLER,
        "left": _left(840, 4800),
        "due": _at(24, 17),
    },
    {
        "code": "H99-261110-0075",
        "who": "Hợp tác xã Nước Ngầm",
        "procedure": "Thẩm định báo cáo nghiên cứu khả thi",
        "step": "Chờ bổ sung",
        "owner": "Người nộp",
        "left": _left(2000, 4500, "chờ bổ sung"),
        "due": _at(30, 17),
    },
    {
        "code": "H99-261116-0021",
        "who": "Đặng Hữu Nghĩa",
        "procedure": "Cấp chứng chỉ hành nghề xây dựng hạng III",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": _left(1440, 3600),
        "due": _at(26, 10),
        "flags": [{"text": "Liên thông"}],
    },
    {
        "code": "H99-261117-0064",
        "who": "Vũ Thị Hồng Nhung",
        "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": _left(2040, 4800),
        "due": _at(27, 14),
    },
    {
        "code": "H99-261118-0009",
        "who": "Công ty CP Đường Thủy Sông Lam",
        "procedure": "Cấp phép đào đường, hè phố",
        "step": "Phân công",
        "owner": "Chưa có người",
        "left": _left(2400, 4800),
        "due": _at(30, 9),
        "flags": [{"text": "Mới", "kind": "son"}],
    },
    {
        "code": "H99-261119-0150",
        "who": "Bùi Thị Quỳnh Mai",
        "procedure": "Gia hạn giấy phép xây dựng",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": _left(3120, 4800),
        "due": _at(1, 15, month=12),
    },
]
for _number, _row in enumerate(ROWS):
    _row.update(uid=f"0199-{_number}", href="../dossier/")

TIMELINE: Final = [
    {
        "title": "Thẩm định",
        "by": "Lê Thị Thu Hà, Sở Xây dựng",
        "at": _at(18, 9, 5),
        "held": "đang giữ 2 ngày 6 giờ",
        "state": "now",
    },
    {
        "title": "Đã bổ sung",
        "by": "Phạm Quốc Đạt",
        "at": _at(18, 8, 40),
        "text": "Bản vẽ mặt cắt móng, 1 tệp",
        "state": "resumed",
    },
    {
        "title": "Tạm dừng: chờ bổ sung",
        "by": "Lê Thị Thu Hà",
        "at": _at(16, 10, 15),
        "held": "dừng 2 ngày, không tính vào hạn",
        "state": "paused",
        "text": "Thiếu bản vẽ mặt cắt móng (Điều 46). Hạn mới 24/11.",
    },
    {"title": "Phân công", "by": "Trần Đình Lương, Trưởng phòng", "at": _at(13, 8, 10), "held": "giữ 1 ngày 2 giờ"},
    {"title": "Tiếp nhận", "by": "Ngô Thị Mai, Một cửa tỉnh", "at": _at(12, 8, 31), "held": "giữ 19 phút"},
    {"title": "Nộp trực tuyến", "by": "Phạm Quốc Đạt", "at": _at(12, 8, 12)},
]

FACTS: Final = [
    ("Người nộp", "Phạm Quốc Đạt, số định danh 040•••••2718"),
    ("Nơi xây dựng", "Thửa 214, tờ 17, phường Trung Đô"),
    ("Công trình", "Nhà ở 3 tầng, 96 m² đất, 241 m² sàn"),
    ("Trường hợp", "Nhà ở riêng lẻ tại đô thị, xây mới"),
    ("Phí", "75.000 đ, đã nộp 12/11/2026 08:20"),
    ("Nhận kết quả", "Bản điện tử và bưu chính"),
    ("Đang giữ", "Lê Thị Thu Hà, Sở Xây dựng, từ 18/11/2026 09:05"),
]

FILES: Final = [
    {"name": "Đơn đề nghị cấp phép", "href": "#", "note": "PDF, 212 kB", "badge": "Ký số hợp lệ", "kind": "ontime"},
    {"name": "Bản vẽ thiết kế", "href": "#", "note": "PDF, 8,4 MB", "badge": "Ký số hợp lệ", "kind": "ontime"},
    {"name": "Bản vẽ mặt cắt móng", "href": "#", "note": "PDF, 1,1 MB", "badge": "Bổ sung 18/11"},
    {
        "name": "Giấy chứng nhận quyền sử dụng đất",
        "note": "đang quét vi-rút, chưa mở được",
        "badge": "Đang quét",
        "kind": "paused",
    },
]

STAGES: Final = [
    {"title": "Nhận", "note": "12/11", "state": "done"},
    {"title": "Kiểm tra", "note": "13/11", "state": "done"},
    {"title": "Giải quyết", "note": "từ 18/11", "state": "now"},
    {"title": "Có kết quả", "note": "24/11", "state": "next"},
    {"title": "Đã trả", "state": "next"},
]

SIDE: Final = [
    {"text": "Việc của tôi", "href": "#", "count": 37, "current": True},
    {"text": "Quá hạn", "href": "#", "count": 3, "late": True},
    {"text": "Sắp đến hạn", "href": "#", "count": 6},
    {"text": "Chờ tôi ký", "href": "#", "count": 5},
    {"text": "Chờ người nộp", "href": "#", "count": 4},
    {"text": "Tôi được hỏi ý kiến", "href": "#", "count": 2},
    {"text": "Cả phòng", "href": "#", "count": 128},
    {"text": "Đã xong trong tuần", "href": "#", "count": 41},
]

SUMS: Final = [
    {"state": "late", "text": "3 quá hạn", "href": "#"},
    {"state": "soon", "text": "6 sắp đến hạn", "href": "#"},
    {"state": "ontime", "text": "24 trong hạn", "href": "#"},
    {"state": "paused", "text": "4 tạm dừng", "href": "#"},
]

FILTERS: Final = [
    {
        "name": "field",
        "label": "Lĩnh vực",
        "options": [{"value": "", "text": "Tất cả"}, {"value": "xd", "text": "Xây dựng", "selected": True}],
    },
    {
        "name": "step",
        "label": "Bước",
        "options": [{"value": "", "text": "Tất cả"}, {"value": "td", "text": "Thẩm định", "selected": True}],
    },
    {"name": "state", "label": "Tình trạng", "options": [{"value": "", "text": "Tất cả"}]},
    {"name": "holder", "label": "Người giữ", "options": [{"value": "me", "text": "Tôi"}]},
]
TAGS: Final = [{"text": "Lĩnh vực: Xây dựng", "href": "?step=td"}, {"text": "Bước: Thẩm định", "href": "?field=xd"}]
EXPORTS: Final = [{"text": "CSV", "href": "?export=csv"}, {"text": "XLSX", "href": "?export=xlsx"}]

TILES: Final = [
    {"title": "Có con nhỏ", "href": "#", "text": "Khai sinh, thẻ bảo hiểm, trợ cấp thai sản", "note": "9 thủ tục"},
    {"title": "Kết hôn, gia đình", "href": "#", "text": "Đăng ký, xác nhận, nhận con nuôi", "note": "14 thủ tục"},
    {"title": "Nhà và đất", "href": "#", "text": "Sang tên, tách thửa, giấy phép xây dựng", "note": "31 thủ tục"},
    {
        "title": "Mở cửa hàng, doanh nghiệp",
        "href": "#",
        "text": "Hộ kinh doanh, an toàn thực phẩm",
        "note": "46 thủ tục",
    },
    {"title": "Đi học", "href": "#", "text": "Chuyển trường, học bổng, bằng cấp", "note": "17 thủ tục"},
    {
        "title": "Ốm đau, khuyết tật",
        "href": "#",
        "text": "Trợ cấp, xác định mức độ, bảo hiểm y tế",
        "note": "12 thủ tục",
    },
    {"title": "Đi làm, nghỉ hưu", "href": "#", "text": "Thất nghiệp, lương hưu, lao động", "note": "22 thủ tục"},
    {"title": "Người thân qua đời", "href": "#", "text": "Khai tử, mai táng phí, thừa kế", "note": "8 thủ tục"},
]

FIGURES: Final = [
    {"key": "Đúng hạn", "value": "98,4%", "note": "18.350 hồ sơ"},
    {"key": "Nộp trực tuyến", "value": "71,2%", "note": "tăng 3,1 điểm"},
    {"key": "Đang giải quyết", "value": "4.207", "note": "61 quá hạn"},
    {"key": "Xong trong ngày", "value": "38%", "note": "hộ tịch, chứng thực"},
]

KEY_FACTS: Final = [
    {"key": "Thời hạn", "value": "Trong ngày"},
    {"key": "Phí", "value": "0 đ"},
    {"key": "Nộp", "value": "Trực tuyến toàn trình"},
    {"key": "Nơi làm", "value": "UBND cấp xã"},
]

PAPERS: Final = [
    {
        "name": "Giấy chứng sinh",
        "note": "Bản điện tử từ bệnh viện, hệ thống tự lấy nếu có mã chứng sinh",
        "badge": "Đã có sẵn",
    },
    {"name": "Tờ khai đăng ký khai sinh", "note": "Điền ngay trên trang này, khoảng 6 phút"},
    {
        "name": "Giấy chứng nhận kết hôn",
        "note": "Không phải nộp: tra trong Cơ sở dữ liệu hộ tịch",
        "badge": "Đã có sẵn",
    },
]

CASES: Final = FieldView(
    key="case",
    kind="choice",
    label="Trường hợp của bạn",
    required=True,
    hint="Giấy tờ bên dưới sẽ đổi theo lựa chọn này.",
    options=(
        OptionView("a", "Cha mẹ đã đăng ký kết hôn", selected=True),
        OptionView("b", "Mẹ khai sinh cho con, chưa xác định cha"),
        OptionView("c", "Con sinh ra ở nước ngoài, nay cư trú tại Việt Nam"),
    ),
)

FIELDS: Final = [
    FieldView(
        "name",
        "text",
        "Họ và tên",
        required=True,
        hint="Như trên căn cước",
        value="Phạm Quốc Đạt",
        autocomplete="name",
        max_length=100,
    ),
    FieldView(
        "id_number",
        "citizen_id",
        "Số định danh cá nhân",
        required=True,
        value="04012345",
        error="Số định danh cá nhân gồm đúng 12 chữ số.",
    ),
    FieldView("birth_date", "date", "Ngày sinh", required=True, parts=("5", "9", "1990"), autocomplete="bday"),
    FieldView(
        "issued", "date", "Ngày cấp", parts=("31", "2", "2020"), error="Không có ngày này trên lịch, xin xem lại."
    ),
    FieldView("phone", "phone", "Số điện thoại", required=True, value="0912345318"),
    FieldView("email", "email", "Thư điện tử"),
    FieldView("address", "address", "Nơi ở hiện tại", required=True),
    FieldView("tax", "tax_code", "Mã số thuế"),
    FieldView("floors", "number", "Số tầng", required=True, value="3"),
    FieldView("cost", "money", "Giá trị công trình", value="1.250.000.000"),
    FieldView(
        "kind",
        "choice",
        "Loại công trình",
        required=True,
        options=(OptionView("new", "Xây mới"), OptionView("fix", "Sửa chữa", selected=True)),
    ),
    FieldView("old", "text", "Số giấy phép cũ", when=("kind", "fix")),
    FieldView(
        "ward",
        "choice",
        "Phường, xã",
        required=True,
        options=tuple(OptionView(f"AS-{n:04}", f"Phường số {n}") for n in range(101, 110)),
    ),
    FieldView("note", "long_text", "Nói thêm", max_length=500),
    FieldView(
        "plan",
        "file",
        "Bản vẽ thiết kế",
        required=True,
        hint="PDF hoặc ảnh, mỗi tệp dưới 20 MB",
        multiple=True,
        accept=".pdf,.jpg,.png",
    ),
    FieldView(
        "info", "information", "", hint="Giấy chứng nhận quyền sử dụng đất sẽ được tra trong cơ sở dữ liệu đất đai."
    ),
    FieldView(
        "agree",
        "consent",
        "Tôi cam đoan nội dung trên là đúng",
        required=True,
        error="Cần đánh dấu đồng ý thì mới nộp được.",
    ),
]

SKETCHES: Final[Mapping[str, str]] = {
    "home": "web/styleguide/home.jinja",
    "procedure": "web/styleguide/procedure.jinja",
    "track": "web/styleguide/track.jinja",
    "inbox": "web/styleguide/inbox.jinja",
    "dossier": "web/styleguide/dossier.jinja",
    "form": "web/styleguide/form.jinja",
}


def samples() -> dict[str, object]:
    """Everything a style-guide template may ask for."""
    return {
        "rows": ROWS,
        "timeline_items": TIMELINE,
        "facts": FACTS,
        "file_items": FILES,
        "stage_items": STAGES,
        "side_items": SIDE,
        "sums": SUMS,
        "filters": FILTERS,
        "tags": TAGS,
        "exports": EXPORTS,
        "tile_items": TILES,
        "figure_items": FIGURES,
        "key_items": KEY_FACTS,
        "paper_items": PAPERS,
        "cases": CASES,
        "field_views": FIELDS,
        "post_line": "Thụ lý, Sở Xây dựng",
        "notice_count": 3,
        "soon": _left(660, 4800),
        "ontime": time_left(660, 4800, soon_minutes=960, for_citizen=True),
        "states": [
            _left(3000, 4800),
            _left(660, 4800),
            _left(-300, 4800),
            _left(2000, 4800, "chờ bổ sung"),
            TimeLeft(TimeState.DONE, "xong sớm 2 ngày", 60),
        ],
        "due": _at(24, 16),
        "saved_at": _at(22, 14, 32),
    }
