"""Who writes questionnaires, who runs a wave, who interviews, who reads figures before they are published."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUTHOR = "survey.author"
RUN = "survey.run"
INTERVIEW = "survey.interview"
READ = "survey.read"

VERBS = {
    AUTHOR: _("Soạn phiếu khảo sát"),
    RUN: _("Tổ chức đợt khảo sát: chọn mẫu, mời, chốt số liệu, công bố"),
    INTERVIEW: _("Phỏng vấn khảo sát"),
    READ: _("Xem kết quả khảo sát"),
}
