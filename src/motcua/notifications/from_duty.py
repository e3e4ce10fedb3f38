"""Letters to officials about late dossiers and dates that passed. What is no longer so is not sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from motcua.core.clock import legal_date
from motcua.dossiers.models import Dossier, ResponsibilityAccount, TimerFiring
from motcua.dossiers.services.timers import still_waits
from motcua.dossiers.services.told import answering, deciders, told_of
from motcua.people.models import User

from .from_dossiers import DESK_PATH
from .letters import DutyNews, Letter
from .models import Notice

PATHS = {
    Letter.EXPLANATION_ASKED: "/desk/ho-so-cham/giai-trinh/{account}/",
    Letter.EXPLANATION_REMINDER: "/desk/ho-so-cham/giai-trinh/{account}/",
    Letter.DECISION_AWAITED: "/desk/ho-so-cham/ket-luan/{account}/",
    Letter.HOURS_DECIDED: "/desk/ho-so-cham/{record}/",
}


@dataclass(frozen=True, slots=True)
class DutyEnvelope:
    """The news, whom to tell (nobody where no official concerned has an address), and in which language."""

    news: DutyNews
    addresses: tuple[str, ...]
    language: str


def duty_envelope(notice: Notice, now: dt.datetime) -> DutyEnvelope | None:
    """``None`` when it is settled by now, or what it was about is gone."""
    if notice.firing_uid is not None:
        return _of_date(notice.firing_uid, now)
    return _of_hours(Letter(notice.letter), notice.account_uid, now) if notice.account_uid is not None else None


def _of_hours(letter: Letter, uid: UUID, now: dt.datetime) -> DutyEnvelope | None:
    rows = ResponsibilityAccount.objects.select_related("unit", "person", "explained_by", "record")
    rows = rows.select_related("record__dossier__version").defer("record__dossier__snapshot")
    account = rows.filter(uid=uid).first()
    if account is None or _settled(letter, account):
        return None
    people = deciders(account, now) if letter is Letter.DECISION_AWAITED else answering(account, legal_date(now))
    path = PATHS[letter].format(account=account.uid, record=account.record.uid)
    news = DutyNews(
        code=_code(account.record.dossier),
        procedure=account.record.dossier.version.name,
        office=account.unit.name,
        link=f"{settings.BASE_URL.rstrip('/')}{path}",
        over_minutes=account.over_minutes,
        until=account.explain_by,
        explained=account.explained_at is not None,
        decision=account.decision,
    )
    return _sealed(news, people)


def _settled(letter: Letter, account: ResponsibilityAccount) -> bool:
    """Somebody did meanwhile what the letter asks for."""
    if letter is Letter.HOURS_DECIDED:
        return False
    asks = letter in {Letter.EXPLANATION_ASKED, Letter.EXPLANATION_REMINDER}
    return bool(account.decision) or (asks and account.explained_at is not None)


def _of_date(uid: UUID, now: dt.datetime) -> DutyEnvelope | None:
    rows = TimerFiring.objects.select_related("rule", "task", "dossier__version", "dossier__settling_unit")
    firing = rows.defer("dossier__snapshot").filter(uid=uid).first()
    if firing is None or not still_waits(firing):
        return None
    dossier = firing.dossier
    news = DutyNews(
        code=_code(dossier),
        procedure=dossier.version.name,
        office=dossier.settling_unit.name,
        link=f"{settings.BASE_URL.rstrip('/')}{DESK_PATH.format(uid=dossier.uid)}",
        until=firing.due_at,
        rule=firing.rule.name,
        task=firing.task_id is not None,
    )
    return _sealed(news, told_of(firing, legal_date(now)))


def _code(dossier: Dossier) -> str:
    return dossier.code or dossier.receipt_no


def _sealed(news: DutyNews, people: Sequence[User]) -> DutyEnvelope:
    """In the language that all of them read, else in Vietnamese."""
    readers = [user for user in people if user.email]
    languages = {user.language for user in readers}
    return DutyEnvelope(
        news, tuple(dict.fromkeys(user.email for user in readers)), languages.pop() if len(languages) == 1 else "vi"
    )
