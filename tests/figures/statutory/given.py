"""A report with one edition, without any facts, for the pages that are opened for every role."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from motcua.figures.periods import parse_code
from motcua.figures.statutory.lifecycle import State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReport
from motcua.figures.statutory.table import Row, Table, total_of
from motcua.organisation.models import Unit

SHOWN: Final = UUID("0198c0de-0000-7000-8000-0000000000f6")
PERIOD: Final = parse_code("R2026-Q3")


def shown(now: dt.datetime, unit: Unit) -> StatutoryReport:
    """Under a public id that is always the same."""
    report = StatutoryReport.objects.create(
        uid=SHOWN, form="ii04", unit=unit, period=PERIOD.code, first=PERIOD.first, last=PERIOD.last, created_at=now
    )
    table = typed_table(unit, now)
    StatutoryEdition.objects.create(
        report=report,
        number=1,
        state=State.PREPARED,
        form=table.form.reference,
        as_of=now,
        body=table.body,
        sha256=table.sha256,
        made_at=now,
        changed_at=now,
    )
    return report


def typed_table(unit: Unit, now: dt.datetime) -> Table:
    form = shipped().in_force("ii04", PERIOD)
    rows = tuple(Row(line.key, line.name_vi, (4, 3, 1, 2, 2)) for line in form.lines)
    return Table(form, unit.code, unit.name, "", PERIOD, now, "", rows, total_of(form, rows, "Tổng cộng"))
