"""The words for the codes of this room."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "worktime_instant_naive": _("Thời điểm phải kèm múi giờ, ví dụ 2026-01-01T10:30+07:00."),
    "worktime_instant_malformed": _("Không hiểu thời điểm {text}; xin ghi như 2026-01-01T10:30+07:00."),
    "worktime_amount_invalid": _("Thời hạn phải là số nguyên từ 1 đến {most}; đã nhận {amount}."),
    "worktime_minutes_invalid": _("Số phút {minutes} không hợp lệ."),
    "worktime_pause_reversed": _("Thời gian tạm dừng kết thúc trước khi bắt đầu."),
    "worktime_before_calendar": _("Lịch {calendar} chỉ có từ ngày {first_day}."),
    "worktime_out_of_range": _("Hạn này quá xa: lịch {calendar} chỉ có đến ngày {last_day}."),
    "worktime_beyond_end": _("Hạn này rơi sau ngày cuối của lịch {calendar} ({last_day}); chưa thể tính chắc chắn."),
    "calendar_unknown": _("Không có lịch {calendar}."),
    "calendar_exists": _("Đã có lịch {calendar}."),
    "calendar_parent_differs": _("Lịch {calendar} đã có lịch cha hoặc mục đích khác; không đổi được."),
    "calendar_file_invalid": _("Tệp lịch không đúng: {detail}."),
    "calendar_invalid": _("Nội dung lịch {calendar} không hợp lệ."),
    "calendar_without_range": _("Lịch {calendar} chưa có ngày đầu và ngày cuối."),
    "calendar_without_work": _("Lịch {calendar} không có giờ làm việc nào."),
    "calendar_zone_shifts": _("Múi giờ pháp lý đổi giờ trong thời gian của lịch {calendar}."),
    "calendar_day_not_provisional": _("Ngày {date} trong lịch {calendar} không phải ngày đang chờ xác nhận."),
    "calendar_range_reversed": _("khoảng ngày bị ngược"),
    "calendar_day_twice": _("ngày được ghi hai lần"),
    "calendar_source_missing": _("thiếu nguồn"),
    "calendar_day_off_with_hours": _("ngày nghỉ mà có giờ làm việc"),
    "calendar_counts_wrong": _("phần ngày được tính phải từ 1 đến 1000 phần nghìn"),
    "calendar_half_day_incomplete": _("ngày làm nửa buổi cần có giờ làm và phần được tính"),
    "calendar_weekday_wrong": _("thứ trong tuần phải từ 1 đến 7"),
    "calendar_hours_overlap": _("giờ làm của cùng một thứ bị chồng nhau"),
}

REASONS = {
    "event_day": _("ngày xảy ra sự kiện, không tính"),
    "working_day": _("ngày làm việc bình thường"),
    "weekly_rest": _("nghỉ hằng tuần"),
    "holiday": _("nghỉ lễ, Tết"),
    "compensation": _("nghỉ bù"),
    "swap_off": _("nghỉ hoán đổi"),
    "rest": _("nghỉ hằng tuần trong kỳ nghỉ"),
    "closed": _("đơn vị đóng cửa"),
    "swap_on": _("làm bù cho ngày nghỉ hoán đổi"),
    "half_day": _("làm nửa buổi"),
    "unconfirmed": _("chờ xác nhận, đang tính là ngày làm việc"),
    "working": _("làm việc theo quyết định"),
    "moved": _("ngày cuối là ngày nghỉ, chuyển sang ngày làm việc này"),
    "clock_hours": _("tính đủ mọi giờ"),
}
"""Reason codes of a working, in words."""

UNITS = {
    "working_hour": _("giờ làm việc"),
    "hour": _("giờ"),
    "working_day": _("ngày làm việc"),
    "day": _("ngày"),
    "month": _("tháng"),
}
"""Units of limits, in words, as they stand after a number."""

PURPOSE_NAMES = {
    "base": _("Lịch chung"),
    "settlement": _("Lịch giải quyết"),
    "reception": _("Lịch tiếp nhận"),
}

WEEKDAYS = {
    1: _("Thứ Hai"),
    2: _("Thứ Ba"),
    3: _("Thứ Tư"),
    4: _("Thứ Năm"),
    5: _("Thứ Sáu"),
    6: _("Thứ Bảy"),
    7: _("Chủ nhật"),
}
"""By ISO weekday."""
