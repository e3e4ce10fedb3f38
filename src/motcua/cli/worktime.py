"""``motcua worktime``: when a limit ends, and how much working time lies between two instants.

Computes with the calendars of the database; where there is none yet, with those that come with the program.
"""

from __future__ import annotations

import datetime as dt
import json

import click
from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.worktime import rules, selectors
from motcua.worktime.answers import due_answer, legal_text
from motcua.worktime.calendar_file import DEFAULT_CALENDAR, shipped_calendar
from motcua.worktime.limits import Basis, Due, LimitUnit
from motcua.worktime.texts import REASONS

needs_database = False

_calendar_option = click.option("--calendar", "code", default=DEFAULT_CALENDAR, show_default=True, help=_("mã lịch"))
_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))


@click.group(help=_("Tính thời hạn và thời gian làm việc theo lịch."))
def command() -> None:
    pass


@command.command(help=_("Hạn của AMOUNT UNIT kể từ START (ISO 8601; không ghi múi giờ thì là giờ Việt Nam)."))
@click.argument("start")
@click.argument("amount", type=int)
@click.argument("unit", type=click.Choice([unit.value for unit in LimitUnit]))
@click.option("--basis", type=click.Choice([basis.value for basis in Basis]), default="end_of_day", show_default=True)
@_calendar_option
@_json_option
@click.option("--explain", is_flag=True, help=_("in từng ngày đã tính"))
def due(*, start: str, amount: int, unit: str, basis: str, code: str, as_json: bool, explain: bool) -> None:
    calendar, source = _calendar(code)
    begin, limit, kind = _instant(start), LimitUnit(unit), Basis(basis)
    answer = rules.due(calendar, begin, amount, limit, kind, explain=True)
    if answer.beyond_end:
        raise Conflict("worktime_beyond_end", params={"calendar": code, "last_day": calendar.last_day})
    if as_json:
        shown = due_answer(answer, start=begin, amount=amount, unit=limit, basis=kind)
        click.echo(json.dumps({**shown, "calendar_source": source}, ensure_ascii=False, indent=2))
        return
    click.echo(legal_text(answer.at))
    if explain:
        _explain(answer, source)


@command.command(help=_("Số phút làm việc từ A đến B (âm nếu B sớm hơn)."))
@click.argument("a")
@click.argument("b")
@_calendar_option
@_json_option
def between(*, a: str, b: str, code: str, as_json: bool) -> None:
    calendar, source = _calendar(code)
    begin, end = _instant(a), _instant(b)
    minutes = rules.working_minutes(calendar, begin, end)
    if legal_date(max(begin, end)) > calendar.last_day:
        raise Conflict("worktime_beyond_end", params={"calendar": code, "last_day": calendar.last_day})
    if not as_json:
        click.echo(minutes)
        return
    shown = {
        "start": legal_text(begin),
        "end": legal_text(end),
        "calendar": calendar.code,
        "calendar_revision": calendar.revision,
        "minutes": minutes,
        "calendar_source": source,
    }
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _calendar(code: str) -> tuple[rules.CompiledCalendar, str]:
    """The calendar and where it comes from: ``database`` or ``shipped``. A database that was configured by hand and
    does not answer is an error: its calendars may differ from ours."""
    try:
        return selectors.compiled(code), "database"
    except OperationalError:
        if settings.DATABASE_URL and not settings.EMBEDDED_DATABASE:
            raise
    except ProgrammingError:
        pass  # no tables yet
    except NotFound:
        if selectors.calendar_ends():
            raise
    return shipped_calendar(code), "shipped"


def _instant(text: str) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("worktime_instant_malformed", params={"text": text}) from None
    return at if at.tzinfo else at.replace(tzinfo=LEGAL_ZONE)


def _explain(answer: Due, source: str) -> None:
    origin = _("cơ sở dữ liệu") if source == "database" else _("dữ liệu kèm chương trình")
    click.echo(
        _("Lịch %(code)s, lần sửa %(revision)d (%(origin)s)")
        % {"code": answer.calendar_code, "revision": answer.calendar_revision, "origin": origin}
    )
    if answer.provisional:
        click.echo(_("Tạm tính: có ngày chưa được công bố hoặc xác nhận."))
    for row in answer.working:
        counted = f"{row.counted:g}"
        click.echo(f"{row.date.isoformat()}  {counted:>4}  {row.minutes:>5}  {REASONS[row.reason]}")
