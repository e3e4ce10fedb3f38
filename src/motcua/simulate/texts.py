"""What errors of the simulator say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "simulation_unfinished": _("một lịch sử giả lập trước đó chưa xong: chạy lại với --resume"),
    "simulation_running": _("đang có một lần giả lập khác chạy"),
    "simulation_days": _("khoảng ngày {first} – {last} không dùng được: phải theo thứ tự và kết thúc trước hôm nay"),
    "simulation_disturbed": _("có quá nhiều hồ sơ đang được nộp cùng lúc, thử lại sau"),
    "nothing_is_open": _("không có thủ tục nào nộp được trong khoảng ngày này"),
}
