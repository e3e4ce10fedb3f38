"""Texts for the codes of this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "notice_unknown": _("Không có thư báo này."),
    "notice_not_failed": _("Thư báo này không ở tình trạng gửi lỗi nên không gửi lại được."),
}

LETTER_NAMES = {
    "sign_in_code": _("Mã đăng nhập"),
    "submitted": _("Đã nhận được hồ sơ"),
    "accepted": _("Đã tiếp nhận"),
    "supplement": _("Cần bổ sung"),
    "refused": _("Không tiếp nhận"),
    "payment": _("Chờ nộp tiền"),
    "date_changed": _("Đổi ngày hẹn"),
    "apology": _("Xin lỗi và hẹn lại"),
    "result_ready": _("Đã có kết quả"),
    "result_corrected": _("Đã sửa kết quả"),
    "result_early": _("Có kết quả sớm"),
    "incident": _("Xin lỗi về sự cố giấy tờ"),
    "incident_closed": _("Đã khắc phục sự cố giấy tờ"),
    "returned": _("Đã trả kết quả"),
    "withdrawn": _("Đã rút hồ sơ"),
    "moved": _("Hồ sơ chuyển đến nơi có thẩm quyền mới"),
    "stopped": _("Tạm dừng"),
    "resumed": _("Giải quyết tiếp"),
    "written": _("Có văn bản gửi người nộp"),
    "closed": _("Dừng giải quyết"),
    "consultation_silent": _("Báo lãnh đạo: quá hạn chưa có ý kiến"),
    "part_overdue": _("Báo lãnh đạo: cơ quan phối hợp quá hạn"),
    "part_failed": _("Báo lãnh đạo: một phần không được giải quyết"),
    "part_blocked": _("Báo lãnh đạo: một phần chưa giao được"),
    "explanation_asked": _("Yêu cầu giải trình hồ sơ chậm"),
    "explanation_reminder": _("Nhắc giải trình hồ sơ chậm"),
    "decision_awaited": _("Báo lãnh đạo: chờ kết luận trách nhiệm"),
    "hours_decided": _("Đã kết luận trách nhiệm"),
    "date_passed": _("Báo hồ sơ quá ngày"),
    "alert_raised": _("Cảnh báo số liệu"),
    "morning_summary": _("Bản tin sáng"),
    "petition": _("Phản ánh, kiến nghị"),
}

STATE_NAMES = {
    "pending": _("Chờ gửi"),
    "sending": _("Đang gửi"),
    "sent": _("Đã gửi"),
    "failed": _("Gửi lỗi"),
    "no_address": _("Không có thư điện tử"),
    "dropped": _("Không còn cần gửi"),
}
