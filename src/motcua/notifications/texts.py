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
    "returned": _("Đã trả kết quả"),
    "withdrawn": _("Đã rút hồ sơ"),
    "stopped": _("Tạm dừng"),
    "resumed": _("Giải quyết tiếp"),
    "closed": _("Dừng giải quyết"),
}

STATE_NAMES = {
    "pending": _("Chờ gửi"),
    "sending": _("Đang gửi"),
    "sent": _("Đã gửi"),
    "failed": _("Gửi lỗi"),
    "no_address": _("Không có thư điện tử"),
    "dropped": _("Không còn cần gửi"),
}
