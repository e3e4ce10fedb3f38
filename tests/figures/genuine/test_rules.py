"""Signals, scores and shares: pure, on a few filings made by hand and on made-up desks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from benchmarks import genuine
from benchmarks.genuine_conduct import PLANTED, UNSEEN
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.figures.genuine.filings import Filing
from motcua.figures.genuine.score import MOST, band, score
from motcua.figures.genuine.share import DECLARED, share
from motcua.figures.genuine.signals import LEVELS, Signal, observe
from motcua.figures.genuine.weights import Edition, edition_on, read_editions, shipped
from motcua.figures.genuine.wording import SENTENCES

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
TOWNS = 6


@pytest.fixture(scope="module")
def edition() -> Edition:
    found = edition_on(AT.date())
    assert found is not None
    return found


def counter(number: int, **known: object) -> Filing:
    values = {"online": False, "by_official": True, "device": b"desk", "network": b"office", "in_hours": True, **known}
    return Filing(number, AT, 1, **values)  # type: ignore[arg-type]


def test_machine_when_an_official_receives_at_it_then_it_is_a_desks(edition: Edition) -> None:
    online = Filing(9, AT, 1, device=b"desk", network=b"office", applicant=1, in_hours=True)

    found = observe([*(counter(number) for number in range(3)), online])

    assert set(found) == {9}
    assert (found[9][Signal.DESK_DEVICE], found[9][Signal.DESK_NETWORK]) == ("desk", "desk")
    assert score(found[9], edition).evidence < 0


def test_network_when_homes_file_there_after_hours_then_it_says_nothing(edition: Edition) -> None:
    homes = [
        Filing(20 + n, AT.replace(hour=21), 1, network=b"office", device=f"h{n}".encode(), in_hours=False)
        for n in range(5)
    ]

    found = observe([*(counter(number) for number in range(5)), *homes])

    assert {one[Signal.DESK_NETWORK] for one in found.values()} == {"shared"}
    assert edition.weights[Signal.DESK_NETWORK, "shared"] == 0


def test_persons_are_counted_when_one_machine_files_for_many() -> None:
    filings = [
        Filing(n, AT + dt.timedelta(minutes=5 * n), 1, device=b"d", contacts=(b"t",), account=7, applicant=n)
        for n in range(10)
    ]

    found = observe(filings)[5]

    assert (found[Signal.DEVICE_PERSONS], found[Signal.BURST]) == ("9+", "2+")
    assert (found[Signal.CONTACT_PERSONS], found[Signal.ACCOUNT_PERSONS]) == ("8+", "8+")


def test_same_person_twice_when_within_the_hour_then_no_burst() -> None:
    filings = [Filing(n, AT + dt.timedelta(minutes=n), 1, device=b"d", applicant=1) for n in range(4)]

    found = observe(filings)[0]
    assert (found[Signal.DEVICE_PERSONS], found[Signal.BURST]) == ("1", "0")


def test_nothing_known_when_scored_then_nothing_is_said(edition: Edition) -> None:
    found = score(observe([Filing(1, AT, 1)])[1], edition)

    assert (found.evidence, found.lines, found.thin) == (0, (), True)
    assert found.probability > 0.5, "in doubt for the person"
    wide = share({0: 400}, edition)
    assert wide.high - wide.low > 320, "no signal gives no figure"


def test_declared_when_the_desk_says_so_then_it_is_not_scored_and_never_own(edition: Edition) -> None:
    assert observe([Filing(1, AT, 1, declared=True)]) == {}
    told = share({DECLARED: 40, 6: 60}, edition)
    assert (told.filed, told.declared) == (100, 40)
    assert told.high <= 60
    assert told.low >= 55


@given(st.dictionaries(st.integers(-MOST, MOST), st.integers(0, 300), max_size=8), st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_share_when_of_any_counts_then_whole_ordered_and_within_what_was_filed(
    bands: dict[int, int], declared: int
) -> None:
    (edition,) = shipped()

    told = share({**bands, DECLARED: declared}, edition)

    assert 0 <= told.low <= told.own <= told.high <= told.filed - told.declared
    assert told.filed == sum(bands.values()) + declared


def test_interval_when_more_is_filed_then_it_is_narrower_and_more_evidence_gives_more(edition: Edition) -> None:
    few, many = share({5: 20, -5: 20}, edition), share({5: 500, -5: 500}, edition)
    assert (few.high - few.low) / 40 > (many.high - many.low) / 1000
    owns = [share({evidence: 100}, edition).own for evidence in range(-MOST, MOST + 1)]
    assert owns == sorted(owns)
    assert owns[0] < 10 < 90 < owns[-1]


def test_signals_when_listed_then_each_level_has_weight_reason_and_sentence(edition: Edition) -> None:
    every = {(signal, level) for signal, levels in LEVELS.items() for level in levels}
    assert set(edition.weights) == set(edition.reasons) == set(SENTENCES) == every
    assert band(9.0) == MOST


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("weight = -1.9", "weight = -9", "definition_rule_out_of_range"),
        ('level = "desk_closed"', 'level = "desk"', "definition_name_taken"),
        ('signal = "papers"', 'signal = "smell"', "definition_not_one_of"),
        ("cluster = 3", "cluster = 0.5", "definition_rule_out_of_range"),
        ("least = 30", "least = 30\nleats = 3", "definition_key_unknown"),
    ],
)
def test_weights_when_wrong_then_refused_with_the_fault(old: str, new: str, code: str) -> None:
    from importlib import resources

    text = (resources.files("motcua.figures.genuine") / "data" / "weights.toml").read_text("utf-8")
    with pytest.raises(Invalid) as caught:
        read_editions(text.replace(old, new, 1))
    assert code in {error["code"] for error in caught.value.errors}


def test_editions_when_two_are_in_force_then_refused(edition: Edition) -> None:
    assert edition_on(dt.date(2019, 1, 1)) is None
    closed = replace(edition, valid_to=AT.date())
    assert edition_on(AT.date(), (closed,)) is None


@pytest.mark.parametrize("name", list(genuine.BUSY))
def test_honest_desk_when_busy_then_no_alarm(name: str) -> None:
    measured = genuine.measure(TOWNS, 11, name, genuine.BUSY[name])

    assert measured.alarmed == 0
    assert measured.covered >= TOWNS - 1
    wrong = measured.found["own as others"] / sum(measured.found.values())
    assert wrong < 0.15


@pytest.mark.parametrize("name", list(PLANTED))
def test_planted_desk_when_never_tuned_on_then_named_with_care(name: str) -> None:
    measured = genuine.measure(TOWNS, 12, name, genuine.planted(PLANTED[name]))

    named = measured.found["others as others"]
    assert named / (named + measured.found["own as others"]) > 0.85
    assert named / (named + measured.found["others as own"]) > {"end of month": 0.8}.get(name, 0.25)
    assert measured.covered >= TOWNS - 2
    assert 0.05 < float(np.mean(measured.widths)) < 0.9


def test_conduct_that_leaves_no_traces_is_not_seen_and_that_is_said() -> None:
    measured = genuine.measure(2, 13, "patient", genuine.planted(UNSEEN["patient"]))

    assert measured.found["others as others"] < 0.1 * measured.found["others as own"]
