"""Figures of the demo that the timetable would count later: facts and command screens now, the rest by the worker."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import structlog
from procrastinate.exceptions import AlreadyEnqueued

from motcua.core.errors import DomainError, NotFound
from motcua.figures.facts.build import build, update
from motcua.figures.screens.runs import compute
from motcua.figures.statistics.tasks import make_public_statistics
from motcua.figures.summaries.tasks import work_out_summaries

log = structlog.get_logger(__name__)


def count_screens(*, now: dt.datetime) -> None:
    """Build the facts of what is loaded and count the screens; a job does it later where it cannot be done now. The
    worker is asked for summaries and public statistics, which would come within the hour and in the night."""
    try:
        try:
            update(now=now)
        except NotFound:
            build(now=now)
        compute(now=now)
    except DomainError as error:
        log.info("demo.screens_left", why=error.code)
    for task in (work_out_summaries, make_public_statistics):
        with suppress(AlreadyEnqueued):
            task.defer()
