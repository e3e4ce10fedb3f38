"""The timetable: a new model every week, in the worker that does long work."""

from __future__ import annotations

from typing import Final

import structlog
from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import DomainError

log = structlog.get_logger(__name__)

SUNDAY: Final = 6


@app.periodic(cron="20 * * * *")
@app.task(queue="long", queueing_lock="petitions.suggestions.train", pass_context=False)
def train_weekly(timestamp: int = 0) -> None:
    """In the night of Sunday. With too little history nothing is learnt, and the rules stay."""
    from .training import train

    now = clock.now()
    local = now.astimezone(LEGAL_ZONE)
    if local.weekday() != SUNDAY or local.hour != 2:
        return
    try:
        train(now=now)
    except DomainError as error:
        log.info("petitions.model_not_trained", why=error.code)
