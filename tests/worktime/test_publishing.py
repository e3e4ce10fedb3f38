"""Revisions of calendars on PostgreSQL: published once, never changed, announced to the rooms above."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import uuid

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from structlog.testing import capture_logs

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.models import AuditRecord, OutboxMessage
from motcua.worktime import selectors, services
from motcua.worktime.calendar_file import SHIPPED, parse_calendar, shipped, shipped_calendar
from motcua.worktime.content import CalendarContent, DayKind, Shift
from motcua.worktime.models import CalendarDay, CalendarRevision, ShiftPattern
from motcua.worktime.rules import LimitUnit, due

from .acts import BY, NOW, create, publish
from .calendars import at, content, day, patient, week
from .test_due_properties import random_contents

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[dict[str, object]]:
    rows = OutboxMessage.objects.filter(topic="worktime", kind=kind).order_by("position")
    return [row.body for row in rows]


def test_publish_then_compiled_and_told_and_on_record() -> None:
    create("an")

    revision = publish("an", content(days=[day("2026-03-10", DayKind.HOLIDAY)]))

    assert (revision.number, revision.recorded_by, revision.recorded_at) == (1, BY.uid, NOW)
    assert selectors.compiled("an").fact(dt.date(2026, 3, 10)).kind == "holiday"
    assert told("calendar_revised") == [
        {"calendar": "an", "revision": 1, "previous": None, "changed_from": "2026-01-01", "changed_until": "2026-12-31"}
    ]
    acts = AuditRecord.objects.filter(subject="an").order_by("id").values_list("act", "actor_uid")
    assert list(acts) == [("worktime.calendar_created", BY.uid), ("worktime.calendar_revised", BY.uid)]
    assert audit.verify().ok


def test_publish_of_the_next_revision_then_the_past_one_still_answers() -> None:
    create("an")
    publish("an", content())

    publish("an", content(days=[day("2026-03-10", DayKind.HOLIDAY), day("2026-03-12", DayKind.CLOSED)]))

    start = at("2026-03-09 10:00")
    assert due(selectors.compiled("an"), start, 1, LimitUnit.WORKING_DAY).at == at("2026-03-11 17:00")
    assert due(selectors.compiled_revision("an", 1), start, 1, LimitUnit.WORKING_DAY).at == at("2026-03-10 17:00")
    assert told("calendar_revised")[-1] == {
        "calendar": "an",
        "revision": 2,
        "previous": 1,
        "changed_from": "2026-03-10",
        "changed_until": "2026-03-12",
    }


def test_publish_of_what_is_in_force_then_nothing_happens() -> None:
    create("an")
    first = publish("an", content())

    again = publish("an", content())

    assert again.pk == first.pk
    assert len(told("calendar_revised")) == 1


def test_publish_of_a_new_source_only_then_no_day_is_named_as_changed() -> None:
    create("an")
    publish("an", content())

    publish("an", dataclasses.replace(content(), source="another decision"))

    assert told("calendar_revised")[-1]["changed_from"] is None


def test_publish_of_a_parent_then_every_heir_gets_a_revision_and_keeps_its_own_rows() -> None:
    create("base", purpose="base")
    publish("base", content())
    create("child", "base")
    publish("child", CalendarContent(hours=week("07:30-11:30", (6,), 500), source="own"))
    create("grandchild", "child")
    publish("grandchild", CalendarContent(days=(day("2026-03-11", DayKind.CLOSED),), source="own"))
    create("unpublished", "base")

    publish("base", content(days=[day("2026-03-10", DayKind.HOLIDAY)]))

    calendar = selectors.compiled("grandchild")
    assert calendar.revision == 2
    assert calendar.fact(dt.date(2026, 3, 10)).kind == "holiday"
    assert calendar.fact(dt.date(2026, 3, 11)).kind == "closed"
    assert calendar.fact(dt.date(2026, 3, 14)).counts == 500
    assert selectors.compiled_revision("grandchild", 1).fact(dt.date(2026, 3, 10)).kind == "working_day"
    assert [body["calendar"] for body in told("calendar_revised")[-3:]] == ["base", "child", "grandchild"]
    with pytest.raises(NotFound, match="calendar_unknown"):
        selectors.compiled("unpublished")


def test_publish_of_a_faulty_content_then_refused_and_nothing_written() -> None:
    create("an")

    with pytest.raises(Invalid, match="calendar_invalid"):
        publish("an", content(week(weekdays=(9,))))
    with pytest.raises(Invalid, match="calendar_without_range"):
        publish("an", CalendarContent(hours=week()))

    assert not CalendarRevision.objects.exists()
    assert told("calendar_revised") == []


def test_publish_of_a_parent_that_ruins_an_heir_then_refused() -> None:
    create("base", purpose="base")
    publish("base", content(last="2027-12-31"))
    create("child", "base")
    publish("child", CalendarContent(first_day=dt.date(2027, 6, 1), source="own"))

    with pytest.raises(Invalid, match="calendar_invalid"), transaction.atomic():
        publish("base", content(last="2026-12-31"))

    assert selectors.compiled("child").last_day == dt.date(2027, 12, 31)


def test_create_of_an_existing_or_orphan_calendar_then_refused() -> None:
    create("an")

    with pytest.raises(Conflict, match="calendar_exists"):
        create("an")
    with pytest.raises(NotFound, match="calendar_unknown"):
        create("other", "nowhere")
    with pytest.raises(Invalid, match="calendar_file_invalid"):
        create("other", purpose="holiday")


@settings(patient, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random_contents())
def test_publish_of_any_content_then_read_back_the_same(what: CalendarContent) -> None:
    code = f"c{uuid.uuid4().hex}"
    create(code)

    revision = publish(code, what)

    read = selectors.own_content(revision)
    assert set(read.days) == set(what.days)
    assert set(read.hours) == set(what.hours)
    assert dataclasses.replace(read, days=(), hours=()) == dataclasses.replace(what, days=(), hours=())


@pytest.mark.parametrize("rows", [CalendarRevision, CalendarDay, ShiftPattern])
def test_published_rows_changed_or_deleted_then_refused(rows: type[Model]) -> None:
    create("an")
    publish("an", content(days=[day("2026-03-10", DayKind.HOLIDAY)]))
    found = rows._default_manager.all()
    assert found.exists()

    with pytest.raises(DatabaseError, match=r"permission denied|append-only"), transaction.atomic():
        found.update(source="changed")
    with pytest.raises(DatabaseError, match=r"permission denied|append-only"), transaction.atomic():
        found._raw_delete(using="default")


@pytest.mark.django_db(transaction=True)
def test_rows_added_to_a_published_revision_then_refused() -> None:
    create("an")
    revision = publish("an", content())

    with pytest.raises(DatabaseError, match="is published"):
        CalendarDay.objects.create(revision=revision, on=dt.date(2026, 5, 5), kind="closed", source="late")
    with pytest.raises(DatabaseError, match="is published"):
        ShiftPattern.objects.create(revision=revision, weekday=6, valid_from=dt.date(2026, 1, 1), source="late")


@pytest.mark.django_db(transaction=True)
def test_published_rows_changed_by_the_owner_then_refused_too(owner_connection: psycopg.Connection) -> None:
    create("an")
    publish("an", content(days=[day("2026-03-10", DayKind.HOLIDAY)]))

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner_connection.execute("UPDATE worktime_calendarday SET kind = 'working'")


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "party"},
        {"kind": "half_day", "counts": 1001},
        {"kind": "half_day", "own_shifts": True, "shifts": "9-5"},
        {"kind": "working", "own_shifts": False, "shifts": "09:00-10:00"},
        {"kind": "holiday", "source": ""},
    ],
)
def test_day_that_breaks_a_rule_then_the_database_refuses_it(columns: dict[str, object]) -> None:
    create("an")
    revision = publish("an", content())

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(**{"revision": revision, "on": dt.date(2026, 5, 5), "source": "x", **columns})


def test_two_patterns_of_a_weekday_that_overlap_then_the_database_refuses_the_second() -> None:
    create("an")
    revision = publish("an", content(week(weekdays=(1,))))

    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftPattern.objects.create(revision=revision, weekday=1, valid_from=dt.date(2027, 1, 1), source="x")


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_then_two_revisions_one_after_the_other() -> None:
    create("base", purpose="base")
    publish("base", content())
    create("child", "base")
    publish("child", CalendarContent(source="own"))
    barrier, faults = threading.Barrier(4), list[Exception]()

    def run(code: str, on: str) -> None:
        try:
            barrier.wait(10)
            rows = [day(on, DayKind.CLOSED)]
            services.revise_days(code=code, days=rows, source="x", actor=BY, now=NOW)
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    work = [("base", "2026-03-10"), ("child", "2026-03-11"), ("base", "2026-03-12"), ("child", "2026-03-13")]
    threads = [threading.Thread(target=run, args=args) for args in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert faults == []
    selectors.forget()
    child = selectors.compiled("child")
    assert child.revision == 5
    assert {child.fact(dt.date(2026, 3, n)).kind for n in (10, 11, 12, 13)} == {"closed"}


def test_load_shipped_calendars_then_as_computed_from_the_files() -> None:
    assert services.load_shipped_calendars(now=NOW) == list(SHIPPED)
    assert services.load_shipped_calendars(now=NOW) == []

    for code in SHIPPED:
        ours, files = selectors.compiled(code), shipped_calendar(code)
        assert (ours.code, ours.revision, ours.facts) == (files.code, files.revision, files.facts)
        assert (ours.first_day, ours.last_day) == (files.first_day, files.last_day)
        assert selectors.current_revision(code).is_shipped


def test_load_shipped_calendars_after_somebody_revised_one_then_theirs_stays() -> None:
    services.load_shipped_calendars(now=NOW)
    services.confirm_day(code="vn-national", on=dt.date(2026, 11, 24), is_off=True, source="a law", actor=BY, now=NOW)

    with capture_logs() as logs:
        loaded = services.load_shipped_calendars(now=NOW)

    assert loaded == []
    assert [(entry["event"], entry["calendar"]) for entry in logs] == [
        ("worktime.shipped_calendar_differs", "vn-national")
    ]


def test_load_shipped_calendars_of_a_newer_program_then_revised() -> None:
    services.load_shipped_calendars(now=NOW)
    file = shipped("as-reception")
    older = dataclasses.replace(file.content, source="older")
    services.import_calendar(dataclasses.replace(file, content=older), actor=BY, now=NOW, is_shipped=True)

    assert services.load_shipped_calendars(now=NOW) == ["as-reception"]
    assert selectors.current_revision("as-reception").number == 3


def test_import_with_another_parent_or_purpose_then_refused() -> None:
    services.load_shipped_calendars(now=NOW)
    file = shipped("as-reception")

    for other in (dataclasses.replace(file, parent=""), dataclasses.replace(file, purpose="settlement")):
        with pytest.raises(Conflict, match="calendar_parent_differs"):
            services.import_calendar(other, actor=BY, now=NOW)


def test_import_of_a_unit_calendar_then_it_stands_on_the_province() -> None:
    services.load_shipped_calendars(now=NOW)
    text = (
        'format = 1\ncode = "as-0101"\nname = "Xã mẫu"\npurpose = "settlement"\nparent = "as-settlement"\n'
        'source = "decision"\n[[days]]\non = [2026-03-10]\nkind = "closed"\nsource = "decision"\n'
    )

    services.import_calendar(parse_calendar(text), actor=BY, now=NOW)

    calendar = selectors.compiled("as-0101")
    assert calendar.fact(dt.date(2026, 3, 10)).kind == "closed"
    assert calendar.fact(dt.date(2026, 1, 2)).kind == "swap_off"
    assert calendar.fact(dt.date(2026, 3, 11)).shifts == (Shift(420, 690), Shift(810, 1020))


CONFIRMED = [
    (True, "2026-11-25 17:00", DayKind.HOLIDAY),
    (False, "2026-11-24 17:00", DayKind.WORKING),
]


@pytest.mark.parametrize(("is_off", "expected", "kind"), CONFIRMED)
def test_confirm_day_then_due_dates_across_it_are_certain(is_off: bool, expected: str, kind: DayKind) -> None:
    services.load_shipped_calendars(now=NOW)
    start = at("2026-11-23 10:00")
    assert due(selectors.compiled("as-settlement"), start, 1, LimitUnit.WORKING_DAY).provisional

    revision = services.confirm_day(
        code="vn-national", on=dt.date(2026, 11, 24), is_off=is_off, source="a law", actor=BY, now=NOW
    )

    answer = due(selectors.compiled("as-settlement"), start, 1, LimitUnit.WORKING_DAY)
    assert (answer.at, answer.provisional, answer.calendar_revision) == (at(expected), False, 2)
    row = revision.days.get(on=dt.date(2026, 11, 24))
    assert (row.kind, row.name, row.source) == (kind, "Ngày Văn hóa Việt Nam", "a law")
    assert {body["changed_from"] for body in told("calendar_revised")[-3:]} == {"2026-11-24"}
    assert {body["changed_until"] for body in told("calendar_revised")[-3:]} == {"2026-11-24"}


def test_confirm_day_that_is_certain_then_refused() -> None:
    services.load_shipped_calendars(now=NOW)

    with pytest.raises(Conflict, match="calendar_day_not_provisional"):
        services.confirm_day(code="vn-national", on=dt.date(2026, 9, 2), is_off=True, source="x", actor=BY, now=NOW)


def test_confirm_a_projected_holiday_then_it_keeps_its_kind() -> None:
    services.load_shipped_calendars(now=NOW)

    revision = services.confirm_day(
        code="vn-national", on=dt.date(2027, 2, 9), is_off=True, source="x", actor=BY, now=NOW
    )

    assert revision.days.get(on=dt.date(2027, 2, 9)).kind == DayKind.COMPENSATION
