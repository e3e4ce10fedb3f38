"""What the codes of the three cuts say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "baseline_terms": _("Mốc so sánh cần số lượt đi lại, số phút chờ và số đồng của một lượt, đều không âm."),
    "baseline_source": _("Mốc so sánh cần ghi rõ nguồn: số quyết định hoặc cuộc khảo sát, và mức tin cậy."),
    "baseline_known_then": _("Mốc so sánh đã có hiệu lực vào ngày {day}; chỉ đặt được mốc mới từ hôm nay trở đi."),
    "baseline_line": _("Có {count} chỗ chưa đúng."),
    "baseline_trips": _("Số lượt đi lại là số không âm, nhiều nhất hai chữ số sau dấu phẩy."),
    "baseline_minutes": _("Số phút chờ là số nguyên không âm."),
    "baseline_trip_dong": _("Số đồng một lượt là số nguyên không âm."),
    "baseline_fee": _("Phí, lệ phí trước đây là số nguyên không âm, hoặc để trống."),
    "baseline_since": _("Ngày hiệu lực viết theo ngày/tháng/năm."),
    "baseline_mark": _("Mức tin cậy không có trong danh sách."),
    "baseline_procedure_unknown": _("Không có thủ tục mang mã {procedure}."),
    "baseline_columns": _(
        "Tệp cần các cột: số lượt đi lại, số phút chờ, số đồng một lượt, hiệu lực từ, nguồn; có thể thêm mã thủ tục, "
        "phí, mức tin cậy."
    ),
    "baseline_too_long": _("Mỗi tệp nhiều nhất {most} dòng; hãy chia tệp."),
    "summary_period_kind": _("Trang này xem theo tháng, quý hoặc năm."),
}
