"""What the codes of the reform report say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_PLACEHOLDERS = {
    "placeholder_open": _("Dấu ngoặc {{{{ hoặc }}}} chưa đóng, hoặc dấu {{% không dùng được: “{text}”."),
    "placeholder_malformed": _(
        "Chỗ điền số liệu viết sai: “{text}”. Viết như hinh:tên_chỉ_số trong hai dấu ngoặc nhọn."
    ),
    "placeholder_unknown": _("Không có loại chỗ điền “{text}”. Các loại: hinh, tu_so, mau_so, so_sanh, bang, phan."),
    "placeholder_option": _("Tùy chọn “{text}” không dùng được ở đây; chỉ có ky_truoc và cung_ky."),
    "placeholder_indicator": _("Không có chỉ số “{text}”."),
    "placeholder_table": _("Không có bảng “{text}”."),
    "placeholder_fragment": _("Không có đoạn “{text}”."),
    "placeholder_not_alone": _("Bảng hoặc đoạn “{text}” phải đứng một mình trên một dòng."),
    "fragment_circular": _("Đoạn gọi vòng lại chính nó: {text}."),
    "section_too_long": _("Một phần của báo cáo dài nhất {text} ký tự."),
}
TEXTS = {
    **_PLACEHOLDERS,
    "outline_missing": _("Không có đề cương báo cáo cho loại kỳ này vào ngày {day}."),
}
