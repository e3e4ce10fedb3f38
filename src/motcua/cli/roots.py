"""``motcua roots``: the daily roots, closed and exported for somebody else to keep."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core.clock import legal_date, now
from motcua.documents.printing import print_paper
from motcua.dossiers.log.roots import export_roots, kept_days
from motcua.dossiers.models import DayRoot
from motcua.dossiers.proof_sheets import root_sheet
from motcua.dossiers.services.proof import close_day
from motcua.dossiers.services.receipts import system_name
from motcua.dossiers.services.signing import public_keys

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))


@click.group(help=_("Gốc Merkle hằng ngày: khóa ngày, xem, xuất ra tệp."))
def command() -> None:
    pass


@command.command(help=_("Xuất mọi gốc ra FILE để người khác giữ."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--roots-only", is_flag=True, help=_("không kèm lá: tệp nhỏ, nhưng không chỉ được đích danh hồ sơ"))
@_json_option
def export(*, file: Path, roots_only: bool, as_json: bool) -> None:
    days = export_roots(file, leaves=not roots_only, keys=public_keys(), system=system_name())
    if as_json:
        click.echo(json.dumps({"days": days, "file": str(file)}, ensure_ascii=False))
    else:
        click.echo(_("%(n)d ngày → %(file)s") % {"n": days, "file": file})


@command.command(help=_("Khóa ngày hôm qua, hoặc --day."))
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]))
def close(*, day: dt.datetime | None) -> None:
    at = now()
    chosen = day.date() if day else legal_date(at) - dt.timedelta(days=1)
    if chosen >= legal_date(at):
        raise click.UsageError(_("chỉ khóa được ngày đã qua"))
    root = close_day(chosen, now=at)
    click.echo(root.root.hex() if root else _("ngày này đã khóa"))


@command.command(help=_("Liệt kê các gốc."))
def show() -> None:
    for day in kept_days():
        click.echo(f"{day.number:>5}  {day.day}  {day.root.hex()}")


@command.command(help=_("In gốc của một ngày ra FILE (PDF) để ký và giữ trên giấy; mặc định: ngày mới khóa nhất."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]))
def sheet(*, file: Path, day: dt.datetime | None) -> None:
    rows = DayRoot.objects.order_by("-number")
    root = (rows.filter(day=day.date()) if day else rows).first()
    if root is None:
        raise Failure(_("ngày này chưa khóa"))
    file.write_bytes(print_paper(root_sheet(root, now=now())))
    click.echo(str(file))
