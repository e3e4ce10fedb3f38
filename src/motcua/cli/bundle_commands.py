"""``motcua procedures bundles``: the definitions of interlinked procedures, out and in as JSON."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.texts import say
from motcua.people.actors import SYSTEM
from motcua.procedures.bundle_file import MOST_BYTES, file_json
from motcua.procedures.services.bundle_files import BundleReport, import_bundles, listed_bundles

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
_on_option = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=_("ngày có hiệu lực (mặc định: hôm nay)"))


@click.group(help=_("Nhóm thủ tục liên thông: xem, xuất, nạp theo ngày hiệu lực."))
def bundles() -> None:
    pass


def _day(given: dt.datetime | None) -> dt.date:
    return given.date() if given else clock.legal_date(clock.now())


@bundles.command("list", help=_("Liệt kê nhóm liên thông đang có hiệu lực."))
@_on_option
@_json_option
def list_(*, on: dt.datetime | None, as_json: bool) -> None:
    rows = listed_bundles(on=_day(on))
    if as_json:
        found = [
            {name: row[name] for name in ("procedure", "step", "name", "valid_from", "valid_to", "decision")}
            | {"parts": [part["key"] for part in row["parts"] if isinstance(part, dict)]}  # type: ignore[union-attr]
            for row in rows
        ]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for row in rows:
        parts = row["parts"] if isinstance(row["parts"], list) else []
        click.echo(
            _("%(procedure)s  %(name)s: %(count)d phần, từ %(day)s")
            % {"procedure": row["procedure"], "name": row["name"], "count": len(parts), "day": row["valid_from"]}
        )
    click.echo(_("%(n)d nhóm liên thông") % {"n": len(rows)})


@bundles.command(help=_("In định nghĩa liên thông của một thủ tục, đúng dạng tệp nạp."))
@click.argument("procedure")
@_on_option
def show(*, procedure: str, on: dt.datetime | None) -> None:
    rows = listed_bundles(on=_day(on), procedure=procedure)
    if not rows:
        raise Failure(_("thủ tục %(code)s không có nhóm liên thông vào ngày này") % {"code": procedure})
    click.echo(file_json(rows))


@bundles.command(help=_("Xuất mọi định nghĩa, cả đã hết hiệu lực, hoặc chỉ những định nghĩa có hiệu lực một ngày."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=_("tệp ghi ra (mặc định: màn hình)"))
@_on_option
def export(*, out: Path | None, on: dt.datetime | None) -> None:
    text = file_json(listed_bundles(on=on.date() if on else None))
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


@bundles.command("import", help=_("Nạp định nghĩa liên thông từ tệp JSON: nạp cả tệp hoặc không nạp gì."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help=_("chỉ kiểm tra, không ghi"))
@_json_option
def import_(*, file: Path, only_check: bool, as_json: bool) -> None:
    if file.stat().st_size > MOST_BYTES:
        raise Failure(_("tệp quá lớn"))
    report = import_bundles(file.read_bytes(), actor=SYSTEM, now=clock.now(), only_check=only_check)
    _show(report, as_json=as_json, only_check=only_check)
    for fault in report.faults:
        why = say(fault.code, dict(fault.params))
        text = _("dòng %(line)d: %(why)s [%(code)s]")
        click.echo(text % {"line": fault.line, "why": why, "code": fault.code}, err=True)
    if report.faults:
        raise Failure(_("tệp có %(n)d chỗ hỏng, không nạp gì") % {"n": len(report.faults)})


def _show(report: BundleReport, *, as_json: bool, only_check: bool) -> None:
    if as_json:
        faults = [{"line": one.line, "code": one.code, **one.params} for one in report.faults]
        body = {"read": report.read, "fresh": report.fresh, "unchanged": report.unchanged, "checked_only": only_check}
        click.echo(json.dumps({**body, "faults": faults}, ensure_ascii=False, indent=2, default=str))
        return
    text = (
        _("Đọc %(read)d, sẽ thêm %(fresh)d, không đổi %(same)d")
        if only_check
        else _("Đọc %(read)d, thêm %(fresh)d, không đổi %(same)d")
    )
    fresh = 0 if report.faults else report.fresh
    click.echo(text % {"read": report.read, "fresh": fresh, "same": report.unchanged})
