"""The words for this room's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "archive_rules_unreadable": _("Tệp thời hạn lưu trữ không đọc được: {reason}."),
    "archive_dossier_open": _("Hồ sơ {code} chưa kết thúc nên chưa nộp lưu trữ được."),
    "archive_nothing_waits": _("Năm này không còn hồ sơ nào chờ đóng gói."),
    "archive_packing_runs": _("Đang đóng gói năm này; chờ xong rồi bấm lại."),
    "archive_package_unknown": _("Không có gói này."),
    "archive_package_differs": _("Hồ sơ hoặc quy định lưu trữ đã đổi từ khi lập gói; gói không còn giống bản đã ghi."),
    "archive_dossier_erased": _("Dữ liệu cá nhân của hồ sơ {code} đã xóa; không còn gì để đóng gói."),
    "archive_file_unreadable": _("Tệp {file} của hồ sơ {code} không đọc được; gói chưa được tạo."),
    "archive_nothing_due": _("Không có hồ sơ nào hết thời hạn lưu trữ để đề nghị hủy."),
    "archive_not_due": _("Hồ sơ {code} chưa hết thời hạn lưu trữ, hoặc thời hạn chưa được xác định."),
    "archive_destruction_unknown": _("Không có đề nghị hủy này."),
    "archive_destruction_decided": _("Đề nghị hủy này đã được quyết định."),
    "archive_same_person": _("Người đề nghị không được tự quyết định việc hủy."),
    "archive_decision_needed": _("Cần ghi số quyết định hủy."),
    "archive_not_approved": _("Đề nghị hủy này chưa được duyệt."),
}
