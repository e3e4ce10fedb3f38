"""The timetable of this room."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock

from .services.callbacks import draw_callbacks
from .services.follow_ups import forget_contacts, tell_above
from .services.release import release

log = structlog.get_logger(__name__)


@app.periodic(cron="40 5 * * *")
@app.task(queue="long", queueing_lock="ratings.release", lock="ratings.release", pass_context=False)
def release_ratings(timestamp: int = 0) -> None:
    """Before the desks open: not at the instant somebody rated."""
    done = release(now=clock.now())
    log.info("ratings.released", units=done.units, ratings=done.ratings, closed=done.closed, lost=done.without_owner)


@app.periodic(cron="10 6 * * *")
@app.task(queueing_lock="ratings.follow", pass_context=False)
def look_after(timestamp: int = 0) -> None:
    """Each morning: what was left alone, contacts to forget, people to call."""
    now = clock.now()
    log.info("ratings.looked", told=tell_above(now=now), forgot=forget_contacts(now=now), calls=draw_callbacks(now=now))
