"""Looking calendars up: from memory, fresh within seconds, and the alarm before they end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core.clock import FrozenClock
from motcua.core.errors import NotFound
from motcua.core.models import OutboxMessage
from motcua.worktime import selectors, services, tasks
from motcua.worktime.content import CalendarContent
from motcua.worktime.models import CalendarRevision

from .acts import BY, NOW, create, publish
from .calendars import at, content

pytestmark = pytest.mark.django_db


def test_compiled_again_then_from_memory_without_a_statement() -> None:
    services.load_shipped_calendars(now=NOW)
    first = selectors.compiled("as-settlement")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = selectors.compiled("as-settlement")

    assert again is first
    assert len(queries) == 0


def test_compiled_after_some_seconds_then_one_statement_asks_for_news(monkeypatch: pytest.MonkeyPatch) -> None:
    services.load_shipped_calendars(now=NOW)
    first = selectors.compiled("as-settlement")
    monkeypatch.setattr(selectors, "RECHECK_SECONDS", 0)

    with CaptureQueriesContext(connection) as queries:
        again = selectors.compiled("as-settlement")

    assert again is first
    assert len(queries) == 1


def test_compiled_after_another_process_published_then_the_news_within_the_recheck(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create("an")
    publish("an", content())
    assert selectors.compiled("an").revision == 1
    monkeypatch.setattr(selectors, "forget", lambda: None)

    publish("an", content(last="2027-12-31"))

    assert selectors.compiled("an").revision == 1
    monkeypatch.setattr(selectors, "RECHECK_SECONDS", 0)
    assert selectors.compiled("an").revision == 2


def test_compiled_of_many_revisions_then_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "KEPT", 2)
    create("an")
    for last in ("2026-12-29", "2026-12-30", "2026-12-31"):
        publish("an", content(last=last))

    for number in (1, 2, 3, 1):
        assert selectors.compiled_revision("an", number).revision == number

    assert len(selectors._compiled) == 2


def test_compiled_of_what_is_not_there_then_not_found() -> None:
    with pytest.raises(NotFound, match="calendar_unknown"):
        selectors.compiled("nowhere")
    with pytest.raises(NotFound, match="calendar_unknown"):
        selectors.compiled_revision("nowhere", 1)


def test_calendar_ends_then_inherited_ends_count() -> None:
    services.load_shipped_calendars(now=NOW)
    create("short", "as-settlement")
    publish("short", CalendarContent(last_day=dt.date(2026, 6, 30), source="own"))

    end = dt.date(2027, 12, 31)
    assert selectors.calendar_ends() == {
        "vn-national": end,
        "as-settlement": end,
        "as-reception": end,
        "short": dt.date(2026, 6, 30),
    }
    assert CalendarRevision.objects.get(calendar__code="short").first_day is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-05-01", ["a"]), ("2026-04-30", []), ("2026-07-01", ["a", "b"]), ("2027-03-01", ["a", "b"])],
)
def test_calendars_ending_within_60_days_then_the_soonest_first(today: str, expected: list[str]) -> None:
    for code, last in (("b", "2026-08-15"), ("a", "2026-06-30")):
        create(code)
        publish(code, content(last=last))

    found = selectors.calendars_ending_within(today=dt.date.fromisoformat(today), days=60)

    assert [code for code, _ in found] == expected


def test_announce_calendar_ends_then_once_for_each_end(clock: FrozenClock) -> None:
    create("an")
    publish("an", content(last="2026-06-30"))

    clock.set(at("2026-05-10 06:15"))
    assert tasks.announce_calendar_ends(timestamp=0) == 1
    clock.set(at("2026-05-11 06:15"))
    assert tasks.announce_calendar_ends(timestamp=0) == 0
    services.publish_revision(code="an", content=content(last="2026-07-05"), actor=BY, now=NOW)
    assert tasks.announce_calendar_ends(timestamp=0) == 1

    bodies = [row.body for row in OutboxMessage.objects.filter(kind="calendar_ending").order_by("position")]
    assert bodies == [
        {"calendar": "an", "last_day": "2026-06-30", "days_left": 51},
        {"calendar": "an", "last_day": "2026-07-05", "days_left": 55},
    ]
