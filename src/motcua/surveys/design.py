"""What a wave draws and how it asks: a plain value and its JSON. It may change until the draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from motcua.core.canonical import Json
from motcua.surveys.lifecycle import Mode
from motcua.surveys.sampling.drawing import Method, Stratum

SCHEMA_VERSION: Final = 1
MOST_PEOPLE: Final = 200_000
"""Asked in one wave, reserves included. The largest known (PAR Index and SIPAS of 2024, the whole country) had 85,000
forms."""


@dataclass(frozen=True, slots=True)
class Quota:
    """No more than ``most`` answers with ``value`` to the question ``field``."""

    field: str
    value: str
    most: int


@dataclass(frozen=True, slots=True)
class Design:
    """``strata`` by name: a level of units (``province``, ``commune``). ``reserve``: for each group so many more, the
    next by lot, in percent of those asked. ``modes``: in the order they are tried; the first for which a person can be
    reached is taken."""

    strata: Mapping[str, Stratum]
    modes: tuple[Mode, ...] = (Mode.EMAIL, Mode.INTERVIEWER)
    reserve_percent: int = 20
    quotas: tuple[Quota, ...] = ()

    @property
    def most_people(self) -> int:
        asked = sum(one.units * one.groups * one.people for one in self.strata.values())
        return asked + asked * self.reserve_percent // 100


class UnreadableError(ValueError):
    """The JSON is no design."""


def to_json(design: Design) -> dict[str, Json]:
    return {
        "schema_version": SCHEMA_VERSION,
        "strata": {
            name: {"units": one.units, "groups": one.groups, "people": one.people, "method": one.method.value}
            for name, one in design.strata.items()
        },
        "modes": [one.value for one in design.modes],
        "reserve_percent": design.reserve_percent,
        "quotas": [{"field": one.field, "value": one.value, "most": one.most} for one in design.quotas],
    }


def from_json(data: object) -> Design:
    """Raises :class:`UnreadableError` for what is no design, or one that asks nobody or more than
    :data:`MOST_PEOPLE`."""
    try:
        design = _read(data)
    except UnreadableError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(str(error)) from error
    if not design.strata or not design.modes or not 0 <= design.reserve_percent <= 500:
        raise UnreadableError("a design draws somebody and asks them somehow")
    if design.most_people > MOST_PEOPLE:
        raise UnreadableError("too many people")
    return design


def _read(data: object) -> Design:
    if not isinstance(data, Mapping) or data["schema_version"] != SCHEMA_VERSION:
        raise UnreadableError("unknown schema_version")
    return Design(
        {str(name): _stratum(row) for name, row in data["strata"].items()},
        tuple(Mode(one) for one in data["modes"]),
        _whole(data["reserve_percent"]),
        tuple(Quota(str(one["field"]), str(one["value"]), _whole(one["most"])) for one in data["quotas"]),
    )


def _stratum(row: Mapping[str, object]) -> Stratum:
    return Stratum(_whole(row["units"]), _whole(row["groups"]), _whole(row["people"]), Method(str(row["method"])))


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnreadableError("no whole number")
    return value
