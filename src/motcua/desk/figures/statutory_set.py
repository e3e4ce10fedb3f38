"""When reports are due, as dated rows with their source; locking a period of a form and opening it again."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed
from motcua.core.texts import say
from motcua.desk.figures.statutory_menu import form_options, links, nav
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import parse_code
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.model import DayCount
from motcua.figures.statutory.models import StatutoryClosing, StatutoryDeadline
from motcua.figures.statutory.permissions import LOCK
from motcua.figures.statutory.services.closing import close_period, open_period, set_deadline
from motcua.people.actors import Actor
from motcua.web.access import official

MOST = 200
DAY_COUNTS = {
    DayCount.DAY.value: gettext_lazy("ngày liền nhau, kể cả ngày nghỉ"),
    DayCount.WORKING_DAY.value: gettext_lazy("ngày làm việc, theo lịch của đơn vị"),
}


@official(LOCK)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    actor, error = actor_at(request), ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, actor))
        except NotAllowed:
            raise
        except DomainError as refused:
            error = say(refused.code, refused.params)
        else:
            return HttpResponseRedirect(reverse("desk:statutory_deadlines"))
    today, given = legal_date(now()), request.POST
    context = {
        "links": links(actor, "statutory_deadlines"),
        "forms": form_options(given.get("bieu", ""), today, every=False),
        "levels": [
            (value, text, value == given.get("cap"))
            for value, text in (("commune", _("xã")), ("department", _("sở, ngành")), ("province", _("tỉnh")))
        ],
        "given": given,
        "day_counts": [(value, text, value == given.get("tinh")) for value, text in DAY_COUNTS.items()],
        **_standing(today),
        "level_names": {
            "commune": _("xã"),
            "district": _("huyện"),
            "department": _("sở, ngành"),
            "province": _("tỉnh"),
        },
        "errors": [{"text": error, "href": "#main-content"}] if error else [],
        "post_line": post_line(actor),
        "nav": nav(actor),
    }
    return render(request, "desk/figures/statutory_deadlines.jinja", context, status=422 if error else 200)


def _standing(today: dt.date) -> dict[str, object]:
    """The deadlines and locked periods there are."""
    return {
        "shipped": [
            (form.number, _days_words(one.days, one.counted), one.level.value, one.source)
            for form in shipped().on(today)
            for one in form.deadlines
        ],
        "rows": [
            (
                row,
                shipped().versions[row.form][-1].number,
                period_name(parse_code(row.period)) if row.period else "",
                _days_words(row.days or 0, row.counted),
            )
            for row in StatutoryDeadline.objects.order_by("-pk")[:MOST]
        ],
        "closings": [
            (row, shipped().versions[row.form][-1].number, period_name(parse_code(row.period)))
            for row in StatutoryClosing.objects.select_related("user").order_by("-pk")[:MOST]
        ],
    }


def _act(request: HttpRequest, actor: Actor) -> str:
    given, at = request.POST, now()
    form, text = given.get("bieu", ""), given.get("ky", "").strip()
    if given.get("act") in {"close", "open"}:
        act, done = (close_period, _("Đã khóa kỳ.")) if given["act"] == "close" else (open_period, _("Đã mở lại kỳ."))
        act(form, parse_period(text), reason=given.get("reason", ""), actor=actor, now=at)
        return done
    set_deadline(
        form,
        given.get("cap", ""),
        period=parse_period(text).code if text else "",
        days=_days(given.get("so-ngay", "")) if not text else None,
        due_on=_day(given.get("ngay", "")) if text else None,
        counted=given.get("tinh", DayCount.DAY.value),
        source=given.get("can-cu", ""),
        valid_from=legal_date(at),
        actor=actor,
        now=at,
    )
    return _("Đã đặt hạn gửi.")


def _days_words(days: int, counted: str) -> str:
    if counted == DayCount.WORKING_DAY:
        text = ngettext("{count} ngày làm việc sau kỳ", "{count} ngày làm việc sau kỳ", days)
    else:
        text = ngettext("{count} ngày sau kỳ", "{count} ngày sau kỳ", days)
    return text.format(count=days)


def _days(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() and text.isascii() and len(text) < 5 else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text.strip(), "%d/%m/%Y").date() if "/" in text else dt.date.fromisoformat(text)  # noqa: DTZ007 - a day
    except ValueError:
        raise Invalid("report_deadline_wrong") from None
