"""Figures of the demo that jobs would count minutes later: facts, and the command screens."""

from __future__ import annotations

import datetime as dt

import structlog

from motcua.core.errors import DomainError, NotFound
from motcua.figures.facts.build import build, update
from motcua.figures.screens.runs import compute

log = structlog.get_logger(__name__)


def count_screens(*, now: dt.datetime) -> None:
    """Build the facts of what is loaded and count the screens; a job does it later where it cannot be done now."""
    try:
        try:
            update(now=now)
        except NotFound:
            build(now=now)
        compute(now=now)
    except DomainError as error:
        log.info("demo.screens_left", why=error.code)
