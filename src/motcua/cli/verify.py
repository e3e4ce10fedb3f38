"""``motcua verify``: is every chain, projection, root and file what it should be?"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core.clock import now
from motcua.core.errors import Invalid
from motcua.documents.selectors import check_files
from motcua.dossiers.log.verify import Finding, Report
from motcua.dossiers.services.verify import verify

SHOWN = 20


@click.command(help=_("Kiểm tra chuỗi sự kiện, bảng dữ liệu, gốc hằng ngày và tệp; không sửa gì."))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=_("chỉ các hồ sơ có sự kiện từ ngày này"))
@click.option("--anchor", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("tệp gốc đã xuất trước"))
@click.option("--files/--no-files", default=True, help=_("kiểm cả nội dung tệp"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(*, since: dt.datetime | None, anchor: Path | None, files: bool, as_json: bool) -> None:
    if anchor is not None and not anchor.stat().st_size:
        raise Invalid("anchor_unreadable", params={"line": 1})
    start = since.replace(tzinfo=dt.UTC) if since else None
    report = verify(since=start, anchor=anchor)
    if files:
        report.findings += [
            Finding(found.kind, str(found.file or found.blob), None) for found in check_files(start, now=now())
        ]
    if as_json:
        click.echo(json.dumps(_shown(report), ensure_ascii=False, indent=2))
    else:
        _print(report)
    if not report.ok:
        raise SystemExit(1)


def _shown(report: Report) -> dict[str, object]:
    return {
        "dossiers": report.dossiers,
        "events": report.events,
        "ok": report.ok,
        "findings": [{"kind": f.kind, "dossier": f.dossier, "seq": f.seq} for f in report.findings],
    }


def _print(report: Report) -> None:
    counts = {"dossiers": report.dossiers, "events": report.events}
    click.echo(_("%(dossiers)d hồ sơ, %(events)d sự kiện") % counts)
    for found in report.findings[:SHOWN]:
        click.echo(f"  {found.kind}  {found.dossier}  {'' if found.seq is None else found.seq}")
    if len(report.findings) > SHOWN:
        click.echo(_("  … và %(n)d lỗi nữa (--json in đủ)") % {"n": len(report.findings) - SHOWN})
    if not report.ok:
        raise Failure(_("phát hiện %(n)d chỗ không đúng") % {"n": len(report.findings)})
    click.echo(_("tốt: không thấy chỗ nào bị sửa"))
