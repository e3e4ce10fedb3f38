"""What becomes of a dossier, drawn before it begins. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from motcua.demo.files import table
from motcua.dossiers.lifecycle import State

HOUR: Final = 60
WORKDAY: Final = 8 * HOUR
"""Minutes of working time."""

USUAL_PACE: Final = 0.54
SPREAD: Final = 0.22
LEFT_LYING: Final = 0.008
"""Share of the dossiers that somebody forgets: they take a multiple of their limit."""


@dataclass(frozen=True, slots=True)
class Fate:
    """``pace`` is the share of each step's limit that the step takes before the load of the unit in that week. Times
    are minutes of working time. ``ends_in`` leaves the dossier in that state when it first gets there."""

    pace: float = USUAL_PACE
    desk: int = 45
    is_forwarded: bool = False
    is_refused_at_desk: bool = False
    lacks_at_desk: bool = False
    lacks_at_work: bool = False
    answers_after: int | None = 2 * WORKDAY
    """None: the applicant never answers what was asked."""
    is_refused_as_result: bool = False
    is_withdrawn: bool = False
    is_stopped: bool = False
    is_stopped_for_good: bool = False
    is_consulted: bool = False
    is_verified: bool = False
    goes_elsewhere: bool = False
    pays: bool = False
    is_sent_back: bool = False
    is_apologised: bool = True
    is_electronic: bool = True
    is_corrected: bool = False
    collected_after: int = WORKDAY
    ends_in: State | None = None
    rests_at: str = ""
    """The key of the step at which it is left lying, or stopped if it ``is_stopped``."""


def drawn_fate(dice: random.Random) -> Fate:
    """A fate by the rates of ``arrivals.toml``."""
    rates = table("arrivals.toml")["rates"]

    def happens(rate: float) -> bool:
        return dice.random() < rate

    pace = USUAL_PACE * dice.lognormvariate(0.0, SPREAD)
    if happens(LEFT_LYING):
        pace *= dice.uniform(2.0, 6.0)
    supplement = rates["supplement"] / 2
    return Fate(
        pace=pace,
        desk=dice.randint(510, 900) if happens(rates["answered_late_online"]) else dice.randint(5, 260),
        is_forwarded=happens(0.004),
        is_refused_at_desk=happens(rates["refused_at_reception"]),
        lacks_at_desk=happens(supplement),
        lacks_at_work=happens(supplement),
        answers_after=None if happens(rates["supplement_never_answered"]) else round(dice.expovariate(1 / 900)) + 30,
        is_refused_as_result=happens(rates["refused_as_result"]),
        is_withdrawn=happens(rates["withdrawn"]),
        is_stopped=happens(rates["stopped"]),
        is_consulted=happens(0.03),
        is_verified=happens(0.02),
        goes_elsewhere=happens(rates["settled_elsewhere"]),
        pays=happens(0.6),
        is_sent_back=happens(rates["returned_once_by_signer"]),
        is_apologised=happens(rates["apology_of_late"]),
        is_electronic=happens(rates["result_electronic"]),
        is_corrected=happens(0.003),
        collected_after=round(dice.expovariate(1 / 700)) + 5,
    )
