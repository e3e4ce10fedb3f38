"""What happened to a reform report, for its page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from motcua.figures.reform_report.models import Act, ReformReport


def history_of(report: ReformReport) -> list[dict[str, object]]:
    """The newest acts first."""
    titles = {
        Act.OPEN: _("Mở bản nháp"),
        Act.FILL: _("Lấy số liệu"),
        Act.WRITE: _("Sửa lời văn"),
        Act.HEAD: _("Sửa số, ngày, người ký, giải trình"),
        Act.SUBMIT: _("Trình phát hành"),
        Act.RETURN: _("Trả lại để sửa"),
        Act.FINISH: _("Phát hành"),
        Act.CORRECT: _("Mở để đính chính"),
        Act.REPLACE: _("Được thay bằng bản đính chính"),
    }
    names = {one.key: one.title or one.part for one in report.sections.all()}
    return [
        {
            "title": titles[Act(one.act)],
            "at": one.at,
            "by": one.user.full_name if one.user else _("hệ thống"),
            "text": one.reason or names.get(one.section, ""),
        }
        for one in report.events.select_related("user").order_by("-seq")[:40]
    ]
