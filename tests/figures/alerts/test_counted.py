"""Rules on indicators that are counted from facts: raised with the number that its proof says, cleared, left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from motcua.core.clock import FrozenClock, legal_date
from motcua.figures.alerts.evaluating import evaluate
from motcua.figures.alerts.models import Alert, AlertRule, AlertWatch
from motcua.figures.alerts.rule_book import RuleTerms, add_rule
from motcua.figures.facts.reader import Facts
from motcua.people.actors import SYSTEM
from tests.desk.conftest import SignIn, sign_in, world  # noqa: F401  (fixtures)
from tests.dossiers.world import World
from tests.figures.screens.opening import read
from tests.figures.summaries.given import AS_OF, facts_for, lend

TERMS = RuleTerms(
    name="Đúng hạn thấp",
    origin="indicator",
    subject="on_time_rate_ii06",
    unit="",
    breadth="communes",
    window="month",
    side="below",
    raise_at="80 %",
    clear_at="90%",
    readings=1,
    least=10,
    quiet_from="",
    quiet_to="",
    source="Quy chế vận hành",
)
"""In the small province 30 of 40 of one commune are in time (75 %), 5 of 5 of the other: too few to speak of."""


@pytest.fixture
def facts(world: World, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Facts:  # noqa: F811
    clock.set(AS_OF)
    found = facts_for(world)
    lend(monkeypatch, found)
    return found


def ruled(world: World, clock: FrozenClock, **changes: object) -> AlertRule:  # noqa: F811
    terms = replace(TERMS, unit=world.province.code, **changes)  # type: ignore[arg-type]
    return add_rule(terms, valid_from=legal_date(clock.now()), actor=SYSTEM, now=clock.now())


def later(facts: Facts, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same facts an hour later, in which nothing was late."""
    facts.connection.execute("UPDATE dossiers SET appointed_due_at = appointed_due_at + INTERVAL 60 DAY")
    clock.advance(dt.timedelta(hours=1))
    lend(monkeypatch, replace(facts, as_of=clock.now(), settled_at=clock.now()))


def test_rule_on_an_indicator_when_communes_differ_then_only_the_one_beyond_the_bound_is_raised(
    world: World,  # noqa: F811
    facts: Facts,
    clock: FrozenClock,
    sign_in: SignIn,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ruled(world, clock)

    first, again = evaluate(now=clock.now()), evaluate(now=clock.now())

    assert (first.raised, first.lacking, again.raised, again.cleared) == (1, 0, 0, 0)
    alert = Alert.objects.get()
    event = alert.log.get()
    assert (alert.unit.code, event.printed, event.as_of) == (world.commune.code, "75,00%", AS_OF)
    proof = read(sign_in("head").get(event.address).content.decode())
    assert (proof.said, [one.number for one in proof.figures]) == ("75.00", ["30", "0", "40"])
    other = AlertWatch.objects.get(unit__code="TS-0102")
    assert (other.printed, other.run) == ("100,00%", 0)

    later(facts, clock, monkeypatch)
    assert evaluate(now=clock.now()).cleared == 1
    assert alert.log.order_by("-seq")[0].printed == "100,00%"


def test_rule_on_an_indicator_when_the_province_is_one_number_then_its_weight_decides(
    world: World,  # noqa: F811
    facts: Facts,
    clock: FrozenClock,
) -> None:
    ruled(world, clock, breadth="whole", least=45)
    ruled(world, clock, breadth="whole", least=46)
    ruled(world, clock, breadth="whole", window="day")

    done = evaluate(now=clock.now())

    assert (done.rules, done.raised, done.lacking) == (3, 1, 0)
    assert Alert.objects.get().unit == world.province
    why = {watch.printed: watch.why for watch in AlertWatch.objects.all()}
    assert why["77,78%"] == ""
    assert why[""] != ""  # nothing was settled today: that raises nothing and says so
