"""What the integrity of a month's ratings is judged with: ballots as circumstances, and what desks did meanwhile."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.errors import DomainError
from motcua.dossiers.models import Dossier, SubmissionContext
from motcua.organisation.selectors import calendar_codes
from motcua.people.models import UserKind
from motcua.worktime.rules import next_working_instant
from motcua.worktime.selectors import compiled

from .ballots import Body
from .editions import Integrity, questions_on
from .integrity import Desks, Given
from .models import Ballot
from .scoring import is_top

DESK_FILINGS: Final = 3
"""So many filings of officials from one network make it a desk's."""


def given_of(rows: Sequence[tuple[Ballot, Body]], period: str, rules: Integrity) -> list[Given]:
    """Numbered in the order of ``rows``. Digests of another month's key are left out: they cannot be compared."""
    applicants = _applicants(body for _, body in rows)
    hours = _Hours({ballot.unit_id for ballot, _ in rows}, rules)
    return [_given(number, *row, period, hours, applicants) for number, row in enumerate(rows)]


def _given(number: int, ballot: Ballot, body: Body, period: str, hours: _Hours, applicants: dict[str, int]) -> Given:
    known, on = body.traces == period, legal_date(body.at)
    return Given(
        number=number,
        at=body.at,
        on=on,
        unit=ballot.unit_id,
        way=body.way,
        answers=tuple(sorted(f"{key}={code}" for key, code in body.answers.items())),
        is_top=is_top(body.answers, questions_on(on)),
        place=body.place,
        person=applicants.get(body.dossier.hex) if body.dossier else None,
        device=body.device if known else None,
        network=body.network if known else None,
        seconds=body.seconds,
        closed=hours.closed(ballot.unit_id, body.at),
        words=body.words,
    )


def _applicants(bodies: Iterable[Body]) -> dict[str, int]:
    uids = {body.dossier for body in bodies if body.dossier}
    return {uid.hex: person for uid, person in Dossier.objects.filter(uid__in=uids).values_list("uid", "applicant_id")}


class _Hours:
    """Whether a desk had been closed for a while, and would stay so, by its calendar of reception."""

    def __init__(self, units: set[int], rules: Integrity) -> None:
        self._units, self._span = units, dt.timedelta(minutes=rules.closed_minutes)
        self._codes: dict[dt.date, object] = {}

    def closed(self, unit: int, at: dt.datetime) -> bool | None:
        on = legal_date(at).replace(day=1)
        codes = self._codes.setdefault(on, calendar_codes(self._units, on))
        try:
            calendar = compiled(codes[unit, "reception"])  # type: ignore[index]
            opens = next_working_instant(calendar, at - self._span)
        except (DomainError, KeyError):
            return None
        return opens > at + self._span


def desks_of(period: str, units: set[int]) -> Desks:
    """Machines and networks from which officials filed in the month, and how many people each desk served a day."""
    rows = SubmissionContext.objects.filter(trace_period=period, account__kind=UserKind.OFFICIAL)
    devices, seen = set[bytes](), defaultdict[int, Counter[bytes]](Counter)
    columns = ("device_hash", "network_hash", "dossier__reception_unit")
    for device, network, unit in rows.values_list(*columns).iterator(2000):
        if device is not None:
            devices.add(bytes(device))
        if network is not None:
            seen[unit][bytes(network)] += 1
    networks = {
        unit: frozenset(network for network, number in tally.items() if number >= DESK_FILINGS)
        for unit, tally in seen.items()
    }
    return Desks(frozenset(devices), networks, _served(period, units))


def _served(period: str, units: set[int]) -> dict[tuple[int, dt.date], int]:
    first = dt.datetime.combine(dt.date.fromisoformat(f"{period}-01"), dt.time(), LEGAL_ZONE)
    last = first + dt.timedelta(days=40)
    served: Counter[tuple[int, dt.date]] = Counter()
    rows = Dossier.objects.filter(reception_unit__in=units, parent=None)
    filed = rows.filter(submitted_at__gte=first, submitted_at__lt=last).exclude(channel="online")
    for unit, at in filed.values_list("reception_unit_id", "submitted_at").iterator(2000):
        served[unit, legal_date(at)] += 1
    ended = rows.filter(closed_at__gte=first, closed_at__lt=last)
    for unit, closed in ended.values_list("reception_unit_id", "closed_at").iterator(2000):
        if closed is not None:
            served[unit, legal_date(closed)] += 1
    return served
