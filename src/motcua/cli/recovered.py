"""``motcua recovered``: what must be done once after PostgreSQL's own recovery to a point in time."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua.backup import target
from motcua.backup.restore import come_alive
from motcua.cli.connection import use_database
from motcua.cli.failures import Failure
from motcua.core.clock import now


@click.command(help=_("Sau khi PostgreSQL phục hồi về một thời điểm: mở kỷ nguyên mới, xóa lại theo sổ, kiểm tra."))
@click.option("--erasures", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("sổ xóa dữ liệu"))
@click.option("--anchor", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("tệp gốc đã xuất trước"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(*, erasures: Path | None, anchor: Path | None, as_json: bool) -> None:
    use_database(settings.OWNER_DATABASE_URL)
    settings.DATABASE_URL = settings.OWNER_DATABASE_URL
    registers = [erasures] if erasures else []
    with target.closed_to_others():
        epoch, erased, report = come_alive("recovery to a point in time", registers, anchor=anchor, now=now())
    facts = {
        "epoch": epoch,
        "erased": erased.entries,
        "dossiers": report.dossiers,
        "events": report.events,
        "ok": report.ok,
    }
    if as_json:
        found = [{"kind": f.kind, "dossier": f.dossier, "seq": f.seq} for f in report.findings]
        click.echo(json.dumps({**facts, "findings": found}, ensure_ascii=False))
    else:
        click.echo(_("kỷ nguyên %(epoch)d; đã xóa lại theo %(erased)d quyết định; %(dossiers)d hồ sơ") % facts)
    if not report.ok:
        raise Failure(_("phát hiện %(n)d chỗ không đúng") % {"n": len(report.findings)})
