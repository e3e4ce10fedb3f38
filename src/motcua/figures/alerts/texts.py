"""What the codes of alerts and of the morning summary say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "alert_unknown": _("Không có cảnh báo này."),
    "alert_rule_unknown": _("Không có quy tắc cảnh báo này."),
    "alert_rule_ended": _("Quy tắc cảnh báo này đã thôi dùng."),
    "alert_cleared": _("Cảnh báo đã hết; không cần xác nhận nữa."),
    "alert_acknowledged_already": _("Cảnh báo đã có người xác nhận."),
    "alert_words_missing": _("Hãy ghi vài lời."),
    "alert_clear_beyond_above": _("Ngưỡng hết cảnh báo phải bằng hoặc thấp hơn ngưỡng cảnh báo."),
    "alert_clear_beyond_below": _("Ngưỡng hết cảnh báo phải bằng hoặc cao hơn ngưỡng cảnh báo."),
    "alert_readings_wrong": _("Số lần đo liên tiếp phải từ 1 đến 100."),
    "alert_least_wrong": _("Số tối thiểu không được âm."),
    "alert_number_wrong": _("Không hiểu số này. Ví dụ: 95 %; 1.200; 3,5."),
    "alert_number_large": _("Số này quá lớn hoặc có quá nhiều chữ số thập phân."),
    "alert_subject_unknown": _("Không có chỉ số hoặc nguồn số liệu này vào ngày áp dụng."),
    "alert_subject_not_reported": _("Chỉ số này không tính từ số liệu báo cáo."),
    "alert_unit_unknown": _("Không có đơn vị này vào ngày áp dụng."),
    "alert_unit_kind": _("Không có đơn vị cấp này ở dưới đơn vị đã chọn."),
    "alert_unit_outside_feed": _("Nguồn số liệu không đo ở đơn vị này."),
    "alert_level_wrong": _("Chỉ số này không tính cho cấp đơn vị đã chọn."),
    "alert_window_missing": _("Hãy chọn khoảng ngày để tính chỉ số."),
    "alert_quiet_wrong": _("Giờ yên lặng cần cả giờ bắt đầu và giờ kết thúc, dạng 22:00."),
    "alert_from_today": _("Sớm nhất là hôm nay."),
    "alert_from_later": _("Phải sau ngày quy tắc đang dùng bắt đầu, sớm nhất là hôm nay."),
    "alert_owner_unknown": _("Không có vị trí này ở đơn vị bị cảnh báo hoặc đơn vị cấp trên."),
    "alert_task_due_past": _("Hạn phải từ hôm nay trở đi."),
    "alert_task_unknown": _("Không có việc theo dõi này."),
    "morning_hour_wrong": _("Giờ gửi phải từ 5 đến 20 giờ."),
    "morning_address_missing": _("Tài khoản của bạn chưa có địa chỉ thư điện tử."),
}
