"""Rules of dates that pass, changed from a day on by who may, and what a change leaves alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.models import AuditRecord
from motcua.dossiers.models import TimerFiring, TimerRule
from motcua.dossiers.services.timer_rules import RuleTerms, add_rule, change_rule, end_rule
from motcua.dossiers.services.timers import rules_in_force, run_timers
from motcua.people.actors import SYSTEM

from .hands import given
from .world import CODE, NOW, World

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = legal_date(NOW)
TERMS = RuleTerms(
    name="Nhắc khi bước quá hạn 2 ngày",
    wait="step",
    act="remind",
    amount=2,
    unit="working_day",
    since_start=False,
    procedure="",
    case_key="",
    source="QĐ 7/QĐ-UBND",
)
STOP = replace(TERMS, act="stop", wait="supplement", amount=7, since_start=True, procedure=CODE)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def test_rule_when_changed_from_a_day_then_the_old_row_holds_until_then_and_stays(world: World) -> None:
    rule = add_rule(TERMS, valid_from=TODAY, actor=SYSTEM, now=NOW)

    later = change_rule(rule.uid, replace(TERMS, amount=4), valid_from=TODAY + 5 * DAY, actor=SYSTEM, now=NOW)

    rule.refresh_from_db()
    assert (rule.amount, rule.valid_to, later.amount, later.series) == (2, TODAY + 5 * DAY, 4, rule.series)
    assert rule in rules_in_force(TODAY + 4 * DAY)
    assert later in rules_in_force(TODAY + 5 * DAY)
    assert rule not in rules_in_force(TODAY + 5 * DAY)
    with pytest.raises(Conflict, match="timer_rule_ended"):
        change_rule(rule.uid, TERMS, valid_from=TODAY + 9 * DAY, actor=SYSTEM, now=NOW)
    acts = AuditRecord.objects.filter(subject_kind="timer_rule", subject=str(rule.series)).values_list("act", flat=True)
    assert sorted(acts) == ["dossiers.timer_rule_added", "dossiers.timer_rule_added", "dossiers.timer_rule_ended"]


def test_wait_that_fired_when_the_rule_changes_then_does_not_fire_again(world: World) -> None:
    TimerRule.objects.all().delete()
    given(world)
    rule = add_rule(TERMS, valid_from=TODAY, actor=SYSTEM, now=NOW)
    late = NOW + 14 * DAY
    fired = [run_timers(now=late)]

    change_rule(rule.uid, replace(TERMS, amount=3), valid_from=legal_date(late + DAY), actor=SYSTEM, now=late)
    fired.append(run_timers(now=late + DAY))
    other = TimerRule.objects.get(valid_to=None)
    change_rule(
        other.uid, replace(TERMS, act="escalate"), valid_from=legal_date(late + 2 * DAY), actor=SYSTEM, now=late
    )
    fired.append(run_timers(now=late + 2 * DAY))

    assert fired == [1, 0, 1]
    assert list(TimerFiring.objects.order_by("pk").values_list("outcome", flat=True)) == ["reminded", "told_head"]


def test_rule_when_ended_then_fires_no_more(world: World) -> None:
    rule = add_rule(TERMS, valid_from=TODAY, actor=SYSTEM, now=NOW)

    end_rule(rule.uid, on=TODAY + DAY, actor=SYSTEM, now=NOW)

    assert rule not in rules_in_force(TODAY + DAY)
    for on in (TODAY, TODAY - DAY):
        with pytest.raises((Invalid, Conflict)):
            end_rule(rule.uid, on=on, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        (replace(TERMS, name=" "), "name", "field_required"),
        (replace(TERMS, source=""), "source", "field_required"),
        (replace(TERMS, wait="rain"), "wait", "field_required"),
        (replace(TERMS, unit="moon"), "unit", "field_required"),
        (replace(TERMS, amount=401), "amount", "timer_amount_wrong"),
        (replace(TERMS, procedure="9.999999"), "procedure", "timer_procedure_unknown"),
        (replace(TERMS, case_key="default"), "case_key", "timer_case_unknown"),
        (replace(TERMS, procedure=CODE, case_key="no-such"), "case_key", "timer_case_unknown"),
        (replace(STOP, wait="step"), "act", "timer_stop_only_silence"),
        (replace(STOP, procedure=""), "procedure", "timer_stop_needs_law"),
        (replace(STOP, amount=0), "amount", "timer_stop_needs_law"),
    ],
)
def test_rule_when_malformed_then_says_where(world: World, terms: RuleTerms, field: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        add_rule(terms, valid_from=TODAY, actor=SYSTEM, now=NOW)

    assert {"field": field, "code": code} in caught.value.errors
    add_rule(replace(STOP, case_key="default"), valid_from=TODAY, actor=SYSTEM, now=NOW)


def test_rule_by_somebody_without_the_verb_or_from_the_past_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        add_rule(TERMS, valid_from=TODAY, actor=world.actors["head"], now=NOW)
    with pytest.raises(Invalid):
        add_rule(TERMS, valid_from=TODAY - DAY, actor=SYSTEM, now=NOW)
    with pytest.raises(NotFound):
        change_rule(new_id(), TERMS, valid_from=TODAY, actor=SYSTEM, now=NOW)
