"""``motcua calendar``: look at the calendars, import one, confirm a day in doubt."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.people.actors import SYSTEM
from motcua.worktime import selectors, services
from motcua.worktime.calendar_file import parse_calendar
from motcua.worktime.content import CalendarContent, DayRow, Shift, format_hours
from motcua.worktime.models import Calendar, CalendarRevision
from motcua.worktime.texts import PURPOSE_NAMES, REASONS, WEEKDAYS

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))


@click.group(help=_("Lịch làm việc: xem, nhập, xác nhận ngày."))
def command() -> None:
    pass


@command.command(help=_("Các lịch hiện có; với CODE: giờ làm việc và các ngày đặc biệt của lịch đó."))
@click.argument("code", required=False)
@click.option("--year", type=click.IntRange(1900, 2200), help=_("chỉ các ngày của năm này"))
@_json_option
def show(*, code: str | None, year: int | None, as_json: bool) -> None:
    if code is None:
        _list(as_json=as_json)
        return
    revision = selectors.current_revision(code)
    content = selectors.content_in_force(revision)
    days = [row for row in content.days if year in (None, row.on.year)]
    if as_json:
        click.echo(json.dumps(_shown(code, revision, content, days), ensure_ascii=False, indent=2))
        return
    click.echo(
        _("%(code)s, lần sửa %(revision)d: %(first)s đến %(last)s")
        % {"code": code, "revision": revision.number, "first": content.first_day, "last": content.last_day}
    )
    if content.provisional_from:
        click.echo(_("Tạm tính từ ngày %(date)s") % {"date": content.provisional_from})
    for hours in content.hours:
        click.echo(f"{WEEKDAYS[hours.weekday]}: {_hours(hours.shifts)}")
    for row in days:
        mark = " *" if row.provisional else ""
        click.echo(f"{row.on}  {REASONS[row.kind.value]}: {row.name}{mark}  [{row.source}]")


def _hours(shifts: tuple[Shift, ...]) -> str:
    return format_hours(shifts) or "-"


def _list(*, as_json: bool) -> None:
    ends = selectors.calendar_ends()
    rows = [
        (calendar, selectors.current_revision(calendar.code).number, ends[calendar.code].isoformat())
        for calendar in Calendar.objects.filter(code__in=ends).order_by("code")
    ]
    if as_json:
        shown = [
            {"code": row.code, "name": row.name, "purpose": row.purpose, "revision": number, "last_day": last_day}
            for row, number, last_day in rows
        ]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for row, number, last_day in rows:
        click.echo(f"{row.code}  r{number}  {last_day}  {PURPOSE_NAMES[row.purpose]}: {row.name}")


def _shown(code: str, revision: CalendarRevision, content: CalendarContent, days: list[DayRow]) -> dict[str, object]:
    return {
        "calendar": code,
        "revision": revision.number,
        "first_day": _iso(content.first_day),
        "last_day": _iso(content.last_day),
        "provisional_from": _iso(content.provisional_from),
        "hours": [
            {
                "weekday": row.weekday,
                "valid_from": _iso(row.valid_from),
                "valid_to": _iso(row.valid_to),
                "shifts": format_hours(row.shifts),
                "counts": row.counts,
                "source": row.source,
            }
            for row in content.hours
        ],
        "days": [
            {
                "on": _iso(row.on),
                "kind": row.kind.value,
                "name": row.name,
                "counts": row.counts,
                "shifts": None if row.shifts is None else format_hours(row.shifts),
                "swapped_with": _iso(row.swapped_with),
                "provisional": row.provisional,
                "source": row.source,
            }
            for row in days
        ],
    }


def _iso(on: dt.date | None) -> str | None:
    return on.isoformat() if on else None


@command.command("import", help=_("Nhập FILE (TOML) thành nội dung mới của lịch ghi trong tệp."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_json_option
def import_(*, file: Path, as_json: bool) -> None:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Failure(_("tệp %(file)s không phải văn bản UTF-8") % {"file": file}) from None
    parsed = parse_calendar(text)
    revision = services.import_calendar(parsed, actor=SYSTEM, now=clock.now())
    _say_revision(parsed.code, revision, as_json=as_json)


@command.command(help=_("Xác nhận ngày DATE đang tạm tính là ngày nghỉ (--off) hay ngày làm việc (--worked)."))
@click.argument("date", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--off/--worked", "is_off", required=True, help=_("ngày nghỉ hay ngày làm việc"))
@click.option("--source", required=True, help=_("văn bản làm căn cứ: số, ngày, cơ quan"))
@click.option("--calendar", "code", default="vn-national", show_default=True, help=_("mã lịch"))
@_json_option
def confirm(*, date: dt.datetime, is_off: bool, source: str, code: str, as_json: bool) -> None:
    revision = services.confirm_day(
        code=code, on=date.date(), is_off=is_off, source=source, actor=SYSTEM, now=clock.now()
    )
    _say_revision(code, revision, as_json=as_json)


def _say_revision(code: str, revision: CalendarRevision, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"calendar": code, "revision": revision.number}))
    else:
        click.echo(_("%(code)s: lần sửa %(revision)d") % {"code": code, "revision": revision.number})
