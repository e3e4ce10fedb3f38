"""``motcua procedures``: taking in the catalogue, the province's terms and the internal processes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.bundle_commands import bundles
from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.texts import say
from motcua.people.actors import SYSTEM
from motcua.procedures.items import process_item_json
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.process_csv import read_process
from motcua.procedures.selectors import coverage, list_procedures
from motcua.procedures.services.baseline import BaselineReport, Proposal, apply_baseline
from motcua.procedures.services.importing import ImportReport, import_procedures
from motcua.procedures.services.rows import OVERLAY_KINDS, overlay_proposals
from motcua.procedures.source_reading import bounded_lines

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_on_option = click.option(
    "--effective-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("ngày có hiệu lực (mặc định: hôm nay)"),
)
_number_option = click.option("--decision", "number", default="", help=_("số quyết định công bố ở ngoài hệ thống"))


@click.group(help=_("Danh mục thủ tục hành chính: nạp, xem, quy trình nội bộ."))
def command() -> None:
    pass


command.add_command(bundles)


@command.command("import", help=_("Nạp danh mục thủ tục từ tệp JSON Lines; nạp lại không đổi gì."))
@_file
@click.option("--strict", is_flag=True, help=_("có dòng hỏng thì không nạp dòng nào"))
@_on_option
@_number_option
@_json_option
def import_(*, file: Path, strict: bool, effective_on: dt.datetime | None, number: str, as_json: bool) -> None:
    bar = click.progressbar(length=max(file.stat().st_size, 1), label=_("Đang nạp"), file=sys.stderr)
    with file.open("rb") as stream, bar:
        report = import_procedures(
            _counted(bounded_lines(stream), bar.update),
            actor=SYSTEM,
            now=clock.now(),
            effective_on=_day(effective_on),
            source=_source(file),
            number=number,
            strict=strict,
        )
    click.echo(_import_json(report) if as_json else _import_text(report))
    _say_broken([(fault.line, fault.field, fault.code) for fault in report.rejections])
    if not report.is_applied:
        raise Failure(_("có %(n)d dòng hỏng, không nạp dòng nào") % {"n": report.rejected})


def _counted(lines: Iterator[bytes], count: Callable[[int], None]) -> Iterator[bytes]:
    for line in lines:
        yield line
        count(len(line))


def _day(given: dt.datetime | None) -> dt.date:
    return given.date() if given else clock.legal_date(clock.now())


def _source(file: Path) -> str:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return f"{file.name[:200]} sha256:{digest}"


def _import_json(report: ImportReport) -> str:
    body = {
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "defects": dict(sorted(report.defects.items())),
        "drift": report.drift,
        "decision": report.decision,
        "rejections": [{"line": fault.line, "code": fault.code, "field": fault.field} for fault in report.rejections],
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def _import_text(report: ImportReport) -> str:
    lines = [
        _("Đọc %(read)d, thêm %(created)d, cập nhật %(updated)d, không đổi %(unchanged)d, không nhận %(rejected)d")
        % {
            "read": report.read,
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "rejected": report.rejected,
        }
    ]
    lines += [f"{count:>8}  {kind}: {say(f'defect_{kind}')}" for kind, count in report.defects.most_common()]
    lines += [_("Nội dung quốc gia đã khác: %(code)s") % {"code": code} for code in report.drift]
    return "\n".join(lines)


def _say_broken(faults: Sequence[tuple[int, str, str]]) -> None:
    for line, field, code in faults:
        text = _("dòng %(line)d: %(field)s %(why)s [%(code)s]")
        click.echo(text % {"line": line, "field": field, "why": say(code), "code": code}, err=True)


@command.command(help=_("Nạp quy định của tỉnh (JSON Lines): thời hạn, phí, thẩm quyền, mức dịch vụ, danh sách."))
@_file
@click.option("--kind", type=click.Choice([kind.value for kind in OVERLAY_KINDS]), default=ItemKind.LOCAL_TERMS.value)
@click.option("--strict", is_flag=True, help=_("có dòng hỏng thì không nạp dòng nào"))
@_on_option
@_number_option
@_json_option
def overlay(
    *, file: Path, kind: str, strict: bool, effective_on: dt.datetime | None, number: str, as_json: bool
) -> None:
    with file.open("rb") as stream:
        proposals, broken = overlay_proposals(bounded_lines(stream), ItemKind(kind))
    _say_broken([(line, error.field, error.code) for line, error in broken])
    if strict and broken:
        raise Failure(_("có %(n)d dòng hỏng, không nạp dòng nào") % {"n": len(broken)})
    report = apply_baseline(
        [proposal for _line, proposal in proposals],
        actor=SYSTEM,
        now=clock.now(),
        effective_on=_day(effective_on),
        number=number,
        source=_source(file),
        strict=strict,
    )
    _show_baseline(report, [line for line, _proposal in proposals], as_json=as_json)


def _show_baseline(report: BaselineReport, lines: Sequence[int], *, as_json: bool) -> None:
    body = {
        "read": report.read,
        "applied": report.applied,
        "unchanged": report.unchanged,
        "refused": [{"line": lines[one.position - 1], "code": one.code, **one.params} for one in report.refused],
        "decision": report.decision,
    }
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False, indent=2, default=str))
    else:
        text = _("Đọc %(read)d, áp dụng %(applied)d, không đổi %(unchanged)d, không nhận %(refused)d")
        click.echo(text % {**body, "refused": len(report.refused)})
    for one in report.refused:
        why = say(one.code, one.params)
        click.echo(_("dòng %(line)d: %(why)s") % {"line": lines[one.position - 1], "why": why}, err=True)
    if report.refused and not report.applied:
        raise Failure(_("không áp dụng được mục nào"))


@command.command("process-import", help=_("Nạp quy trình nội bộ của một thủ tục từ tệp CSV."))
@_file
@click.option("--procedure", "key", required=True, help=_("mã thủ tục"))
@click.option("--case", default="", help=_("trường hợp (mặc định: mọi trường hợp)"))
@click.option("--unit", default="", help=_("mã cơ quan giải quyết (mặc định: toàn tỉnh)"))
@click.option("--name", default="", help=_("tên quy trình"))
@_on_option
@_number_option
@_json_option
def process_import(
    *,
    file: Path,
    key: str,
    case: str,
    unit: str,
    name: str,
    effective_on: dt.datetime | None,
    number: str,
    as_json: bool,
) -> None:
    read = read_process(file.read_bytes())
    _say_broken([(fault.line, fault.column, fault.code) for fault in read.faults])
    if read.faults:
        raise Failure(_("tệp có %(n)d chỗ hỏng") % {"n": len(read.faults)})
    proposal = Proposal(ItemKind.PROCESS, key, process_item_json(read.process, name=name or key, case=case, unit=unit))
    report = apply_baseline(
        [proposal],
        actor=SYSTEM,
        now=clock.now(),
        effective_on=_day(effective_on),
        number=number,
        source=_source(file),
    )
    _show_baseline(report, [1], as_json=as_json)


@command.command(help=_("Tìm thủ tục bằng lời thường, có dấu hoặc không dấu."))
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10)
@_json_option
def search(*, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    found = list_procedures(clock.legal_date(clock.now()), query=" ".join(query), limit=limit)
    if as_json:
        items = [{"code": one.code, "name": one.name, "field": one.field} for one in found.items]
        body = {"items": items, "total": found.total, "stage": found.stage, "corrected": found.corrected}
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    if found.corrected:
        click.echo(_("Tìm với: %(words)s") % {"words": found.corrected})
    for one in found.items:
        click.echo(f"{one.code}  {one.name}  [{one.field}]")
    click.echo(_("%(total)d thủ tục") % {"total": found.total})


@command.command(
    help=_("Bảng theo dõi: công bố, quy trình nội bộ, quy trình điện tử, Cơ sở dữ liệu quốc gia, niêm yết.")
)
@click.option("--gaps", is_flag=True, help=_("nêu từng thủ tục còn thiếu"))
@_json_option
def board(*, gaps: bool, as_json: bool) -> None:
    lines = coverage(clock.legal_date(clock.now()))
    if as_json:
        body = [
            {"stage": line.stage, "count": line.count, "missing": len(line.gaps)}
            | ({"gaps": [gap.code for gap in line.gaps]} if gaps else {})
            for line in lines
        ]
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    for line in lines:
        words = {"stage": say(f"stage_{line.stage}"), "count": line.count, "missing": len(line.gaps)}
        click.echo(_("%(stage)s: %(count)d, còn thiếu %(missing)d") % words)
        for gap in line.gaps if gaps else ():
            click.echo(f"    {gap.code}  {gap.name}")
