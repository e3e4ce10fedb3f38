"""What faults of calls and of reading answers say."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "call_unknown": _("Không có cuộc gọi này."),
    "not_your_call": _("Cuộc gọi này của người trực khác."),
    "call_ended": _("Cuộc gọi này đã kết thúc."),
    "petition_missing": _("Hãy ghi mã phản ánh mà cuộc gọi nói đến."),
    "call_back_unknown": _("Không có lần gọi lại này."),
    "period_invalid": _("Khoảng ngày không hợp lệ: ngày đầu trước ngày cuối, không quá hôm nay, nhiều nhất 400 ngày."),
    "number_out_of_range": _("Số này ngoài khoảng cho phép."),
    "seed_missing": _("Hãy ghi mầm ngẫu nhiên."),
    "nothing_to_draw": _("Không có câu trả lời nào đã duyệt trong những ngày này."),
    "quality_sheet_unknown": _("Không có phiếu chấm này."),
    "draw_unknown": _("Không có mẫu này."),
    "already_scored": _("Phiếu này đã có người chấm."),
    "own_answer": _("Bạn đã tham gia xử lý phản ánh này nên không chấm được."),
    "mark_missing": _("Hãy chọn điểm."),
    "mark_out_of_range": _("Điểm này ngoài thang."),
    "quality_criterion_unknown": _("Không có tiêu chí này."),
}
