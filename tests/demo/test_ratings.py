"""Ratings of the demo: by the real service, once."""

from __future__ import annotations

import pytest

from motcua.core.clock import FrozenClock
from motcua.demo.ratings import load_ratings
from motcua.ratings.models import Poster, Rating
from tests.dossiers.world import NOW, build
from tests.ratings.given import DAY, more_posts

pytestmark = pytest.mark.django_db


def test_ratings_of_the_demo_are_given_once_and_let_out(clock: FrozenClock) -> None:
    world = more_posts(build())
    for _ in range(30):
        world.returned()

    load_ratings(now=NOW + 2 * DAY)
    load_ratings(now=NOW + 2 * DAY)

    found = Rating.objects.count()
    assert 5 <= found <= 20
    assert Poster.objects.count() == 2
    assert set(Rating.objects.values_list("unit", flat=True)) == {world.centre.pk}
