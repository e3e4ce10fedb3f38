"""What people may do with reported, imported and asked-for figures."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

READ: Final = "figures.read"
FILL: Final = "figures.fill"
APPRAISE: Final = "figures.appraise"
COLLECT: Final = "figures.collect"
IMPORT: Final = "figures.import"
ASK: Final = "figures.ask"
TARGET: Final = "figures.target"

VERBS: Final = {
    FILL: _("Điền và gửi báo cáo số liệu của đơn vị"),
    APPRAISE: _("Thẩm định báo cáo số liệu"),
    COLLECT: _("Đặt biểu báo cáo, mở và khóa kỳ"),
    IMPORT: _("Nhập số liệu từ tệp"),
    ASK: _("Đăng ký yêu cầu số liệu"),
    TARGET: _("Giao chỉ tiêu"),
}
