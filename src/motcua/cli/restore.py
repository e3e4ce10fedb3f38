"""``motcua restore``: a backup put back into an empty place, checked before and after."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua.backup import restore as restoring
from motcua.backup import store
from motcua.backup.reading import Backup, check, open_backup
from motcua.backup.restore import Restored, Wishes
from motcua.backup.texts import TEXTS
from motcua.cli.backup import bar
from motcua.cli.connection import analyze, use_database
from motcua.cli.failures import Failure
from motcua.cli.migrate import migrate
from motcua.core import texts
from motcua.core.clock import now

texts.register(TEXTS)

SHOWN = 20


@click.command(help=_("Khôi phục bản sao lưu trong DIR vào một nơi trống; mọi phần đều được kiểm tra trước."))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--backup", "name", help=_("tên bản sao lưu; không ghi thì lấy bản mới nhất"))
@click.option("--check", "--dry-run", "only_check", is_flag=True, help=_("chỉ kiểm tra bản sao lưu, không thay đổi gì"))
@click.option("--overwrite", metavar="DATABASE", help=_("tên cơ sở dữ liệu đang có dữ liệu sẽ bị xóa hết"))
@click.option("--erasures", type=click.Path(path_type=Path), help=_("sổ xóa dữ liệu cá nhân mới nhất, nếu để nơi khác"))
@click.option("--anchor", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("tệp gốc đã xuất trước"))
@click.option("--any-keys", is_flag=True, help=_("vẫn khôi phục khi khóa đang đặt khác lúc sao lưu"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(
    *,
    folder: Path,
    name: str | None,
    only_check: bool,
    overwrite: str | None,
    erasures: Path | None,
    anchor: Path | None,
    any_keys: bool,
    as_json: bool,
) -> None:
    began = time.monotonic()
    place = store.existing(folder)
    with place.locked(shared=True):
        backup = open_backup(place, name or place.newest())
        size = backup.manifest.file_bytes + sum(part.size for part in backup.manifest.parts.values())
        if only_check:
            with bar(size, _("Kiểm tra"), hidden=as_json) as progress:
                check(backup, progress)
            _say_checked(backup, as_json=as_json)
            return
        wishes = Wishes(overwrite=overwrite, any_keys=any_keys, register=erasures, anchor=anchor)
        use_database(settings.OWNER_DATABASE_URL)
        settings.DATABASE_URL = settings.OWNER_DATABASE_URL
        with bar(2 * size, _("Khôi phục"), hidden=as_json) as progress:
            done = restoring.restore(
                backup, wishes=wishes, now=now(), migrate=lambda: migrate(verbosity=0), progress=progress
            )
    analyze()
    _say(done, time.monotonic() - began, as_json=as_json)


def _say_checked(backup: Backup, *, as_json: bool) -> None:
    found = backup.manifest
    facts = {"backup": backup.name, "made_at": found.made_at, "ok": True, **found.counts, "files": found.files}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(_("tốt: bản %(backup)s nguyên vẹn, %(dossiers)d hồ sơ, %(files)d tệp") % facts)


def _say(done: Restored, seconds: float, *, as_json: bool) -> None:
    report = done.report
    facts = {
        "backup": done.backup,
        "made_at": done.made_at.isoformat(),
        "dossiers": report.dossiers,
        "events": report.events,
        "files": done.files,
        "lacking": done.lacking,
        "epoch": done.epoch,
        "erased": done.erased.entries,
        "open_again": list(done.erased.open_again),
        "ok": report.ok,
        "seconds": round(seconds, 1),
    }
    if as_json:
        found = [{"kind": f.kind, "dossier": f.dossier, "seq": f.seq} for f in report.findings]
        click.echo(json.dumps({**facts, "findings": found}, ensure_ascii=False))
        if not report.ok:
            raise SystemExit(1)
        return
    click.echo(_("đã khôi phục bản %(backup)s (lúc %(made_at)s)") % facts)
    click.echo(_("%(dossiers)d hồ sơ, %(events)d sự kiện, %(files)d tệp; kỷ nguyên %(epoch)d") % facts)
    click.echo(_("đã xóa lại dữ liệu cá nhân theo %(erased)d quyết định ghi trong sổ") % facts)
    if done.erased.open_again:
        names = ", ".join(done.erased.open_again[:5])
        click.echo(_("chưa xóa lại được vì hồ sơ đang mở, xóa khi kết thúc: %(names)s") % {"names": names})
    if done.lacking:
        click.echo(_("%(lacking)d tệp đã bị xóa trong lúc sao lưu, nay ghi là đã xóa") % facts)
    for one in report.findings[:SHOWN]:
        click.echo(f"  {one.kind}  {one.dossier}  {'' if one.seq is None else one.seq}")
    if not report.ok:
        raise Failure(_("phát hiện %(n)d chỗ không đúng") % {"n": len(report.findings)})
    click.echo(_("tốt: không thấy chỗ nào bị sửa. Việc sau thời điểm sao lưu không có trong bản này."))
