"""Which national system this province talks to: none, until a package of the province names one when it starts."""

from __future__ import annotations

from .interface import NationalPetitions

_systems: list[NationalPetitions] = []


def register(system: NationalPetitions | None) -> None:
    """Name the system; the last one named; None for none."""
    _systems.clear()
    if system is not None:
        _systems.append(system)


def current() -> NationalPetitions | None:
    return _systems[0] if _systems else None
