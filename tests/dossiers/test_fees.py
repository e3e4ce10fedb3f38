"""Fees taken at the desk, and those that may go back."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, Invalid
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import DossierEvent, DossierFee
from motcua.dossiers.services.fees import record_payment, settle_refund

from .hands import given
from .world import NOW, World

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def test_fee_when_taken_then_is_an_event_and_the_obligation_stays(world: World) -> None:
    dossier = given(world)
    world.act(dossier, Action.PAUSE_FOR_PAYMENT, "settling", NOW, amount=5_000_000)

    taken = [record_payment(dossier.uid, how="cash", actor=world.actors["reception"], now=NOW + HOUR) for _ in range(2)]

    owed = DossierFee.objects.get(dossier=dossier, key="financial_obligation")
    assert taken == [1, 0]
    assert owed.paid_at is None
    assert DossierEvent.objects.filter(dossier=dossier, kind="fee_recorded").count() == 1
    with pytest.raises(Invalid, match="obligation_is_confirmed"):
        record_payment(dossier.uid, how="cash", actor=world.actors["reception"], now=NOW, keys=["financial_obligation"])
    dossier.refresh_from_db()
    assert differences(dossier) == []


def test_withdrawal_when_a_fee_was_paid_then_somebody_checks_whether_it_goes_back(world: World) -> None:
    dossier = given(world)
    record_payment(dossier.uid, how="cash", actor=world.actors["reception"], now=NOW)
    free = given(world)
    for one in (dossier, free):
        world.act(one, Action.WITHDRAW, "citizen", NOW + HOUR)

    fee = DossierFee.objects.get(dossier=dossier)
    assert (fee.refund, DossierFee.objects.get(dossier=free).refund) == ("check", "")
    say = {"actor": world.actors["reception"], "now": NOW + 2 * HOUR}
    settle_refund(dossier.uid, fee.key, answer="repaid", reason="Chưa giải quyết", **say)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="refund_settled"):
        settle_refund(dossier.uid, fee.key, answer="kept", reason="x", **say)  # type: ignore[arg-type]
