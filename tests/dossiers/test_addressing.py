"""Who gets a dossier, a step or a question, and who goes on seeing what was sent on."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection

from motcua.core.errors import DomainError
from motcua.core.remember import forget_everything
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.models import Dossier, Forwarding
from motcua.dossiers.permissions import decide_read, scope_read
from motcua.dossiers.selectors.lists import Filters, View, filtered
from motcua.organisation.models import Unit
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import load_actor
from tests.organisation.factories import BEGINNING, PostFactory, UnitFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .paths import HOUR, led_to
from .world import NOW, World

pytestmark = pytest.mark.django_db

SOON = NOW + dt.timedelta(days=1)


@pytest.fixture
def sent_on(world: World) -> Dossier:
    return led_to(world, State.FORWARDED)[0]


def listed(world: World, who: str, view: View) -> set[str]:
    rows = filtered(world.actors[who], Filters(view=view), now=NOW, soon=SOON)
    return {str(uid) for uid in rows.values_list("uid", flat=True)}


def test_desk_when_it_sent_a_dossier_on_then_follows_it_and_does_nothing_with_it(
    world: World, sent_on: Dossier
) -> None:
    assert sent_on.reception_unit_id == world.other_centre.pk
    world.act(sent_on, Action.ACCEPT, "other_reception", NOW + 2 * HOUR, originals=[world.component])

    assert decide_read(world.actors["reception"], sent_on).allowed
    assert listed(world, "reception", View.FORWARDED) == {str(sent_on.uid)}
    assert listed(world, "other_reception", View.FORWARDED) == set()
    with pytest.raises(DomainError) as caught:
        world.act(sent_on, Action.WITHDRAW, "reception", NOW + 3 * HOUR)
    assert caught.value.code == "unit_out_of_reach"


def test_reading_when_a_dossier_was_sent_on_then_list_and_door_agree_for_everybody(
    world: World, sent_on: Dossier
) -> None:
    for who, actor in world.actors.items():
        in_list = Dossier.objects.filter(scope_read(actor), pk=sent_on.pk).exists()
        assert in_list == decide_read(actor, sent_on).allowed, who
    assert not decide_read(world.actors["stranger"], sent_on).allowed


def test_desk_when_it_is_not_competent_either_then_asks_refuses_or_sends_back(world: World, sent_on: Dossier) -> None:
    world.act(sent_on, Action.TRANSFER, "other_reception", NOW + 2 * HOUR, to_unit=world.centre.code)
    sent_on.refresh_from_db()

    assert sent_on.reception_unit_id == world.centre.pk
    assert listed(world, "other_reception", View.FORWARDED) == {str(sent_on.uid)}
    ways = Forwarding.objects.filter(dossier=sent_on).order_by("seq").values_list("from_unit__code", "to_unit__code")
    assert list(ways) == [("TS-0101.MC", "TS-0102.MC"), ("TS-0102.MC", "TS-0101.MC")]


def test_dossier_when_sent_on_then_settled_by_whom_competence_names_there(world: World) -> None:
    """Art. 18.3: it goes to the authority that is competent, not back to the first one's division."""
    commune = Unit.objects.get(code="TS-0102")
    division = UnitFactory(code="TS-0102.VH", kind="division", parent=commune)
    rebuild_closure()
    forget_everything()

    dossier = led_to(world, State.FORWARDED)[0]
    world.act(dossier, Action.ACCEPT, "other_reception", NOW + 2 * HOUR, originals=[world.component])
    dossier.refresh_from_db()

    assert dossier.settling_unit_id == division.pk
    assert dossier.holder_unit_id == division.pk


def test_dossier_when_competence_does_not_lead_there_then_its_settling_unit_stays(
    world: World, sent_on: Dossier
) -> None:
    assert sent_on.settling_unit_id == world.division.pk


@pytest.mark.parametrize("target", ["TS-S05", "TS-0101.VH", "TS"])
def test_dossier_when_sent_to_a_unit_without_a_desk_then_refused(world: World, target: str) -> None:
    """Nobody there could ever receive it."""
    dossier = world.submit()

    with pytest.raises(DomainError) as caught:
        world.act(dossier, Action.TRANSFER, "reception", to_unit=target)

    assert caught.value.code == "unit_receives_nothing"


def test_past_forwardings_when_migrated_then_read_from_the_log(world: World, sent_on: Dossier) -> None:
    before = list(Forwarding.objects.values("dossier", "from_unit", "to_unit", "at", "seq"))
    Forwarding.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(import_module("motcua.dossiers.migrations.0004_forwarding").FROM_THE_LOG)

    assert list(Forwarding.objects.values("dossier", "from_unit", "to_unit", "at", "seq")) == before


def test_step_when_given_to_a_post_of_another_unit_then_refused(world: World) -> None:
    dossier = world.accepted()

    with pytest.raises(DomainError) as caught:
        world.act(dossier, Action.ASSIGN, "division_head", post=str(world.posts["stranger"].uid))

    assert caught.value.code == "post_of_another_unit"


def test_question_when_two_units_are_asked_then_each_answers_its_own(world: World) -> None:
    dossier, at = led_to(world, State.CONSULTING)
    asked_too = UnitFactory(code="TS-S06", kind="department", parent=world.province)
    post = PostFactory(unit=asked_too, role="settling_officer")
    user = UserFactory(username="consulted_too")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    rebuild_closure()
    world.act(dossier, Action.CONSULT, "settling", at, unit="TS-S06", question="ý kiến về môi trường")
    world.actors["consulted_too"] = load_actor(user.pk, at.date())
    dossier.refresh_from_db()
    questions = {one["unit"]: one["id"] for one in dossier.snapshot["consultations"]}
    others = questions[str(world.consulted.uid)]

    with pytest.raises(DomainError) as caught:
        world.act(dossier, Action.ANSWER_CONSULTATION, "consulted_too", at, consultation=others, answer="đồng ý")
    answer = world.act(dossier, Action.ANSWER_CONSULTATION, "consulted_too", at, answer="đồng ý")

    assert caught.value.code == "consultation_of_another"
    assert answer.body["state"] == "consulting", "the other question is still open"
    assert list(dossier.consultations.filter(answered_at=None).values_list("unit__code", flat=True)) == ["TS-S05"]
