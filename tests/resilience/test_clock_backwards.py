"""The clock of the machine goes backwards by hours and days between acts: order, codes and dates stay sane."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from motcua.core.clock import FrozenClock
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import ClockRun, Dossier, DossierEvent
from motcua.dossiers.services.verify import verify
from tests.api.caller import Caller
from tests.dossiers.world import LIFE, NOW, World, claim

pytestmark = pytest.mark.django_db

BACK = [dt.timedelta(seconds=1), dt.timedelta(hours=5), dt.timedelta(days=3), dt.timedelta(days=400)]


@pytest.mark.parametrize("step", BACK, ids=str)
def test_life_when_the_clock_goes_back_before_every_act_then_events_stay_in_order_and_dates_sane(
    world: World, clock: FrozenClock, step: dt.timedelta
) -> None:
    dossier = world.submit(now=clock.now())
    for action, who in ((Action.ACCEPT, "reception"), *LIFE):
        clock.set(clock.now() - step)
        data = {"originals": [world.component]} if action is Action.ACCEPT else {}
        world.act(dossier, action, who, clock.now(), **data)
    dossier.refresh_from_db()

    events = list(DossierEvent.objects.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    pairs = list(itertools.pairwise(events))
    assert all(one.recorded_at < two.recorded_at for one, two in pairs)
    assert all(one.occurred_at <= two.occurred_at for one, two in pairs)
    assert all(run.ended_at is None or run.ended_at >= run.started_at for run in ClockRun.objects.all())
    assert dossier.state == "returned"
    assert verify().findings == []
    assert not differences(dossier)


@pytest.mark.parametrize("step", BACK, ids=str)
def test_promise_when_the_clock_goes_back_before_the_acceptance_then_it_counts_from_the_submission(
    world: World, clock: FrozenClock, step: dt.timedelta
) -> None:
    first, second = world.submit(), world.submit()
    plain = world.act(first, Action.ACCEPT, "reception", originals=[world.component]).body["due_at"]
    clock.set(NOW - step)
    late = world.act(second, Action.ACCEPT, "reception", clock.now(), originals=[world.component]).body["due_at"]

    assert late == plain
    assert dt.datetime.fromisoformat(str(late)) > NOW


def test_codes_when_days_come_again_then_each_is_given_once(world: World, clock: FrozenClock) -> None:
    days = [0, 1, 0, -1, 1, 0, -1]
    for day in days:
        clock.set(NOW + dt.timedelta(days=day))
        world.accepted(clock.now())

    codes = list(Dossier.objects.values_list("code", flat=True))
    receipts = list(Dossier.objects.values_list("receipt_no", flat=True))
    assert len(set(codes)) == len(set(receipts)) == len(days)
    for day in set(days):
        date = f"{NOW + dt.timedelta(days=day):%y%m%d}"
        numbers = sorted(int(str(code)[-4:]) for code in codes if f"-{date}-" in str(code))
        assert numbers == list(range(1, days.count(day) + 1))


def test_key_when_sent_again_after_the_clock_went_back_then_the_first_answer(world: World, clock: FrozenClock) -> None:
    first = world.submit(idempotency=claim("k"))
    clock.set(NOW - dt.timedelta(days=1))
    again = world.submit(now=clock.now(), idempotency=claim("k"))

    assert first.pk == again.pk
    assert Dossier.objects.count() == 1


def test_tracking_when_the_clock_went_back_then_it_neither_locks_out_nor_opens(
    call: Caller, clock: FrozenClock
) -> None:
    for _ in range(100):
        last = call.get("/track/H99.0101.1-261123-0001", None)
    assert last.status_code == 429

    clock.set(NOW - dt.timedelta(hours=5))
    answers = [call.get("/track/H99.0101.1-261123-0001", None).status_code for _ in range(100)]

    assert set(answers) <= {404, 429}
    assert answers[-1] == 429
    clock.set(NOW + dt.timedelta(hours=5))
    assert call.get("/track/H99.0101.1-261123-0001", None).status_code == 404
