"""``motcua verify``: is every chain, projection, root and file what it should be?"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core.clock import LEGAL_ZONE, now
from motcua.core.processes import ProcessDiedError
from motcua.documents.selectors import check_files
from motcua.dossiers.log.findings import Finding, Report
from motcua.dossiers.services.verify import verify
from motcua.petitions.log.verify import verify_petitions

SHOWN = 20


@click.command(help=_("Kiểm tra chuỗi sự kiện, bảng dữ liệu, gốc hằng ngày và tệp; không sửa gì."))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=_("chỉ các hồ sơ có sự kiện từ ngày này"))
@click.option("--anchor", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("tệp gốc đã xuất trước"))
@click.option("--files/--no-files", default=True, help=_("kiểm cả nội dung tệp"))
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help=_("số tiến trình cùng kiểm; mặc định theo số hồ sơ và số nhân của máy, nhiều nhất 4"),
)
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(
    *, since: dt.datetime | None, anchor: Path | None, files: bool, processes: int | None, as_json: bool
) -> None:
    start = since.replace(tzinfo=LEGAL_ZONE) if since else None
    begun = time.monotonic()
    try:
        with _progress() as told:
            report = verify(since=start, anchor=anchor, processes=processes, progress=told)
    except ProcessDiedError:
        raise Failure(_("một tiến trình kiểm tra đã dừng đột ngột; hãy chạy lại với --processes 1")) from None
    petitions = verify_petitions(start)
    report.findings += [Finding(f"petition_{one.kind}", one.petition, one.seq) for one in petitions.findings]
    seconds = time.monotonic() - begun
    if files:
        report.findings += [
            Finding(found.kind, str(found.file or found.blob), None) for found in check_files(start, now=now())
        ]
    if as_json:
        shown = {**_shown(report, seconds), "petitions": petitions.petitions}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print(report, seconds)
    if not report.ok:
        raise SystemExit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, if that is a terminal."""
    with click.progressbar(length=1, label=_("Đang kiểm tra"), file=sys.stderr) as bar:

        def told(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield told


def _shown(report: Report, seconds: float) -> dict[str, object]:
    return {
        "dossiers": report.dossiers,
        "events": report.events,
        "ok": report.ok,
        "seconds": round(seconds, 1),
        "findings": [{"kind": f.kind, "dossier": f.dossier, "seq": f.seq} for f in report.findings],
    }


def _print(report: Report, seconds: float) -> None:
    rate = round(report.events / seconds) if seconds else report.events
    counts = {"dossiers": report.dossiers, "events": report.events, "seconds": round(seconds, 1), "rate": rate}
    click.echo(_("%(dossiers)d hồ sơ, %(events)d sự kiện, %(seconds)s giây (%(rate)d sự kiện/giây)") % counts)
    for found in report.findings[:SHOWN]:
        click.echo(f"  {found.kind}  {found.dossier}  {'' if found.seq is None else found.seq}")
    if len(report.findings) > SHOWN:
        click.echo(_("  … và %(n)d lỗi nữa (--json in đủ)") % {"n": len(report.findings) - SHOWN})
    if not report.ok:
        raise Failure(_("phát hiện %(n)d chỗ không đúng") % {"n": len(report.findings)})
    click.echo(_("tốt: không thấy chỗ nào bị sửa"))
