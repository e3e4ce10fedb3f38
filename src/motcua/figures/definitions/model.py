"""What a definition says. Measures are only named here: facts, imports and reports give them their numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from motcua.core.canonical import Json, digest, encode
from motcua.figures.periods import PeriodKind
from motcua.figures.reported import ValueKind

from .formulas import Formula
from .units import Unit, unit_text


class Mark(StrEnum):
    """How a definition is known."""

    VERIFIED = "verified"
    """Read in the cited source."""
    SECONDARY = "secondary"
    """Read in a third party's system or article; the official text was not readable."""
    FITTED = "fitted"
    """Reproduced from published data; no legal text."""
    INFERRED = "inferred"
    """Follows from what is known; nobody says it."""
    MEMORY = "memory"
    """Recalled, no source opened: confirm before relying on it."""
    OWN = "own"
    """Set by this system or by a province for itself."""


class Source(StrEnum):
    """Where a measure's numbers come from: a room whose facts are there, or what is still to come or to be entered."""

    DOSSIERS = "dossiers"
    PROCEDURES = "procedures"
    DECISIONS = "decisions"
    ORGANISATION = "organisation"
    REPORTED = "reported"
    IMPORTED = "imported"
    PAYMENTS = "payments"
    PETITIONS = "petitions"
    RATINGS = "ratings"
    POPULATION = "population"
    CUTS = "cuts"
    """Applications that ended beside a stated baseline (the three cuts)."""
    ESTIMATED = "estimated"
    """Not counted but estimated, with an interval: what nobody can see for certain."""


class Span(StrEnum):
    FLOW = "flow"
    """Happened within the period."""
    START = "start"
    """As it stood before the first instant."""
    END = "end"
    """As it stood at the end."""


class DueDate(StrEnum):
    STATUTORY = "statutory"
    COMMITTED = "committed"
    APPOINTED = "appointed"


class CountsFor(StrEnum):
    """Whose figure a dossier, procedure or petition is."""

    RECEIVING = "receiving"
    SETTLING = "settling"
    OWNER = "owner"
    """The unit whose procedure, decision, service or report it is."""


class UnitLevel(StrEnum):
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    DESK = "desk"
    """A one-stop desk, rated as a whole."""
    OFFICIAL = "official"
    """A person at work there."""


AUTHORITIES = (UnitLevel.PROVINCE, UnitLevel.DEPARTMENT, UnitLevel.DISTRICT, UnitLevel.COMMUNE)


class Form(StrEnum):
    RATE = "rate"
    """A share, printed in per cent."""
    AMOUNT = "amount"
    """The numerator alone, in its unit."""
    RATIO = "ratio"
    """So many of this for each of that, such as minutes per dossier."""


class ZeroPolicy(StrEnum):
    """What a rate is when there is nothing to divide by, and what a criterion then gives."""

    FULL = "full"
    ZERO = "zero"
    NA = "na"
    """Not applicable: blank, and left out of a maximum."""
    REDISTRIBUTE = "redistribute"
    """Not applicable; the points go to named siblings."""
    UNKNOWN = "unknown"
    """No source says: blank, and no points are given or taken."""


@dataclass(frozen=True, slots=True)
class Measure:
    """``about`` is the contract for whoever counts it. ``tests_date``: needs the date the indicator tests.
    ``value_kind`` and ``roll_up`` matter for reported ones; ``roll_up`` is how units or months make a whole."""

    id: str
    name_vi: str
    name_en: str
    about: str
    unit: Unit
    source: Source
    span: Span
    tests_date: bool
    value_kind: ValueKind
    roll_up: str
    mark: Mark

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True)
class MeasureKey:
    """What is asked of the facts: the measure, and for one that tests a date which, and whose it is."""

    measure: str
    tested: DueDate | None
    counts_for: CountsFor


class Relation(StrEnum):
    EQUAL = "equal"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Identity:
    """What must hold between figures of one unit and period, as long as it is in force. ``of_previous``: the right side
    is taken from the period before."""

    id: str
    name_vi: str
    name_en: str
    left: Formula
    relation: Relation
    right: Formula
    of_previous: bool
    tested: DueDate | None
    counts_for: CountsFor
    source: str
    mark: Mark

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True)
class Indicator:
    """In force from ``valid_from`` to before ``valid_to`` (None: open). ``subset``: the numerator is a part of the
    denominator, so more than the whole is a fault. ``cap``: the rate is cut there. ``unit`` is that of the value."""

    id: str
    version: int
    valid_from: dt.date
    valid_to: dt.date | None
    name_vi: str
    name_en: str
    form: Form
    numerator: Formula
    denominator: Formula | None
    unit: Unit
    zero: ZeroPolicy
    subset: bool
    cap: Fraction | None
    decimals: int
    tested: DueDate | None
    counts_for: CountsFor
    levels: tuple[UnitLevel, ...]
    periods: tuple[PeriodKind, ...]
    better: int
    """1 when more is better, -1 when less is, 0 when neither."""
    legal: str
    source: str
    mark: Mark
    note: str

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en

    def is_in_force(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def names(self) -> tuple[str, ...]:
        """Measures and indicators it is made of."""
        below = self.denominator.names if self.denominator else ()
        return tuple(dict.fromkeys((*self.numerator.names, *below)))

    @cached_property
    def hash(self) -> str:
        """Of everything that decides its value, not of its words."""
        return digest(encode(self.as_json())).hex()

    def as_json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "version": self.version,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "form": self.form.value,
            "numerator": self.numerator.text,
            "denominator": self.denominator.text if self.denominator else None,
            "unit": unit_text(self.unit),
            "zero": self.zero.value,
            "subset": self.subset,
            "cap": str(self.cap) if self.cap is not None else None,
            "decimals": self.decimals,
            "tested": self.tested.value if self.tested else None,
            "counts_for": self.counts_for.value,
            "levels": [level.value for level in self.levels],
            "periods": [kind.value for kind in self.periods],
        }
