"""``motcua report``: a statutory report of a unit, printed, or written as XLSX, PDF and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.figures.period_texts import parse_period
from motcua.figures.statutory.layout import printed_rows
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.preparing import counted_table
from motcua.figures.statutory.sheet import pdf
from motcua.figures.statutory.workbook import workbook


@click.command(help=_("Lập báo cáo theo biểu (ii06a, ii06d, ii07a …) từ số liệu; không có tên thì liệt kê các biểu."))
@click.argument("name", required=False)
@click.option("--unit", help=_("mã đơn vị"))
@click.option("--period", "period_text", help=_("kỳ, ví dụ R2026-Q1 hoặc “báo cáo quý I/2026”"))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help=_("số liệu đã biết đến thời điểm này"))
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help=_("ghi tệp XLSX"))
@click.option("--pdf", "pdf_path", type=click.Path(dir_okay=False, path_type=Path), help=_("ghi tệp PDF"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(
    *, name: str | None, unit: str | None, period_text: str | None, as_of: object, xlsx: Path | None,
    pdf_path: Path | None, as_json: bool,
) -> None:  # fmt: skip
    import datetime as dt

    now = clock.now()
    if not name:
        for form in shipped().on(legal_date(now)):
            click.echo(f"{form.id}\t{form.number}\t{form.title_vi}\t{form.mark.value}")
        return
    if not unit or not period_text:
        raise click.UsageError(_("Cần --unit và --period."))
    instant = as_of if isinstance(as_of, dt.datetime) else None
    table, checked = counted_table(name, unit, parse_period(period_text), now=now, as_of=instant)
    wrong = [one for one in checked if one.holds is False]
    if xlsx:
        xlsx.write_bytes(workbook(table))
    if pdf_path:
        pdf_path.write_bytes(pdf(table))
    if as_json:
        said = {**table.as_json(), "hash": table.sha256, "failing": [[one.check.id, one.row] for one in wrong]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for row in printed_rows(table):
            click.echo("\t".join(cell.text for cell in row.cells))
        click.echo(f"SHA-256 {table.sha256}")
    for one in wrong:
        click.echo(f"{one.check.name('vi')} [{one.row}]: {one.left} / {one.right}", err=True)
    if wrong:
        raise SystemExit(1)
