"""The kinds of certification, from ``data/kinds.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from motcua.core.errors import Invalid

from .rules import Counts


@dataclass(frozen=True, slots=True)
class Kind:
    """``symbol`` marks its register; ``procedure`` is the code dossiers of it are filed under; ``asks`` what the law
    wants to know of who asks."""

    key: str
    name: str
    symbol: str
    procedure: str
    counts: Counts
    asks: frozenset[str]


@cache
def _file() -> Mapping[str, Any]:
    text = resources.files("motcua.certification").joinpath("data", "kinds.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def kinds() -> Mapping[str, Kind]:
    """By key, in the order of the file."""
    return {
        row["key"]: Kind(
            row["key"], row["name"], row["symbol"], row["procedure"], Counts(row["counts"]), frozenset(row["asks"])
        )
        for row in _file()["kind"]
    }


def kind(key: str) -> Kind:
    """Raises Invalid("certification_kind_unknown")."""
    found = kinds().get(key)
    if found is None:
        raise Invalid("certification_kind_unknown", params={"kind": key[:40]})
    return found


def first_terms() -> Sequence[Mapping[str, Any]]:
    """The rows every database begins with."""
    rows: Sequence[Mapping[str, Any]] = _file()["terms"]
    return rows
