"""The history of the demo: a plan with the shape of a year, made once and whole, that fills every list."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.db.models import Count

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.models import JobState
from motcua.demo import history
from motcua.demo.arrivals import Calendars, Places, plan
from motcua.demo.info import demo_facts
from motcua.demo.showcase import telling
from motcua.dossiers.context import deadlines_for
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import Dossier, DossierEvent, DossierFee, DossierResult, SubmissionContext
from motcua.dossiers.permissions import scope_read
from motcua.dossiers.selectors.lists import Status, mine, soon_until, status_of
from motcua.dossiers.services.verify import verify
from motcua.people.actors import load_actor
from motcua.people.models import User
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.rules import is_working_day, next_working_instant
from tests.demo.given import NOW

CALENDARS = Calendars(shipped_calendar("as-reception"), shipped_calendar("as-settlement"))
BEFORE_TET = (dt.date(2026, 1, 31), dt.date(2026, 2, 13))
AFTER_TET = (dt.date(2026, 2, 24), dt.date(2026, 3, 9))

AT_WORK = (
    "tiepnhan",
    "truong.congan",
    "canbo.cutru",
    "chutich.phuong",
    "chanhvanphong",
    "hotich",
    "truongphong.kinhte",
    "diachinh",
    "xahoi",
    "tiepnhan.tinh",
    "giamdoc.so",
    "chuyenvien.so",
)
"""The shown accounts whose posts hold dossiers."""

ONLY_SIGN = frozenset({"chutich.phuong", "giamdoc.so"})
"""They sign for units below, with whom a pause stays."""

PLACES = Places({"AS-0101": "ward", "AS-0102": "ward", "AS-0305": "commune"}, citizens=20, shown=3)


def test_history_when_loaded_holds_and_fills_every_list(province: None) -> None:
    total = max(len(telling()) + 24, history.FIRST + 60)
    history.begin(total, now=NOW)
    history.begin(999, now=NOW + dt.timedelta(days=1))
    published = _published()
    made = history.make_first(20)
    rest = history.make_all(processes=1)
    again = history.make_first(), history.make_all(processes=1)

    assert made.dossiers == 20
    assert made.dossiers + rest.dossiers == total
    assert [one.dossiers for one in again] == [0, 0]
    whole = Dossier.objects.filter(parent=None)
    marks = SubmissionContext.objects.filter(dossier__in=whole).values_list("counter_session", flat=True)
    assert len(set(marks)) == whole.count() == total
    assert set(Dossier.objects.values_list("state", flat=True)) == {state.value for state in State}
    for dossier in Dossier.objects.filter(closed=False):
        assert dossier.holder_unit is not None
        assert dossier.next_at is not None
    assert not DossierEvent.objects.filter(occurred_at__gt=NOW).exists()
    assert _published() == published, "nobody is told of a past that is made up today"
    report = verify()
    assert (report.ok, report.dossiers) == (True, Dossier.objects.count())
    _states_of_units()
    _desks_are_full()
    _fees_and_results()
    _counters_are_open()
    _facts_name_dossiers(total)


def _published() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_outbox WHERE topic = 'dossier'")
        return int(cursor.fetchone()[0])


def _states_of_units() -> None:
    """The shown units, each with the states that its people should find."""
    rows = Dossier.objects.values_list("settling_unit__code", "state").annotate(count=Count("pk"))
    found: dict[str, set[str]] = {}
    for unit, state, _count in rows:
        found.setdefault(unit, set()).add(state)
    for unit in ("AS-0101.CA", "AS-0305.CA", "AS-0901.CA"):
        assert found[unit] >= {"processing", "supplement_at_settlement", "returned", "withdrawn", "result_ready"}, unit
    for unit in ("AS-0101.VP", "AS-0101.KT", "AS-0101.VHXH", "AS.S07.P3"):
        assert found[unit] >= {"processing", "supplement_at_settlement"}, unit
    assert {"consulting", "stopped", "forwarded"} <= found["AS-0101.KT"]
    late = Dossier.objects.filter(closed=False, finished_at=None, appointed_due_at__lt=NOW)
    assert late.values("settling_unit").distinct().count() >= 5


def _desks_are_full() -> None:
    """Each shown account whose post takes part in settling signs in to work of every urgency."""
    on = NOW.date()
    thin = []
    for username in AT_WORK:
        actor = load_actor(User.objects.get(username=username).pk, on)
        unit = actor.standings[0].unit_id
        soon = soon_until(deadlines_for(unit, unit, on), NOW)
        found = Counter(status_of(one, NOW, soon) for one in Dossier.objects.filter(mine(actor)))
        urgencies = {Status.LATE, Status.SOON} | (set() if username in ONLY_SIGN else {Status.PAUSED})
        if found.total() < 5 or not urgencies <= set(found):
            thin.append((username, found))
    assert thin == []


def _fees_and_results() -> None:
    ways = set(DossierFee.objects.exclude(paid_at=None).values_list("paid_how", flat=True))
    assert {"online", "cash"} <= ways <= {"online", "cash", "transfer", "exempt", "obligation"}
    whole = DossierFee.objects.filter(dossier__parent=None)
    assert not whole.filter(paid_at=None, dossier__state=State.RETURNED, amount__gt=0).exists()
    assert set(DossierResult.objects.values_list("way", flat=True)) >= {"", "online", "counter"}


def _counters_are_open() -> None:
    reception = shipped_calendar("as-reception")
    filed = DossierEvent.objects.filter(kind="dossier_submitted").exclude(dossier__channel="online")
    times = list(filed.values_list("occurred_at", flat=True))
    assert times
    assert [at for at in times if next_working_instant(reception, at) != at] == []


def _facts_name_dossiers(total: int) -> None:
    facts = demo_facts()
    samples = facts["samples"]
    assert isinstance(samples, dict)
    assert {kind: bool(codes) for kind, codes in samples["codes_by_kind"].items()} == {
        "open": True,
        "late": True,
        "returned": True,
    }
    assert facts["history"] == {"state": JobState.DONE, "done": total, "total": total}
    reader = load_actor(User.objects.get(username="canbo.cutru").pk, NOW.date())
    readable = Dossier.objects.filter(scope_read(reader)).values_list("code", flat=True)
    assert set(samples["codes"]) <= set(readable)


def test_history_when_cut_off_goes_on_and_doubles_nothing(province: None, monkeypatch: pytest.MonkeyPatch) -> None:
    history.begin(6, now=NOW)
    live = history.live
    calls = iter(range(100))

    def failing(*arguments: object, **options: object) -> int:
        if next(calls) == 3:
            raise ConnectionError
        return live(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(history, "live", failing)
    with pytest.raises(ConnectionError):
        history.make_first()
    assert Dossier.objects.count() == 3

    assert history.make_all().dossiers == 3
    assert Dossier.objects.count() == 6


def test_history_when_somebody_is_at_it_then_it_is_left_to_them(province: None) -> None:
    history.begin(4, now=NOW)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [history.LOCK])
        nothing = history.make_first()
    other.close()

    assert nothing.dossiers == 0
    assert history.make_first().dossiers == 4


@pytest.mark.django_db
def test_history_when_only_a_check_was_made_then_it_is_begun_anew_with_more() -> None:
    history.begin(history.OF_A_CHECK, now=NOW)
    history.begin(history.OF_A_CHECK, now=NOW + dt.timedelta(hours=1))
    assert _laid_down() == (history.OF_A_CHECK, NOW)

    later = NOW + dt.timedelta(days=2)
    history.begin(2000, now=later)
    history.begin(300, now=NOW + dt.timedelta(days=3))
    assert _laid_down() == (2000, later)


def _laid_down() -> tuple[int | None, dt.datetime]:
    job = history.standing()
    assert job is not None
    return job.total, job.created_at


def test_plan_when_made_again_is_the_same() -> None:
    first, second = (plan(400, NOW, CALENDARS, PLACES) for _time in range(2))

    assert first == second
    assert sorted(one.number for one in first) == list(range(400))
    assert [one.at for one in first] == sorted(one.at for one in first)
    assert all(NOW - dt.timedelta(days=366) <= one.at <= NOW for one in first)
    assert {one.channel for one in first} == {"online", "counter", "post"}
    assert plan(400, NOW + dt.timedelta(days=3), CALENDARS, PLACES) != first


def test_plan_when_long_then_it_has_the_shape_of_a_year() -> None:
    arrivals = [one for one in plan(4000, NOW, CALENDARS, PLACES) if not one.is_telling]
    at_counter = [one.at for one in arrivals if one.channel != "online" or one.is_assisted]
    at_home = [one.at for one in arrivals if one.channel == "online" and not one.is_assisted]
    by_day = Counter(legal_date(at) for at in at_counter)

    assert all(next_working_instant(CALENDARS.reception, at) == at for at in at_counter)
    assert any(next_working_instant(CALENDARS.reception, at) != at for at in at_home)
    mondays = [at.astimezone(LEGAL_ZONE).hour < 12 for at in at_counter if legal_date(at).weekday() == 0]
    tuesdays = [at.astimezone(LEGAL_ZONE).hour < 12 for at in at_counter if legal_date(at).weekday() == 1]
    assert len(mondays) > len(tuesdays)
    assert sum(mondays) / len(mondays) > sum(tuesdays) / len(tuesdays)
    assert _mean(by_day, BEFORE_TET) > 1.15 * _mean(by_day, AFTER_TET)


def _mean(by_day: Counter[dt.date], days: tuple[dt.date, dt.date]) -> float:
    """Arrivals on an open day of the period."""
    first, last = days
    period = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return sum(by_day[day] for day in period) / sum(is_working_day(CALENDARS.reception, day) for day in period)


def test_plan_when_cut_to_what_is_shown_first_then_the_telling_ones_are_there() -> None:
    arrivals = plan(400, NOW, CALENDARS, PLACES)

    few, more = history._first(arrivals, 40), history._first(arrivals, len(telling()) + 10)

    assert len(few) == 40
    assert all(one.is_telling for one in few)
    assert {one.fate.ends_in for one in few} >= set(State) - {State.PROCESSING}
    assert sum(one.is_telling for one in more) == len(telling())
    assert len(more) == len(telling()) + 10
