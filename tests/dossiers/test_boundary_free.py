"""Receiving for another place (Decree 309/2026/ND-CP art. 8): the clock starts at the competent agency, the fee is
its."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Invalid, NotAllowed
from motcua.dossiers.lifecycle import Action, Flag, State
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import DossierFee, Forwarding
from motcua.dossiers.services.verify import verify_chains

from .world import NOW, World

LATER = NOW + dt.timedelta(days=1)


def test_dossier_when_received_elsewhere_then_goes_on_at_once_and_time_runs_from_the_competent_desk(
    world: World,
) -> None:
    dossier = world.submit("other_reception", channel="counter", desk=world.other_centre.code)

    assert dossier.state == State.FORWARDED
    assert Flag.BOUNDARY_FREE in dossier.flags
    assert (dossier.reception_unit, dossier.settling_unit) == (world.centre, world.division)
    assert dossier.accepted_at is None
    assert Forwarding.objects.filter(dossier=dossier, from_unit=world.other_centre, to_unit=world.centre).exists()
    assert DossierFee.objects.get(dossier=dossier).payee == world.commune

    world.act(dossier, Action.ACCEPT, "reception", LATER, originals=[world.component])
    dossier.refresh_from_db()
    assert dossier.accepted_at == LATER
    assert verify_chains().ok
    assert differences(dossier) == []


def test_desk_when_it_is_the_competent_one_then_receives_as_ever(world: World) -> None:
    dossier = world.submit("reception", channel="counter", desk=world.centre.code)

    assert dossier.state == State.SUBMITTED
    assert Flag.BOUNDARY_FREE not in dossier.flags


def test_desk_when_it_is_not_ones_own_or_receives_nothing_then_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.submit("reception", channel="counter", desk=world.other_centre.code)
    with pytest.raises(NotAllowed):
        world.submit("citizen", desk=world.other_centre.code)
    with pytest.raises(Invalid, match="unit_receives_nothing"):
        world.submit("other_reception", channel="counter", desk=world.division.code)
    with pytest.raises(Invalid, match="unit_unknown"):
        world.submit("other_reception", channel="counter", desk="TS-9999")
