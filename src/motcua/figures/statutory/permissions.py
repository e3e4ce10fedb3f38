"""Who may do which act on a report. One table; the province's own reports are made by procedure control, those of
departments and communes by themselves."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.core.errors import NotAllowed
from motcua.organisation.selectors import answers_for
from motcua.people.actors import Actor
from motcua.people.permissions import decide, require, scope

from .lifecycle import Act
from .models import StatutoryReport

READ: Final = "figures.read"
FILL: Final = "figures.report_fill"
SIGN: Final = "figures.report_sign"
SUM: Final = "figures.report_sum"
RECEIVE: Final = "figures.report_receive"
LOCK: Final = "figures.report_lock"
DRAFT: Final = "figures.report_draft"
"""Count drafts of units for them, one or all of a period; never check, send or change what a unit works on."""

VERBS: Final = {
    FILL: _("Lập báo cáo thống kê của đơn vị"),
    SIGN: _("Gửi báo cáo thống kê của đơn vị"),
    SUM: _("Lập, gửi báo cáo thống kê tổng hợp của tỉnh"),
    RECEIVE: _("Nhận, trả lại báo cáo thống kê của các đơn vị"),
    LOCK: _("Chốt báo cáo thống kê, khóa kỳ, đặt hạn gửi"),
    DRAFT: _("Tính sẵn bản nháp báo cáo thống kê cho các đơn vị"),
}

PROVINCE: Final = "province"
_OF_UNITS: Final = {
    Act.PREPARE: FILL,
    Act.ENTER: FILL,
    Act.CHECK: FILL,
    Act.SUBMIT: SIGN,
    Act.RECEIVE: RECEIVE,
    Act.RETURN: RECEIVE,
    Act.LOCK: LOCK,
    Act.CORRECT: SIGN,
}
_OF_PROVINCE: Final = {
    **_OF_UNITS,
    **dict.fromkeys((Act.PREPARE, Act.ENTER, Act.CHECK, Act.SUBMIT), SUM),
    Act.CORRECT: LOCK,
}


def verb_of(act: Act, level: str, *, closed: bool = False) -> str:
    """The right that an act on a report of a unit of this level needs. In a locked period only whoever locks begins a
    correction."""
    if act is Act.CORRECT and closed:
        return LOCK
    return (_OF_PROVINCE if level == PROVINCE else _OF_UNITS)[act]


def units_of(report: StatutoryReport, on: dt.date) -> list[int]:
    """Its unit and, once that has ended, whoever answers for it."""
    found = [report.unit_id]
    if report.unit.valid_to is not None and report.unit.valid_to <= on:
        heir = answers_for(report.unit_id, on)
        found += [heir.pk] if heir is not None else []
    return found


def require_act(actor: Actor, act: Act, report: StatutoryReport, on: dt.date, *, closed: bool = False) -> None:
    """Raises NotAllowed."""
    level = report.unit.level
    if act is Act.CORRECT and decide(actor, LOCK, [report.unit_id]):
        return
    if drafts_for_unit(actor, act, report, on):
        return
    require(actor, verb_of(act, level, closed=closed), units_of(report, on))


def drafts_for_unit(actor: Actor, act: Act, report: StatutoryReport, on: dt.date) -> bool:
    """Whether the actor counts this report for its unit: by the right to draft, not by that of the unit itself."""
    if act is not Act.PREPARE or report.unit.level == PROVINCE:
        return False
    units = units_of(report, on)
    return bool(decide(actor, DRAFT, units)) and not decide(actor, FILL, units)


def may_act(actor: Actor, act: Act, report: StatutoryReport, on: dt.date, *, closed: bool = False) -> bool:
    try:
        require_act(actor, act, report, on, closed=closed)
    except NotAllowed:
        return False
    return True


def readable(actor: Actor) -> Q:
    """Reports that an actor may see: those of own units, of units whose figures they read, or all that they receive."""
    verbs = (FILL, SIGN, SUM, RECEIVE, LOCK, DRAFT, READ)
    if any(actor.reach_of(verb).everywhere for verb in verbs):
        return Q()
    found = Q(pk__in=[])
    for verb in verbs:
        found |= scope(actor, verb, "unit")
    return found
