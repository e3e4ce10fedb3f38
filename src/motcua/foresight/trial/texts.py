"""What the codes of dry runs say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "trial_days_reversed": _("Ngày đầu phải trước ngày cuối."),
    "trial_period": _("Chọn khoảng thời gian đã qua, dài không quá {most} ngày."),
    "trial_nothing": _("Không có thay đổi nào của thủ tục để chạy thử."),
    "trial_item_unreadable": _("Mục {item} chưa đọc được: sửa mục này rồi chạy thử lại."),
    "trial_process_faulty": _("Quy trình của thủ tục {procedure} còn lỗi: sửa lỗi rồi chạy thử lại."),
    "trial_staffing": _("Số người của một vị trí phải từ 1 đến 500."),
    "trial_busy": _("Đang có {most} lần chạy thử khác. Chờ một lần xong rồi thử lại."),
    "trial_running": _("Chính thay đổi này đang được chạy thử."),
    "trial_unknown": _("Không có lần chạy thử này."),
    "trial_ended": _("Lần chạy thử này đã kết thúc."),
    "trial_cancelled": _("Đã dừng theo yêu cầu."),
    "trial_without_history": _(
        "Trong khoảng thời gian đã chọn không có hồ sơ nào của thủ tục này đã được tiếp nhận. "
        "Chọn khoảng thời gian khác."
    ),
    "trial_without_calendar": _("Không còn lịch làm việc nào mà các hồ sơ này đã dùng."),
    "trial_too_large": _("Có hơn {most} hồ sơ dùng chung các bộ phận này. Chọn khoảng thời gian ngắn hơn."),
    "trial_reading": _("Đang đọc hồ sơ năm trước"),
    "trial_learning": _("Đang tách thời gian làm việc và thời gian chờ"),
    "trial_replaying": _("Đang chạy lại từng hồ sơ"),
    "trial_writing": _("Đang lập báo cáo"),
}
