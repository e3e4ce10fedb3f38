from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from motcua.dossiers.log.locking import locked_row
from motcua.dossiers.models import Dossier

from .world import World

pytestmark = pytest.mark.django_db


def test_the_locked_row_equals_the_orms(world: World) -> None:
    dossier = world.accepted()

    found = locked_row(dossier.uid)

    oracle = Dossier.objects.select_for_update(of=("self",)).get(uid=dossier.uid)
    assert found is not None
    for field in Dossier._meta.concrete_fields:
        mine, theirs = getattr(found, field.attname), getattr(oracle, field.attname)
        if isinstance(mine, memoryview | bytes):
            mine, theirs = bytes(mine), bytes(theirs)
        assert mine == theirs, field.attname


def test_an_unknown_dossier_locks_nothing(world: World) -> None:
    assert locked_row(uuid.uuid4()) is None


@pytest.mark.django_db(transaction=True)
def test_locking_outside_a_transaction_is_refused() -> None:
    assert not transaction.get_connection().in_atomic_block
    with pytest.raises(RuntimeError):
        locked_row(uuid.uuid4())
