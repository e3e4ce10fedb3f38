"""The law's time limits around a decision: when it should have been signed, and by when it must be posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.procedures.lifecycle import DecisionKind
from motcua.procedures.models import Decision
from motcua.procedures.rules import POST_WORKING_DAYS, latest_signing
from motcua.worktime.rules import LimitUnit, due
from motcua.worktime.selectors import compiled

_PUBLICATIONS = frozenset(
    {
        DecisionKind.NEW,
        DecisionKind.AMENDED,
        DecisionKind.REPLACED,
        DecisionKind.ABOLISHED,
        DecisionKind.STANDARDISED,
    }
)


@dataclass(frozen=True, slots=True)
class Warned:
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def decision_warnings(decision: Decision, on: dt.date) -> list[Warned]:
    """What the law would have wanted otherwise, seen on the day ``on`` (the day of signing while it is not signed).
    Codes: ``signed_late`` (ND63/2010 art. 15), ``in_force_before_signing`` (of whatever kind),
    ``national_posting_late`` (art. 24)."""
    signed_on = decision.signed_on or on
    if decision.kind not in _PUBLICATIONS:
        if decision.kind == DecisionKind.BASELINE or decision.effective_on >= signed_on:
            return []
        return [Warned("in_force_before_signing", {"effective": decision.effective_on.isoformat()})]
    warned = []
    latest = latest_signing(decision.law_effective_on or decision.effective_on)
    if signed_on > latest:
        warned.append(Warned("signed_late", {"latest": latest.isoformat(), "signed": signed_on.isoformat()}))
    if decision.effective_on < signed_on:
        warned.append(Warned("in_force_before_signing", {"effective": decision.effective_on.isoformat()}))
    if decision.signed_on is not None:
        last = post_by(decision.signed_on)
        if (decision.nationally_posted_on or on) > last:
            warned.append(Warned("national_posting_late", {"latest": last.isoformat()}))
    return warned


def post_by(signed_on: dt.date) -> dt.date:
    """The last day on which a province's decision must stand in the national database."""
    start = dt.datetime.combine(signed_on, dt.time(12), LEGAL_ZONE)
    calendar = compiled(settings.PROVINCE_CALENDARS["settlement"])
    return legal_date(due(calendar, start, POST_WORKING_DAYS, LimitUnit.WORKING_DAY).at)
