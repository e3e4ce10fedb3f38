"""``decide`` and ``scope`` say the same, for every actor and every thing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import FieldError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.core.errors import NotAllowed
from motcua.organisation.models import ServiceArea, Unit
from motcua.organisation.services.closure import rebuild_closure
from motcua.people import grants_file
from motcua.people.actors import EVERYWHERE, NOWHERE, SYSTEM, Actor, ActorKind, Reach, load_actor
from motcua.people.permissions import SCOPES, decide, holds, require, require_scope, scope
from tests.organisation.factories import PostFactory, ServiceAreaFactory, UnitFactory

from .factories import AssignmentFactory

TODAY = dt.date(2026, 11, 23)
VERB = "dossier.read"


def actor_with(reach: Reach, scopes: frozenset[str] | None = None) -> Actor:
    return Actor(kind=ActorKind.OFFICIAL, user_id=1, uid=None, name="x", reach={VERB: reach}, scopes=scopes)


def test_decide_when_the_verb_is_not_granted_then_that_code() -> None:
    decision = decide(actor_with(NOWHERE), VERB, [1])

    assert (decision.allowed, decision.code) == (False, "verb_not_granted")
    assert not decision


def test_decide_when_granted_elsewhere_then_out_of_reach() -> None:
    assert decide(actor_with(Reach(units=frozenset({2}))), VERB, [1]).code == "unit_out_of_reach"


def test_decide_when_any_unit_of_the_thing_is_reached_then_allowed() -> None:
    assert decide(actor_with(Reach(units=frozenset({2}))), VERB, [1, 2, None]).code == "allowed"


@pytest.mark.parametrize(("reach", "allowed"), [(EVERYWHERE, True), (Reach(units=frozenset({2})), False)])
def test_decide_when_the_thing_has_no_unit_then_only_from_everywhere(reach: Reach, *, allowed: bool) -> None:
    assert decide(actor_with(reach), VERB, []).allowed is allowed
    assert decide(actor_with(reach), VERB, [None]).allowed is allowed


def test_decide_when_the_system_acts_then_always_allowed() -> None:
    assert decide(SYSTEM, "whatever", [7]).allowed
    assert holds(SYSTEM, "whatever")


def test_require_when_refused_then_raises_with_the_code() -> None:
    with pytest.raises(NotAllowed, match="verb_not_granted") as caught:
        require(actor_with(NOWHERE), VERB, [1])

    assert caught.value.params == {"verb": VERB}


def test_scope_when_no_column_is_named_then_a_programming_error() -> None:
    with pytest.raises(ValueError, match="columns"):
        scope(actor_with(EVERYWHERE), VERB)


def test_holds_when_anywhere_then_true() -> None:
    assert holds(actor_with(Reach(units=frozenset({5}))), VERB)
    assert not holds(actor_with(NOWHERE), VERB)
    assert not holds(actor_with(EVERYWHERE), "dossier.sign")


def test_require_scope_when_a_token_lacks_it_then_refused_but_a_person_is_not_bound() -> None:
    token = actor_with(EVERYWHERE, scopes=frozenset({"dossiers:read"}))

    require_scope(token, "dossiers:read")
    require_scope(actor_with(EVERYWHERE), "dossiers:act")
    with pytest.raises(NotAllowed, match="scope_missing"):
        require_scope(token, "dossiers:act")
    with pytest.raises(ValueError, match="not a scope"):
        require_scope(token, "dossiers:everything")
    assert len(SCOPES) == 8


# ---- decide == scope


def two_unit_rows(units: list[Unit]) -> None:
    """Rows with two unit columns: every pair of units."""
    for number, unit in enumerate(units):
        for other, area in enumerate(units):
            ServiceAreaFactory(unit=unit, area=area, kind=f"k{number}-{other}")


def allowed_by_decide(actor: Actor, verb: str) -> set[int]:
    rows = ServiceArea.objects.values_list("pk", "unit_id", "area_id")
    return {pk for pk, unit, area in rows if decide(actor, verb, [unit, area])}


def allowed_by_scope(actor: Actor, verb: str) -> set[int]:
    return set(ServiceArea.objects.filter(scope(actor, verb, "unit", "area_id")).values_list("pk", flat=True))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(everywhere=st.booleans(), chosen=st.sets(st.integers(0, 5)))
def test_decide_and_scope_when_any_reach_then_they_agree(db: None, *, everywhere: bool, chosen: set[int]) -> None:
    units = list(Unit.objects.order_by("pk")) or UnitFactory.create_batch(4)
    if not ServiceArea.objects.exists():
        two_unit_rows(units)
    ids = [unit.pk for unit in units]
    reach = Reach(everywhere=everywhere, units=frozenset([*ids, -1, -2][index] for index in chosen))
    actor = actor_with(reach)

    assert allowed_by_scope(actor, VERB) == allowed_by_decide(actor, VERB)


@pytest.mark.django_db
def test_decide_and_scope_when_every_shipped_role_stands_everywhere_then_they_agree() -> None:
    top = UnitFactory(code="AS", province=True)
    department = UnitFactory(code="AS.S01", parent=top)
    division = UnitFactory(code="AS.S01.P1", kind="division", parent=department)
    commune = UnitFactory(code="AS-0101", commune=True, parent=top)
    centre = UnitFactory(code="AS-0101.MC", centre=True, parent=commune)
    units = [top, department, division, commune, centre]
    two_unit_rows(units)
    rebuild_closure()

    for role in grants_file.shipped().roles:
        for unit in units:
            post = PostFactory(unit=unit, role=role.code)
            actor = load_actor(AssignmentFactory(post=post).user_id, TODAY)
            for verb in {verb for verb, _ in role.grants} | {"dossier.unheard_of"}:
                assert allowed_by_scope(actor, verb) == allowed_by_decide(actor, verb), (role.code, unit.code, verb)
            assert set(actor.reach) == {verb for verb, _ in role.grants}


@pytest.mark.django_db
def test_scope_when_a_column_is_misspelt_then_it_is_loud() -> None:
    with pytest.raises(FieldError):
        list(ServiceArea.objects.filter(scope(actor_with(Reach(units=frozenset({1}))), VERB, "unti")))
