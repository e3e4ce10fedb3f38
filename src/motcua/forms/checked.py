"""What checking the answers to a form takes besides them and what it gives."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """As :class:`motcua.core.errors.DomainError` lists single faults."""
        return {"field": self.field, "code": self.code, **self.params}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One condition of the form worked out: met, not met, or still open (None). ``text`` says why not."""

    key: str
    met: bool | None
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the answers that are checked. ``beside``: clean answers that conditions may name (the
    applicant's); ``facts``: ``case``, ``channel`` ...; ``is_place``: whether a code is a unit of a level on a day."""

    beside: Mapping[str, Json] = dataclasses.field(default_factory=dict)
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
    is_place: Callable[[str, str, dt.date], bool] | None = None


@dataclass(frozen=True, slots=True)
class Validated:
    """``answers`` holds the clean value of every question that was asked, answered and sound, with rows as lists and
    computed values. ``warnings`` are worth a second look by the applicant and by the officer; they refuse nothing.
    ``shown`` names the parts that are asked (see :class:`motcua.forms.asking.Asked`)."""

    answers: Mapping[str, Json]
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...] = ()
    eligibility: tuple[Entitlement, ...] = ()
    shown: frozenset[str] = frozenset()
    computed: Mapping[str, Json] = dataclasses.field(default_factory=dict)
    """Computed values of rows by place (``members.1.years``), rows numbered as they were given."""

    @property
    def is_valid(self) -> bool:
        return not self.errors
