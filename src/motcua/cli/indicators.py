"""``motcua indicators``: values of reported and imported measures."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.texts import say
from motcua.figures.collection.services.importing import apply, preview
from motcua.people.actors import SYSTEM


@click.group(help=_("Số liệu báo cáo và số liệu nhập từ ngoài."))
def command() -> None:
    pass


@command.command("import", help=_("Nhập số liệu từ tệp CSV hoặc XLSX; dòng sai được nêu và để lại."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help=_("nguồn của số liệu (mặc định: tên tệp)"))
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help=_("ngày của nguồn (mặc định: hôm nay)"))
@click.option("--measure", default="", help=_("số đo của cả tệp, khi tệp không có cột này"))
@click.option("--period", default="", help=_("kỳ của cả tệp, khi tệp không có cột này"))
@click.option("--dry-run", is_flag=True, help=_("chỉ xem trước, không nhập"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def import_(
    *, file: Path, source: str, on: dt.datetime | None, measure: str, period: str, dry_run: bool, as_json: bool
) -> None:
    now = clock.now()
    batch = preview(
        file.read_bytes(),
        source=source or file.name,
        source_on=on.date() if on else clock.legal_date(now),
        defaults={"measure": measure, "period": period} if measure or period else None,
        actor=SYSTEM,
        now=now,
    )
    if not dry_run:
        batch = apply(batch.uid, actor=SYSTEM, now=now)
    counts = {
        "read": batch.read,
        "written": batch.written,
        "unchanged": batch.unchanged,
        "rejected": len(batch.faults),
    }
    if as_json:
        click.echo(json.dumps({**counts, "import": str(batch.uid), "rejections": batch.faults}, ensure_ascii=False))
    else:
        text = _("Đọc %(read)d, ghi %(written)d, không đổi %(unchanged)d, không nhận %(rejected)d")
        click.echo(text % counts)
    for fault in batch.faults:
        said = _("dòng %(line)d: %(why)s") % {"line": fault["line"], "why": say(str(fault["code"]), fault)}
        click.echo(said, err=True)
