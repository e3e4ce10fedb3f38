"""Letters about sheets: when one opens, shortly before the date due, each week after it, and when one comes back. A
letter waits as a row; it names the form, the period and the date, and nothing about a person."""

from __future__ import annotations

import datetime as dt
from typing import Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.figures.collection.models import Sheet, SheetReminder, SheetState
from motcua.figures.collection.permissions import FILL
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.organisation.models import in_force
from motcua.people.models import Assignment, RoleGrant, User

log = structlog.get_logger(__name__)

AGAIN: Final = dt.timedelta(days=7)
MOST_ATTEMPTS: Final = 10
_WAITING: Final = [SheetState.OPEN, SheetState.RETURNED, SheetState.CORRECTING]


def remind(*, now: dt.datetime) -> int:
    """Note what is due to be said; how many letters wait that did not before."""
    today = legal_date(now)
    open_ = Sheet.objects.filter(state__in=_WAITING, campaign__locked_at=None).select_related("campaign")
    made = 0
    for sheet in open_.filter(campaign__remind_at__lte=now).order_by("pk"):
        kind = "overdue" if sheet.campaign.due_at < now else "soon"
        before = sheet.reminders.filter(kind=kind).order_by("-on").first()
        if before is not None and (kind == "soon" or today - before.on < AGAIN):
            continue
        _row, is_new = SheetReminder.objects.get_or_create(
            sheet=sheet, kind=kind, on=today, defaults={"created_at": now}
        )
        made += is_new
    return made


def send_reminders(*, now: dt.datetime, limit: int = 500) -> int:
    """Send what waits, oldest first, each under a lock: a letter leaves at least once, always with the same Message-ID.
    How many left."""
    sent = 0
    for pk in list(SheetReminder.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            rows = SheetReminder.objects.select_for_update(skip_locked=True, of=("self",))
            row = rows.select_related("sheet__campaign__form", "sheet__unit").filter(pk=pk, state="waiting").first()
            if row is not None:
                sent += _send(row, now)
    return sent


def _send(row: SheetReminder, now: dt.datetime) -> bool:
    people = fillers(row.sheet, legal_date(now))
    if row.sheet.state not in _WAITING or not people:
        return _settle(row, "dropped", now)
    row.attempts += 1
    try:
        _letter(row, people).send()
    except OSError as error:
        log.warning("collection.reminder_failed", reminder=str(row.uid), error=type(error).__name__)
        return _settle(row, "failed" if row.attempts >= MOST_ATTEMPTS else "waiting", now)
    return _settle(row, "sent", now)


def _settle(row: SheetReminder, state: str, now: dt.datetime) -> bool:
    row.state, row.sent_at = state, now if state == "sent" else None
    row.save(update_fields=["state", "sent_at", "attempts"])
    return state == "sent"


def fillers(sheet: Sheet, on: dt.date) -> list[User]:
    """Who fills for the unit: people in posts of the unit itself whose role may, with an address."""
    roles = RoleGrant.objects.filter(in_force(on), verb=FILL).values("role__code")
    posts = Assignment.objects.filter(in_force(on), post__unit=sheet.unit_id, post__role__in=roles)
    return list(User.objects.filter(~Q(email=""), pk__in=posts.values("user"), is_active=True).order_by("pk"))


def _letter(row: SheetReminder, people: list[User]) -> EmailMessage:
    languages = {user.language for user in people}
    campaign = row.sheet.campaign
    with translation.override(languages.pop() if len(languages) == 1 else "vi"):
        subjects = {
            "opened": _("Báo cáo mới: {name}"),
            "soon": _("Sắp đến hạn gửi báo cáo: {name}"),
            "overdue": _("Đã quá hạn gửi báo cáo: {name}"),
            "returned": _("Báo cáo được trả lại để sửa: {name}"),
        }
        words = {
            "name": campaign.form.name,
            "unit": row.sheet.unit.name,
            "period": period_name(parse_code(campaign.period_code)),
            "due": f"{campaign.due_at.astimezone(LEGAL_ZONE):%H:%M %d/%m/%Y}",
            "link": f"{settings.BASE_URL.rstrip('/')}/desk/bao-cao/phieu/{row.sheet.uid}/",
        }
        body = _(
            "Đơn vị: {unit}\nBiểu: {name}\nKỳ: {period}\nHạn gửi: {due}\n\nĐiền và gửi tại: {link}\n\n"
            "Số liệu điền dở được giữ trên hệ thống."
        )
        return EmailMessage(
            subject=subjects[row.kind].format(**words),
            body=body.format(**words),
            bcc=[user.email for user in people],
            headers={
                "Message-ID": f"<{row.uid}@{urlsplit(settings.BASE_URL).hostname or 'motcua.invalid'}>",
                "Auto-Submitted": "auto-generated",
            },
        )
