"""Samples of the officials' pages."""

from __future__ import annotations

from typing import Final

from motcua.people.actors import Actor, ActorKind
from motcua.web.styleguide.times import at, left

HANDLER: Final = "Lê Thị Thu Hà"

OFFICIAL: Final = Actor(kind=ActorKind.OFFICIAL, user_id=None, uid=None, name=HANDLER)

ROWS: Final = [
    {
        "code": "H99-261103-0017",
        "who": "Công ty TNHH An Phú",
        "procedure": "Cấp giấy phép xây dựng công trình",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": left(-600, 9600),
        "due": at(20, 11),
        "selected": True,
    },
    {
        "code": "H99-261109-0113",
        "who": "Trần Văn Bình",
        "procedure": "Chuyển mục đích sử dụng đất",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": left(-300, 4800),
        "due": at(21, 16),
        "flags": [{"text": "Xin ý kiến", "kind": "soon"}],
    },
    {
        "code": "H99-261112-0042",
        "who": "Phạm Quốc Đạt",
        "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": left(660, 4800),
        "due": at(24, 16),
        "selected": True,
    },
    {
        "code": "H99-261113-0008",
        "who": "Nguyễn Thị Ánh Tuyết",
        "procedure": "Điều chỉnh giấy phép xây dựng",
        "step": "Soạn kết quả",
        "owner": HANDLER,
        "left": left(840, 4800),
        "due": at(24, 17),
    },
    {
        "code": "H99-261110-0075",
        "who": "Hợp tác xã Nước Ngầm",
        "procedure": "Thẩm định báo cáo nghiên cứu khả thi",
        "step": "Chờ bổ sung",
        "owner": "Người nộp",
        "left": left(2000, 4500, "chờ bổ sung"),
        "due": at(30, 17),
    },
    {
        "code": "H99-261116-0021",
        "who": "Đặng Hữu Nghĩa",
        "procedure": "Cấp chứng chỉ hành nghề xây dựng hạng III",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": left(1440, 3600),
        "due": at(26, 10),
        "flags": [{"text": "Liên thông"}],
    },
    {
        "code": "H99-261117-0064",
        "who": "Vũ Thị Hồng Nhung",
        "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": left(2040, 4800),
        "due": at(27, 14),
    },
    {
        "code": "H99-261118-0009",
        "who": "Công ty CP Đường Thủy Sông Lam",
        "procedure": "Cấp phép đào đường, hè phố",
        "step": "Phân công",
        "owner": "Chưa có người",
        "left": left(2400, 4800),
        "due": at(30, 9),
        "flags": [{"text": "Mới", "kind": "son"}],
    },
    {
        "code": "H99-261119-0150",
        "who": "Bùi Thị Quỳnh Mai",
        "procedure": "Gia hạn giấy phép xây dựng",
        "step": "Thẩm định",
        "owner": HANDLER,
        "left": left(3120, 4800),
        "due": at(1, 15, month=12),
    },
]

for _number, _row in enumerate(ROWS):
    _row.update(uid=f"0199-{_number}", href="../dossier/")

TIMELINE: Final = [
    {
        "title": "Thẩm định",
        "by": "Lê Thị Thu Hà, Sở Xây dựng",
        "at": at(18, 9, 5),
        "held": "đang giữ 2 ngày 6 giờ",
        "state": "now",
    },
    {
        "title": "Đã bổ sung",
        "by": "Phạm Quốc Đạt",
        "at": at(18, 8, 40),
        "text": "Bản vẽ mặt cắt móng, 1 tệp",
        "state": "resumed",
    },
    {
        "title": "Tạm dừng: chờ bổ sung",
        "by": "Lê Thị Thu Hà",
        "at": at(16, 10, 15),
        "held": "dừng 2 ngày, không tính vào hạn",
        "state": "paused",
        "text": "Thiếu bản vẽ mặt cắt móng (Điều 46). Hạn mới 24/11.",
    },
    {"title": "Phân công", "by": "Trần Đình Lương, Trưởng phòng", "at": at(13, 8, 10), "held": "giữ 1 ngày 2 giờ"},
    {"title": "Tiếp nhận", "by": "Ngô Thị Mai, Một cửa tỉnh", "at": at(12, 8, 31), "held": "giữ 19 phút"},
    {"title": "Nộp trực tuyến", "by": "Phạm Quốc Đạt", "at": at(12, 8, 12)},
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
