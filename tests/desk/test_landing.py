"""Where officials come to after signing in."""

from __future__ import annotations

import pytest
from django.utils import translation

from motcua.core.clock import FrozenClock, legal_date
from motcua.desk.landing import landing
from motcua.dossiers.lifecycle import Action
from motcua.people.actors import Actor, load_actor
from tests.dossiers.world import World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory


def someone(world: World, role: str, clock: FrozenClock) -> Actor:
    """Somebody of the role in the settling unit who holds no dossier."""
    post = PostFactory(unit=world.posts["settling"].unit, role=role)
    user = AssignmentFactory(user=UserFactory(), post=post, valid_from=BEGINNING).user
    return load_actor(user.pk, legal_date(clock.now()))


def test_landing_when_a_page_was_asked_for_then_that_page(world: World) -> None:
    assert landing(world.actors["settling"], "/desk/tim/?q=a") == "/desk/tim/?q=a"


def test_landing_when_work_waits_then_the_own_list(world: World) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))

    assert landing(world.actors["settling"], "") == "/desk/"
    with translation.override("en"):
        assert landing(world.actors["settling"], "/en/desk/") == "/en/desk/"


def test_landing_when_the_post_holds_nothing_then_the_list_of_the_unit(world: World, clock: FrozenClock) -> None:
    world.accepted()

    assert landing(someone(world, "clerk", clock), "/desk/") == "/desk/?view=unit"


@pytest.mark.parametrize(
    ("role", "page"),
    [("control_officer", "/desk/thu-tuc/"), ("operator", "/desk/tai-khoan/phien/"), ("clerk", "/desk/")],
)
def test_landing_when_there_are_no_dossiers_then_what_the_post_is_for(
    world: World, clock: FrozenClock, role: str, page: str
) -> None:
    assert landing(someone(world, role, clock), "") == page
