"""How long the office waits before somebody looks again, as the province sets it for a procedure, a case or a channel.

Sector law sets some of them (Decree 301/2026/ND-CP art. 6: seven working days for the supplement of an electronic
birth dossier); where nobody sets one, the dossier rooms have a usual one. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from motcua.core.canonical import Json
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

MOST = 1_000


class WaitKind(StrEnum):
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    CONSULTATION = "consultation"
    STOP_REVIEW = "stop_review"


def to_json(waits: Mapping[str, Limit]) -> dict[str, Json]:
    return {kind: {"amount": limit.amount, "unit": limit.unit.value} for kind, limit in sorted(waits.items())}


def from_json(data: object) -> dict[str, Limit]:
    """``{kind: {amount, unit}}``; nothing is no waits. Raises ValueError for another shape, an unknown kind, or an
    amount that is not between 1 and 1,000."""
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise ValueError("waits must be an object")  # noqa: TRY004 - one kind of error for one field
    return {WaitKind(str(kind)).value: _limit(value) for kind, value in data.items()}


def _limit(value: object) -> Limit:
    if not isinstance(value, Mapping) or set(value) != {"amount", "unit"}:
        raise ValueError("a wait is {amount, unit}")
    amount = value["amount"]
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MOST:
        raise ValueError("the amount of a wait is a whole number")
    return Limit(amount, LimitUnit(str(value["unit"])))
