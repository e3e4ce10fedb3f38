"""Pure rules of dry runs: reading changes, limits, packing, intervals, needless papers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.foresight.trial.change import Item, Staffing, digest_of, questions_of, read_change
from motcua.foresight.trial.dues import limit_of
from motcua.foresight.trial.measures import Measured, Sample, wilson
from motcua.foresight.trial.packing import Row, pack, unpack
from motcua.foresight.trial.papers import Counted, Reason, at_least, mattered, reason_of
from motcua.procedures.items import process_item_json
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit


def step(key: str, to: str) -> Step:
    rule, unit = UnitRule.SETTLING, LimitUnit.WORKING_HOUR
    return Step(key, key, StepKind.WORK, "settling_officer", rule, None, 8, unit, (Outcome("done", "Xong", to),))


SOUND = Process((step("one", "two"), step("two", END)))
ENDLESS = Process((step("one", "two"), step("two", "one")))


def test_read_change_when_items_are_of_several_kinds_then_each_is_read_and_others_are_named() -> None:
    terms = {"schema_version": 1, "committed": {"amount": 3, "unit": "working_day"}, "fees": [{"amount": 7000}],
             "fee_resolution": "NQ 1"}  # fmt: skip
    items = [
        Item("process", "1.1", process_item_json(SOUND, name="x")),
        Item("local_terms", "1.2", terms),
        Item("tag", "1.3", {"schema_version": 1, "tag": "essential"}),
    ]

    change = read_change(items)

    assert [one.procedure for one in change.processes] == ["1.1"]
    assert change.limits[0].limit == Limit(3, LimitUnit.WORKING_DAY)
    assert change.fees[0].dong == 7000
    assert change.unseen == (("tag", "1.3"),)
    assert change.procedures == {"1.1", "1.2"}


def test_read_change_when_a_process_has_faults_then_it_is_refused_with_them() -> None:
    with pytest.raises(Invalid) as refused:
        read_change([Item("process", "1.1", process_item_json(ENDLESS, name="x"))])

    assert refused.value.code == "trial_process_faulty"
    assert {str(one["code"]) for one in refused.value.errors} >= {"step_without_end"}


@pytest.mark.parametrize("content", [{}, {"schema_version": 9}, {"schema_version": 1, "process": 7}])
def test_read_change_when_an_item_cannot_be_read_then_its_place_is_said(content: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        read_change([Item("process", "1.1", content)])

    assert (refused.value.code, refused.value.params["item"]) == ("trial_item_unreadable", 1)


def test_digest_of_when_anything_tried_differs_then_so_does_the_digest() -> None:
    item = Item("process", "1.1", process_item_json(SOUND, name="x"))
    other = Item("process", "1.1", process_item_json(SOUND, name="y"))

    digests = {
        digest_of([item]),
        digest_of([other]),
        digest_of([item], [Staffing("u", "r", 1)]),
        digest_of([item, item]),
    }

    assert len(digests) == 4
    assert digest_of([item]) == digest_of([Item("process", "1.1", process_item_json(SOUND, name="x"))])


def test_questions_of_when_a_form_nests_its_questions_then_all_are_found_but_what_asks_nothing() -> None:
    form = {
        "pages": [
            {
                "key": "p1",
                "fields": [
                    {"key": "a", "kind": "text", "label": "Họ và tên"},
                    {"key": "scan", "kind": "file", "label": "Bản chụp"},
                    {"key": "note", "kind": "information"},
                    {"key": "rows", "kind": "group", "fields": [{"key": "b", "kind": "date"}]},
                    {"key": "c", "kind": "choice", "options": [{"key": "not-a-question", "kind": "text"}]},
                ],
            }
        ]
    }

    assert questions_of(form) == {"a": "Họ và tên", "b": "b", "c": "c"}


DAYS = {days: Limit(days, LimitUnit.WORKING_DAY) for days in (2, 3, 5)}


def test_limit_of_when_a_commitment_ends_then_nothing_but_the_law_is_left() -> None:
    change = read_change([Item("local_terms", "1.1", {"schema_version": 1, "end": True})])

    assert limit_of(None, change.limits, ("1.1", "default", "online")) is None
    assert limit_of(None, change.limits, ("1.2", "default", "online")) is None


def test_limit_of_when_a_case_has_its_own_line_then_the_more_specific_decides() -> None:
    general = {"schema_version": 1, "committed": {"amount": 5, "unit": "working_day"}}
    own = {"schema_version": 1, "case": "short", "committed": {"amount": 2, "unit": "working_day"}}
    change = read_change([Item("local_terms", "1.1", own), Item("local_terms", "1.1", general)])

    assert limit_of(None, change.limits, ("1.1", "short", "online")) == DAYS[2]
    assert limit_of(None, change.limits, ("1.1", "default", "online")) == DAYS[5]


@given(
    st.lists(
        st.builds(Row, st.uuids().map(str), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans(), st.booleans())
    )
)
def test_pack_when_unpacked_then_the_same_rows_come_out(rows: list[Row]) -> None:
    assert list(unpack(pack(rows))) == rows


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_wilson_when_any_share_then_the_interval_holds_it_and_stays_a_share(part: int, more: int) -> None:
    found = wilson(part, part + more)

    assert 0 <= found.low <= found.value <= found.high <= 1_000_000


def test_measured_when_nothing_changes_then_the_difference_is_nothing_at_all() -> None:
    chance = np.random.default_rng(1)
    sample = Sample(chance.random(400) * 900, chance.random(400) < 0.1)
    measured = Measured(np.arange(400) // 10, [sample], [sample], seed=1)

    late, median = measured.late(), measured.quantile(0.5)

    assert late.change.to_json() == [0, 0, 0]
    assert median.change.to_json() == [0, 0, 0]
    assert late.before.low < late.before.value < late.before.high


def test_measured_when_everybody_becomes_late_then_the_difference_is_the_rest() -> None:
    before = Sample(np.full(100, 60.0), np.arange(100) < 25)
    after = Sample(np.full(100, 90.0), np.ones(100, np.bool_))
    measured = Measured(np.arange(100) // 4, [before], [after], seed=1)

    assert measured.late().change.value == 750_000
    assert measured.quantile(0.5).change.value == 30


PAPERS = {
    "never lacked: proves nothing": (Counted(1000, 20, 1000, 20, 0, 0), "", None),
    "often lacked, never named": (Counted(1000, 20, 400, 8, 0, 0), "", Reason.NEVER_MATTERED),
    "named once": (Counted(1000, 20, 400, 8, 1, 0), "", None),
    "too few dossiers": (Counted(99, 0, 40, 0, 0, 0), "", None),
    "too few for the bound": (Counted(150, 0, 40, 0, 0, 0), "", None),
    "lacked too seldom": (Counted(1000, 0, 985, 0, 0, 0), "", None),
    "those who lacked it were refused": (Counted(1000, 90, 400, 4, 0, 0), "", None),
    "the state has it": (Counted(10, 0, 10, 0, 5, 0), "KQ.1", Reason.HELD),
    "taken from the store mostly": (Counted(500, 5, 400, 4, 9, 300), "", Reason.REUSED),
}


@pytest.mark.parametrize("case", PAPERS)
def test_reason_of_when_counts_are_given_then_the_rule_decides(case: str) -> None:
    counted, reuse, expected = PAPERS[case]

    found = reason_of(counted, reuse)

    assert (found[0] if found else None) == expected


def test_mattered_when_refusals_are_as_usual_then_they_do_not_count() -> None:
    assert mattered(Counted(1000, 20, 500, 10, 3, 0)) == 3
    assert mattered(Counted(1000, 60, 500, 10, 3, 0)) == 53


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_at_least_when_more_hits_are_asked_then_it_is_not_likelier(tries: int, hits: int, rate: float) -> None:
    assert at_least(tries, hits + 1, rate) <= at_least(tries, hits, rate) + 1e-9
    assert at_least(tries, 0, rate) == 1.0


@pytest.mark.parametrize(
    "one",
    [Staffing("H01", "unit_head", 2), Staffing("H01", "unit_head", 0, dt.date(2026, 6, 1), dt.date(2026, 6, 28))],
)
def test_staffing_when_it_is_kept_then_it_reads_back_and_one_without_days_is_kept_as_before(one: Staffing) -> None:
    assert Staffing.from_json(one.to_json()) == one
    assert len(one.to_json()) == (5 if one.first else 3)


def test_digest_when_people_are_away_on_other_days_then_it_is_another_change() -> None:
    june = Staffing("H01", "unit_head", 1, dt.date(2026, 6, 1), dt.date(2026, 6, 28))
    july = replace(june, last=dt.date(2026, 7, 28))

    assert len({digest_of([], [one]) for one in (june, july, Staffing("H01", "unit_head", 1))}) == 3
