"""Fixed words and dates of the registry, and the small rules that need nothing but values."""

from __future__ import annotations

import datetime as dt
import re

from motcua.procedures.process import working_minutes
from motcua.procedures.terms import Limit

LEVELS = ("ministry", "province", "district", "commune", "other")
"""The district is a level of wordings in force before 1 July 2025."""

AGENCY_LEVELS = ("commune", "district", "province", "ministry", "other")
"""In the order in which the nearest office is looked for."""

PROCEDURE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

OLD_LEVELS = ("1", "2", "3", "4")
NEW_LEVELS = ("full", "partial", "none")
LEVEL_REASONS = ("presence", "verification", "fault", "technical")
"""Why a service is only partly online (ND224/2026 art. 14): presence required, verification on the spot, an unrepaired
fault, another unsolved technical issue."""
SCALE_CHANGE = dt.date(2022, 8, 15)
"""Decree 42/2022/NĐ-CP took effect: levels 1–4 became full and partial."""
REASON_DUTY = dt.date(2026, 7, 1)
"""Decree 224/2026/NĐ-CP took effect: partial only with a public reason and ground."""

SIGN_DAYS = 5
"""ND63/2010 art. 15: the chair of the province signs at least five days before the legal document takes effect."""
POST_WORKING_DAYS = 5
"""ND63/2010 art. 24: a province's decision stands in the national database within five working days of signing."""


def agency_level(levels: tuple[str, ...] | list[str]) -> str:
    """The nearest level that does the procedure; empty when the source names none."""
    return next((level for level in AGENCY_LEVELS if level in levels), "")


def latest_signing(law_effective_on: dt.date) -> dt.date:
    """The last day on which the chair signs in time (ND63/2010 art. 15)."""
    return law_effective_on - dt.timedelta(days=SIGN_DAYS)


def committed_fault(committed: Limit, statutory: Limit | None) -> str | None:
    """Why a province cannot commit to this limit: the law's own is unknown, or shorter."""
    if statutory is None:
        return "committed_without_statutory"
    if committed.unit is statutory.unit:
        longer = committed.amount > statutory.amount
    else:
        longer = working_minutes(committed.amount, committed.unit) > working_minutes(statutory.amount, statutory.unit)
    return "committed_over_statutory" if longer else None


def service_level_fault(level: str, reason: str, ground: str, on: dt.date) -> str | None:
    """Why a service level cannot be declared from the day ``on``."""
    if level not in (NEW_LEVELS if on >= SCALE_CHANGE else OLD_LEVELS):
        return "service_level_scale"
    if reason and reason not in LEVEL_REASONS:
        return "service_level_reason"
    if level == "partial" and on >= REASON_DUTY and not (reason and ground.strip()):
        return "service_level_reason"
    return None
