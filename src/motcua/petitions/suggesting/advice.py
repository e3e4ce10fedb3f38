"""What a text suggests: categories, who owns them in the place, whether it is urgent or belongs on another track."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.core.clock import legal_date
from motcua.organisation.models import Unit
from motcua.organisation.places import unit_of_point
from motcua.petitions.categories import owner_of, tree
from motcua.petitions.lifecycle import Point

from .features import words_of
from .rules import shipped
from .standing import standing

RULES: Final = "rules"
ENOUGH_HITS: Final = 2.0
"""Of words that tell a track; a phrase of two words is enough."""
SURE: Final = 0.5
MOST: Final = 3
_OTHER_TRACKS: Final = ("denunciation", "complaint", "spam")


@dataclass(frozen=True, slots=True)
class Advice:
    """``categories``: codes with probability, the likeliest first. ``words``: what of the text spoke for the first.
    ``unit``: who owns it there. ``track``: empty, ``complaint``, ``denunciation`` or ``spam``. ``version``: of the
    model, or ``rules``; ``model``: its key."""

    categories: Sequence[tuple[str, float]]
    words: Sequence[str]
    unit: Unit | None
    is_urgent: bool
    track: str
    version: str
    model: int | None = None


def suggest(text: str, *, point: Point | None = None, place: Unit | None = None, now: dt.datetime) -> Advice:
    """Never raises for what people write; a text that says nothing gets no category by the rules. Categories that are
    not in force today are left out."""
    on = legal_date(now)
    held = standing()
    hits = shipped().tracks(words_of(text))
    if held is not None:
        answer = held.model.answer(text, most=2 * MOST)
        told, words, tracks = answer.categories, answer.words, answer.tracks
    else:
        told = shipped().categories(text)
        words, tracks = (shipped().said(text, told[0][0]) if told else ()), {}
    usable = set(tree(on).by_code)
    categories = [(code, round(chance, 4)) for code, chance in told if code in usable][:MOST]
    where = place or (unit_of_point(point.lat, point.lng, on) if point else None)
    unit = owner_of(categories[0][0], where, on) if categories else None
    said = {name for name, weight in hits.items() if weight >= ENOUGH_HITS}
    said |= {name for name, chance in tracks.items() if chance >= SURE}
    track = next((one for one in _OTHER_TRACKS if one in said), "")
    version, model = (held.version, held.key) if held else (RULES, None)
    return Advice(categories, words, unit, "urgent" in said, track, version, model)
