"""Which rows count for which unit: everything under it on the map of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from motcua.figures.counting.maps import WHOLES, maps_of
from motcua.figures.facts.reader import Facts

SCOPE = """(SELECT unnest($uids::VARCHAR[]) AS uid, unnest($members::VARCHAR[]) AS member,
        unnest($wholes::BOOLEAN[]) AS is_whole)"""
"""To be joined by ``uid``, with the parameters of :func:`scope`; whole levels count applications, others work."""


def scope(facts: Facts, codes: Collection[str], day: dt.date) -> dict[str, object]:
    """For units by their codes; one that does not live on that day counts nothing. Raises NotFound
    ``figure_unit_unknown`` for a code that no unit ever had."""
    maps = maps_of(facts)
    named = {unit.uid: unit for unit in (maps.find(code, day) for code in codes) if unit is not None}
    rows = [(uid, named[one]) for uid in maps.above for one in dict.fromkeys(maps.line(uid, day)) if one in named]
    return {
        "uids": [uid for uid, _unit in rows],
        "members": [unit.code for _uid, unit in rows],
        "wholes": [unit.level in WHOLES for _uid, unit in rows],
    }
