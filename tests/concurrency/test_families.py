"""Parts that end at one instant, drains that run side by side, acts of people in between: the whole goes on once."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core import outbox
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.services.act import act
from motcua.dossiers.services.family import follow, watch_parts
from tests.core.parallel import at_once
from tests.dossiers.families import HOUR, LEAD, PARALLEL, Family, build_family, drain_families
from tests.dossiers.world import NOW, World

from .test_dossiers import sound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def land(world: World) -> Family:
    return build_family(world, bundle=PARALLEL, process=LEAD)


def _kinds(whole: Dossier) -> list[str]:
    return list(DossierEvent.objects.filter(dossier=whole).order_by("seq").values_list("kind", flat=True))


def _filed(land: Family) -> Dossier:
    """Through the outbox alone."""
    whole = land.filed()
    drain_families(NOW)
    whole.refresh_from_db()
    return whole


def _worked(land: Family, whole: Dossier, key: str, now: dt.datetime) -> Dossier:
    """A part with nothing left but its result."""
    part = land.part(whole, key)
    land.by(part, Action.COMPLETE_STEP, "division_head", now)
    land.by(part, Action.COMPLETE_STEP, "settling_officer", now)
    part.refresh_from_db()
    return part


def test_parts_when_they_end_at_the_same_instant_then_the_whole_goes_on_exactly_once(land: Family) -> None:
    whole = _filed(land)
    parts = [_worked(land, whole, key, NOW + HOUR) for key in ("home", "card")]
    later = NOW + 2 * HOUR

    def sign(part: Dossier) -> object:
        actor = land.actors[f"{part.settling_unit.code}:unit_head"]
        act(dossier=part.uid, action=Action.ISSUE_RESULT, data={}, actor=actor, now=later)
        return follow(whole.uid, now=later)

    at_once([lambda part=part: sign(part) for part in parts] + [lambda: follow(whole.uid, now=later)] * 4)
    at_once([lambda: drain_families(later)] * 4)
    drain_families(later)

    whole.refresh_from_db()
    assert whole.step == "work"
    assert _kinds(whole).count("child_ended") == 2
    assert _kinds(whole).count("step_completed") == 1
    sound(land.world)


def test_whole_when_followed_by_many_at_once_then_each_part_opens_once(land: Family) -> None:
    land.seen = lambda whole, now: whole  # type: ignore[method-assign]
    whole = land.filed()

    at_once([lambda: follow(whole.uid, now=NOW)] * 6 + [lambda: drain_families(NOW)] * 2)

    assert Dossier.objects.filter(parent=whole).count() == 2
    assert _kinds(whole).count("child_opened") == 2
    sound(land.world)


def test_whole_when_withdrawn_while_a_part_is_granted_then_both_are_told_and_nothing_is_lost(land: Family) -> None:
    whole = _filed(land)
    part = _worked(land, whole, "home", NOW + HOUR)
    signer, citizen = land.actors["TS-0101.VH:unit_head"], land.world.actors["citizen"]
    later = NOW + 2 * HOUR

    at_once(
        [
            lambda: act(dossier=part.uid, action=Action.ISSUE_RESULT, data={}, actor=signer, now=later),
            lambda: act(dossier=whole.uid, action=Action.WITHDRAW, data={}, actor=citizen, now=later),
            lambda: drain_families(later),
            lambda: drain_families(later),
        ]
    )
    for _again in range(3):
        drain_families(later)

    whole.refresh_from_db()
    assert whole.state == State.WITHDRAWN
    assert land.part(whole, "home").state == State.RESULT_READY
    assert land.part(whole, "card").state == State.WITHDRAWN
    assert land.parts(whole) == {"home": "granted", "card": "withdrawn"}
    assert outbox.failed() == []
    sound(land.world)


def test_late_part_when_watched_by_many_at_once_then_the_head_is_told_once(land: Family) -> None:
    whole = _filed(land)
    late = NOW + dt.timedelta(days=12)

    at_once([lambda: watch_parts(now=late)] * 6)

    assert _kinds(whole).count("child_overdue") == 2
    sound(land.world)
