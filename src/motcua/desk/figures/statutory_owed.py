"""What waits with statutory reports, as numbers that lead to their lists: for the desk's start and the dashboard."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.figures.statutory.models import StatutoryReport
from motcua.figures.statutory.owed import Owed, owed_counts, own, received_by, under
from motcua.figures.statutory.permissions import FILL, LOCK, RECEIVE, SIGN, SUM, readable
from motcua.people.actors import Actor
from motcua.web.access import holds

OWN = "cua-toi"
RECEIVED = "gui-den"
_UNITS = (Owed.MAKE, Owed.CORRECT, Owed.LATE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """``number`` reports; ``href`` lists as many."""

    what: Owed
    number: int
    words: str
    href: str


def owed_words(what: Owed) -> str:
    return {
        Owed.MAKE: _("phải lập"),
        Owed.CORRECT: _("phải sửa"),
        Owed.SEND: _("chờ lãnh đạo gửi"),
        Owed.LATE: _("quá hạn"),
        Owed.RECEIVE: _("chờ nhận"),
        Owed.ISSUE: _("chờ chốt"),
    }[what]


def on_the_desk(actor: Actor, today: dt.date) -> list[Waiting]:
    """Of the own unit, and what was sent to the actor; only what there is. Asks nothing of the database for who has
    nothing to do with reports."""
    found: list[Waiting] = []
    if any(holds(actor, verb) for verb in (FILL, SIGN, SUM)):
        sends = (Owed.SEND,) if holds(actor, SIGN) or holds(actor, SUM) else ()
        found += _counted(StatutoryReport.objects.filter(own(actor)), (*_UNITS, *sends), OWN, today)
    mine = [what for verb, what in ((RECEIVE, Owed.RECEIVE), (LOCK, Owed.ISSUE)) if holds(actor, verb)]
    if mine:
        found += _counted(StatutoryReport.objects.filter(received_by(actor)), tuple(mine), RECEIVED, today)
    return found


def in_area(actor: Actor, unit: str, today: dt.date, *, whole: bool) -> list[Waiting]:
    """Of a unit and all under it (``whole``: of every unit), that the actor may read; only what there is."""
    rows = StatutoryReport.objects.filter(readable(actor))
    if not whole:
        rows = rows.filter(under(unit, today))
    return _counted(rows, tuple(Owed), "" if whole else unit, today)


def _counted(rows: QuerySet[StatutoryReport], among: tuple[Owed, ...], within: str, today: dt.date) -> list[Waiting]:
    counts = owed_counts(rows, today, among)
    return [Waiting(one, counts[one], owed_words(one), _list(one, within)) for one in among if counts[one]]


def _list(what: Owed, within: str) -> str:
    asked = {"tinh-trang": what.value} | ({"pham-vi": within} if within else {})
    return f"{reverse('desk:statutory')}?{urlencode(asked)}"


def within(actor: Actor, rows: QuerySet[StatutoryReport], asked: str, today: dt.date) -> QuerySet[StatutoryReport]:
    """Of these reports the own ones, those that were sent to the actor, or those of a unit and all under it."""
    if asked == OWN:
        return rows.filter(own(actor))
    if asked == RECEIVED:
        return rows.filter(received_by(actor))
    return rows.filter(under(asked, today)) if asked else rows
