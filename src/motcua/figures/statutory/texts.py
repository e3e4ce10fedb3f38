"""What the codes of statutory reports say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "report_form_unknown": _("Không có biểu báo cáo {form}."),
    "report_form_not_in_force": _("Biểu {form} không có hiệu lực vào ngày {day}."),
    "report_unit_unknown": _("Không có đơn vị {unit}."),
    "report_unit_gone": _("{unit} đã kết thúc từ ngày {day}, không còn báo cáo cho kỳ này."),
    "report_unit_not_yet": _("{unit} được lập từ ngày {day}, chưa có trong kỳ này."),
    "report_period_not_over": _("Kỳ báo cáo đến hết ngày {last} mới kết thúc; chưa thể lập báo cáo."),
    "report_level_differs": _("{unit} không thuộc cấp lập biểu {form}."),
    "report_rows_differ_from_total": _(
        "Cột “{column}”: tổng các dòng là {rows}, tính cả đơn vị là {total}. Báo cáo chưa được phép gửi."
    ),
    "report_period_kind": _("Biểu {form} không lập theo loại kỳ này."),
}
