"""The morning summary: wanted or not, at what hour; what it would say now; and the reports it counts."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import now
from motcua.desk.duty import form
from motcua.desk.figures.alerts_menu import links
from motcua.desk.figures.collection import sheet_row
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.alerts.models import MorningChoice
from motcua.figures.alerts.morning import FIRST_HOUR, LAST_HOUR, choose, reports_due, units_of
from motcua.figures.alerts.permissions import SUMMARY
from motcua.web.access import official

NAV = "alerts"
MOST = 200


@official(SUMMARY)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    kept = MorningChoice.objects.filter(user=actor.user_id).first()
    back = reverse("desk:alerts")

    def run(answers: Mapping[str, object]) -> str:
        choose(is_wanted=answers["wanted"] == "yes", hour=int(str(answers["hour"])), actor=actor, now=now())
        return reverse("desk:morning")

    hours = [(str(hour), _("{hour} giờ").format(hour=hour)) for hour in range(FIRST_HOUR, LAST_HOUR + 1)]
    asking = form.Asking(
        heading=_("Bản tin sáng"),
        save=_("Lưu"),
        back=back,
        back_text=_("Cảnh báo"),
        fields=[
            form.choice("wanted", _("Gửi bản tin sáng cho tôi"), [("yes", _("Có")), ("no", _("Không"))]),
            form.choice("hour", _("Vào lúc"), hours),
        ],
        done=_("Đã lưu."),
        explain=_(
            "Mỗi ngày làm việc theo lịch của đơn vị bạn: việc đang làm, đến hạn hôm nay, quá hạn, cảnh báo chưa hết, "
            "báo cáo sắp đến hạn. Chỉ có con số và đường dẫn, không có thông tin về người nộp hồ sơ."
        ),
        nav=NAV,
        operation="morning",
        folded={"hour"},
    )
    given = {"wanted": "yes" if kept and kept.is_wanted else "no", "hour": str(kept.hour if kept else 7)}
    return form.ask(request, asking, run, given=given)


@official(SUMMARY)
@require_GET
def reports(request: HttpRequest) -> HttpResponseBase:
    """The reports that the summary counts, the nearest date first."""
    actor, at = actor_at(request), now()
    rows = reports_due(units_of(actor, at), at).select_related("campaign__form", "unit")
    context = {
        "links": links(actor, "morning"),
        "rows": [sheet_row(one, at) for one in rows.order_by("campaign__due_at", "unit__code")[:MOST]],
        "total": rows.count(),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/alerts_reports.jinja", context)
