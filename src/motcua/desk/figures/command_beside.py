"""Tiles of other rooms on the dashboard, each with the page it leads to; a room that is not there has none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.errors import DomainError
from motcua.desk.figures.boards_shown import total_words
from motcua.desk.figures.command_scope import Scope
from motcua.desk.figures.statutory_owed import Waiting, in_area
from motcua.figures.boards import runs as boards
from motcua.figures.boards.members import rated_unit
from motcua.figures.period_texts import period_name
from motcua.figures.periods import PeriodKind, period_of
from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.people.actors import Actor
from motcua.web.navigation import address


@dataclass(frozen=True, slots=True)
class Tile:
    """``number``: a count of what ``href`` lists; else ``words`` say it, in full on the page at ``href``. ``waiting``:
    several counts, each with its own list."""

    title: str
    href: str
    number: int | None = None
    words: str = ""
    note: str = ""
    waiting: tuple[Waiting, ...] = ()


def beside(actor: Actor, scope: Scope, today: dt.date) -> list[Tile]:
    found = [_index(scope, today), _alerts(actor), _series(), _reports(actor, scope, today)]
    return [tile for tile in found if tile is not None]


def _index(scope: Scope, today: dt.date) -> Tile | None:
    """The unit's score of index 766 in the quarter that runs."""
    period = period_of(PeriodKind.QUARTER, today)
    title = _("Chỉ số 766")
    try:
        unit, level = rated_unit(scope.member, period.last)
        run = boards.newest(boards.of_level(level, period))
    except DomainError:
        return None
    query = urlencode({"cap": level.value, "ky": period.code})
    row = run.rows.filter(member=unit.code).first() if run else None
    if row is None:
        return Tile(title, f"{reverse('desk:boards')}?{query}", words=_("chưa tính"), note=period_name(period))
    total = total_words(row)
    href = f"{reverse('desk:board_unit', args=[unit.code])}?{query}"
    return Tile(title, href, words=f"{total['points']} / {total['of']}", note=period_name(period))


def _alerts(actor: Actor) -> Tile | None:
    href = address("desk:alerts")
    if href is None:
        return None
    from motcua.figures.alerts.acts import readable as readable_alerts  # only where the room is open

    number = readable_alerts(actor).filter(cleared_at=None).count()
    return Tile(_("Cảnh báo đang mở"), href, number=number, note=_("trong phạm vi của bạn"))


def _reports(actor: Actor, scope: Scope, today: dt.date) -> Tile | None:
    """Statutory reports of the area that wait: at its units, and with who receives them."""
    if scope.is_field:
        return None
    is_province = Unit.objects.filter(in_force(today), code=scope.member, level=UnitLevel.PROVINCE).exists()
    found = tuple(in_area(actor, scope.member, today, whole=is_province))
    href = reverse("desk:statutory")
    return Tile(_("Báo cáo thống kê"), href, words=_("không còn báo cáo nào chờ"), waiting=found)


def _series() -> Tile | None:
    href = address("desk:series")
    return Tile(_("Kinh tế - xã hội"), href, words=_("Mở các chỉ tiêu")) if href else None
