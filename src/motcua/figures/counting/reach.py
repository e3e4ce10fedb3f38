"""How far back facts go: before their beginning a number is unknown, not nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from motcua.figures.definitions.model import Source
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

_FIRST_DAYS: Final[Mapping[Source, str]] = {
    Source.DOSSIERS: "SELECT min(accepted_on) FROM dossiers",
    Source.PROCEDURES: "SELECT min(valid_from) FROM procedure_versions",
    Source.DECISIONS: "SELECT min(signed_on) FROM decisions",
    Source.ORGANISATION: "SELECT min(valid_from) FROM units",
}


class Reach:
    """Asks for each room's first day once, when it is needed."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._first: dict[Source, dt.date | None] = {}

    def is_before(self, source: Source, period: Period) -> bool:
        """The period ended before the first thing of which this room has facts, or there is none at all."""
        if source not in _FIRST_DAYS:
            return False
        if source not in self._first:
            row = self._facts.asked(_FIRST_DAYS[source])
            self._first[source] = row[0][0] if row else None
        first = self._first[source]
        return first is None or period.last < first
