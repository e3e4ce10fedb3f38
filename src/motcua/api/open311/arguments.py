"""Arguments of GET requests: bounded, checked, with the standard's defaults. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from motcua.integrations.open311.fields import ASKED, MOST_DAYS, MOST_REQUESTS, STATUSES

MOST_IDS: Final = 100
DEEPEST: Final = 10_000
"""How far pages reach; who wants more narrows the dates."""
_SPAN: Final = dt.timedelta(days=MOST_DAYS)
_MINUTE: Final = dt.timedelta(minutes=1)
LONGEST: Final = {one.name: one.longest for one in ASKED}


class Faulty(ValueError):
    """``code`` has a text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """``ids`` overrides all others. ``is_open`` None: both."""

    ids: tuple[str, ...]
    services: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime
    is_open: bool | None
    offset: int
    limit: int


def asked(given: Mapping[str, str], *, now: dt.datetime) -> Asked:
    """Raises Faulty."""
    for name, longest in LONGEST.items():
        if len(given.get(name, "")) > longest:
            raise Faulty("open311_argument_too_long")
    since, until = _range(given.get("start_date", ""), given.get("end_date", ""), now)
    size = _number(given.get("page_size", ""), MOST_REQUESTS)
    page = _number(given.get("page", ""), 1)
    if not 1 <= size <= MOST_REQUESTS or page < 1 or page * size > DEEPEST:
        raise Faulty("open311_page_wrong")
    ids = _list(given.get("service_request_id", ""))
    if len(ids) > MOST_IDS:
        raise Faulty("open311_too_many_ids")
    return Asked(
        ids,
        _list(given.get("service_code", "")),
        since,
        until,
        _status(_list(given.get("status", ""))),
        (page - 1) * size,
        size,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _number(text: str, otherwise: int) -> int:
    if not text.strip():
        return otherwise
    if not (text.isascii() and text.isdecimal()):
        raise Faulty("open311_page_wrong")
    return int(text)


def _status(wanted: tuple[str, ...]) -> bool | None:
    if set(wanted) - set(STATUSES):
        raise Faulty("open311_status_wrong")
    return None if len(wanted) != 1 else wanted[0] == STATUSES[0]


def _range(start: str, end: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    since, until = _instant(start), _instant(end)
    if since is None and until is None:
        return now - _SPAN, now + _MINUTE
    if since is None:
        since = (until or now) - _SPAN
    if until is None:
        until = since + _SPAN
    if since > until:
        raise Faulty("open311_dates_reversed")
    if until - since > _SPAN + dt.timedelta(days=1):  # clients that count in whole days
        raise Faulty("open311_range_too_long")
    return since, until


def _instant(text: str) -> dt.datetime | None:
    """Of the W3C's profile of ISO 8601, with its zone. A blank before the offset is a plus that was not encoded."""
    if not text.strip():
        return None
    written = text.strip()
    if len(written) > 6 and written[-6] == " ":
        written = f"{written[:-6]}+{written[-5:]}"
    try:
        found = dt.datetime.fromisoformat(written)
        if found.tzinfo is None or not 1900 <= found.year <= 9000:
            raise Faulty("open311_date_wrong")
        return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Faulty("open311_date_wrong") from None
