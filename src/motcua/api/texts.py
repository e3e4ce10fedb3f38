"""What the codes of the API itself say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "request_malformed": _("Không đọc được nội dung gửi lên."),
    "request_too_large": _("Nội dung gửi lên quá lớn."),
    "content_type_wrong": _("Nội dung phải được gửi theo kiểu {wanted}."),
    "characters_not_allowed": _("Nội dung có ký tự không được dùng."),
    "idempotency_key_missing": _("Thiếu khóa chống gửi trùng ở tiêu đề {header}."),
    "value_invalid": _("Giá trị không đúng dạng."),
}
