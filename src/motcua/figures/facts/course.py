"""How the settlement of one dossier went: requests for supplements, the dates that stood before them, its time,
its newest result and its fees."""

from __future__ import annotations

import datetime as dt

from motcua.dossiers.lifecycle import DossierState, Event, EventKind

from .steps import WorkingMinutes, worked
from .versions import Values

_SETTLEMENT = "settlement"
_EXEMPT = "exempt"
_ASKING = frozenset({EventKind.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENT_ANSWERED})
_RESULTS = frozenset({EventKind.RESULT_ISSUED, EventKind.RESULT_CORRECTED})


class Course:
    """Follows one dossier. ``counted`` are the columns of its own row from ``settlement_minutes`` on."""

    def __init__(self, minutes: WorkingMinutes) -> None:
        self._minutes = minutes
        self._used = 0
        self._dues: Values = (None, None, None)
        self._said: tuple[object, ...] = ()
        self._asked: list[list[dt.datetime | None]] = []
        self._is_digitised: bool | None = None
        self._fees: int | None = None
        self.counted: Values = ()

    def hear(self, event: Event, before: DossierState | None, after: DossierState, at: dt.datetime) -> None:
        data, kind = event.data, event.kind
        is_told = False
        if kind in _ASKING:
            is_told = data["stage"] == _SETTLEMENT and self._hear_request(kind, at)
        elif kind in _RESULTS and "result" in data:
            self._is_digitised = data["electronic"] is True or data.get("digitised") is True
            is_told = True
        elif kind is EventKind.FEE_RECORDED:
            amount = data["amount"] if data["how"] != _EXEMPT else 0
            self._fees = (self._fees or 0) + (amount if isinstance(amount, int) else 0)
            is_told = True
        if before is not None and "clocks" in data:
            self._spend(before, after, at)
        ended = after.finished_at or after.closed_at
        dues = after.statutory_due, after.committed_due, after.appointed_due
        said = (*dues, self._used if ended and after.accepted_at else None)
        if is_told or said != self._said:
            self._said = said
            self._count(dues, said[3])

    def _hear_request(self, kind: EventKind, at: dt.datetime) -> bool:
        """Is there anything new?"""
        if kind is EventKind.SUPPLEMENT_REQUESTED:
            self._asked.append([at, None])
        elif self._asked:
            self._asked[-1][1] = at
        return bool(self._asked)

    def _count(self, dues: Values, used: object) -> None:
        self._dues = tuple(due or known for due, known in zip(dues, self._dues, strict=True))
        self.counted = (
            used,
            *self._dues,
            *self._request(0),
            *self._request(1),
            *self._request(-1),
            self._is_digitised,
            self._fees,
        )

    def _spend(self, before: DossierState, after: DossierState, at: dt.datetime) -> None:
        """Add the working time of the settlement clock that this event ends."""
        running = {clock.key for clock in after.clocks}
        for clock in before.clocks:
            if clock.kind == _SETTLEMENT and clock.key not in running:
                self._used += worked(clock, at, self._minutes)

    def _request(self, place: int) -> Values:
        return tuple(self._asked[place]) if -len(self._asked) <= place < len(self._asked) else (None, None)
