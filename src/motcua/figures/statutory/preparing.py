"""Counting a report and the identities it must hold, without writing anything."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError, Invalid
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.window import watermark
from motcua.figures.periods import Period, previous
from motcua.organisation.models import Unit

from .checks import Checked, check_table
from .gathering import gather, level_of, require_period, unit_of_period
from .loader import Forms, shipped
from .model import ReportForm
from .table import Table


def counted_table(
    name: str,
    unit: str,
    period: Period,
    *,
    now: dt.datetime,
    as_of: dt.datetime | None = None,
    forms: Forms | None = None,
) -> tuple[Table, list[Checked]]:
    """The form filled from facts as of an instant (default: the latest whose answer can never change), and every
    identity of it. Raises NotFound (form, unit), Invalid (period not over, kind of period or unit), and as
    :func:`open_facts`."""
    known = forms or shipped()
    form = known.in_force(name, period)
    if period.kind not in form.periods and period.kind != "range":
        raise Invalid("report_period_kind", params={"form": form.number})
    require_period(period, legal_date(now))
    then = as_of or watermark(now).settled_at
    with open_facts(then, now=now) as facts:
        return counted_from(facts, form, unit, period, then, known)


def counted_from(
    facts: Facts, form: ReportForm, unit: str, period: Period, then: dt.datetime, forms: Forms
) -> tuple[Table, list[Checked]]:
    at = unit_of_period(unit, period)
    table = gather(facts, form, at, period, as_of=then, superior=superior_of(form, at, period))
    return table, check_table(
        table, previous=_previous(facts, form, unit, period, then, forms), others=others_of(facts, table, forms)
    )


def superior_of(form: ReportForm, unit: Unit, period: Period) -> str:
    deadline = form.deadline(level_of(unit))
    if deadline is None:
        return ""
    if deadline.receives != "province":
        return deadline.receives
    found = Unit.objects.filter(level="province", valid_from__lte=period.last).order_by("-valid_from").first()
    return found.name if found else ""


def _previous(
    facts: Facts, form: ReportForm, unit: str, period: Period, then: dt.datetime, forms: Forms
) -> Table | None:
    """The period before by the same facts; None when nothing asks for it or the unit did not exist."""
    if not any(check.of_previous for check in form.checks):
        return None
    try:
        before = previous(period)
        earlier = forms.in_force(form.id, before)
        return gather(facts, earlier, unit_of_period(unit, before), before, as_of=then)
    except DomainError:
        return None


def others_of(facts: Facts, table: Table, forms: Forms) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for name in {check.other_form for check in table.form.checks if check.other_form}:
        other = forms.in_force(name, table.period)
        at = unit_of_period(table.unit, table.period)
        if level_of(at) in other.levels:
            found[name] = gather(facts, other, at, table.period, as_of=table.as_of)
    return found


def recounted_others(table: Table, *, now: dt.datetime) -> dict[str, Table]:
    """The sister forms that identities of a table speak of, counted as of its instant."""
    if not any(check.other_form for check in table.form.checks):
        return {}
    with open_facts(table.as_of, now=now) as facts:
        return others_of(facts, table, shipped())
