"""The first rows of a list are taken from its piles, each in the order of an index, and are those of the whole list."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.list_choices import counts
from motcua.dossiers.selectors.lists import Filters, View, after, before, filtered, in_piles, nearest

from .world import NOW, World

pytestmark = pytest.mark.django_db

SOON = NOW + dt.timedelta(days=1)
LATER = NOW + dt.timedelta(days=400)


def mixed(world: World) -> None:
    """Of six dossiers three lie with the post and three with its role; one of each waits for the applicant."""
    for number in range(6):
        at = NOW + dt.timedelta(minutes=number)
        dossier = world.accepted(at)
        world.act(dossier, Action.ASSIGN, "division_head", at, post=str(world.posts["settling"].uid))
    odd = Dossier.objects.order_by("pk").values_list("pk", flat=True)[1::2]
    Dossier.objects.filter(pk__in=list(odd)).update(holder_kind="unit", holder_post=None)
    waiting = Dossier.objects.order_by("pk").values_list("pk", flat=True)[:2]
    Dossier.objects.filter(pk__in=list(waiting)).update(state="supplement_at_settlement")


@pytest.mark.parametrize("now", [NOW, LATER])
@pytest.mark.parametrize("view", [View.MINE, View.LATE, View.SOON, View.WAITING, View.UNIT, View.DONE])
def test_first_rows_when_taken_from_piles_then_those_of_the_whole_list(
    world: World, view: View, now: dt.datetime
) -> None:
    mixed(world)
    actor, filters = world.actors["settling"], Filters(view=view)
    whole = list(filtered(actor, filters, now=now, soon=SOON))
    piles = in_piles(actor, filters, now=now, soon=SOON)

    for most in (1, 4, 20):
        assert nearest(piles, most, NOW.date()) == whole[:most]
    assert counts(actor, filters, now=now, soon=SOON).total == len(whole)


def test_pages_when_walked_through_piles_then_each_dossier_once_and_back_again(world: World) -> None:
    mixed(world)
    actor = world.actors["settling"]
    whole = list(filtered(actor, Filters(), now=NOW, soon=SOON))
    piles = in_piles(actor, Filters(), now=NOW, soon=SOON)
    assert len(piles) == 2
    assert len(whole) == 6

    third = whole[2]
    rest = [after(pile, next_at=third.next_at, key=third.pk) for pile in piles]
    ahead = [before(pile, next_at=third.next_at, key=third.pk) for pile in piles]

    assert nearest(rest, 20, NOW.date()) == whole[3:]
    assert nearest(ahead, 20, NOW.date()) == whole[:2][::-1]


def test_list_of_somebody_without_a_post_then_empty(world: World) -> None:
    actor = world.actors["citizen"]

    assert nearest(in_piles(actor, Filters(), now=NOW, soon=SOON), 20, NOW.date()) == []
    assert counts(actor, Filters(), now=NOW, soon=SOON).total == 0
