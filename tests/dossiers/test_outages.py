"""Another calendar for a unit, and outages whose time is given back."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Invalid, NotAllowed
from motcua.core.models import OutboxMessage
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import ClockPause, ClockRun
from motcua.dossiers.services.outages import apply_outage, declare, end
from motcua.dossiers.services.replan import replan_moved_units
from motcua.organisation.services.structure import set_calendar
from motcua.people.actors import SYSTEM, load_actor
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .hands import given
from .paths import led_to
from .world import NOW, World

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def test_unit_when_it_gets_another_calendar_then_its_open_dossiers_follow_by_events(world: World) -> None:
    dossier = given(world)
    other = world.accepted()
    world.act(other, Action.WITHDRAW, "citizen", NOW)
    set_calendar(
        world.division, "settlement", "as-reception", actor=SYSTEM, now=NOW, valid_from=legal_date(NOW), source="QĐ 1"
    )
    from motcua.core.remember import forget_everything

    forget_everything()

    moved = [replan_moved_units(now=NOW + HOUR), replan_moved_units(now=NOW + HOUR)]

    dossier.refresh_from_db()
    assert moved == [1, 0]
    assert set(ClockRun.objects.filter(dossier=dossier, ended_at=None).values_list("calendar", flat=True)) == {
        "as-reception"
    }
    assert {clock.calendar for clock in thaw(dossier.snapshot).clocks} == {"as-reception"}
    assert differences(dossier) == []
    assert OutboxMessage.objects.filter(topic="organisation", kind="calendar_set").count() == 1


@pytest.mark.parametrize("state", [State.PROCESSING, State.CONSULTING, State.STOPPED, State.SUBMITTED])
def test_outage_when_over_then_open_dossiers_get_the_time_back_once(world: World, state: State) -> None:
    dossier, at = led_to(world, state)
    before, next_before = dossier.statutory_due_at, dossier.next_at
    world.actors["chair"] = _chair(world)
    outage = declare(
        world.province,
        began_at=at - HOUR,
        system="Cổng dịch vụ công",
        reason="Mất điện",
        planned=False,
        actor=world.actors["chair"],
        now=at + HOUR,
    )
    end(outage.uid, ended_at=at + 3 * HOUR, actor=world.actors["chair"], now=at + 4 * HOUR)

    moved = [apply_outage(outage.uid, now=at + 4 * HOUR), apply_outage(outage.uid, now=at + 4 * HOUR)]

    dossier.refresh_from_db()
    outage.refresh_from_db()
    assert differences(dossier) == []
    if state is State.STOPPED:  # its time stood still anyway
        assert (moved, dossier.statutory_due_at) == ([0, 0], before)
        return
    assert (moved, outage.moved) == ([1, 0], 1)
    assert ClockPause.objects.filter(run__dossier=dossier, kind="outage").exists()
    assert dossier.next_at is not None
    assert next_before is not None
    assert dossier.next_at > next_before
    if before is not None:
        assert dossier.statutory_due_at is not None
        assert dossier.statutory_due_at > before


def _chair(world: World) -> object:
    post = PostFactory(unit=world.province, role="province_leader", title="Chủ tịch")
    user = UserFactory(username="chair", full_name="Chủ tịch")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    return load_actor(user.pk, legal_date(NOW))


def test_outage_when_planned_too_late_or_by_anybody_then_refused(world: World) -> None:
    chair = _chair(world)
    base = {"system": "Cổng", "reason": "Nâng cấp", "now": NOW}
    with pytest.raises(Invalid, match="outage_notice_short"):
        declare(world.province, began_at=NOW + 5 * DAY, planned=True, actor=chair, **base)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="date_in_the_future"):
        declare(world.province, began_at=NOW + HOUR, planned=False, actor=chair, **base)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        declare(world.province, began_at=NOW, planned=False, actor=world.actors["head"], **base)  # type: ignore[arg-type]
    declare(world.province, began_at=NOW + 20 * DAY, planned=True, actor=chair, **base)  # type: ignore[arg-type]
