"""The circumstances of a month's submissions out of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db.models import Exists, OuterRef

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.dossiers.models import DossierComponent, SubmissionContext
from motcua.organisation.selectors import calendar_codes
from motcua.people.models import UserKind
from motcua.worktime.rules import next_working_instant
from motcua.worktime.selectors import compiled

from . import tickets
from .filings import Filing

_COLUMNS: Final = (
    *("dossier_id", "assisted", "account_id", "account__kind", "account__created_at", "device_hash", "network_hash"),
    *("trace_period", "phone_digest", "email_digest", "filling_seconds", "others_before", "official_before"),
    *("dossier__submitted_at", "dossier__accepted_at", "dossier__channel", "dossier__reception_unit_id"),
    *("dossier__applicant_id", "papers_shown"),
)


def filings_between(starts: dt.datetime, ends: dt.datetime, period: str) -> list[Filing]:
    """What was recorded from ``starts`` to before ``ends``. Digests count where they are of the key ``period``."""
    shown = DossierComponent.objects.filter(dossier=OuterRef("dossier"), presented_on_paper=True)
    rows = (
        SubmissionContext.objects.filter(recorded_at__gte=starts, recorded_at__lt=ends, dossier__parent=None)
        .annotate(papers_shown=Exists(shown))
        .order_by("dossier_id")
        .values(*_COLUMNS)
    )
    found = list(rows.iterator(chunk_size=5000))
    hours = _Hours({row["dossier__reception_unit_id"] for row in found}, legal_date(starts))
    applicants = {row["dossier__applicant_id"] for row in found}
    calls = tickets.called(applicants, starts, ends)
    return [_filing(row, period, hours, calls) for row in found]


class _Hours:
    """Whether a unit's desk is open, by its calendar of reception."""

    def __init__(self, units: set[int], on: dt.date) -> None:
        self._codes = calendar_codes(units, on)

    def is_open(self, unit: int, at: dt.datetime) -> bool | None:
        try:
            return next_working_instant(compiled(self._codes[unit, "reception"]), at) == at
        except (DomainError, KeyError):
            return None


def _filing(row: dict[str, object], period: str, hours: _Hours, calls: Mapping[int, dt.datetime]) -> Filing:
    known = row["trace_period"] == period
    kind, online = row["account__kind"], row["dossier__channel"] == "online"
    at, unit = row["dossier__submitted_at"], row["dossier__reception_unit_id"]
    account, applicant = row["account_id"], row["dossier__applicant_id"]
    if not isinstance(at, dt.datetime) or not isinstance(unit, int) or not isinstance(applicant, int):
        raise TypeError("a dossier has an instant, a unit and an applicant")
    by_program = kind == UserKind.SERVICE
    call = calls.get(applicant)
    return Filing(
        number=int(str(row["dossier_id"])),
        at=at,
        unit=unit,
        online=online,
        declared=bool(row["assisted"]) or (online and kind == UserKind.OFFICIAL),
        by_official=kind == UserKind.OFFICIAL,
        account=account if isinstance(account, int) and kind == UserKind.CITIZEN else None,
        applicant=applicant,
        device=None if by_program or not known else _bytes(row["device_hash"]),
        network=None if by_program or not known else _bytes(row["network_hash"]),
        contacts=tuple(one for one in (_bytes(row["phone_digest"]), _bytes(row["email_digest"])) if known and one),
        filling_seconds=_whole(row["filling_seconds"]),
        account_seconds=_between(row["account__created_at"], at) if known and kind == UserKind.CITIZEN else None,
        others_before=_whole(row["others_before"]),
        official_before=bool(row["official_before"]) if row["official_before"] is not None else None,
        in_hours=hours.is_open(unit, at) if known else None,
        accepted_seconds=_between(at, row["dossier__accepted_at"]) if known else None,
        papers_shown=bool(row["papers_shown"]) if known else None,
        ticket_seconds=_between(call, at) if call is not None else None,
    )


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _between(first: object, last: object) -> int | None:
    if isinstance(first, dt.datetime) and isinstance(last, dt.datetime):
        return int((last - first).total_seconds())
    return None
