"""A day's picture is made of what was recorded before it: taking everything later away changes nothing, and a planted
leak is found by the very same comparison."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.foresight.lateness import snapshots
from motcua.foresight.lateness.snapshots import Day, days_of, fates, take

from .given import BEGIN, Versions, engine, histories, known_by, moment

DATES = [dt.date(2026, 3, 9) + dt.timedelta(days=number) for number in (0, 7, 15, 29, 43)]
Row = tuple[object, ...]


def picture(told: Versions, days: list[Day]) -> list[Row]:
    with engine(told) as connection:
        found = take(connection, days)
    names = [name for name in found.columns if name != "day"]
    rows = list(zip(*(found.columns[name].to_pylist() for name in names), strict=True))
    return sorted((tuple(row) for row in rows), key=repr)


def on_day(rows: list[Row], told: Versions, day: Day) -> list[Row]:
    with engine(told) as connection:
        place = [name for name in take(connection, [day]).columns if name != "day"].index("moment")
    return [row for row in rows if row[place] == day.at.replace(tzinfo=None)]


@pytest.mark.parametrize("seed", range(4))
def test_picture_of_a_day_does_not_change_when_everything_later_is_taken_away(seed: int) -> None:
    told, days = histories(seed), days_of(DATES)

    whole = picture(told, days)

    assert whole
    for day in days:
        alone = picture(known_by(told, day.at.replace(tzinfo=None)), [Day(0, day.local, day.at)])
        assert on_day(whole, told, day) == alone


LEAKS = {
    "versions recorded later": ("_OPEN", "v.recorded_from < y.moment", "v.accepted_at < y.moment"),
    "steps entered later": ("_AT_STEP", f"{snapshots._KNOWN} WHERE", "true WHERE true OR"),
    "lateness corrected later": ("_ENDED", "arg_min(coalesce(app", "arg_max(coalesce(app"),
    "stays that ended later": ("_SUMS", "l.known_on < y.local AND", "l.known_on < y.local + 9 AND"),
    "fates of dossiers known later": ("_SUMS", "e.known_on < y.local AND", "e.known_on < y.local + 30 AND"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_planted_leak_is_found_by_the_same_comparison(leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, exact, leaking = LEAKS[leak]
    before = getattr(snapshots, name)
    if isinstance(before, str):
        assert exact in before
        monkeypatch.setattr(snapshots, name, before.replace(exact, leaking))
    else:
        assert any(exact in body for body in before.values())
        monkeypatch.setattr(snapshots, name, {key: body.replace(exact, leaking) for key, body in before.items()})
    told, days = histories(1), days_of(DATES)

    whole = picture(told, days)

    alone = [
        picture(known_by(told, day.at.replace(tzinfo=None)), [Day(0, day.local, day.at)]) == on_day(whole, told, day)
        for day in days
    ]
    assert not all(alone)


def test_sample_of_a_day_does_not_depend_on_what_came_later() -> None:
    told, days = histories(2), days_of(DATES)
    with engine(told) as connection:
        few = take(connection, days, most_a_day=5)
    for day in days:
        with engine(known_by(told, day.at.replace(tzinfo=None))) as connection:
            alone = take(connection, [Day(0, day.local, day.at)], most_a_day=5)
        place = few.columns["day"].to_numpy() == day.number
        assert [one for one, there in zip(few.texts("dossier"), place, strict=True) if there] == alone.texts("dossier")
        assert len(alone) <= 5


def life(**last: object) -> Versions:
    """One dossier, open at the first day of DATES and due two days after it."""
    told = histories(0, dossiers=0)
    due = moment(2026, 3, 11, 10)
    row: dict[str, object] = {
        "dossier": "d", "procedure": "p", "case": "", "channel": "online", "settling_unit": "u", "accepted_at": BEGIN,
        "state": "processing", "appointed_due_at": due, "appointed_last_at": due, "reappointed": False,
        "umbrella": False, "recorded_from": BEGIN,
    }  # fmt: skip
    after = moment(2026, 3, 10)
    told["dossiers"] = [{**row, "recorded_to": after}, {**row, **last, "recorded_from": after}]
    return told


MOVED = moment(2026, 3, 20, 10)


@pytest.mark.parametrize(
    ("last", "missed"),
    [
        ({"finished_at": moment(2026, 3, 11, 10)}, 0.0),
        ({"finished_at": moment(2026, 3, 11, 10, 0, 1)}, 1.0),
        ({}, 1.0),
        ({"reappointed": True, "appointed_due_at": MOVED, "finished_at": moment(2026, 3, 12)}, 1.0),
        ({"appointed_due_at": MOVED, "finished_at": moment(2026, 3, 19)}, 0.0),
        ({"appointed_due_at": MOVED, "finished_at": moment(2026, 3, 21)}, 1.0),
        ({"state": "supplement_at_settlement", "appointed_due_at": None}, None),
        ({"closed_at": moment(2026, 3, 11)}, 0.0),
    ],
)
def test_fate_of_a_dossier_by_the_date_in_force(last: dict[str, object], missed: float | None) -> None:
    with engine(life(**last)) as connection:
        take(connection, days_of(DATES[:1]))
        found = fates(connection, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))

    assert [None if one != one else one for one in found.tolist()] == [missed]


@pytest.mark.parametrize("change", [{"accepted_at": None}, {"umbrella": True}, {"state": "stopped"}])
def test_what_has_no_running_date_is_not_in_the_picture(change: dict[str, object]) -> None:
    told = life()
    told["dossiers"] = [{**row, **change} for row in told["dossiers"]]
    with engine(told) as connection:
        assert len(take(connection, days_of(DATES[:1]))) == 0


def test_dossier_whose_date_is_over_is_not_in_the_picture() -> None:
    with engine(life()) as connection:
        assert len(take(connection, days_of([dt.date(2026, 3, 12)]))) == 0
