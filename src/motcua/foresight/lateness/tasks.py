"""The timetable: scores every working morning, a new model every week. Both run in the worker that does long work."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.errors import DomainError

from .models import LatenessRun
from .snapshots import BEGINS

log = structlog.get_logger(__name__)

SUNDAY: Final = 6


@app.periodic(cron="10 * * * *")
@app.task(queue="long", queueing_lock="foresight.lateness.score", lock="foresight.lateness.score", pass_context=False)
def score_open_dossiers(timestamp: int = 0) -> None:
    """Every hour; the first time after five in the morning it scores, once a legal day. One that was killed is made up
    for in the next hour."""
    from .outcomes import note
    from .scoring import score

    now = clock.now()
    begins = dt.datetime.combine(legal_date(now), BEGINS, LEGAL_ZONE)
    if now < begins or LatenessRun.objects.filter(current=True, made_at__gte=begins).exists():
        return
    try:
        run = score(now=now)
    except DomainError as error:
        log.info("lateness.not_scored", why=error.code)
        return
    note(run, day=legal_date(now), now=now)


@app.periodic(cron="40 * * * *")
@app.task(queue="long", queueing_lock="foresight.lateness.train", pass_context=False)
def train_weekly(timestamp: int = 0) -> None:
    """Once a week, in the night of Sunday. With too little history nothing is learnt, and the age rule stays."""
    from .training import train

    now = clock.now()
    local = now.astimezone(LEGAL_ZONE)
    if local.weekday() != SUNDAY or local.hour != 1:
        return
    try:
        train(now=now)
    except DomainError as error:
        log.info("lateness.not_trained", why=error.code)


@app.task(queue="long", retry=0)
def train_now(job: str) -> None:
    """A training that somebody asked for; the job says how it ended."""
    from .training import train

    with jobs.running(UUID(job)) as report:
        row = train(now=clock.now(), tell=lambda what: report(0, message=f"lateness_{what}"))
        report.finish(1, outcome={"model": str(row.uid), "state": row.state})
