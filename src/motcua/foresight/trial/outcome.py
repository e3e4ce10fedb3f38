"""What a replay came to, before it is made a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from motcua.foresight.trial.measures import Compared, Flags, Ints
from motcua.foresight.trial.selfcheck import SelfCheck
from motcua.foresight.trial.staging import Assumption
from motcua.worktime.compiled import LEGAL_OFFSET


@dataclass(frozen=True, slots=True)
class Load:
    """A desk's year: stays and working minutes, before and after; ``capacity``: the minutes that its people had."""

    unit: str
    role: str
    people: int
    people_after: int
    is_guessed: bool
    is_empty: bool
    """Nobody there has the role: the others of the unit were taken for it."""
    capacity: int
    capacity_after: int
    stays: tuple[int, int]
    minutes: tuple[int, int]
    waited: tuple[int, int]
    """Mean minutes before a busy desk."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of the work of a role; ``mean`` in thousandths of the step's hours."""

    role: str
    mean: int
    seen: int


@dataclass(frozen=True, eq=False)
class Outcome:
    """``recorded``: late share (millionths), median and p90 (minutes) as they really were, beside which ``late``,
    ``median`` and ``p90`` tell the simulation's ``before``. ``rows``: uid, minutes and lateness of each counted dossier
    before and after, in the first replication, for drill-down."""

    dossiers: int
    beside: int
    late: Compared
    median: Compared
    p90: Compared
    others: Compared | None
    others_count: int
    recorded: tuple[int, int, int]
    dues: Mapping[str, int]
    checked: tuple[int, int]
    loads: Sequence[Load]
    learnt: Sequence[Learnt]
    stretch: int
    assumptions: Sequence[Assumption]
    moved: Mapping[tuple[str, str], int]
    rows: Sequence[tuple[str, int, int, bool, bool]]
    replications: int
    by_month: Sequence[tuple[str, int, int, int]]
    check: SelfCheck | None
    """None: too few dossiers to check by."""
    touched: int
    """Of the dossiers, in millionths: those whose end the change moves. By so much of the self-check's error the
    intervals are wider."""


def by_month(filed: Ints, before: Sequence[Flags], after: Sequence[Flags]) -> Sequence[tuple[str, int, int, int]]:
    """Month of filing, dossiers, late before and after (means of the replications)."""
    month = (filed + LEGAL_OFFSET).astype("datetime64[us]").astype("datetime64[M]")
    sides = [np.mean(late, axis=0) for late in (before, after)]
    found = []
    for one in np.unique(month):
        mask = month == one
        late = [round(float(side[mask].sum())) for side in sides]
        found.append((str(one), int(mask.sum()), late[0], late[1]))
    return found
