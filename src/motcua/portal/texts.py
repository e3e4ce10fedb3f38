"""What the codes of this room say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "case_missing": _("Hãy chọn trường hợp của bạn."),
    "place_missing": _("Hãy chọn xã, phường, đặc khu nơi giải quyết."),
    "declaration_missing": _("Cần đánh dấu cam đoan thì mới nộp được."),
    "supplement_empty": _("Hãy gửi ít nhất một tệp, hoặc viết lời trả lời."),
    "withdrawal_unconfirmed": _("Hãy đánh dấu xác nhận rút hồ sơ."),
    "online_not_offered": _("Thủ tục này không nhận hồ sơ trực tuyến."),
}
