"""The timetable of alerts and of the morning summary."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock

from .evaluating import evaluate
from .morning import make_issues

log = structlog.get_logger(__name__)


@app.periodic(cron="5-59/10 * * * *")
@app.task(queue="long", queueing_lock="figures.alerts", lock="figures.alerts", pass_context=False)
def look_at_rules(timestamp: int = 0) -> None:
    """Every ten minutes. Figures give one reading an hour, feeds one for each full hour, silence one each time."""
    done = evaluate(now=clock.now())
    log.info("alerts.looked", rules=done.rules, raised=done.raised, cleared=done.cleared, lacking=done.lacking)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="figures.morning", pass_context=False)
def write_morning_summaries(timestamp: int = 0) -> None:
    """Every five minutes; each leader gets one a working day."""
    make_issues(now=clock.now())
