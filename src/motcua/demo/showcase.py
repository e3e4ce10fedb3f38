"""Dossiers that every visitor should find: each state several times, in the units whose accounts are shown, some of
them late. The order matters: a short history takes the first ones. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from motcua.demo.fates import HOUR, WORKDAY, Fate
from motcua.dossiers.lifecycle import State

_QUICK: Final = Fate(pace=0.15, desk=20, answers_after=3 * HOUR, collected_after=2 * HOUR)

_RESIDENCE, _TEMPORARY = "1.004222", "1.004194"
_HOUSEHOLD, _BUILDING, _LAND = "1.001612", "1.013225", "1.013831"
_BIRTH, _DEATH = "2.000986", "2.002913"
_WARD, _COMMUNE, _OTHER = "AS-0101", "AS-0305", "AS-0901"


@dataclass(frozen=True, slots=True)
class Telling:
    """``citizen``: the place in the pool of accounts (the shown ones come first)."""

    procedure: str
    channel: str
    place: str
    working_minutes_ago: int
    fate: Fate
    citizen: int | None = None


def _one(
    procedure: str, ago: int, ends_in: State | None, channel: str = "online", place: str = _WARD, **fate: object
) -> Telling:
    return Telling(procedure, channel, place, ago, replace(_QUICK, ends_in=ends_in, **fate))  # type: ignore[arg-type]


_ROUND: Final = (
    _one(_TEMPORARY, 3 * HOUR, State.SUBMITTED),
    _one(_TEMPORARY, 2 * WORKDAY, State.SUPPLEMENT_AT_RECEPTION, lacks_at_desk=True),
    _one(_HOUSEHOLD, 3 * WORKDAY, State.REFUSED, is_refused_at_desk=True),
    _one(_BUILDING, 5 * HOUR, State.FORWARDED, is_forwarded=True),
    _one(_RESIDENCE, 4 * HOUR, State.ACCEPTED, "counter"),
    _one(_RESIDENCE, 3 * WORKDAY, State.PROCESSING),
    _one(_LAND, 5 * WORKDAY, State.VERIFYING, is_verified=True),
    _one(_BUILDING, 5 * WORKDAY, State.CONSULTING, is_consulted=True),
    _one(_LAND, 9 * WORKDAY, State.ELSEWHERE, goes_elsewhere=True),
    _one(_RESIDENCE, 4 * WORKDAY, State.SUPPLEMENT_AT_SETTLEMENT, lacks_at_work=True),
    _one(_LAND, 12 * WORKDAY, State.PAYMENT_PENDING, pays=True),
    _one(_BUILDING, 6 * WORKDAY, State.STOPPED, is_stopped=True),
    _one(_TEMPORARY, 4 * WORKDAY, State.RESULT_READY, "counter"),
    _one(_TEMPORARY, 6 * WORKDAY, State.RETURNED),
    _one(_RESIDENCE, 5 * WORKDAY, State.WITHDRAWN, is_withdrawn=True),
    _one(_HOUSEHOLD, 6 * WORKDAY, State.CLOSED, is_stopped_for_good=True),
)
"""One of each state."""

_LATE: Final = (
    _one(_TEMPORARY, 2 * WORKDAY, State.SUBMITTED, desk=5 * WORKDAY),
    _one(_TEMPORARY, 5 * WORKDAY, State.PROCESSING, is_apologised=False),
    _one(_TEMPORARY, 6 * WORKDAY, State.PROCESSING, is_apologised=False),
    _one(_RESIDENCE, 8 * WORKDAY, State.PROCESSING, pace=6.0),
    _one(_HOUSEHOLD, 4 * WORKDAY, State.PROCESSING, is_apologised=False),
    _one(_RESIDENCE, 11 * WORKDAY, State.PROCESSING, "counter", is_apologised=False),
    _one(_TEMPORARY, 4 * WORKDAY, State.PROCESSING, is_apologised=False),
    _one(_HOUSEHOLD, 8 * WORKDAY, State.ELSEWHERE, is_apologised=False),
    _one(_BUILDING, 17 * WORKDAY, State.VERIFYING, is_apologised=False),
    _one(_RESIDENCE, 9 * WORKDAY, State.ACCEPTED, "counter", is_apologised=False),
    _one(_BUILDING, 14 * WORKDAY, State.CONSULTING, is_consulted=True),
    _one(_TEMPORARY, 9 * WORKDAY, State.RETURNED, pace=1.6),
    _one(_TEMPORARY, 8 * WORKDAY, State.RETURNED, is_corrected=True),
    _one(_RESIDENCE, 12 * WORKDAY, State.RETURNED, is_refused_as_result=True),
    _one(_BUILDING, 7 * WORKDAY, State.PROCESSING, is_forwarded=True),
    _one(_RESIDENCE, 10 * WORKDAY, State.RESULT_READY, "counter", collected_after=99 * WORKDAY),
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """A step at which a shown account works: ``before`` are the hours of the steps before it, ``hours`` its own.
    Who only signs for the units below holds nothing that waits, for a pause stays with them."""

    procedure: str
    step: str
    before: int
    hours: int
    pauses: bool = True

    @property
    def way(self) -> int:
        """Working minutes from filing to this step, at the pace of these dossiers."""
        return 30 + round(self.before * HOUR * _QUICK.pace)

    def dossiers(self) -> tuple[Telling, ...]:
        """One late, one due within the day, one with time where the step is long, one paused."""
        own = self.hours * HOUR
        rests = (own + 3 * WORKDAY // 2, max(own - 3 * HOUR, own // 3), own // 4 if own > WORKDAY else None)
        found = [
            _one(self.procedure, self.way + age, None, rests_at=self.step, is_apologised=False)
            for age in rests
            if age is not None
        ]
        return (*found, *self._paused(self.way + own + 2 * WORKDAY))

    def _paused(self, age: int) -> tuple[Telling, ...]:
        if not self.pauses:
            return ()
        if self.step == "work":
            return (_one(self.procedure, age, State.SUPPLEMENT_AT_SETTLEMENT, lacks_at_work=True, answers_after=None),)
        return (_one(self.procedure, age, State.STOPPED, rests_at=self.step, is_stopped=True),)


_DESKS: Final = (
    _Desk(_RESIDENCE, "assign", 0, 2),
    _Desk(_TEMPORARY, "sign", 20, 4),
    _Desk(_TEMPORARY, "work", 2, 18),
    _Desk("1.004873", "assign", 0, 2),
    _Desk("1.004884", "approve", 34, 2),
    _Desk("1.004873", "work", 2, 10),
    _Desk("1.001022", "work", 1, 20),
    _Desk("1.004873", "sign", 20, 4, pauses=False),
    _Desk("1.004884", "sign", 36, 4, pauses=False),
    _Desk("1.001022", "sign", 21, 3, pauses=False),
    _Desk(_HOUSEHOLD, "assign", 0, 2),
    _Desk("1.013227", "approve", 34, 2),
    _Desk("1.013227", "work", 2, 32),
    _Desk("3.000527", "work", 1, 20),
    _Desk("3.000498", "work", 1, 20, pauses=False),
    _Desk("1.008891", "sign", 36, 4, pauses=False),
    _Desk("1.008989", "sign", 21, 3, pauses=False),
    _Desk("2.002288", "sign", 12, 4, pauses=False),
    _Desk("1.008891", "work", 2, 32),
    _Desk("1.008989", "work", 1, 20),
)
"""Where the accounts shown work: the ward's police, its three divisions and its chair, and a department."""

_PROVINCE: Final = (
    _one("1.008891", 12 * HOUR, State.SUBMITTED, desk=5 * WORKDAY),
    _one("1.008989", 4 * HOUR, State.SUBMITTED),
    _one("2.002288", 1 * HOUR, State.SUBMITTED),
    _one("1.008891", 2 * WORKDAY, State.SUPPLEMENT_AT_RECEPTION, lacks_at_desk=True),
    _one("1.008989", 1 * WORKDAY, State.RESULT_READY, "counter"),
    _one("2.002288", 2 * WORKDAY, State.RESULT_READY, "counter", collected_after=99 * WORKDAY),
)
"""At the counter of the province."""

_WARD_COUNTER: Final = (
    _one("1.004873", 2 * HOUR, State.SUBMITTED),
    _one("1.001612", 5 * HOUR, State.SUBMITTED),
    _one("2.000635", 1 * HOUR, State.SUBMITTED),
    _one("1.004884", 1 * WORKDAY, State.SUPPLEMENT_AT_RECEPTION, lacks_at_desk=True),
)
"""At the counter of the ward, within its time."""

_SOCIETY: Final = (
    _one("3.000527", 6 * HOUR, State.PROCESSING),
    _one("3.000527", 4 * WORKDAY, State.PROCESSING, is_apologised=False),
)
"""At the ward's division for society, where few come."""


_TOGETHER: Final = (
    _one(_LAND, 16 * WORKDAY, State.RETURNED, pays=True),
    _one(_LAND, 9 * WORKDAY, State.PAYMENT_PENDING, pays=True),
    _one(_LAND, 2 * WORKDAY, None, rests_at="tax", pace=0.3),
    _one(_BIRTH, 6 * WORKDAY, State.RETURNED),
    _one(_BIRTH, 3 * WORKDAY, State.RESULT_READY),
    _one(_BIRTH, 10 * HOUR, None, pace=0.6),
    _one(_DEATH, 6 * HOUR, None, "counter", pace=0.6),
)
"""Several agencies at once: land and tax; birth, residence and insurance; death."""


def _round(place: str, citizen: int, later: int) -> tuple[Telling, ...]:
    """One of each state in a commune. The shown citizen who lives there has every second of those filed online."""
    return tuple(
        replace(
            one,
            place=place,
            working_minutes_ago=one.working_minutes_ago + later,
            citizen=citizen if one.channel == "online" and number % 2 else None,
        )
        for number, one in enumerate(_ROUND)
    )


@cache
def telling() -> tuple[Telling, ...]:
    """A round for the shown ward, the late ones, those on the desks of the accounts shown, then rounds elsewhere."""
    return (
        *_round(_WARD, 0, 0),
        *_LATE,
        *(one for desk in _DESKS for one in desk.dossiers()),
        *_PROVINCE,
        *_WARD_COUNTER,
        *_SOCIETY,
        *_TOGETHER,
        *_round(_COMMUNE, 1, 90),
        *_round(_OTHER, 2, 210),
    )
