"""A filled form as PDF, A4 lying."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from motcua.core.canonical import Json
from motcua.documents.printing import print_paper

from .layout import heads, printed_rows
from .model import ColumnKind
from .table import Table
from .wording import head_lines, sign_lines


@dataclass(frozen=True, slots=True)
class ReportSheet:
    template: ClassVar[str] = "statutory_report"

    table: Table

    @property
    def issued_at(self) -> dt.datetime:
        return self.table.as_of

    def to_json(self) -> dict[str, Json]:
        table, says, signs = self.table, head_lines(self.table), sign_lines(self.table)
        return {
            "title": table.form.title_vi,
            "office": {"name": table.unit_name},
            "number": says.number,
            "legal": says.legal,
            "period": says.period,
            "days": says.days,
            "reports": says.reports,
            "receives": says.receives,
            "unit": says.unit,
            "widths": [column.width or 0 for column in table.form.columns],
            "text": [column.kind is ColumnKind.LABEL for column in table.form.columns],
            "heads": [[one.row, one.column, one.rows, one.columns, one.text] for one in heads(table.form)],
            "labels": [column.label for column in table.form.columns],
            "rows": [{"kind": row.kind, "cells": [cell.text for cell in row.cells]} for row in printed_rows(table)],
            "signs": {
                "place": signs.place,
                "left": signs.left,
                "left_note": signs.left_note,
                "right": signs.right,
                "right_note": signs.right_note,
            },
            "proof": signs.proof,
        }


def pdf(table: Table) -> bytes:
    """The same table gives the same bytes. Raises Unavailable ``print_failed``."""
    return print_paper(ReportSheet(table))
