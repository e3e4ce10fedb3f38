"""The numbers of a form out of facts: the only place of this package that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.core.errors import Invalid, NotFound
from motcua.figures.counting import Dimension, count, count_table
from motcua.figures.definitions.catalogue import shipped as shipped_definitions
from motcua.figures.definitions.evaluation import ABSENT_BY_SOURCE, Absent, Values
from motcua.figures.definitions.formulas import Formula
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period
from motcua.figures.wording import language
from motcua.organisation.models import Unit, UnitClosure

from .causes import by_cause
from .model import Column, ColumnKind, ReportForm, RowKind
from .table import Cell, Row, Table, total_of

MOST_ROWS = 5000


def unit_of_period(code: str, period: Period) -> Unit:
    """The unit as it stood on the period's last day. Raises NotFound ``report_unit_gone`` when it existed on other days
    only, ``report_unit_unknown`` when it never did."""
    rows = Unit.objects.filter(code=code).order_by("valid_from")
    found = rows.filter(valid_from__lte=period.last).filter(Q(valid_to=None) | Q(valid_to__gt=period.last)).first()
    if found is not None:
        return found
    other = rows.last()
    if other is None:
        raise NotFound("report_unit_unknown", params={"unit": code[:40]})
    ended = f"{other.valid_to:%d/%m/%Y}" if other.valid_to and other.valid_to <= period.last else ""
    code_ = "report_unit_gone" if ended else "report_unit_not_yet"
    params = {"unit": other.name, "day": ended or f"{other.valid_from:%d/%m/%Y}"}
    raise NotFound(code_, params=params)


def level_of(unit: Unit) -> str:
    """The kind of unit as forms know it."""
    return "department" if unit.level == "unit" else str(unit.level)


def require_period(period: Period, now: dt.date) -> None:
    """Raises Invalid ``report_period_not_over``: its figures would still change."""
    if period.last >= now:
        raise Invalid("report_period_not_over", params={"last": f"{period.last:%d/%m/%Y}"})


@dataclass(frozen=True)
class Laid:
    """Which units have rows (block, code, name), and pairs (outer, inner) of codes where one stands inside another."""

    units: tuple[tuple[str, str, str], ...]
    inner: tuple[tuple[str, str], ...]


def laid_out(form: ReportForm, unit: Unit, period: Period) -> Laid:
    """By the map of the period's last day as it is known now."""
    if form.rows is not RowKind.UNIT:
        return Laid((), ())
    blocks = units_in_blocks(form, unit, period)
    units = tuple((block, one.code, one.name) for block, one in blocks)
    return Laid(units, tuple(inner_units([one for _, one in blocks], period)))


def require_level(form: ReportForm, unit: Unit) -> None:
    """Raises Invalid ``report_level_differs`` when units of this kind do not use the form."""
    if level_of(unit) not in form.levels:
        raise Invalid("report_level_differs", params={"form": form.number, "unit": unit.name})


def gather(
    facts: Facts,
    form: ReportForm,
    unit: Unit,
    period: Period,
    *,
    as_of: dt.datetime,
    superior: str = "",
    laid: Laid | None = None,
) -> Table:
    """The form filled for a unit. Cells that nothing counts say why; it never guesses. ``laid``: the units that had
    rows then, where it is filled again. Raises as :func:`require_level`, and NotFound as :func:`count`."""
    require_level(form, unit)
    if form.rows is RowKind.UNIT:
        rows = _by_unit(facts, form, unit, period, laid or laid_out(form, unit, period))
    else:
        rows = _ROWS[form.rows](facts, form, unit, period)
    name = _("Tổng cộng")
    total = total_of(form, rows, name)
    if form.rows is RowKind.FIELD:
        total = _whole(facts, form, unit.code, period, total)
    return Table(form, unit.code, unit.name, superior, period, as_of, facts.manifest.sha256, tuple(rows), total)


def keys_of(form: ReportForm, formula: Formula | None = None) -> list[MeasureKey]:
    measures = shipped_definitions().measures
    return [
        MeasureKey(name, form.tested if measures[name].tests_date else None, form.counts_for)
        for name in (formula.names if formula else form.measures)
    ]


def _by_field(facts: Facts, form: ReportForm, unit: Unit, period: Period) -> list[Row]:
    counted = count_table(facts, keys_of(form), [period], by=Dimension.FIELD, unit=unit.code)
    causes = by_cause(facts, form, unit.code, period, counted) if _has_causes(form) else {}
    rows = [
        _row(form, field, field or _("Lĩnh vực chưa xác định"), values.get(period, {}), causes.get(field))
        for field, values in sorted(counted.items())
    ]
    return [row for row in rows if row.absent or any(row.values)]


def _by_unit(facts: Facts, form: ReportForm, unit: Unit, period: Period, laid: Laid) -> list[Row]:
    rows = rows_by_unit(facts, form, unit, period, laid)
    return list(without_inner(form, rows, laid.inner).values())


def rows_by_unit(facts: Facts, form: ReportForm, unit: Unit, period: Period, laid: Laid) -> dict[str, Row]:
    """Each unit with all under it: nothing is taken off yet."""
    counted = count_table(facts, keys_of(form), [period], by=Dimension.UNIT, unit=unit.code)
    return {
        code: _row(form, code, name, counted.get(code, {}).get(period, {}), None, block)
        for block, code, name in laid.units
    }


def units_in_blocks(form: ReportForm, unit: Unit, period: Period) -> list[tuple[str, Unit]]:
    """The units below that a form has rows for, block by block in order of their codes."""
    day = period.last
    below = UnitClosure.objects.filter(ancestor=unit, valid_from__lte=day).filter(
        Q(valid_to=None) | Q(valid_to__gt=day)
    )
    units = Unit.objects.filter(pk__in=below.values("descendant"), valid_from__lte=day)
    units = units.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("code")
    found: list[tuple[str, Unit]] = []
    for block in form.blocks:
        of_block = Q(kind__in=block.kinds) if block.kinds else Q(level=block.level)
        found += [(block.id, one) for one in units.filter(of_block)[:MOST_ROWS]]
    return found


def inner_units(units: Sequence[Unit], period: Period) -> list[tuple[str, str]]:
    """Pairs (outer, inner) of codes where one unit with a row stands directly below another one with a row."""
    codes = {one.pk: one.code for one in units}
    day = period.last
    rows = UnitClosure.objects.filter(ancestor__in=codes, descendant__in=codes, depth__gt=0, valid_from__lte=day)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("descendant", "depth")
    nearest: dict[int, int] = {}
    for inner, outer in rows.values_list("descendant", "ancestor"):
        nearest.setdefault(inner, outer)
    return [(codes[outer], codes[inner]) for inner, outer in nearest.items()]


def without_inner(form: ReportForm, rows: Mapping[str, Row], inner: Sequence[tuple[str, str]]) -> dict[str, Row]:
    """Nothing twice: what a unit inside another one has a row for is taken off the outer row."""
    found = dict(rows)
    for outer, one in inner:
        row = found[outer]
        values = tuple(
            None if mine is None or theirs is None else mine - theirs
            for mine, theirs in zip(row.values, rows[one].values, strict=True)
        )
        found[outer] = Row(row.key, row.name, values, {**rows[one].absent, **row.absent}, row.block, row.source)
    return found


def _listed(facts: Facts, form: ReportForm, unit: Unit, period: Period) -> list[Row]:
    counted = count(facts, keys_of(form), unit.code, period) if form.measures else {}
    rows = []
    for line in form.lines:
        formulas = dict(line.values)
        values: list[Cell] = []
        absent: dict[str, str] = {}
        for column in form.figures:
            value, why = _cell(form, formulas.get(column.number), counted)
            values.append(value)
            if why:
                absent[column.key] = why
        rows.append(Row(line.key, line.name(language()), tuple(values), absent))
    return rows


def _whole(facts: Facts, form: ReportForm, unit: str, period: Period, summed: Row) -> Row:
    """The total, counted apart from the rows; where the two differ the report must not go out."""
    counted = _row(form, "total", summed.name, count(facts, keys_of(form), unit, period), None)
    values: list[Cell] = []
    for column, whole, sum_ in zip(form.figures, counted.values, summed.values, strict=True):
        if column.kind is ColumnKind.CAUSE or summed.absent.get(column.key):
            values.append(sum_)
            continue
        if whole is not None and sum_ is not None and whole != sum_:
            raise Invalid(
                "report_rows_differ_from_total",
                params={"column": column.words(language()), "rows": sum_, "total": whole},
            )
        values.append(whole)
    absent = {
        key: why for key, why in counted.absent.items() if (form.column(key) or column).kind is not ColumnKind.CAUSE
    }
    return Row("total", summed.name, tuple(values), {**absent, **summed.absent})


def _has_causes(form: ReportForm) -> bool:
    return any(column.kind is ColumnKind.CAUSE for column in form.columns)


def _row(
    form: ReportForm, key: str, name: str, values: Values, causes: Mapping[int, int] | None, block: str = ""
) -> Row:
    cells: list[Cell] = []
    absent: dict[str, str] = {}
    for column in form.figures:
        value, why = _cause(column, causes) if column.kind is ColumnKind.CAUSE else _cell(form, column.value, values)
        cells.append(value)
        if why:
            absent[column.key] = why
    return Row(key, name, tuple(cells), absent, block)


def _cause(column: Column, causes: Mapping[int, int] | None) -> tuple[Cell, str]:
    return (causes or {}).get(column.number, 0), ""


def _cell(form: ReportForm, formula: Formula | None, values: Values) -> tuple[Cell, str]:
    if formula is None:
        return None, Absent.NOT_REPORTED.value
    measures = shipped_definitions().measures
    numbers: dict[str, Fraction] = {}
    for key in keys_of(form, formula):
        value = values.get(key)
        if value is None:
            return None, ABSENT_BY_SOURCE.get(measures[key.measure].source, Absent.NO_DATA).value
        if isinstance(value, Absent):
            return None, value.value
        numbers[key.measure] = Fraction(value)
    whole = formula.value(numbers.__getitem__)
    return int(whole), ""


_ROWS = {
    RowKind.FIELD: _by_field,
    RowKind.SINGLE: _listed,
    RowKind.PROCEDURE: _by_field,
}
