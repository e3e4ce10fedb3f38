"""What people said of dossiers returned lately: by the real service, at invented times; loading twice changes nothing.
The same for the same dossiers, but for the order in which the box lets them out."""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

import structlog
from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Unit
from motcua.organisation.selectors import ONE_STOP_CENTRE
from motcua.ratings.asked import ask, dossier_token
from motcua.ratings.models import Ballot, Poster, Rating
from motcua.ratings.services.rate import Filled, rate
from motcua.ratings.services.release import release

log = structlog.get_logger(__name__)

BACK: Final = dt.timedelta(days=58)
MOST: Final = 600
SHARE: Final = 0.35
_OVERALL: Final = ("very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied")
_ON_TIME, _LATE = (46, 38, 11, 4, 1), (6, 22, 34, 27, 11)
_CONTENT: Final = (
    "Cán bộ hướng dẫn dễ hiểu.",
    "Trả sớm hơn hẹn, cảm ơn.",
    "Chỗ ngồi chờ mát, sạch.",
    "",
    "",
    "",
    "",
    "",
)
_SORRY: Final = (
    "Hẹn rồi lại dời, không ai báo trước.",
    "Phải về lấy thêm giấy hai lần.",
    "Gọi điện không ai nghe máy.",
    "",
    "",
)


def load_ratings(*, now: dt.datetime) -> None:
    """About a third of those whose result was returned in the last eight weeks, each between an hour and five days
    later; then the box is opened as every morning. Nothing when somebody rated already."""
    if Ballot.objects.exists() or Rating.objects.exists():
        return
    rows = Dossier.objects.filter(state=State.RETURNED, parent=None, closed_at__gte=now - BACK, closed_at__lt=now)
    drawn = random.Random(55)  # noqa: S311  (a demo)
    given = 0
    with transaction.atomic():
        for dossier in rows.defer("snapshot").order_by("-closed_at", "pk")[: int(MOST / SHARE)]:
            given += drawn.random() < SHARE and _rate(dossier, drawn, now)
        _hang_posters(now)
    done = release(now=now)
    log.info("demo.ratings", given=given, released=done.ratings, units=done.units)


def _rate(dossier: Dossier, drawn: random.Random, now: dt.datetime) -> bool:
    closed, due = dossier.closed_at, dossier.appointed_due_at
    if closed is None:
        return False
    late = dossier.finished_at is not None and due is not None and dossier.finished_at > due
    at = min(now, closed + dt.timedelta(minutes=drawn.randrange(60, 5 * 24 * 60)))
    overall = drawn.choices(_OVERALL, _LATE if late else _ON_TIME)[0]
    sorry = overall.endswith("dissatisfied")
    answers = {
        "overall": overall,
        "conduct": drawn.choices(("good", "fair", "bad"), (10, 50, 40) if sorry else (72, 27, 1))[0],
        "contacts": drawn.choices(("none", "one", "own", "more"), (25, 30, 15, 30) if sorry else (76, 17, 5, 2))[0],
        "agencies": "one_stop" if drawn.random() < 0.9 else "more",
        "time": "late" if late else "on_time",
    }
    try:
        asked = ask(dossier_token(dossier.uid, dossier.submitted_at), now=at)
        rate(asked, Filled(answers, drawn.choice(_SORRY if sorry else _CONTENT)), now=at)
    except DomainError as error:
        log.info("demo.rating_left", why=error.code)
        return False
    return True


def _hang_posters(now: dt.datetime) -> None:
    """One at each of the first centres."""
    centres = Unit.objects.filter(kind=ONE_STOP_CENTRE, valid_to=None).order_by("code")[:3]
    until = legal_date(now) + dt.timedelta(days=365)
    Poster.objects.bulk_create(Poster(unit=unit, expires_on=until, made_at=now) for unit in centres)
