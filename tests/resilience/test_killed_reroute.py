"""The job that brings dossiers to their new units killed with -9, again and again: it goes on, nothing moves twice, and
at no moment is an open dossier without a holder."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Count

from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Dossier, DossierEvent, Reroute
from motcua.dossiers.models.reroute import RerouteState
from motcua.dossiers.services.verify import verify
from motcua.organisation.models import Unit
from tests.dossiers.reorganised import MERGER, enacted
from tests.dossiers.world import World

from .servers import Program

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

DOSSIERS, KILLS, PATIENCE_SECONDS = 240, 3, 180


def moved() -> int:
    return DossierEvent.objects.filter(kind="dossier_rerouted").count()


def without_holder() -> int:
    return Dossier.objects.filter(closed=False, holder_unit=None).count()


def test_job_when_killed_in_the_middle_then_it_goes_on_and_every_dossier_moves_once(
    live_world: World, tmp_path: Path
) -> None:
    with transaction.atomic():
        for _ in range(DOSSIERS):
            live_world.accepted()
        enacted(MERGER)
    job = Reroute.objects.get()
    looks: list[int] = []
    seen: list[int] = []

    with Program(("organisation", "reorganise", "--resume"), tmp_path) as program:
        for kill in range(KILLS):
            wanted = (kill + 1) * DOSSIERS // (KILLS + 2)
            program.start()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while moved() < wanted:
                looks.append(without_holder())
                assert time.monotonic() < deadline
            program.kill()
            seen.append(moved())
        program.start()
        assert program.process is not None
        assert program.process.wait(PATIENCE_SECONDS) == 0, program.log.read_text(errors="replace")[-3000:]

    job.refresh_from_db()
    twice = DossierEvent.objects.filter(kind="dossier_rerouted").values("dossier").annotate(n=Count("pk"))
    new = set(Unit.objects.filter(code__startswith="TS-0201", valid_to=None).values_list("pk", flat=True))
    assert all(count < DOSSIERS for count in seen)
    assert (job.state, job.failed, moved()) == (RerouteState.DONE, 0, DOSSIERS)
    assert {row["n"] for row in twice.order_by("dossier")} == {1}
    assert job.moved == DOSSIERS
    assert set(Dossier.objects.values_list("holder_unit", flat=True)) <= new
    assert looks
    assert max(looks) == 0
    some = list(Dossier.objects.order_by("pk"))[::40]
    assert [differences(dossier) for dossier in some] == [[]] * len(some)
    assert verify().findings == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone()[0] == 0
