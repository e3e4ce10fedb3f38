"""Verbs of this room in the one grant table."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

READ: Final = "rating.read"
FOLLOW: Final = "rating.follow"
INTEGRITY: Final = "rating.integrity"
POSTERS: Final = "rating.posters"
CALL: Final = "rating.call"
VERBS = {
    READ: _("Xem kết quả đánh giá của người dân"),
    FOLLOW: _("Xử lý đánh giá chưa hài lòng"),
    INTEGRITY: _("Xem báo cáo kiểm tra tính trung thực của đánh giá"),
    POSTERS: _("In mã QR đánh giá, đăng ký máy tính bảng"),
    CALL: _("Gọi điện hỏi ý kiến và nhập đánh giá"),
}
