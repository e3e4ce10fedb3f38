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
    "report_unknown": _("Không có báo cáo này, hoặc báo cáo ngoài phạm vi của bạn."),
    "report_not_begun": _("Chưa ai lập báo cáo này: bấm “Tính số liệu” trước."),
    "report_changed_meanwhile": _("Người khác vừa làm việc trên báo cáo này. Hãy xem lại rồi làm tiếp."),
    "report_period_locked": _("Kỳ báo cáo đã khóa. Muốn sửa số đã chốt, hãy mở bản đính chính có lý do."),
    "report_period_open": _("Kỳ báo cáo này đang mở."),
    "report_period_waiting": _("Còn {count} báo cáo đã gửi mà chưa chốt hoặc trả lại; chưa thể khóa kỳ."),
    "report_act_impossible": _("Báo cáo {state}: không làm được việc này."),
    "report_reason_missing": _("Hãy ghi lý do."),
    "report_own": _("Bạn là người gửi báo cáo này: người khác phải nhận và chốt."),
    "report_number_wrong": _("“{text}” không phải số nguyên."),
    "report_numbers_wrong": _("Có {count} ô không phải số nguyên. Những gì đã gõ vẫn còn."),
    "report_identity_broken": _("Số liệu không cân đối, chưa được gửi: {sentence}."),
    "report_identity": _("{name} ({row}): {left} khác {right}."),
    "report_cells_missing": _("Còn {count} ô chưa có số. Hãy nhập số, hoặc giải trình vì sao không có."),
    "report_difference_unexplained": _("Số liệu khác kỳ trước đã chốt hoặc khác số tính trực tiếp. Hãy giải trình."),
    "report_level_no_deadline": _("Cấp này không lập biểu đã chọn."),
    "report_deadline_wrong": _("Hạn gửi phải là số ngày từ 0 đến 366, hoặc một ngày sau khi kỳ kết thúc."),
    "report_is_counting": _("Báo cáo đang được tính. Đợi tính xong rồi làm tiếp."),
    "report_broke_off": _("Lần tính trước dừng giữa chừng vì lỗi hệ thống, chưa đổi gì. Hãy bấm lại."),
    "report_of_its_unit": _("Đơn vị đang làm báo cáo này: chỉ đơn vị tính lại được."),
    "report_batch_empty": _("Không có báo cáo nào để làm."),
    "report_period_missing": _(
        "Hãy chọn kỳ báo cáo: gõ như “tháng 10/2026”, “quý III/2026”, “năm 2026”, hoặc bấm một kỳ gần đây."
    ),
    "report_sent_meanwhile": _("Đơn vị đã gửi, không cần nhắc."),
    "report_reminded_today": _("Hôm nay đã nhắc rồi."),
    "report_nobody_to_remind": _("Đơn vị chưa có ai lập báo cáo có địa chỉ thư."),
    "report_cell_unknown": _("Biểu không có ô này."),
}
