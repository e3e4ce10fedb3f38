"""One dossier of a specification before its story is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.simulate.province import Era, Offer
from motcua.simulate.spec.model import Outcome, Timeliness

FILES_MOST: Final = 12
"""Files of an online dossier; further papers are shown at the counter."""


@dataclass(slots=True)
class Seat:
    """One dossier to be. ``scanned`` is how many of its required papers are digitised."""

    offer: Offer
    era: Era
    day: dt.date
    outcome: Outcome = Outcome.GRANTED
    timeliness: Timeliness = Timeliness.ON_TIME
    is_assisted: bool = False
    is_electronic: bool = False
    scanned: int = 0

    @property
    def papers(self) -> Sequence[str]:
        return [paper.code for paper in self.offer.terms.papers if paper.required]

    @property
    def is_online(self) -> bool:
        return self.offer.terms.channel == "online"
