"""What the codes of publications say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "publication_unknown": _("Không có ấn phẩm số liệu này."),
    "publication_kind_unknown": _("Loại ấn phẩm không có: {kind}."),
    "publication_title": _("Ấn phẩm cần tên gọi, dài nhất {most} ký tự."),
    "publication_empty": _("Ấn phẩm không có số liệu nào."),
    "publication_damaged": _("Nội dung ấn phẩm không đọc được ({where})."),
    "publication_not_settled": _("Số liệu tại thời điểm này còn có thể thay đổi; hãy chọn thời điểm sớm hơn."),
    "publication_reason": _("Hãy ghi lý do thu hồi, dài nhất {most} ký tự."),
    "publication_replaces_itself": _("Ấn phẩm không thể thay cho chính nó."),
    "publication_withdrawn": _("Ấn phẩm này đã được thu hồi."),
    "publication_form_unknown": _("Không lưu được tệp loại {form}."),
    "measure_unknown": _("Không có số đo {measure}."),
    "rules_changed": _("Quy tắc dựng số liệu đã đổi và tệp số liệu lúc đó không còn."),
    "other_epoch": _("Cơ sở dữ liệu đã được khôi phục về trước lúc công bố; phần ghi sau bản sao lưu đã mất."),
    "body_damaged": _("Nội dung đang lưu không khớp với mã băm khi công bố."),
    "definition_gone": _("Định nghĩa này không còn trong chương trình."),
    "definition_closed": _("Định nghĩa này đã hết hiệu lực."),
    "definition_edited": _("Định nghĩa đã bị sửa mà không tăng phiên bản."),
    "measure_gone": _("Số đo này không còn trong chương trình."),
    "measure_edited": _("Cách đếm của số đo này đã đổi."),
}
