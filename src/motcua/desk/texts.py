"""What the codes of this room say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "sheet_not_there": _("Chưa có bảng đối chiếu: quyết định chưa có hiệu lực."),
    "document_unknown": _("Hồ sơ này không có tệp đó."),
    "period_too_long": _("Chọn khoảng ngày không quá {days} ngày."),
    "no_desk_of_yours": _("Bạn không phụ trách bộ phận một cửa nào."),
    "card_unreadable": _("Không đọc được mã QR trên thẻ. Hãy quét lại hoặc điền tay."),
}
