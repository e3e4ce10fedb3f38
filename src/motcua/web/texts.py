"""Texts for the codes that the page layer itself answers with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "bad_request": _("Trình duyệt đã gửi một yêu cầu mà hệ thống không đọc được."),
    "form_expired": _("Trang này mở đã lâu hoặc được mở ở một thẻ khác, nên hệ thống không nhận."),
    "not_signed_in": _("Cần đăng nhập để mở trang này."),
    "sign_in_expired": _("Bạn đã không thao tác một thời gian nên hệ thống đã đăng xuất để bảo vệ hồ sơ."),
    "not_allowed": _("Tài khoản của bạn không được mở trang này."),
    "citizens_only": _("Trang này dành cho người dân và doanh nghiệp. Bạn đang dùng tài khoản cán bộ."),
    "officials_only": _("Trang này dành cho cán bộ. Bạn đang dùng tài khoản người dân."),
    "not_found": _("Địa chỉ này không có, hoặc bạn không có quyền xem."),
    "method_not_allowed": _("Địa chỉ này không nhận cách gửi đó."),
    "too_large": _("Dữ liệu gửi lên lớn hơn mức hệ thống nhận."),
    "too_many_requests": _("Bạn đã gửi quá nhiều yêu cầu trong thời gian ngắn."),
    "internal_error": _("Hệ thống gặp một lỗi mà chúng tôi chưa lường trước."),
    "unavailable": _("Một phần của hệ thống đang tạm ngừng."),
}
