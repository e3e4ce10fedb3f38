"""From real submissions to the share of a unit: recorded, scored, counted, read from facts, forgotten, erased."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import RequestFactory

from motcua.core.clock import FrozenClock
from motcua.dossiers import traces
from motcua.dossiers.log.insert import Circumstances
from motcua.dossiers.models import Dossier, SubmissionContext
from motcua.figures.counting import sources
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import CountsFor, MeasureKey, Source
from motcua.figures.facts.build import build
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.shared import forget
from motcua.figures.genuine import rates as rates_module
from motcua.figures.genuine import scoring, tickets
from motcua.figures.genuine.filings import Filing
from motcua.figures.genuine.models import GenuineCount, GenuineScore
from motcua.figures.genuine.rates import MEASURES, is_countable, rates
from motcua.figures.genuine.ratings import rating_share
from motcua.figures.genuine.share import DECLARED
from motcua.figures.genuine.signals import Signal
from motcua.figures.genuine.weights import shipped
from motcua.figures.periods import parse_code
from tests.dossiers.world import APPLICANT, NOW, World
from tests.figures.facts.conftest import root, world  # noqa: F401  (fixtures)

MONTH = parse_code("2026-11")
PERIOD = "2026-11"


def circumstances(device: str, network: str, **known: object) -> Circumstances:
    made = {"device_hash": device.encode() * 4, "network_hash": network.encode() * 4, "trace_period": PERIOD, **known}
    return Circumstances(**made)  # type: ignore[arg-type]


def filed(world: World) -> list[Dossier]:  # noqa: F811
    """Two over the counter, one declared help, one from the counter's machine, one from home."""
    desk, home = circumstances("desk", "office"), circumstances("home", "home", filling_seconds=1500, others_before=0)
    hidden = circumstances("desk", "office", filling_seconds=100, others_before=2, official_before=True)
    late = NOW + dt.timedelta(hours=3)
    own = world.submit("citizen", applicant={**APPLICANT, "phone": "0987654321"}, circumstances=home)
    made = [
        world.accepted(channel="counter", circumstances=desk),
        world.accepted(channel="counter", circumstances=desk),
        world.submit("reception", circumstances=circumstances("desk", "office", assisted=True)),
        world.accepted(circumstances=hidden),
        own,
    ]
    from motcua.dossiers.lifecycle import Action

    world.act(made[2], Action.ACCEPT, "reception", NOW, originals=[world.component])
    world.act(own, Action.ACCEPT, "reception", late, originals=[world.component])
    return made


def test_month_when_scored_then_counted_by_desk_read_from_facts_and_forgotten(
    world: World,  # noqa: F811
    clock: FrozenClock,
    root: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    *_, hidden, own = filed(world)
    clock.advance(dt.timedelta(hours=4))

    assert scoring.run(now=clock.now()) == 2
    assert scoring.run(now=clock.now()) == 2, "again is the same"

    scores = {row.dossier_id: row for row in GenuineScore.objects.all()}
    assert scores[hidden.pk].evidence < -3 < 2 < scores[own.pk].evidence
    assert scores[hidden.pk].signals[Signal.DESK_DEVICE] == "desk"
    assert scores[own.pk].signals[Signal.ACCEPTANCE] == "over_30"
    counts = Counter({row.band: row.dossiers for row in GenuineCount.objects.all()})
    assert (counts[DECLARED], counts.total(), {row.first_day.day for row in GenuineCount.objects.all()}) == (1, 3, {15})
    build(now=clock.now())
    with open_facts() as facts:
        found = rates(facts, [world.province.code, world.commune.code, world.division.code], MONTH)
    rate = found[world.province.code]
    assert (rate.received, rate.online, rate.own) == (5, 3, None), "too few to be published"
    assert found[world.commune.code] == rate
    assert world.division.code not in found
    assert Source.ESTIMATED in sources.registered()
    keys = [MeasureKey(name, None, CountsFor.RECEIVING) for name in MEASURES]
    forget()
    told = rates_module.values(keys, world.province.code, MONTH, None)
    assert set(told.values()) == {Absent.SUPPRESSED}
    odd = rates_module.values(keys, world.province.code, parse_code("2026-11-03..2026-11-20"), None)
    assert set(odd.values()) == {Absent.NO_DATA}
    edition = shipped()[-1]
    monkeypatch.setattr(rates_module, "edition_on", lambda day: replace(edition, least=1))
    forget()
    own_count, low, high = rates_module.values(keys, world.province.code, MONTH, None).values()
    assert 0 <= int(str(low)) <= int(str(own_count)) <= int(str(high)) <= 2, "the declared one is never own"
    clock.advance(dt.timedelta(days=200))
    emptied, gone = scoring.forget_old(now=clock.now())
    assert (emptied, gone) == (5, 0)
    context = SubmissionContext.objects.get(dossier=own)
    assert (context.device_hash, context.phone_digest, context.trace_period) == (None, None, "")
    clock.advance(dt.timedelta(days=250))
    assert scoring.forget_old(now=clock.now()) == (0, 2)
    assert GenuineCount.objects.count() > 0


def test_traces_when_the_month_changes_then_nothing_can_be_compared(settings: object) -> None:
    request = RequestFactory().get("/", headers={"user-agent": "x"})
    november, december = traces.device_hash(request, "2026-11"), traces.device_hash(request, "2026-12")
    phone = traces.contact_digests({"phone": "+84 912 345 678", "email": ""}, "2026-11")

    assert november != december
    assert phone == traces.contact_digests({"phone": "0912345678"}, "2026-11")
    assert (phone[1], len(phone[0] or b"")) == (None, 16)
    settings.TRACE_KEY = "another"  # type: ignore[attr-defined]
    assert traces.device_hash(request, "2026-11") != november


@pytest.mark.parametrize(
    ("code", "countable"),
    [("2026-11", True), ("2026-Q1", True), ("R2026-Q1", True), ("R2026", True), ("2026-01-02..2026-01-31", False)],
)
def test_period_when_made_of_half_months_then_countable(code: str, countable: bool) -> None:
    assert is_countable(parse_code(code)) is countable


def test_ratings_when_given_at_the_counters_machine_then_the_share_says_so() -> None:
    (edition,) = shipped()
    work = [replace(_at_desk(1000 + n), online=False, by_official=True) for n in range(9)]
    at_desk = [replace(_at_desk(n), others_before=2, at=NOW + dt.timedelta(minutes=n)) for n in range(60)]
    at_home = [
        replace(_at_desk(n), device=b"%d" % n, network=b"%d" % n, in_hours=False, others_before=0) for n in range(60)
    ]

    desk, home = rating_share(at_desk, work, edition), rating_share(at_home, work, edition)

    assert desk is not None
    assert home is not None
    assert desk.high < home.low
    assert rating_share(at_home[: edition.least - 1], work, edition) is None


def test_tickets_when_a_second_room_answers_then_refused() -> None:
    tickets.register(lambda applicants, first, last: {7: NOW})
    try:
        assert tickets.called([7], NOW, NOW) == {7: NOW}
        with pytest.raises(ValueError, match="already"):
            tickets.register(lambda applicants, first, last: {})
    finally:
        tickets.forget()
    assert tickets.called([7], NOW, NOW) == {}


def _at_desk(number: int) -> Filing:
    return Filing(number, NOW, 1, device=b"desk", network=b"office", in_hours=True, applicant=number)
