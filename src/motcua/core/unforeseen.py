"""A fault nobody foresaw leaves a line in the log."""

from __future__ import annotations

import sys

import structlog

log = structlog.get_logger(__name__)


def note_unforeseen(sender: object, **_more: object) -> None:
    """Connected to ``got_request_exception``: types and places, under the request's id. Messages quote values and are
    left out, as everywhere in the log."""
    log.error("http.unforeseen", exc_info=sys.exception())
