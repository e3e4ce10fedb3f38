"""What a log says, as versions of rows: as of any instant what a replay up to it gives, in one go or in pieces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.dossiers.lifecycle import Action, Event, EventKind, State
from motcua.figures.facts.history import Entry, timeliness
from motcua.figures.facts.schema import table_named, tables
from motcua.figures.facts.tail import MemorySink
from tests.dossiers.legal_time import START, context

from .histories import OUTAGE, histories, lived, told

Row = tuple[Any, ...]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def as_of(sinks: Iterable[MemorySink], at: dt.datetime) -> dict[str, list[Row]]:
    """The rows that stood at an instant, ends of later pieces applied to versions of earlier ones."""
    found: dict[str, list[Row]] = {}
    pieces = list(sinks)
    for name in tables():
        ended = {fact: until for piece in pieces for fact, until in piece.ends.get(name, [])}
        for piece in pieces:
            for fact, since, until, *values in piece.rows.get(name, []):
                last = ended.get(fact, until)
                if since <= at and (last is None or last > at):
                    found.setdefault(name, []).append(tuple(values))
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def cuts(entries: Sequence[Entry]) -> list[dt.datetime]:
    """Before, between and after all acts."""
    recorded = sorted({entry.recorded_at for entry in entries})
    return [recorded[0] - HOUR, *recorded, *(at - dt.timedelta(microseconds=1) for at in recorded), recorded[-1] + DAY]


@settings(max_examples=80)
@given(histories())
def test_facts_as_of_any_past_instant_equal_a_replay_up_to_it(entries: list[Entry]) -> None:
    whole = told(entries)

    for at in cuts(entries):
        known = [entry for entry in entries if entry.recorded_at <= at]
        replayed = as_of([told(known)], at + DAY * 1000) if known else {}
        assert as_of([whole], at) == replayed, at


@settings(max_examples=80)
@given(histories(), st.data())
def test_facts_when_told_in_pieces_then_they_are_those_told_at_once(entries: list[Entry], data: st.DataObject) -> None:
    ends = sorted({at.recorded_at for at in entries})
    chosen = sorted({data.draw(st.integers(1, len(ends))), data.draw(st.integers(1, len(ends))), len(ends)})
    pieces, first_new = [], 1
    for number in chosen:
        known = [entry for entry in entries if entry.recorded_at <= ends[number - 1]]
        pieces.append(told(known, first_new))
        first_new = len(known) + 1

    for at in cuts(entries):
        assert as_of(pieces, at) == as_of([told(entries)], at)
    for number, piece in enumerate(pieces):
        for name, ends in piece.ends.items():
            left_open = {row[0] for before in pieces[:number] for row in before.rows.get(name, []) if row[2] is None}
            assert {fact for fact, _ in ends} <= left_open, name


@settings(max_examples=80)
@given(histories())
def test_versions_of_a_row_follow_one_another_and_have_numbers_of_their_own(entries: list[Entry]) -> None:
    sink = told(entries)

    for name, rows in sink.rows.items():
        assert len({fact for fact, *_ in rows}) == len(rows), name
        assert all(len(row) == len(table_named(name).names) for row in rows), name
        assert all(until is None or since < until for _, since, until, *_ in rows), name
    dossier = sorted(sink.rows["dossiers"], key=lambda row: row[1])
    assert [row[2] for row in dossier] == [*(row[1] for row in dossier[1:]), None]


def only(sink: MemorySink, table: str) -> list[dict[str, Any]]:
    """The rows that stand at the end."""
    names = table_named(table).names
    return [dict(zip(names, row, strict=True)) for row in sink.rows.get(table, []) if row[2] is None]


LIFE = ((Action.ACCEPT, 60), (Action.COMPLETE_STEP, 60), (Action.COMPLETE_STEP, 300), (Action.COMPLETE_STEP, 60))


def test_dossier_when_its_result_is_handed_over_then_its_row_says_all_of_it() -> None:
    entries = lived("online", context(), (("document", 10), *LIFE, (Action.ISSUE_RESULT, 60), (Action.HAND_OVER, 60)))

    (row,) = only(told(entries), "dossiers")

    assert (row["state"], row["outcome"], row["grain"]) == ("returned", "granted", "single")
    assert row["electronic"]
    assert row["statutory_timeliness"] == row["appointed_timeliness"] == "early"
    assert row["committed_timeliness"] is None
    assert (row["papers_required"], row["papers_present"], row["papers_by_file"]) == (2, 1, 1)
    assert row["handed_over_at"] == row["closed_at"] > row["finished_at"] > row["accepted_at"] > row["filed_at"]
    assert row["closed_on"] == dt.date(2026, 11, 23)
    assert row["handed_over_way"] == "online"


def test_steps_when_one_takes_too_long_then_its_stay_is_late_and_the_others_are_not() -> None:
    entries = lived("online", context(), (*LIFE, (Action.ISSUE_RESULT, 60)))

    steps = only(told(entries), "steps")

    assert [(row["step"], row["used_minutes"], row["allowed_minutes"], row["late"]) for row in steps] == [
        ("assign", 60, 240, False),
        ("work", 300, 240, True),
        ("sign", 60, 240, False),
    ]
    assert all(row["left_at"] for row in steps)


@pytest.mark.parametrize(("clock", "used"), [("pause", 130), ("reset", 130)])
def test_step_when_the_applicant_is_waited_for_then_the_wait_is_not_its_time(clock: str, used: int) -> None:
    wait = ((Action.REQUEST_SUPPLEMENT, 60), (Action.ANSWER_SUPPLEMENT, 5000), (Action.COMPLETE_STEP, 70))
    entries = lived("online", context(supplement_clock=clock), (*LIFE[:2], *wait))

    sink = told(entries)

    work = next(row for row in only(sink, "steps") if row["step"] == "work")
    assert work["used_minutes"] == used
    (asked,) = only(sink, "supplements")
    assert (asked["clock_rule"], asked["stage"], asked["papers"]) == (clock, "settlement", 1)
    assert asked["answered_at"] - asked["asked_at"] == dt.timedelta(minutes=5000)
    pauses = [row for row in only(sink, "pauses") if row["clock"] == "settlement"]
    assert [row["kind"] for row in pauses] == (["supplement"] if clock == "pause" else [])


def test_clock_when_an_outage_is_excluded_then_the_pause_and_the_new_due_date_are_facts() -> None:
    sink = told(lived("online", context(), ((Action.ACCEPT, 60), (OUTAGE, 200))))

    (settlement,) = [row for row in only(sink, "clocks") if row["clock"] == "settlement"]
    (pause,) = [row for row in only(sink, "pauses") if row["clock"] == "settlement"]
    assert pause["kind"] == "outage"
    assert settlement["due_at"] == pause["due_after"] == pause["due_before"] + dt.timedelta(minutes=90)


def test_result_when_corrected_then_both_are_kept_and_the_newer_counts() -> None:
    entries = lived(
        "counter",
        context(),
        (
            *((Action.ACCEPT, 60), (Action.TRANSFER, 60), *LIFE[1:], (Action.ISSUE_RESULT, 60)),
            *((Action.HAND_OVER, 60), (Action.CORRECT_RESULT, 500)),
        ),
    )

    sink = told(entries)

    assert [(row["number"], row["correction"], row["way"]) for row in only(sink, "results")] == [
        (1, False, "counter"),
        (2, True, None),
    ]
    (row,) = only(sink, "dossiers")
    assert (row["state"], row["corrected"], row["handed_over_at"]) == (State.RESULT_READY, True, None)


def test_cause_when_decided_again_then_the_newer_decision_stands_from_then_on() -> None:
    entries = lived("online", context(), LIFE[:1])
    for number, cause in enumerate(("overload", "other_agency")):
        at = START + (number + 2) * DAY
        data = {
            "account": "a1",
            "unit": "u",
            "cause": cause,
            "external": False,
            "decision": "accepted",
            "minutes": 10,
            "over": 5,
            "late": 7,
        }
        seq = len(entries) + 1
        entries.append(Entry(2000 + seq, seq, at, at, Event(EventKind.RESPONSIBILITY_DECIDED, data)))

    sink = told(entries)

    assert [row["cause"] for row in only(sink, "causes")] == ["other_agency"]
    assert len(sink.rows["causes"]) == 2


@pytest.mark.parametrize(
    ("finished", "due", "said"),
    [
        (None, START, None),
        (START, None, None),
        (START, START, "on_time"),
        (START + HOUR, START, "late"),
        (START - HOUR, START, "on_time"),
        (START - DAY, START, "early"),
        # 23:30 and 00:30 of the legal clock: an hour apart, another day.
        (dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC), dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC), "early"),
    ],
)
def test_timeliness_follows_the_legal_day(
    finished: dt.datetime | None, due: dt.datetime | None, said: str | None
) -> None:
    assert timeliness(finished, due) == said
