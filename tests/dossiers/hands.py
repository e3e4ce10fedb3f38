"""Dossiers in the hands of the officers of the division."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.people.actors import load_actor
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .world import NOW, World


def given(world: World, at: dt.datetime = NOW) -> Dossier:
    """In the hands of the settling officer."""
    dossier = world.accepted(at)
    world.act(dossier, Action.ASSIGN, "division_head", at, post=str(world.posts["settling"].uid))
    dossier.refresh_from_db()
    return dossier


def officer(world: World, name: str) -> str:
    """One more settling officer of the division; gives the name back."""
    post = PostFactory(unit=world.division, role="settling_officer", title=f"Vị trí {name}")
    user = UserFactory(username=name, full_name=f"Cán bộ {name}")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    world.posts[name], world.users[name] = post, user
    world.actors[name] = load_actor(user.pk, legal_date(NOW))
    return name
