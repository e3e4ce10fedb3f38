"""A history in bulk on a real database: the same twice, sound for the log's own checks, whole after an interruption."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Conflict, Invalid
from motcua.core.models import Counter as Numbers
from motcua.core.models import JobProgress
from motcua.dossiers.lifecycle import State
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import ClockRun, Dossier, DossierEvent, DossierFee, SubmissionContext
from motcua.dossiers.services.verify import verify
from motcua.people.actors import SYSTEM
from motcua.simulate import batches
from motcua.simulate.batches import make_batches
from motcua.simulate.history import History
from motcua.simulate.plan import Plan, begin, plan_of, unfinished
from motcua.simulate.play import Player
from motcua.simulate.run import made_already, make
from motcua.simulate.tables import Book, Keys
from motcua.worktime.content import DayKind, DayRow
from motcua.worktime.services import revise_days
from tests.demo.given import NOW
from tests.figures.facts.compared import told_alike

FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 11, 19)


PAID = ("fees_recorded",)
"""A made-up history marks fees as paid without an event that says so."""


def a_plan(dossiers: int = 60, seed: int = 3, **more: object) -> Plan:
    return Plan(dossiers, seed, FIRST, LAST, 1.0, Keys(0, 0), {}, **more)  # type: ignore[arg-type]


def told_hashes(plan: Plan) -> list[tuple[int, str, bytes]]:
    history = History(plan, now=NOW)
    player = Player(plan.seed, history.calendars, plan.until)
    played = (player.play(story) for story in history.told())
    return [(one.story.number, str(one.uid), one.head) for one in played]


def test_history_when_simulated_is_sound_and_the_same_again(
    province: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batches, "BATCH", 16)
    job = begin(a_plan(), now=NOW)
    expected = told_hashes(plan_of(job))
    assert told_hashes(plan_of(job)) == expected

    outcome = make(job, processes=1)

    assert (outcome.dossiers, outcome.made) == (60, 60)
    assert outcome.events == DossierEvent.objects.count() == sum(Dossier.objects.values_list("seq", flat=True))
    rows = Dossier.objects.order_by("pk").values_list("uid", "head_hash")
    assert {(str(uid), bytes(head)) for uid, head in rows} == {(uid, head) for _number, uid, head in expected}
    report = verify()
    assert (report.ok, report.dossiers) == (True, 60), report.findings
    assert [found for one in Dossier.objects.all() for found in differences(one)] == []
    _looks_like_life()
    _numbers_have_no_gaps()
    assert unfinished() is None
    assert make(job, processes=1).made == 0
    told = told_alike(tmp_path, NOW, leave=PAID)
    assert (len(told["dossiers"]), len(told["results"]) > 30) == (60, True)


def _looks_like_life() -> None:
    assert {"online", "counter"} <= set(Dossier.objects.values_list("channel", flat=True))
    assert State.RETURNED in set(Dossier.objects.values_list("state", flat=True))
    events = DossierEvent.objects.order_by("dossier", "seq")
    assert events.filter(occurred_at__gte=dt.datetime(2026, 11, 20, tzinfo=LEGAL_ZONE)).count() == 0
    assert SubmissionContext.objects.count() == 60
    assert DossierFee.objects.exclude(paid_at=None).exists()
    assert ClockRun.objects.filter(ended_at=None, dossier__closed=True).count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_outbox WHERE topic = 'dossier'")
        assert cursor.fetchone()[0] == 0, "nobody is told of a made-up past"


def _numbers_have_no_gaps() -> None:
    days: Counter[str] = Counter()
    last: dict[str, int] = {}
    for code in Dossier.objects.exclude(code=None).values_list("code", flat=True):
        day, number = str(code).rsplit("-", 1)
        days[day] += 1
        last[day] = max(last.get(day, 0), int(number))
    assert dict(days) == last
    kept = {
        f"{scope.removeprefix('dossier:')}-{day:%y%m%d}": value
        for scope, day, value in Numbers.objects.values_list("scope", "day", "value")
        if scope.startswith("dossier:")
    }
    assert kept == last


@pytest.mark.foreign
def test_history_when_cut_off_then_the_rest_follows_and_nothing_twice(
    province: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 8)
    job = begin(a_plan(40), now=NOW)
    plan = plan_of(job)
    written = Book.write
    calls = iter(range(100))

    def failing(book: Book) -> None:
        written(book)
        if next(calls) == 2:
            raise ConnectionError

    monkeypatch.setattr(Book, "write", failing)
    with pytest.raises(ConnectionError):
        make(job, processes=1)
    monkeypatch.setattr(Book, "write", written)
    assert made_already(plan) == 16, "the third batch was rolled back as a whole"
    with pytest.raises(Conflict, match="simulation_unfinished"):
        begin(a_plan(5), now=NOW)

    outcome = make(JobProgress.objects.get(pk=job.pk), processes=2)

    assert (outcome.made, outcome.dossiers, Dossier.objects.count()) == (24, 40, 40)
    assert verify().ok


@pytest.mark.foreign
def test_history_when_two_make_it_then_each_makes_its_part(province: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 5)
    plan = plan_of(begin(a_plan(30), now=NOW))
    history = History(plan, now=NOW)
    parts = []
    for part in range(2):
        player = Player(plan.seed, history.calendars, plan.until)
        parts.append(make_batches(history.told(), player, plan.keys, part=part, parts=2).dossiers)

    assert parts == [15, 15]
    assert Dossier.objects.count() == 30


@pytest.mark.foreign
def test_history_when_a_calendar_is_revised_meanwhile_then_open_dossiers_get_new_dates(
    province: None, tmp_path: Path
) -> None:
    """The year's calendar changes in the middle: what is open then is planned again, what comes later counts by it."""
    changed = dt.datetime(2026, 10, 14, 3, tzinfo=dt.UTC)
    off = DayRow(dt.date(2026, 10, 15), DayKind.HOLIDAY, "Nghỉ", "test")
    revised = revise_days(code="as-settlement", days=[off], source="test", actor=SYSTEM, now=changed)
    make(begin(a_plan(150), now=NOW), processes=1)

    replanned = DossierEvent.objects.filter(kind="due_dates_replanned")
    assert replanned.exists()
    assert set(replanned.values_list("occurred_at", flat=True)) == {changed}
    runs = ClockRun.objects.filter(calendar="as-settlement", kind="settlement")
    assert not runs.filter(started_at__gt=changed, calendar_revision__lt=revised.number).exists()
    assert not runs.filter(ended_at__lt=changed, calendar_revision=revised.number).exists()
    assert verify().ok
    assert [found for one in Dossier.objects.filter(events__in=replanned) for found in differences(one)] == []
    told_alike(tmp_path, NOW, leave=PAID, processes=2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last"), [(LAST, FIRST), (FIRST, dt.date(2026, 11, 20)), (FIRST, dt.date(2027, 1, 1))]
)
def test_days_when_reversed_or_not_over_then_nothing_is_begun(first: dt.date, last: dt.date) -> None:
    with pytest.raises(Invalid, match="simulation_days"):
        begin(Plan(5, 1, first, last, 1.0, Keys(0, 0), {}), now=NOW)

    assert not JobProgress.objects.exists()
