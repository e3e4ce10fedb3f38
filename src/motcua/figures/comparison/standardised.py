"""Lateness with the mix of procedures taken out: indirect standardisation, as for standardised mortality ratios
(Breslow and Day, "Statistical Methods in Cancer Research" II, IARC 1987, chapter 2).

Every unit is given the rate of its peers for each of its procedures: what it would have late if it worked as they do.
    expected = Σ settled(unit, procedure) × late(peers, procedure) / settled(peers, procedure)
    ratio    = late(unit) / expected
The peers are all units of its kind, the unit among them. Exact fractions all the way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Cell:
    """Of one unit and procedure."""

    settled: int
    late: int


@dataclass(frozen=True, slots=True)
class Standardised:
    """``expected`` late dossiers of ``settled``."""

    settled: int
    late: int
    expected: Fraction

    @property
    def ratio(self) -> Fraction | None:
        """1 is as its peers; None where nothing is expected."""
        return Fraction(self.late) / self.expected if self.expected else None


def standardised(cells: Mapping[str, Mapping[str, Cell]]) -> dict[str, Standardised]:
    """Unit -> procedure -> numbers in; unit -> beside its peers out."""
    peers: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for own in cells.values():
        for procedure, cell in own.items():
            peers[procedure][0] += cell.settled
            peers[procedure][1] += cell.late
    rates = {procedure: Fraction(late, settled) for procedure, (settled, late) in peers.items() if settled}
    return {
        unit: Standardised(
            sum(cell.settled for cell in own.values()),
            sum(cell.late for cell in own.values()),
            sum((cell.settled * rates[procedure] for procedure, cell in own.items() if cell.settled), Fraction(0)),
        )
        for unit, own in cells.items()
    }
