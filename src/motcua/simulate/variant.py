"""The same people coming for the same things, under something that is different: for holding a prediction against a
year that was simulated after it. The desks keep the people they have, whatever the change makes of their work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from motcua.procedures.process import Process
from motcua.procedures.terms import Limit
from motcua.simulate.province import Offer


@dataclass(frozen=True)
class Variant:
    """``processes`` and ``limits`` (commitments) by procedure; ``people``: how many a role of a unit (its key) has."""

    processes: Mapping[str, Process] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    people: Mapping[tuple[int, str], int] = field(default_factory=dict)
    away: Mapping[tuple[int, str], tuple[int, dt.date, dt.date]] = field(default_factory=dict)
    """Of a role of a unit: how many are there from a day to another; the others are away."""
    needless: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Papers that nobody ever asks to supplement, by procedure."""
    _made: dict[int, tuple[Offer, Offer]] = field(default_factory=dict, repr=False)

    def offer(self, offer: Offer) -> Offer:
        """The offer as the variant has it; the same one for the same one."""
        key = offer.terms.procedure_code
        if not any(key in told for told in (self.processes, self.limits, self.needless)):
            return offer
        kept = self._made.get(id(offer))
        if kept is None:
            process = self.processes.get(key, offer.process)
            terms = replace(offer.terms, committed=self.limits.get(key, offer.terms.committed))
            context = replace(offer.context, process=process, committed=terms.committed)
            kept = self._made[id(offer)] = (
                offer,
                replace(offer, terms=terms, context=context, contexts={}, needless=self.needless.get(key, frozenset())),
            )
        return kept[1]
