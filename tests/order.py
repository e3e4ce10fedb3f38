"""Which tests run, and in which order, beyond what pytest and its random order say."""

from __future__ import annotations

from pathlib import Path

import pytest

LONGEST = Path(__file__).with_name("longest.txt")
DATABASE = {"db", "transactional_db", "django_db_setup", "cluster"}


def seconds_of_files(text: str) -> dict[str, int]:
    """How long the named files take. Lines are ``SECONDS FILE``; ``#`` begins a remark."""
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: int(seconds) for seconds, name in lines}


def longest_first(items: list[pytest.Item]) -> None:
    """Files known to take long come first, the longest before all: a worker that took one last would keep everybody
    waiting for its end. Everything else stays in its random order, and so do the tests within a file."""
    known = seconds_of_files(LONGEST.read_text("utf-8"))
    items.sort(key=lambda item: -known.get(item.nodeid.partition("::")[0], 0))


def speaks_to_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(
        getattr(item, "fixturenames", ())
    )
