"""A small history to learn from, as the simulator tells it."""

from __future__ import annotations

import datetime as dt
from functools import cache

from motcua.petitions.suggesting.fitting import Example, fit, split
from motcua.petitions.suggesting.linear import Linear
from motcua.simulate.petitions.happenings import Happenings, grounds

BEGIN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@cache
def history(seed: int = 5, count: int = 2500) -> tuple[Example, ...]:
    told = Happenings(seed, count, BEGIN, END, grounds(12))
    return tuple(Example(one.at.date(), one.text, one.category, one.track, one.is_urgent) for one in told)


@cache
def model() -> Linear:
    return fit(split(history()))
