"""Every state x act x person: who is offered what, and that doing it agrees with the offer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.dossiers.answers import dossier_answer
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.lifecycle.decide import DECIDERS
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import decide_act, decide_read, scope_read
from tests.dossiers.paths import PATHS, data_for, led_to
from tests.dossiers.world import World

from .may import MAY

pytestmark = pytest.mark.django_db

STATES = [*PATHS, State.RESULT_READY, State.RETURNED]


def offered_to(world: World, dossier: Dossier, who: str, at: dt.datetime) -> str:
    actions = dossier_answer(dossier, thaw(dossier.snapshot), world.actors[who], at)["actions"]
    assert isinstance(actions, list)
    return " ".join(str(action) for action in actions)


def test_offers_when_looked_at_by_everybody_then_as_stated(world: World) -> None:
    dossiers = {state: led_to(world, state) for state in STATES}

    found = {who: {str(s): offered_to(world, dossiers[s][0], who, dossiers[s][1]) for s in STATES} for who in MAY}

    assert set(STATES) == set(State)
    assert set(MAY) == set(world.actors)
    assert found == {who: {str(state): MAY[who].get(str(state), "unstated") for state in STATES} for who in found}


DATA_REFUSED = {"already_consulted", "already_stopped"}
"""Refusals of the sample's own data, which other data would not meet."""


@pytest.mark.parametrize("channel", ["online", "counter"])
def test_acts_when_tried_by_everybody_then_done_exactly_where_they_were_offered(world: World, channel: str) -> None:
    wrong: list[tuple[str, str, str, str]] = []
    for state in STATES:
        dossier, at = led_to(world, state, channel=channel)
        for who, actor in world.actors.items():
            offered = offered_to(world, dossier, who, at).split()
            readable = decide_read(actor, dossier).allowed
            for action in DECIDERS:
                got = _try(world, dossier, action, who, at, data_for(state, action)(world))
                may = decide_act(actor, action, dossier, thaw(dossier.snapshot)).allowed
                right = (
                    got in {"done", *DATA_REFUSED}
                    if action in offered
                    else got == ("NotAllowed" if readable else "NotFound")
                    if not may
                    else got not in {"done", "NotAllowed", "NotFound"}
                )
                if not right:
                    wrong.append((str(state), str(action), who, got))

    assert wrong == []


def _try(world: World, dossier: Dossier, action: Action, who: str, at: object, data: dict[str, object]) -> str:
    try:
        with transaction.atomic():
            world.act(dossier, action, who, at, **data)  # type: ignore[arg-type]
            transaction.set_rollback(True)
    except (NotAllowed, NotFound) as error:
        return type(error).__name__
    except DomainError as error:
        return error.code
    return "done"


def test_stop_when_made_at_the_desk_then_the_desk_lifts_it(world: World) -> None:
    dossier, at = led_to(world, State.SUPPLEMENT_AT_RECEPTION)
    world.act(dossier, Action.STOP, "reception", at, reason="mất điện")

    answer = world.act(dossier, Action.RESUME, "reception", at)

    assert answer.body["state"] == "submitted"


def test_lists_when_read_by_everybody_then_exactly_what_each_may_open(world: World) -> None:
    for state in STATES:
        led_to(world, state)
    for channel in ("counter", "post"):
        world.ready(channel=channel)
    world.submit("other_citizen")
    dossiers = list(Dossier.objects.order_by("id"))

    for who, actor in world.actors.items():
        listed = set(Dossier.objects.filter(scope_read(actor)).values_list("pk", flat=True))
        assert listed == {dossier.pk for dossier in dossiers if decide_read(actor, dossier).allowed}, who
    assert Dossier.objects.filter(scope_read(world.actors["consulted"])).exists()
    assert not Dossier.objects.filter(scope_read(world.actors["stranger"])).exists()
