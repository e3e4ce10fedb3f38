"""What people may do with alerts and the morning summary."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

READ: Final = "figures.read"
ANSWER: Final = "figures.alerts"
RULES: Final = "figures.alert_rules"
SUMMARY: Final = "figures.morning_summary"

VERBS: Final = {
    ANSWER: _("Nhận cảnh báo, xác nhận và giao việc theo dõi"),
    RULES: _("Đặt quy tắc cảnh báo"),
    SUMMARY: _("Nhận bản tin sáng qua thư điện tử"),
}
