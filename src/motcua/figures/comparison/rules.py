"""From how many settled dossiers on units are compared: dated data with its source (``data/rules.toml``)."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files

from motcua.core.errors import NotFound


@cache
def _rules() -> tuple[tuple[dt.date, int], ...]:
    text = files("motcua.figures.comparison").joinpath("data").joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple(sorted((one["valid_from"], int(one["least"])) for one in tomllib.loads(text)["rule"]))


def least_on(day: dt.date) -> int:
    """Raises NotFound ``rule_unknown`` for a day before the first rule."""
    found = [least for since, least in _rules() if since <= day]
    if not found:
        raise NotFound("rule_unknown")
    return found[-1]
