"""``motcua organisation``: units in from JSON Lines, and out again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.cli.reorganise_units import counts, reorganise, sample_country
from motcua.cli.unit_shapes import shapes
from motcua.core import clock
from motcua.core.texts import say
from motcua.organisation.services.export_units import export_units
from motcua.organisation.services.import_units import ImportReport, import_units
from motcua.people.actors import SYSTEM
from motcua.procedures.source_reading import bounded_lines


@click.group(help=_("Đơn vị hành chính và cơ quan: nạp, xuất."))
def command() -> None:
    pass


@command.command("import", help=_("Nạp đơn vị từ tệp JSON Lines; nạp lại không đổi gì."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help=_("có dòng hỏng thì không nạp dòng nào"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def import_(*, file: Path, strict: bool, as_json: bool) -> None:
    bar = click.progressbar(length=max(file.stat().st_size, 1), label=_("Đang nạp"), file=sys.stderr)
    with file.open("rb") as stream, bar:
        lines = _counted(bounded_lines(stream), bar.update)
        report = import_units(lines, actor=SYSTEM, now=clock.now(), strict=strict)
    click.echo(_as_json(report) if as_json else _as_text(report))
    for one in report.rejections:
        text = _("dòng %(line)d: %(field)s %(why)s [%(code)s]")
        why = say(f"unit_file.{one.code}")
        shown = {"line": one.line, "field": f"{one.field} {one.value}".strip(), "why": why, "code": one.code}
        click.echo(text % shown, err=True)
    if not report.written:
        raise Failure(_("có %(n)d dòng hỏng, không nạp dòng nào") % {"n": len(report.rejections)})


@command.command("export", help=_("Xuất mọi đơn vị thành JSON Lines; nạp lại tệp này không đổi gì."))
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def export(file: IO[str]) -> None:
    for line in export_units():
        click.echo(line, file=file)


def _counted(lines: Iterator[bytes], count: Callable[[int], None]) -> Iterator[bytes]:
    for line in lines:
        yield line
        count(len(line))


def _as_json(report: ImportReport) -> str:
    body = {
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": len(report.rejections),
        "defects": report.defects,
        "rejections": [{"line": one.line, "code": one.code, "field": one.field} for one in report.rejections],
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def _as_text(report: ImportReport) -> str:
    return _(
        "Đọc %(read)d, thêm %(created)d, cập nhật %(updated)d, không đổi %(unchanged)d, không nhận %(rejected)d"
    ) % {
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": len(report.rejections),
    }


command.add_command(shapes)
command.add_command(reorganise)
command.add_command(sample_country)
command.add_command(counts)
