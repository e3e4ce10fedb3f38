"""Petitions that are published, with pins, answers and verdicts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from motcua.petitions.lifecycle import Point, State
from motcua.petitions.models import Petition, PetitionClock, PetitionRating, Publication
from motcua.petitions.points.services import refresh_point
from tests.organisation.test_places import feature, take
from tests.petitions.world import NOW, sent

AT = Point(18.210012, 105.210034)
TITLE, QUESTION, ANSWER = "Ổ gà trước cổng trường", "Có ổ gà sâu, [đã che] suýt ngã.", "Đã vá xong ngày 20/11."


def shaped() -> None:
    """The communes of the small province on the map."""
    west = ((105.0, 18.0), (105.5, 18.0), (105.5, 18.5), (105.0, 18.5), (105.0, 18.0))
    east = ((105.5, 18.0), (106.0, 18.0), (106.0, 18.5), (105.5, 18.5), (105.5, 18.0))
    take(feature("T-01", west, fictitious=True), feature("T-02", east, fictitious=True))


def published(*, at: Point = AT, now: dt.datetime = NOW, **changes: Any) -> Petition:
    """One as it stands when a person has published it."""
    words = {name: changes.pop(name) for name in ("title", "question", "answer") if name in changes}
    petition = sent(point=at, now=now, **changes)
    texts = {"title": TITLE, "question": QUESTION, "answer": ANSWER, **words}
    Publication.objects.create(petition=petition, published_at=now, **texts)
    Petition.objects.filter(pk=petition.pk).update(published_at=now)
    refresh_point(petition.uid, now=now)
    petition.refresh_from_db()
    return petition


def answered(petition: Petition, unit: Any, *, late: bool = False, score: int | None = None) -> None:
    """The clock of the unit that answered it, two days after it began, and the sender's verdict."""
    begun = petition.submitted_at
    due = begun + dt.timedelta(days=1 if late else 5)
    Petition.objects.filter(pk=petition.pk).update(owner_unit=unit)
    PetitionClock.objects.create(
        petition=petition, step="handle", run_no=9, amount=15, unit="working_day", calendar="as-settlement",
        calendar_revision=1, started_at=begun, due_at=due, ended_at=begun + dt.timedelta(days=2), outcome="done",
    )  # fmt: skip
    if score is not None:
        PetitionRating.objects.create(petition=petition, round_no=9, score=score, at=begun + dt.timedelta(days=3))


__all__ = ["ANSWER", "AT", "QUESTION", "TITLE", "State", "answered", "published", "shaped"]
