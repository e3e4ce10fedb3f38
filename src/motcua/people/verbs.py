"""The registry of verbs: what an actor may be allowed to do. Each room names its own in ``apps.ready()``; a grant for a
verb nobody named is reported by the system check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Name = str | StrPromise

_verbs: dict[str, Name] = {}


def register(verbs: Mapping[str, Name]) -> None:
    """Add a room's verbs with their names for people. Naming one twice differently is a programming error."""
    for verb, name in verbs.items():
        if verb in _verbs and _verbs[verb] is not name:
            raise ValueError(f"the verb {verb!r} has a name already")
        _verbs[verb] = name


def registered() -> Mapping[str, Name]:
    """Every verb and its name, sorted by verb."""
    return dict(sorted(_verbs.items()))
