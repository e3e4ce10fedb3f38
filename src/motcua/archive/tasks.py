"""Long work of the room."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from motcua.archive.packing import pack, shelf_of
from motcua.core import clock, jobs
from motcua.organisation.models import Unit
from motcua.people.actors import load_actor


@app.task(queue="long", retry=5)
def pack_shelf(job: str, unit: int, year: int, user: int) -> None:
    """Pack what an agency closed in a year, in the name of whoever asked for it; goes on where a killed worker
    stopped."""
    found, today = Unit.objects.get(pk=unit), clock.legal_date(clock.now())
    with jobs.running(UUID(job)) as report:
        actor = load_actor(user, today)
        shelf = shelf_of(found, year, today)
        pack(shelf, place=f"Lưu trữ {found.name}"[:300], actor=actor, clock=clock.now, report=report)
