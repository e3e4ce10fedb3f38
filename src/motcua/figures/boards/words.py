"""What levels, groups of advice and differences are called on pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LEVEL_NAMES = {
    "province": _("Tỉnh"),
    "department": _("Sở, ban, ngành"),
    "district": _("Huyện (đến 30/6/2025)"),
    "commune": _("Xã, phường"),
}

DIFFERENCES = {
    "missing_there": _("Chưa có trên Cổng DVC quốc gia"),
    "unknown_here": _("Có trên Cổng DVC quốc gia, không có ở đây"),
    "different": _("Hai bên ghi khác nhau"),
}

NATIONAL_KINDS = {
    "scores": _("Điểm đã công bố"),
    "dossiers": _("Danh sách hồ sơ đã đồng bộ"),
}

NATIONAL_STATES = {
    "draft": _("đang xem trước"),
    "taking": _("đang nạp"),
    "taken": _("đã nạp"),
    "failed": _("không nạp được"),
}

COVERAGE = {
    "total": _("TTHC"),
    "service_full": _("Toàn trình"),
    "service_partial": _("Một phần"),
    "service_4": _("Mức độ 4"),
    "service_3": _("Mức độ 3"),
    "service_2": _("Mức độ 2"),
    "service_1": _("Mức độ 1"),
    "service_none": _("Chưa trực tuyến"),
    "integrated": _("Tích hợp Cổng quốc gia"),
    "essential": _("Thiết yếu"),
    "process": _("Có quy trình nội bộ"),
    "electronic": _("Có quy trình điện tử"),
    "posted": _("Đã niêm yết"),
}

GAPS = {
    "no_service": _("Chưa cung cấp trực tuyến"),
    "essential_not_full": _("Thiết yếu nhưng chưa toàn trình"),
    "not_integrated": _("Trực tuyến nhưng chưa tích hợp Cổng quốc gia"),
    "no_process": _("Chưa có quy trình nội bộ"),
    "no_electronic": _("Có quy trình nội bộ nhưng chưa chạy điện tử"),
    "not_posted": _("Chưa niêm yết"),
}

PROCEDURE_LEVELS = {
    "province": _("Cấp tỉnh"),
    "district": _("Cấp huyện"),
    "commune": _("Cấp xã"),
    "": _("Cấp khác"),
}

MENDS = {
    "now": _("Còn làm được ngay"),
    "some": _("Hồ sơ đang mở còn làm được; hồ sơ đã xong thì không"),
    "next": _("Việc đã qua không sửa được; chỉ giữ tốt hơn từ nay"),
}

NATIONAL_COLUMNS = {
    "code": _("Mã hồ sơ"),
    "received_on": _("Ngày tiếp nhận"),
    "finished_on": _("Ngày xử lý xong"),
    "state": _("Trạng thái"),
    "unit": _("Mã đơn vị"),
    "name": _("Tên đơn vị"),
    "total": _("Tổng điểm"),
    "rank": _("Xếp hạng"),
    "CKMB": _("Công khai, minh bạch"),
    "TDGQ": _("Tiến độ, kết quả giải quyết"),
    "CLGQ": _("Dịch vụ công trực tuyến"),
    "TTTT": _("Thanh toán trực tuyến"),
    "MDSH": _("Số hóa hồ sơ"),
    "MDHL": _("Mức độ hài lòng"),
}
