"""What the words of a report suggest: categories, a legal track of its own, reports that tell of the same. Suggestions
only; where the suggesting room knows nothing, the person chooses from the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from motcua.core.clock import legal_date
from motcua.organisation.models import Unit
from motcua.petitions import selectors
from motcua.petitions.lifecycle import Point, Track
from motcua.petitions.models import Petition
from motcua.petitions.suggesting import suggest
from motcua.petitions.suggesting.duplicates import same

MOST_CATEGORIES = 4
MOST_ALIKE = 5
NEAR_METRES, NEAR_DAYS = 500, 45


@dataclass(frozen=True, slots=True)
class Alike:
    """A published report that may be the same thing; ``metres`` where both have a pin."""

    petition: Petition
    metres: int | None


def likely_categories(text: str, *, now: dt.datetime) -> list[str]:
    """Codes, the likeliest first."""
    return [code for code, _probability in suggest(text, now=now).categories][:MOST_CATEGORIES]


def track_of(text: str, *, now: dt.datetime) -> Track | None:
    """Whether the words belong to a complaint or a denunciation under their own laws."""
    found = suggest(text, now=now).track
    return Track(found) if found in set(Track) else None


def alike(text: str, *, category: str, point: Point | None, place: Unit | None, now: dt.datetime) -> Sequence[Alike]:
    """Open published reports that tell of the same, or lie near the pin in the same category. Nothing that is not
    public already is told."""
    on = legal_date(now)
    matches = same(text, category=category, point=point, place=place, at=now)
    shown = {
        one.uid: one
        for one in selectors.published()
        .select_related("publication")
        .defer("snapshot", "secret")
        .filter(uid__in=[match.petition for match in matches], closed=False)
    }
    found = [
        Alike(shown[match.petition], None if match.distance_metres is None else round(match.distance_metres))
        for match in matches
        if match.petition in shown
    ]
    if point is not None and category:
        near = selectors.near(point, category=category, on=on, now=now, days=NEAR_DAYS, metres=NEAR_METRES)
        known = set(shown)
        found += [Alike(one, metres) for one, metres in near if not one.closed and one.uid not in known]
    return found[:MOST_ALIKE]
