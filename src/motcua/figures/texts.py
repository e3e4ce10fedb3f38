"""What the codes of this room say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "facts_missing": _("Chưa có tệp số liệu nào; hãy chạy: motcua facts build"),
    "facts_busy": _("Một tiến trình khác đang ghi tệp số liệu."),
    "facts_file_missing": _("Thiếu tệp số liệu {file}."),
    "facts_file_damaged": _("Tệp số liệu {file} bị hỏng hoặc bị cắt cụt."),
    "facts_manifest_damaged": _("Bản kê {file} của tệp số liệu không đọc được."),
    "facts_schema_newer": _(
        "Tệp số liệu theo cấu trúc phiên bản {found}, mới hơn phiên bản {known} mà chương trình này biết."
    ),
    "facts_rules_newer": _(
        "Tệp số liệu được dựng theo quy tắc phiên bản {found}, mới hơn phiên bản {known} mà chương trình này biết."
    ),
    "facts_other_epoch": _(
        "Cơ sở dữ liệu đã được khôi phục sau lần ghi tệp số liệu cuối; hãy dựng lại: motcua facts build"
    ),
    "facts_rules_changed": _("Quy tắc dựng số liệu đã đổi; hãy dựng lại: motcua facts build"),
    "facts_inexact_then": _("Tệp số liệu dựng nhanh từ bảng chỉ đúng từ {since}; hãy dựng lại từ chuỗi sự kiện."),
    "facts_table_missing": _(
        "Tệp số liệu dựng nhanh từ bảng không có phần {table}; hãy dựng lại từ chuỗi sự kiện: motcua facts build"
    ),
    "facts_log_broken": _("Chuỗi sự kiện của hồ sơ {dossier} không đọc được: {why}"),
    "figure_unit_unknown": _("Không có đơn vị nào mang mã {unit}."),
    "figure_instant_future": _("Thời điểm xem số liệu ở tương lai."),
    "figure_measure_unknown": _("Chỉ số này không dùng số đo {measure}."),
    "facts_instant_naive": _("Thời điểm cần kèm múi giờ."),
}
