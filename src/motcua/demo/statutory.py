"""Statutory reports of the made-up province for the quarter that ended last, by the real services: some communes have
sent theirs, one is late, one was returned, one corrected. Nobody is written to; loading twice does nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError, NotFound
from motcua.figures.facts.build import build, update
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.models import StatutoryEdition, StatutoryPassage, StatutoryReport
from motcua.figures.statutory.services.closing import set_deadline
from motcua.figures.statutory.services.filling import check, enter, prepare
from motcua.figures.statutory.services.issuing import correct, issue
from motcua.figures.statutory.services.opening import open_report, open_reports
from motcua.figures.statutory.services.passing import receive, send_back, submit
from motcua.figures.statutory.services.reminding import LETTER
from motcua.notifications.models import Notice, NoticeState
from motcua.organisation.models import Unit, in_force
from motcua.people.actors import Actor, load_actor
from motcua.people.models import Assignment

FORM: Final = "ii06a"
EXTENDED: Final = 4
"""Days from today until which everything of the quarter may be sent."""
SOURCE: Final = "Công văn gia hạn của Văn phòng Ủy ban nhân dân tỉnh (hư cấu)"
WHY_RETURNED: Final = "Chưa giải trình hồ sơ quá hạn của lĩnh vực Đất đai"
WHY_CORRECTED: Final = "Đính chính theo biên bản đối chiếu hồ sơ giấy"
EXPLAINED: Final = "Kỳ trước chưa chốt trên hệ thống; số chuyển sang theo sổ theo dõi"


@dataclass(frozen=True, slots=True)
class _Cast:
    head: Actor
    officer: Actor


def load_statutory(*, now: dt.datetime) -> int:
    """How many reports were passed on."""
    if StatutoryEdition.objects.exists():
        return 0
    today = legal_date(now)
    head, officer = (_actor("AS.S01.P1", role, today) for role in ("control_head", "control_officer"))
    communes = list(Unit.objects.filter(in_force(today), level="commune").order_by("code")[:7])
    if head is None or officer is None or len(communes) < 7:
        return 0
    _facts(now)
    period = previous(period_of(PeriodKind.REPORT_QUARTER, today))
    open_reports(now=now)
    _extend(period, head, now)
    cast = _Cast(head, officer)
    passed = sum(_pass(unit, number, period, cast, now) for number, unit in enumerate(communes[:6]))
    open_report(FORM, communes[6].code, previous(period), actor=_chair(communes[6], today) or head, now=now)
    Notice.objects.filter(letter=LETTER, state=NoticeState.PENDING).update(state=NoticeState.DROPPED)
    return passed


def _facts(now: dt.datetime) -> None:
    try:
        update(now=now, worth=1)
    except (NotFound, DomainError):
        build(now=now)


def _extend(period: Period, head: Actor, now: dt.datetime) -> None:
    day = legal_date(now) + dt.timedelta(days=EXTENDED)
    for form in shipped().on(legal_date(now)):
        for deadline in form.deadlines:
            set_deadline(
                form.id,
                deadline.level.value,
                period=period.code,
                due_on=day,
                source=SOURCE,
                valid_from=legal_date(now),
                actor=head,
                now=now,
            )


def _pass(unit: Unit, number: int, period: Period, cast: _Cast, now: dt.datetime) -> bool:
    """The first two are issued, the second of them corrected; then one returned, one received, one sent, one begun."""
    chair = _chair(unit, legal_date(now))
    report = StatutoryReport.objects.filter(form=FORM, unit__code=unit.code, period=period.code).first()
    if chair is None or report is None:
        return False
    prepare(report.uid, expected=0, actor=chair, now=now)
    if number == 5:
        return True
    enter(report.uid, {}, explained=EXPLAINED, expected=1, actor=chair, now=now)
    check(report.uid, expected=2, actor=chair, now=now)
    submit(report.uid, expected=3, actor=chair, now=now)
    if number == 2:
        send_back(report.uid, reason=WHY_RETURNED, expected=4, actor=cast.officer, now=now)
    elif number in {0, 1, 3}:
        receive(report.uid, expected=4, actor=cast.officer, now=now)
    if number in {0, 1}:
        issue(report.uid, expected=5, actor=cast.head, now=now)
    if number == 1:
        correct(report.uid, reason=WHY_CORRECTED, expected=_seen(report), actor=cast.head, now=now)
        seen = _seen(report)
        check(report.uid, expected=seen, actor=chair, now=now)
        submit(report.uid, expected=seen + 1, actor=chair, now=now)
        receive(report.uid, expected=seen + 2, actor=cast.officer, now=now)
        issue(report.uid, expected=seen + 3, actor=cast.head, now=now)
    return True


def _seen(report: StatutoryReport) -> int:
    return StatutoryPassage.objects.filter(edition__report=report).count()


def _chair(unit: Unit, on: dt.date) -> Actor | None:
    return _actor(unit.code, "unit_head", on)


def _actor(unit: str, role: str, on: dt.date) -> Actor | None:
    rows = Assignment.objects.filter(in_force(on), post__unit__code=unit, post__role=role).order_by("post__code")
    user = rows.values_list("user_id", flat=True).first()
    return load_actor(user, on) if user is not None else None
