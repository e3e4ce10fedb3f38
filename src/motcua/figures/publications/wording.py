"""Words of publications for pages and commands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .causes import CauseKind
from .recompute import Outcome
from .streams import Change

KIND_NAMES = {"figure": _("Số liệu"), "table": _("Bảng số liệu"), "report": _("Báo cáo")}

OUTCOMES = {
    Outcome.EQUAL: _("trùng khớp"),
    Outcome.DIFFERS: _("khác"),
    Outcome.CANNOT: _("không tính lại được"),
}

CHANGES = {
    Change.ENTERED: _("được tính thêm"),
    Change.LEFT: _("không còn được tính"),
    Change.AMOUNT: _("tính với lượng khác"),
}

CAUSES = {
    CauseKind.LATE_ENTRY: _("ghi muộn"),
    CauseKind.CORRECTION: _("đính chính"),
    CauseKind.CALENDAR: _("lịch làm việc thay đổi"),
    CauseKind.MERGER: _("sắp xếp đơn vị"),
    CauseKind.COURSE: _("diễn ra sau khi công bố"),
    CauseKind.REGISTRY: _("danh mục thay đổi"),
}
