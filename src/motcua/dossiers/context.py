"""What ``decide`` needs, gathered without a query on the hot path: published law never changes, and calendars and
unit rules are looked up again after a few seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from motcua.core.clock import legal_date
from motcua.core.remember import remembered
from motcua.forms.evaluation import Scope
from motcua.organisation.models import CalendarPurpose
from motcua.organisation.selectors import ancestors, calendar_code, unit_or_heir
from motcua.procedures.process import Process, UnitRule
from motcua.procedures.selectors import process as published_process
from motcua.procedures.terms import Limit
from motcua.worktime.selectors import compiled

from . import references
from .conditions import scope_of
from .deadlines import CalendarDeadlines
from .lifecycle import Context, DossierState
from .lifecycle.filed import thaw_terms
from .lifecycle.types import NO_SCOPE
from .models import Dossier


@remembered(seconds=5)
def _calendar_code(unit: int, purpose: str, on: dt.date) -> str:
    return calendar_code(unit, CalendarPurpose(purpose), on)


@remembered(seconds=5)
def parent_of(unit: int, on: dt.date) -> str | None:
    above = [found for found in ancestors(unit, on) if found.pk != unit]
    return references.unit_uid(above[0].pk) if above else None


@remembered(seconds=5)
def _named(code: str, on: dt.date) -> str:
    return str(unit_or_heir(code, on).uid)


def deadlines_for(reception_unit: int, settling_unit: int, on: dt.date) -> CalendarDeadlines:
    """Legal time by the reception calendar of one unit and the settlement calendar of the other."""
    return CalendarDeadlines(
        reception=compiled(_calendar_code(reception_unit, CalendarPurpose.RECEPTION.value, on)),
        settlement=compiled(_calendar_code(settling_unit, CalendarPurpose.SETTLEMENT.value, on)),
    )


def context_for(
    state: DossierState,
    process_version: int,
    now: dt.datetime,
    *,
    deadlines: CalendarDeadlines | None = None,
    parent: Callable[[int, dt.date], str | None] = parent_of,
    scope: Scope = NO_SCOPE,
) -> Context:
    """The context of a dossier as it was filed, with the calendars of today unless ``deadlines`` are given. ``parent``
    tells the unit above, for who asks it of many; ``scope`` is what conditions of the process may ask."""
    on = legal_date(now)
    terms = thaw_terms(state.terms)
    process = published_process(process_version)
    settling = references.unit_id(state.settling_unit)
    return Context(
        process=process,
        statutory=terms.statutory,
        committed=terms.committed,
        instant=terms.instant,
        supplement_clock=terms.supplement_clock,
        required_components=terms.required,
        waits=terms.waits,
        handed_in=terms.handed_in,
        deadlines=deadlines or deadlines_for(references.unit_id(state.reception_unit), settling, on),
        parent_unit=parent(settling, on) if _asks_parent(process) else None,
        named_units={step.named_unit: _named(step.named_unit, on) for step in process.steps if step.named_unit},
        scope=scope,
    )


def context_of(dossier: Dossier, state: DossierState, now: dt.datetime) -> Context:
    """The context of a stored dossier; conditions find its answers, which are read only when one asks."""
    scope = scope_of(dossier.pk, dossier.form_version_id, now)
    return context_for(state, dossier.process_version_id, now, scope=scope)


@dataclass(frozen=True, slots=True)
class FiledLaw:
    """What the guards of the lifecycle ask, without a calendar."""

    process: Process
    statutory: Limit | None
    instant: bool
    required: frozenset[str]
    scope: Scope


def filed_law(state: DossierState, dossier: Dossier, now: dt.datetime) -> FiledLaw:
    """The law of a dossier as it was filed. No query once the process is known, unless it has conditions."""
    terms = thaw_terms(state.terms)
    process = published_process(dossier.process_version_id)
    scope = scope_of(dossier.pk, dossier.form_version_id, now)
    return FiledLaw(process, terms.statutory, terms.instant, terms.required, scope)


def _asks_parent(process: Process) -> bool:
    return any(step.unit_rule is UnitRule.PARENT for step in process.steps)
