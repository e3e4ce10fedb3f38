"""What the words of a report suggest: categories, a legal track of its own, reports that tell of the same. Suggestions
only; where the suggesting room knows nothing, the person chooses from the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from motcua.core.clock import legal_date
from motcua.petitions import selectors
from motcua.petitions.lifecycle import Point, Track
from motcua.petitions.models import Petition
from motcua.petitions.suggesting.features import words_of
from motcua.petitions.suggesting.rules import Words, shipped

MOST_CATEGORIES = 4
MOST_ALIKE = 5
_ENOUGH = 1.0


@dataclass(frozen=True, slots=True)
class Alike:
    """A published report near the pin that may be the same thing."""

    petition: Petition
    metres: int


def _words() -> Words:
    return shipped()


def likely_categories(text: str) -> list[str]:
    """Codes, the likeliest first."""
    return [code for code, _probability in _words().categories(text)][:MOST_CATEGORIES]


def track_of(text: str) -> Track | None:
    """Whether the words belong to a complaint or a denunciation under their own laws."""
    hits = _words().tracks(words_of(text))
    best = max(hits, key=lambda one: (hits[one], one), default="")
    if best not in set(Track) or hits[best] < _ENOUGH:
        return None
    return Track(best)


def alike(text: str, point: Point | None, category: str, *, now: dt.datetime) -> Sequence[Alike]:
    """Published reports of the last weeks near the pin, the nearest first."""
    if point is None:
        return []
    found = selectors.near(point, category=category, on=legal_date(now), now=now, days=45, metres=500)
    return [Alike(petition, metres) for petition, metres in found if not petition.closed][:MOST_ALIKE]
