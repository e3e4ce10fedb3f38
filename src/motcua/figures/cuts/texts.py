"""What the codes of the three cuts say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "baseline_terms": _("Mốc so sánh cần số lượt đi lại, số phút chờ và số đồng của một lượt, đều không âm."),
    "baseline_source": _("Mốc so sánh cần ghi rõ nguồn: số quyết định hoặc cuộc khảo sát, và mức tin cậy."),
    "baseline_known_then": _("Mốc so sánh đã có hiệu lực vào ngày {day}; chỉ đặt được mốc mới từ hôm nay trở đi."),
    "summary_period_kind": _("Trang này xem theo tháng, quý hoặc năm."),
}
