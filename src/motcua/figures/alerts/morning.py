"""The morning summary: who wants one gets one on each working day of the own unit's calendar, at the set hour, once.

An issue is a row and an outbox message of one transaction; the letter is written when it leaves. It counts work, never
names a person, and every number leads to its list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from motcua.core import audit, outbox
from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.errors import DomainError, Invalid
from motcua.core.outbox import Message, consumer
from motcua.core.texts import say
from motcua.figures.collection.models import Sheet
from motcua.figures.collection.services.sheets import FILLABLE
from motcua.figures.facts.shared import borrowed
from motcua.figures.numbers import print_number
from motcua.figures.periods import Period, PeriodKind, period_of
from motcua.figures.summaries.rows import Counted, Kind, count_rows
from motcua.figures.wording import language
from motcua.notifications import tasks
from motcua.notifications.news import News
from motcua.notifications.services import note_news_letter
from motcua.organisation.models import Unit
from motcua.organisation.selectors import calendar_code, descendants
from motcua.people.actors import Actor, load_actor
from motcua.people.models import User
from motcua.people.permissions import holds, require
from motcua.worktime.rules import is_working_day
from motcua.worktime.selectors import compiled

from .acts import readable
from .models import OPEN_STATES, MorningChoice, MorningIssue
from .permissions import SUMMARY

log = structlog.get_logger(__name__)

NAME: Final = "figures.morning_letters"
LETTER: Final = "morning_summary"
TOPIC: Final = "morning"
FIRST_HOUR, LAST_HOUR = 5, 20
LATEST: Final = dt.timedelta(hours=4)
"""After an outage nobody is sent a morning summary in the evening."""
REPORTS_AHEAD: Final = dt.timedelta(days=3)


@transaction.atomic
def choose(*, is_wanted: bool, hour: int, actor: Actor, now: dt.datetime) -> None:
    """Want it, or not any more. Raises NotAllowed, Invalid (``morning_hour_wrong``, ``morning_address_missing``)."""
    require(actor, SUMMARY, actor.reach_of(SUMMARY).units or [None])
    if not FIRST_HOUR <= hour <= LAST_HOUR:
        raise Invalid("data_invalid", errors=[{"field": "hour", "code": "morning_hour_wrong"}])
    user = User.objects.get(pk=actor.user_id or 0)
    if is_wanted and not user.email:
        raise Invalid("morning_address_missing")
    values = {"is_wanted": is_wanted, "hour": hour, "changed_at": now}
    MorningChoice.objects.update_or_create(user=user, defaults=values)
    details = {"wanted": is_wanted, "hour": hour}
    audit.record(act="figures.morning_chosen", actor=actor, subject_kind="account", subject=str(user.uid), now=now,
                 details=details)  # fmt: skip


def make_issues(*, now: dt.datetime) -> int:
    """Issue what is due and not issued yet; how many. Safe to be killed and to run twice."""
    local, made = now.astimezone(LEGAL_ZONE), 0
    rows = MorningChoice.objects.filter(is_wanted=True, hour__lte=local.hour, user__is_active=True)
    done = MorningIssue.objects.filter(on=local.date()).values("user")
    for choice in rows.exclude(user__in=done).select_related("user").order_by("pk"):
        due = dt.datetime.combine(local.date(), dt.time(choice.hour), LEGAL_ZONE)
        actor = load_actor(choice.user_id, local.date())
        if now - due > LATEST or not holds(actor, SUMMARY) or not _works(actor, local.date()):
            continue
        made += _issue(choice.user, local.date(), now)
    return made


def _works(actor: Actor, on: dt.date) -> bool:
    """Is it a working day by the calendar of one of the leader's units?"""
    codes = {calendar_code(one.unit_id, "settlement", on) for one in actor.standings if one.on_behalf_of is None}
    return any(is_working_day(compiled(code), on) for code in codes)


@transaction.atomic
def _issue(user: User, on: dt.date, now: dt.datetime) -> bool:
    fresh = MorningIssue(user=user, on=on, made_at=now)
    MorningIssue.objects.bulk_create([fresh], ignore_conflicts=True)
    if not MorningIssue.objects.filter(uid=fresh.uid).exists():
        return False
    outbox.publish(topic=TOPIC, key=str(fresh.uid), kind=LETTER, body={"issue": str(fresh.uid)}, now=now)
    return True


@consumer(NAME, topics=(TOPIC,))
def write_morning_letters(message: Message, *, now: dt.datetime) -> None:
    """One letter for each issue; a message read twice makes none."""
    if now - message.created_at > LATEST:
        return
    issue = UUID(str(message.body["issue"]))
    notice = note_news_letter(LETTER, message=message.id, news=issue, now=now)
    if notice is not None:
        tasks.send_one.defer(notice=str(notice))


@dataclass(frozen=True, slots=True)
class Line:
    """A number, and the list it counts. ``number`` None: ``why`` says why it lacks."""

    words: str
    number: int | None
    address: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    as_of: dt.datetime | None
    lines: Sequence[Line]


def morning_news(uid: UUID, now: dt.datetime) -> News | None:
    """None when it is not wanted any more, or not on its day any more."""
    issue = MorningIssue.objects.select_related("user").filter(uid=uid).first()
    if issue is None or legal_date(now) != issue.on:
        return None
    if not MorningChoice.objects.filter(user=issue.user, is_wanted=True).exists():
        return None
    actor = load_actor(issue.user_id, issue.on)
    if not holds(actor, SUMMARY):
        return None
    with translation.override(issue.user.language):
        parts = parts_of(actor, now)
        subject = _("Bản tin sáng {day}").format(day=f"{issue.on:%d/%m/%Y}")
        body, html = as_text(parts), as_html(subject, parts)
    addresses = (issue.user.email,) if issue.user.email else ()
    return News(subject, body, html, addresses, issue.user.language)


def parts_of(actor: Actor, now: dt.datetime) -> list[Part]:
    """What waits today: work of each of the leader's units, then alerts and reports."""
    today = legal_date(now)
    units = units_of(actor, now)
    return [*_work(units, today), Part(_("Cảnh báo và báo cáo"), None, _waiting(actor, units, now))]


def units_of(actor: Actor, now: dt.datetime) -> list[Unit]:
    """The units of the actor's own posts."""
    ids = list(dict.fromkeys(one.unit_id for one in actor.standings if one.on_behalf_of is None))
    return [unit for unit in Unit.objects.filter(pk__in=ids).order_by("code") if unit.is_in_force(legal_date(now))]


def reports_due(units: Sequence[Unit], now: dt.datetime) -> QuerySet[Sheet]:
    """Reports of the units and those under them that are to be sent soon, or should have been."""
    below = [row.pk for unit in units for row in descendants(unit.pk, legal_date(now))]
    open_ = Sheet.objects.filter(unit__in=below, state__in=FILLABLE, campaign__locked_at=None)
    return open_.filter(campaign__due_at__lt=now + REPORTS_AHEAD)


def _work(units: Sequence[Unit], today: dt.date) -> list[Part]:
    period = period_of(PeriodKind.MONTH, today)
    try:
        with borrowed() as facts:
            found = count_rows(facts, Kind.OPEN_STEPS, [unit.code for unit in units], period, by=("state",))
            as_of = facts.settled_at
    except DomainError as error:
        why = say(error.code, error.params)
        return [Part(unit.name, None, [Line(_("Việc đang làm"), None, "", why)]) for unit in units]
    return [Part(unit.name, as_of, _steps(unit, found, period, as_of)) for unit in units]


def _steps(unit: Unit, found: Sequence[Counted], period: Period, as_of: dt.datetime) -> list[Line]:
    counts = {row.state: row.number for row in found if row.member == unit.code}
    words = {"": _("Việc đang làm"), "today": _("Đến hạn hôm nay"), "late": _("Đã quá hạn")}
    numbers = {"": sum(counts.values()), "today": counts.get("today", 0), "late": counts.get("late", 0)}
    lines = []
    for state, text in words.items():
        asked = {"don-vi": unit.code, "ky": period.code, "luc": as_of.isoformat()} | (
            {"trang-thai": state} if state else {}
        )
        address = f"{reverse('desk:summary_list', args=[Kind.OPEN_STEPS.value])}?{urlencode(asked)}"
        lines.append(Line(text, numbers[state], address))
    return lines


def _waiting(actor: Actor, units: Sequence[Unit], now: dt.datetime) -> list[Line]:
    alerts = readable(actor).filter(state__in=OPEN_STATES).count()
    due = reports_due(units, now).count()
    return [
        Line(_("Cảnh báo chưa hết"), alerts, reverse("desk:alerts")),
        Line(_("Báo cáo phải gửi trong ba ngày tới hoặc đã quá hạn"), due, reverse("desk:alerts_reports")),
    ]


def _link(address: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{address}"


def as_text(parts: Sequence[Part]) -> str:
    found = []
    for part in parts:
        found.append(part.heading.upper())
        for line in part.lines:
            said = print_number(line.number, 0, language()) if line.number is not None else line.why
            found.append(f"{line.words}: {said}" + (f"\n  {_link(line.address)}" if line.address else ""))
        found += [_as_of(part.as_of), ""] if part.as_of else [""]
    return "\n".join([*found, _("Thôi nhận bản tin này: {link}").format(link=_link(reverse("desk:morning"))), ""])


def as_html(title: str, parts: Sequence[Part]) -> str:
    """Plain headings and tables: every program shows them, and nothing is loaded from anywhere."""
    shown = format_html_join(
        "",
        "<h2>{}</h2><table>{}</table>{}",
        ((part.heading, _rows(part.lines), format_html("<p>{}</p>", _as_of(part.as_of) if part.as_of else ""))
         for part in parts),
    )  # fmt: skip
    leave = format_html('<p><a href="{}">{}</a></p>', _link(reverse("desk:morning")), _("Thôi nhận bản tin này"))
    whole = '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head><body><h1>{}</h1>{}{}'
    return format_html(whole + "</body></html>", language(), title, title, shown, leave)


def _rows(lines: Sequence[Line]) -> str:
    cells = (
        (line.words, format_html('<a href="{}">{}</a>', _link(line.address), print_number(line.number, 0, language()))
         if line.number is not None else line.why)
        for line in lines
    )  # fmt: skip
    return format_html_join("", '<tr><th align="left">{}</th><td align="right">{}</td></tr>', cells)


def _as_of(at: dt.datetime | None) -> str:
    return _("Số liệu đến {at}").format(at=f"{at.astimezone(LEGAL_ZONE):%H:%M %d/%m/%Y}") if at else ""
