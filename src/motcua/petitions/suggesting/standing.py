"""The model in force, held in this process; the rules where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import structlog

from motcua.core.remember import remembered
from motcua.petitions.models import ModelState, SuggestionModel

from .linear import Linear, decoded, digest

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Standing:
    key: int
    version: str
    model: Linear


def standing() -> Standing | None:
    """None where no model beats the rules, or the one that did is of another version of the program."""
    key = _key_in_force()
    return _loaded(key) if key else None


@remembered(seconds=30)
def _key_in_force() -> int:
    return SuggestionModel.objects.filter(state=ModelState.IN_FORCE).values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=2)
def _loaded(key: int) -> Standing | None:
    """A row never changes, so what was read of it stays right."""
    row = SuggestionModel.objects.filter(pk=key).first()
    if row is None:
        return None
    body = bytes(row.body)
    if digest(body) != row.sha256:
        log.warning("petitions.model_unusable", model=str(row.uid), why="digest")
        return None
    try:
        return Standing(row.pk, str(row.uid), decoded(body))
    except ValueError as error:
        log.warning("petitions.model_unusable", model=str(row.uid), why=str(error))
        return None


def forget() -> None:
    """For tests, where keys come again."""
    _loaded.cache_clear()
