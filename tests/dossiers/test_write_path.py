from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core.errors import Conflict, NotFound
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import DossierEvent
from motcua.dossiers.services.verify import verify

from .world import NOW, World, claim

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


def test_a_transition_costs_at_most_six_statements(world: World) -> None:
    dossier = world.accepted()
    from motcua.dossiers.services.act import act

    with CaptureQueriesContext(
        connection,
    ) as captured:
        act(
            dossier=dossier.uid,
            action=Action.COMPLETE_STEP,
            data={},
            actor=world.actors["division_head"],
            now=NOW,
            idempotency=claim("k1"),
        )

    statements = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(statements) <= 6, "\n".join(s[:150] for s in statements)
