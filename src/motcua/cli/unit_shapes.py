"""``motcua organisation shapes``: where units lie, from GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.texts import say
from motcua.organisation.services.import_shapes import ShapesReport, import_shapes
from motcua.organisation.shape_files import MOST_BYTES
from motcua.people.actors import SYSTEM


@click.command("shapes", help=_("Nạp địa giới và vùng biển của đơn vị từ GeoJSON; nạp lại không đổi gì."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help=_("có hình hỏng thì không nạp hình nào"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def shapes(*, file: Path, strict: bool, as_json: bool) -> None:
    with file.open("rb") as stream:
        raw = stream.read(MOST_BYTES + 1)
    report = import_shapes(raw, actor=SYSTEM, now=clock.now(), strict=strict)
    click.echo(_as_json(report) if as_json else _as_text(report))
    for one in report.faults:
        shown = {"n": one.number, "why": say(f"shape_file.{one.code}", one.params), "code": one.code}
        text = _("đối tượng %(n)d: %(why)s [%(code)s]") if one.number else _("tệp: %(why)s [%(code)s]")
        click.echo(text % shown, err=True)
    if not report.written:
        raise Failure(_("có %(n)d hình hỏng, không nạp hình nào") % {"n": len(report.faults)})


def _as_json(report: ShapesReport) -> str:
    body = {
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": len(report.faults),
        "defects": report.defects,
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def _as_text(report: ShapesReport) -> str:
    return _(
        "Đọc %(read)d, thêm %(created)d, cập nhật %(updated)d, không đổi %(unchanged)d, không nhận %(rejected)d"
    ) % {
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": len(report.faults),
    }
