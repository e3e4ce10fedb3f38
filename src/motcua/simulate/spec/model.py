"""What a specification says, as plain values. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    GRANTED = "granted"
    REFUSED_RESULT = "refused_result"
    """Refused after assessment: a result."""
    REFUSED = "refused"
    """Refused at reception."""
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    """Stopped for good by the agency."""


class Timeliness(StrEnum):
    """When the result came, by the appointed date: on an earlier legal day, on that day in time, or after it."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


WITH_RESULT: Final = (Outcome.GRANTED, Outcome.REFUSED_RESULT)
STRUCTURE: Final = ("unit", "field", "procedure", "level", "service_level", "channel", "result")
"""What follows from the case that is filed and where."""

TABLES: Final = (*STRUCTURE, "month", "outcome", "timeliness")
SHARES: Final = ("assisted", "electronic", "digitised", "all_digitised", "components")
OF_PAPERS: Final = frozenset({"digitised", "all_digitised", "components"})
"""Shares that follow from how many papers the drawn cases have."""

WHERE: Final = STRUCTURE
REST: Final = "*"
"""Whatever a table does not name."""


class SpecFault(Exception):
    """A specification that cannot be met. ``code`` has a text; ``line`` is that of the file, 0 when unknown."""

    def __init__(self, code: str, line: int, path: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.line, self.path, self.params = code, line, path, params


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value of one line: a count, or a rate as it will be printed."""

    path: str
    line: int
    text: str
    count: int | None = None
    rate: Decimal | None = None
    decimals: int = 0

    def fits(self, part: int, whole: int) -> bool:
        """Whether ``part`` of ``whole`` is what the line says, at its printed decimals."""
        if self.count is not None:
            return part == self.count
        return whole > 0 and printed(part, whole, self.decimals) == self.rate

    def candidates(self, whole: int) -> range:
        """The counts that fit, of ``whole``; empty when none does."""
        if self.count is not None:
            return range(self.count, self.count + 1)
        if whole == 0 or self.rate is None:
            return range(0)
        about = int(self.rate * whole / 100)
        low, high = about, about
        reach = 2 + whole // 10**self.decimals // 100
        fitting = [n for n in range(max(0, about - reach), min(whole, about + reach) + 1) if self.fits(n, whole)]
        if not fitting:
            return range(0)
        low, high = fitting[0], fitting[-1]
        return range(low, high + 1)


def printed(part: int, whole: int, decimals: int) -> Decimal:
    """A percentage as it is printed, rounded half up."""
    return (Decimal(100) * part / whole).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def wanted(value: object, *, path: str, line: int) -> Wanted:
    """Raises SpecFault for what is neither a count nor a percentage."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Wanted(path, line, str(value), count=value)
    if isinstance(value, str) and value.endswith("%"):
        try:
            rate = Decimal(value[:-1].strip().replace(",", "."))
        except InvalidOperation:
            raise SpecFault("spec_value", line, path, value=value) from None
        if rate.is_finite() and 0 <= rate <= 100:
            exponent = rate.as_tuple().exponent
            return Wanted(path, line, value, rate=rate, decimals=-exponent if isinstance(exponent, int) else 0)
    raise SpecFault("spec_value", line, path, value=value)


@dataclass(frozen=True, slots=True)
class Group:
    """Dossiers handed in on the days from ``first`` to ``last`` that ``where`` names. No two groups share one."""

    name: str
    first: dt.date
    last: dt.date
    dossiers: int
    line: int
    where: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Wanted]] = field(default_factory=dict)
    shares: Mapping[str, Wanted] = field(default_factory=dict)
    settled_by: dt.date | None = None
    """The day by which everything of the group has ended; None: the history's last."""


LEVELS: Final = ("province", "district", "commune")
"""Levels of settlement of a registry; the district's was gone with the districts on 1 July 2025."""

SERVICES: Final = ("full", "partial")


@dataclass(frozen=True, slots=True)
class Registry:
    """Procedures in force on the day ``on``. What is missing is published elsewhere and in force from ``first``;
    ``until`` says by level when it ends again."""

    first: dt.date
    on: dt.date
    procedures: Wanted
    line: int
    tables: Mapping[str, Mapping[str, Wanted]] = field(default_factory=dict)
    until: Mapping[str, dt.date] = field(default_factory=dict)


PUBLISHED: Final = ("new", "amended", "abolished")
"""What becomes of a procedure by a publication decision."""

DECIDED: Final = ("publication", "internal_process", *PUBLISHED)


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions signed on days from ``first`` to ``last``, all in force from ``effective``."""

    name: str
    first: dt.date
    last: dt.date
    effective: dt.date
    line: int
    counts: Mapping[str, Wanted] = field(default_factory=dict)

    def count(self, name: str) -> int:
        line = self.counts.get(name)
        return line.count or 0 if line else 0


@dataclass(frozen=True, slots=True)
class Spec:
    groups: Sequence[Group]
    registry: Registry | None = None
    decisions: Sequence[Decided] = ()

    @property
    def dossiers(self) -> int:
        return sum(group.dossiers for group in self.groups)

    @property
    def first(self) -> dt.date:
        return min(group.first for group in self.groups)

    @property
    def last(self) -> dt.date:
        return max(group.last for group in self.groups)
