"""What errors of suggestions and masking say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "suggestions_little_data": _("chưa đủ phản ánh đã xử lý để học: cần ít nhất {least}"),
    "suggestions_training_runs": _("đang có một lần học khác chạy"),
    "picture_unreadable": _("không đọc được ảnh này"),
    "picture_too_large": _("ảnh quá lớn để che: nhiều nhất {most} triệu điểm ảnh"),
    "picture_too_slow": _("quá lâu mà chưa xong ảnh này: hãy che bằng tay hoặc không đăng"),
    "boxes_wrong": _("khung che không nằm trong ảnh"),
}
