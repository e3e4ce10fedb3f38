"""Who told of the same: candidates from the index, each weighed. One statement, bounded whatever the number of
petitions."""

# ruff: noqa: S608 - statements are made of names of columns and limits of this file

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import connection

from motcua.organisation.models import Unit
from motcua.petitions.lifecycle import Point, State

from .advice import MOST
from .matching import LONGEST_DAYS, shipped
from .rules import shipped as shipped_rules
from .standing import standing
from .traces import Trace, bands_of, cells_around, hashed_words, metres_apart

A_SQUARE: Final = 60
BY_PLACE: Final = 200
BY_BANDS: Final = 100

_COLUMNS: Final = "t.petition_id, t.at, t.category, t.place_id, t.lat, t.lng, t.accuracy, t.words"
_NEAR: Final = f"""
SELECT n.* FROM unnest(%(cells)s::bigint[]) AS c(cell) CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM petition_trace t
    WHERE t.cell = c.cell AND t.at > %(since)s AND t.at <= %(at)s ORDER BY t.at DESC LIMIT {A_SQUARE}
) n"""
_PLACE: Final = f"""
SELECT n.* FROM unnest(%(categories)s::text[]) AS c(code) CROSS JOIN LATERAL (
    SELECT {_COLUMNS} FROM petition_trace t
    WHERE t.place_id = %(place)s AND t.category = c.code AND t.at > %(since)s AND t.at <= %(at)s
    ORDER BY t.at DESC LIMIT {BY_PLACE}
) n"""
_BANDS: Final = f"""
(SELECT {_COLUMNS} FROM petition_trace t
WHERE t.bands && %(bands)s::integer[] AND t.at > %(since)s AND t.at <= %(at)s LIMIT {BY_BANDS})"""
_FOUND: Final = """
SELECT DISTINCT ON (f.petition_id) p.uid, f.at, f.category, f.place_id, f.lat, f.lng, f.accuracy, f.words
FROM ({parts}) f JOIN petition p ON p.id = f.petition_id WHERE p.state <> ALL(%(gone)s)"""
_GONE: Final = [State.REJECTED.value, State.LED_AWAY.value]


@dataclass(frozen=True, slots=True)
class Match:
    """``probability`` that both tell of one matter; ``is_likely``: high enough to say so. ``distance_metres`` is None
    without two pins."""

    petition: UUID
    probability: float
    distance_metres: float | None
    is_likely: bool


def same(
    text: str,
    *,
    category: str = "",
    point: Point | None = None,
    place: Unit | None = None,
    at: dt.datetime,
    most: int = 5,
) -> list[Match]:
    """Petitions of the last :data:`~.matching.LONGEST_DAYS` days that may be about the same, the likeliest first, only
    those worth asking about. ``category``: what a person chose, if anybody did; else what the text suggests. Rejected
    ones and those led away are not among them; merged and closed ones are."""
    new = trace_of(text, category=category, point=point, place=place, at=at)
    matcher, found = shipped(), []
    for uid, old, metres in _candidates(new, place):
        probability = matcher.probability(new, old)
        if probability >= matcher.shown:
            found.append(Match(uid, round(probability, 4), metres, probability >= matcher.likely))
    return sorted(found, key=lambda one: (-one.probability, str(one.petition)))[:most]


def trace_of(text: str, *, category: str, point: Point | None, place: Unit | None, at: dt.datetime) -> Trace:
    codes = [category] if category else []
    codes += [one for one in _suggested(text) if one not in codes]
    lat, lng = (point.lat, point.lng) if point else (None, None)
    accuracy = float(point.accuracy_metres or 0) if point else 0.0
    return Trace(at, codes[:MOST], hashed_words(text), str(place.pk) if place else "", lat, lng, min(accuracy, 500.0))


def _suggested(text: str) -> Sequence[str]:
    held = standing()
    told = held.model.answer(text).categories if held else shipped_rules().categories(text)
    return [code for code, _chance in told]


def _candidates(new: Trace, place: Unit | None) -> list[tuple[UUID, Trace, float | None]]:
    parts: list[str] = []
    given: dict[str, Any] = {"since": new.at - dt.timedelta(days=LONGEST_DAYS), "at": new.at, "gone": _GONE}
    if new.lat is not None and new.lng is not None:
        parts.append(_NEAR)
        given["cells"] = cells_around(new.lat, new.lng)
    if place is not None and new.categories:
        parts.append(_PLACE)
        given |= {"place": place.pk, "categories": list(new.categories[:2])}
    bands = bands_of(new.words, new.place)
    if bands:
        parts.append(_BANDS)
        given["bands"] = bands
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(parts=" UNION ALL ".join(parts)), given)
        rows = cursor.fetchall()
    found = []
    for uid, at, category, place_id, lat, lng, accuracy, words in rows:
        hashes = np.frombuffer(bytes(words), np.uint32)
        old = Trace(at, [category] if category else [], hashes, str(place_id or ""), lat, lng, float(accuracy))
        found.append((uid, old, metres_apart(new, old)))
    return found
