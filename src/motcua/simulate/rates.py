"""How often people come for what and what becomes of it: ``data/arrivals.toml`` and ``data/texts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of ``data``, read once."""
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def rates() -> Mapping[str, Any]:
    return table("arrivals.toml")


def texts(group: str, name: str) -> tuple[str, ...]:
    """The sentences that officials write on an occasion."""
    return tuple(table("texts.toml")[group][name])
