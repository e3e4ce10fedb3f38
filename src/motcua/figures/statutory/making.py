"""Everything an edition is made of, counted at one instant from one opening of the facts: the form filled, its
identities, and the last period and the same one of last year beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError, Invalid
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.window import watermark
from motcua.figures.periods import Period, previous, same_of_last_year
from motcua.organisation.models import Unit

from .checks import Checked, check_table
from .gathering import Laid, gather, laid_out, require_level, require_period, rows_by_unit, unit_of_period
from .loader import Forms, shipped
from .model import ReportForm, RowKind
from .models import StatutoryEdition, StatutoryReport
from .preparing import others_of, superior_of
from .rolling import Rolled, Source, roll
from .selectors import last_issued, received, table_of
from .table import Table, total_of, with_entered

Typed = Mapping[str, Mapping[str, int]]
Told = Callable[[int], None]
"""Hears how many of :data:`PARTS` are counted."""
PARTS: Final = 4
"""The form, its last period, the same one of last year, the forms its identities speak of."""


def nobody(_done: int) -> None:
    """Nobody waits to hear how far it is."""


@dataclass(frozen=True)
class Made:
    """``sisters``: the forms that its identities speak of, by id."""

    table: Table
    checked: list[Checked]
    beside: dict[str, Json]
    rolled: dict[str, Json]
    sisters: dict[str, Json]


def make(
    report: StatutoryReport,
    period: Period,
    *,
    now: dt.datetime,
    entered: Typed | None = None,
    told: Told = nobody,
    facts: Facts | None = None,
) -> Made:
    """Count a report as of the latest settled instant, or as of that of ``facts`` that are open already; in Vietnamese
    whoever asks. Raises NotFound (form, unit), Invalid (period not over, unit of another level), and as
    :func:`motcua.figures.facts.reader.open_facts`."""
    known = shipped()
    form = known.in_force(report.form, period)
    if period.kind not in form.periods:
        raise Invalid("report_period_kind", params={"form": form.number})
    require_period(period, legal_date(now))
    unit = unit_of_period(report.unit.code, period)
    laid = laid_out(form, unit, period)
    with override("vi"), _at_one_instant(facts, now) as (opened, then):
        sources = _received(form, period, known)
        table, rolled = _filled(opened, form, unit, period, then, laid, sources, _owing(form, period))
        table = with_entered(table, entered or {}, table.total.name)
        beside: dict[str, Json] = {}
        for done, (name, other) in enumerate((("last", previous(period)), ("year", same_of_last_year(period))), 1):
            told(done)
            beside[name] = _beside(opened, form, unit.code, other, then)
        told(PARTS - 1)
        others = others_of(opened, table, known)
    inner: list[Json] = [list(pair) for pair in laid.inner]
    made_of: dict[str, Json] = {**(rolled.as_json() if rolled else {}), **({"inner": inner} if laid.units else {})}
    told(PARTS)
    sisters: dict[str, Json] = {name: other.as_json() for name, other in others.items()}
    return Made(table, identities(table, others), beside, made_of, sisters)


@contextmanager
def _at_one_instant(facts: Facts | None, now: dt.datetime) -> Iterator[tuple[Facts, dt.datetime]]:
    if facts is not None and facts.as_of is not None:
        yield facts, facts.as_of
    else:
        with settled_facts(now) as opened:
            yield opened, opened.as_of or now


def settled_facts(now: dt.datetime) -> Facts:
    """Facts as of the latest settled instant. Close them. Raises as
    :func:`motcua.figures.facts.reader.open_facts`."""
    return open_facts(watermark(now).settled_at, now=now)


def identities(table: Table, others: Mapping[str, Table]) -> list[Checked]:
    """Every identity; what is carried over is held against the edition of the period before that was issued last."""
    last = last_issued(table.form.id, table.unit, previous(table.period))
    return check_table(table, previous=table_of(last) if last else None, others=others)


def again(edition: StatutoryEdition, *, now: dt.datetime, forms: Forms | None = None) -> Table:
    """The table that the facts of then give for an edition: the same bytes, whatever was recorded since. Names and the
    units that had rows are those of the edition. Raises as :func:`make`."""
    known = forms or shipped()
    issued = table_of(edition, known)
    laid = Laid(
        tuple((row.block, row.key, row.name) for row in issued.rows) if issued.form.rows is RowKind.UNIT else (),
        tuple((outer, inner) for outer, inner in edition.rolled.get("inner", [])),
    )
    unit = edition.report.unit
    with override("vi"), open_facts(edition.as_of, now=now) as facts:
        table, _ = _filled(facts, issued.form, unit, issued.period, edition.as_of, laid, _named(edition, known), ())
        table = with_entered(table, edition.entered, issued.total.name)
    return replace(table, superior=issued.superior, unit_name=issued.unit_name)


def _filled(
    facts: Facts,
    form: ReportForm,
    unit: Unit,
    period: Period,
    then: dt.datetime,
    laid: Laid,
    sources: Mapping[str, Source],
    owing: tuple[str, ...],
) -> tuple[Table, Rolled | None]:
    superior = superior_of(form, unit, period)
    if not form.gathers:
        return gather(facts, form, unit, period, as_of=then, superior=superior, laid=laid), None
    require_level(form, unit)
    rolled = roll(form, rows_by_unit(facts, form, unit, period, laid), list(laid.inner), sources, owing)
    total = total_of(form, rolled.rows, _("Tổng cộng"))
    manifest = facts.manifest.sha256
    return Table(form, unit.code, unit.name, superior, period, then, manifest, rolled.rows, total), rolled


def _received(form: ReportForm, period: Period, forms: Forms) -> dict[str, Source]:
    if not form.gathers:
        return {}
    return {
        code: Source(str(row.uid), row.number, table_of(row, forms))
        for code, row in received(form.gathers, period).items()
    }


def _named(edition: StatutoryEdition, forms: Forms) -> dict[str, Source]:
    """The editions that a roll-up says it was made of."""
    sent = edition.rolled.get("sent", {})
    rows = StatutoryEdition.objects.in_bulk([one["edition"] for one in sent.values()], field_name="uid")
    found = {str(uid): row for uid, row in rows.items()}
    return {
        code: Source(one["edition"], one["number"], table_of(found[one["edition"]], forms))
        for code, one in sent.items()
    }


def _owing(form: ReportForm, period: Period) -> tuple[str, ...]:
    """Codes of the units that owe the report which this one gathers."""
    if not form.gathers:
        return ()
    rows = StatutoryReport.objects.filter(form=form.gathers, period=period.code)
    return tuple(rows.values_list("unit__code", flat=True))


def _beside(facts: Facts, form: ReportForm, unit: str, period: Period, then: dt.datetime) -> dict[str, Json]:
    """The numbers of another period: of the edition issued then, else counted now."""
    issued = last_issued(form.id, unit, period)
    try:
        table = table_of(issued) if issued else gather(facts, form, unit_of_period(unit, period), period, as_of=then)
    except DomainError as error:
        return {"period": period.code, "why": error.code}
    return {
        "period": period.code,
        "edition": str(issued.uid) if issued else "",
        "columns": [column.key for column in table.form.figures],
        "rows": {row.key: list(row.values) for row in (*table.rows, table.total)},
    }
