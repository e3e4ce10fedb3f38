"""Letters about reports: when one opens, shortly before its day, each week after it, and when one comes back. They
leave through the room of notices; what is settled by then is not sent."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, NotFound
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.statutory.deadlines import days_left
from motcua.figures.statutory.lifecycle import OPEN, State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.models import StatutoryReminder, StatutoryReport
from motcua.figures.statutory.permissions import FILL, PROVINCE, SIGN, SUM, units_of
from motcua.figures.statutory.selectors import NOTHING, closed_periods, in_states, states_of
from motcua.notifications.news import News
from motcua.notifications.services import note_news_letter
from motcua.organisation.models import in_force
from motcua.people.models import Assignment, RoleGrant, User

LETTER: Final = "report_due"
SOON: Final = 2
"""Days before."""
AGAIN: Final = dt.timedelta(days=7)
WAITING: Final = (NOTHING, *(state.value for state in OPEN))


def remind(*, now: dt.datetime) -> int:
    """Write to units whose report is due soon or was due; how many letters."""
    today = legal_date(now)
    rows = StatutoryReport.objects.select_related("unit").filter(due_on__lte=today + dt.timedelta(days=SOON))
    due = list(in_states(rows, WAITING).order_by("pk"))
    closed = closed_periods((row.form, row.period) for row in due)
    return sum(_remind(row, today, now) for row in due if (row.form, row.period) not in closed)


def _remind(report: StatutoryReport, today: dt.date, now: dt.datetime) -> bool:
    kind = "overdue" if report.due_on is not None and days_left(report.due_on, today) < 0 else "soon"
    before = report.reminders.filter(kind=kind).order_by("-on").first()
    if before is not None and (kind == "soon" or today - before.on < AGAIN):
        return False
    return write(report, kind, now=now)


def remind_at_once(report: StatutoryReport, *, now: dt.datetime) -> None:
    """Because somebody asked: in the words that fit how it stands. Raises Conflict ``report_reminded_today`` (one
    letter of a kind is enough for a day), NotFound ``report_nobody_to_remind`` where no post of the unit that makes it
    has somebody with an address."""
    today = legal_date(now)
    if not people_of(report, today):
        raise NotFound("report_nobody_to_remind")
    if not write(report, _kind_now(report, today), now=now):
        raise Conflict("report_reminded_today")


def _kind_now(report: StatutoryReport, today: dt.date) -> str:
    if states_of(StatutoryReport.objects.filter(pk=report.pk))[report.pk] == State.RETURNED:
        return "returned"
    if report.due_on is None:
        return "opened"
    left = days_left(report.due_on, today)
    return "overdue" if left < 0 else "soon" if left <= SOON else "opened"


def write(report: StatutoryReport, kind: str, *, now: dt.datetime) -> bool:
    """Once for a report, a kind and a day; a unit gets one letter for all its reports of that day."""
    today = legal_date(now)
    row, is_new = StatutoryReminder.objects.get_or_create(
        report=report, kind=kind, on=today, defaults={"created_at": now}
    )
    others = StatutoryReminder.objects.filter(report__unit=report.unit_id, kind=kind, on=today).exclude(pk=row.pk)
    if is_new and not others.exists():
        note_news_letter(LETTER, message=row.uid, news=row.uid, now=now)
    return is_new


def people_of(report: StatutoryReport, on: dt.date) -> list[User]:
    """Who makes it: people with an address in posts of the unit and the units under it whose role may."""
    verbs = [SUM] if report.unit.level == PROVINCE else [FILL, SIGN]
    roles = RoleGrant.objects.filter(in_force(on), verb__in=verbs).values("role__code")
    posts = Assignment.objects.filter(in_force(on), post__role__in=roles)
    if report.unit.level != PROVINCE:
        posts = posts.filter(post__unit__in=units_of(report, on))
    return list(User.objects.filter(~Q(email=""), pk__in=posts.values("user"), is_active=True).order_by("pk"))


def news(uid: UUID, now: dt.datetime) -> News | None:
    """The letter of a reminder as it leaves, about every report of the unit that was noted that day; None when all of
    them were sent meanwhile."""
    row = StatutoryReminder.objects.select_related("report__unit").filter(uid=uid).first()
    if row is None:
        return None
    noted = StatutoryReminder.objects.filter(report__unit=row.report.unit_id, kind=row.kind, on=row.on)
    rows = StatutoryReport.objects.filter(pk__in=noted.values("report")).select_related("unit")
    reports = list(in_states(rows, WAITING).order_by("due_on", "form"))
    if not reports:
        return None
    people = people_of(row.report, legal_date(now))
    languages = {user.language for user in people}
    language = languages.pop() if len(languages) == 1 else "vi"
    with translation.override(language):
        subject, body = _words(row, reports)
    return News(subject, body, "", tuple(dict.fromkeys(user.email for user in people)), language)


def _words(row: StatutoryReminder, reports: list[StatutoryReport]) -> tuple[str, str]:
    subjects = {
        "opened": _("Báo cáo thống kê cần lập: {unit}"),
        "soon": _("Sắp đến hạn gửi báo cáo thống kê: {unit}"),
        "overdue": _("Đã quá hạn gửi báo cáo thống kê: {unit}"),
        "returned": _("Báo cáo thống kê được trả lại để sửa: {unit}"),
    }
    words = {
        "unit": row.report.unit.name,
        "reports": "\n\n".join(_one(report) for report in reports),
    }
    body = _("Đơn vị: {unit}\n\n{reports}").format(**words)
    return subjects[row.kind].format(**words), body


def _one(report: StatutoryReport) -> str:
    period = parse_code(report.period)
    form = shipped().in_force(report.form, period)
    words = {
        "name": form.number,
        "title": form.title(translation.get_language() or "vi"),
        "period": period_name(period),
        "due": f"{report.due_on:%d/%m/%Y}" if report.due_on else _("chưa đặt"),
        "link": f"{settings.BASE_URL.rstrip('/')}/desk/bao-cao-thong-ke/{report.uid}/",
    }
    return _("Biểu {name}: {title}\nKỳ: {period}. Hạn gửi: {due}\n{link}").format(**words)
