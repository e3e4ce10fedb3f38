from __future__ import annotations

import pytest

from motcua.core.errors import Conflict, NotFound
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import DossierEvent
from motcua.dossiers.services.verify import verify

from .world import World

pytestmark = pytest.mark.django_db


def test_a_whole_life_ends_returned_with_a_chain_that_verifies(world: World) -> None:
    dossier = world.returned()

    assert dossier.state == "returned"
    assert dossier.code
    assert dossier.closed
    assert DossierEvent.objects.filter(dossier=dossier).count() == dossier.seq
    report = verify()
    assert report.findings == []
    assert report.events == dossier.seq


def test_acceptance_without_the_papers_is_refused_with_the_list(world: World) -> None:
    dossier = world.submit()
    with pytest.raises(Conflict) as refused:
        world.act(dossier, Action.ACCEPT, "reception")
    assert refused.value.code == "components_missing"
    assert refused.value.params["components"] == [world.component]


def test_a_stranger_is_not_told_that_a_dossier_exists(world: World) -> None:
    dossier = world.submit()
    with pytest.raises(NotFound):
        world.act(dossier, Action.ACCEPT, "stranger")
