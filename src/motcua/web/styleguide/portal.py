"""Samples of the people's pages."""

from __future__ import annotations

from typing import Final

STAGES: Final = [
    {"title": "Nhận", "note": "12/11", "state": "done"},
    {"title": "Kiểm tra", "note": "13/11", "state": "done"},
    {"title": "Giải quyết", "note": "từ 18/11", "state": "now"},
    {"title": "Có kết quả", "note": "24/11", "state": "next"},
    {"title": "Đã trả", "state": "next"},
]

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
