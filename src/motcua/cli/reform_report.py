"""``motcua reform-report``: the report on administrative reform of a unit for a period as DOCX, without keeping it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.figures.period_texts import parse_period
from motcua.figures.reform_report.at_once import write_at_once
from motcua.figures.reform_report.paper import Site, docx


@click.command(
    help=_(
        "Viết báo cáo cải cách hành chính của một đơn vị cho một kỳ (R2026-Q1, “báo cáo năm 2026”) ra tệp DOCX, "
        "theo mẫu mới nhất và số liệu hiện có. Không lưu gì trong hệ thống."
    )
)
@click.argument("unit")
@click.argument("period_text", metavar="PERIOD")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help=_("tệp DOCX"))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help=_("số liệu đã biết đến thời điểm này"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(*, unit: str, period_text: str, output: Path, as_of: object, as_json: bool) -> None:
    instant = as_of if isinstance(as_of, dt.datetime) else None
    written = write_at_once(unit, parse_period(period_text), now=clock.now(), as_of=instant)
    content = docx(written.filled, site=Site(settings.BASE_URL), is_draft=True)
    output.write_bytes(content)
    missing = [f"{one.name} ({one.period}): {one.why}" for one in written.filled.missing]
    if as_json:
        said = {
            "file": str(output),
            "bytes": len(content),
            "as_of": written.as_of.isoformat(),
            "sha256": written.filled.sha256,
            "figures": {one.key: one.printed for one in written.filled.entries},
            "missing": missing,
            "unwritten": written.unwritten,
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    figures = len(written.filled.entries)
    click.echo(
        _("Đã viết {file}: {n} số liệu, mã băm {hash}.").format(file=output, n=figures, hash=written.filled.sha256)
    )
    for one in missing:
        click.echo(_("Thiếu số liệu: {text}").format(text=one), err=True)
    if written.unwritten:
        click.echo(_("Còn {n} mục cần người viết.").format(n=len(written.unwritten)), err=True)
