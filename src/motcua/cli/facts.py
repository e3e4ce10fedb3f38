"""``motcua facts``: the facts behind every figure."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.figures.exchange.open_data.versions import build_version
from motcua.figures.exchange.places import place_of
from motcua.figures.exchange.publish import publish_facts
from motcua.figures.facts import build as facts
from motcua.figures.facts.compact import compact
from motcua.figures.facts.projections.build import build_from_projections
from motcua.figures.facts.prune import prune

MOST_PROCESSES = 4


@click.group(help=_("Tệp số liệu gốc của mọi chỉ số: dựng, cập nhật, xem."))
def command() -> None:
    pass


@command.command("build", help=_("Dựng lại toàn bộ từ chuỗi sự kiện; các bản kê cũ vẫn đọc được."))
@click.option(
    "--from-projections",
    "from_tables",
    is_flag=True,
    help=_("dựng nhanh hiện trạng từ các bảng: không có số liệu của quá khứ, không có các bước xử lý"),
)
@click.option("--processes", type=click.IntRange(1, 64), help=_("số tiến trình (mặc định: số nhân, nhiều nhất 4)"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def build(*, from_tables: bool, processes: int | None, as_json: bool) -> None:
    make = build_from_projections if from_tables else facts.build
    with _progress(hidden=as_json) as told:
        built = make(now=clock.now(), processes=processes or _cores(), progress=told)
    _say(built.to_json(), as_json=as_json)
    if from_tables and not as_json:
        click.echo(
            _("Chỉ hỏi được từ %(since)s trở đi; chưa có: %(missing)s. Dựng đủ: motcua facts build")
            % {"since": built.manifest.exact_from, "missing": ", ".join(built.manifest.missing)},
            err=True,
        )


@command.command("update", help=_("Ghi thêm những gì mới kể từ bản kê cuối."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def update(*, as_json: bool) -> None:
    _say(facts.update(now=clock.now()).to_json(), as_json=as_json)


@command.command("compact", help=_("Gộp các tệp nhỏ; các bản kê cũ vẫn đọc được."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def compact_files(*, as_json: bool) -> None:
    _say(compact(now=clock.now()).to_json(), as_json=as_json)


@command.command("status", help=_("Bản kê đang dùng, số dòng từng bảng; kiểm tra tệp."))
@click.option("--check", is_flag=True, help=_("đọc lại và so mã băm từng tệp"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def status(*, check: bool, as_json: bool) -> None:
    _say(facts.status(thoroughly=check), as_json=as_json)


@command.command("publish", help=_("Công bố số liệu của tỉnh vào thư mục hoặc s3://thùng/tiền-tố để cộng nhiều tỉnh."))
@click.argument("target", metavar="DIR_OR_S3")
@click.option("--unit", default="", help=_("mã đơn vị, khi số liệu có nhiều tỉnh"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def publish(*, target: str, unit: str, as_json: bool) -> None:
    place = place_of(target)
    with _progress(hidden=as_json) as told:
        done = publish_facts(place, now=clock.now(), unit=unit, progress=told)
    _say(done.to_json(), as_json=as_json)


@command.command("open-data", help=_("Làm phiên bản dữ liệu mở từ số liệu hiện có; không có gì mới thì thôi."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def open_data(*, as_json: bool) -> None:
    version, made = build_version(now=clock.now())
    files: dict[str, object] = {name: file["sha256"] for name, file in version.files.items()}
    found = {"version": version.name, "made": made, "rows": version.rows, "sha256": version.sha256, "files": files}
    _say(found, as_json=as_json)


@command.command("prune", help=_("Bỏ các bản kê cũ mà không số liệu công bố nào còn nêu, cùng tệp của riêng chúng."))
@click.option(
    "--days", type=click.IntRange(1), default=30, show_default=True, help=_("giữ các bản kê mới hơn chừng ấy ngày")
)
@click.option("--dry-run", is_flag=True, help=_("chỉ đếm, không xóa"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def prune_manifests(*, days: int, dry_run: bool, as_json: bool) -> None:
    done = prune(now=clock.now(), older_than=dt.timedelta(days=days), dry_run=dry_run)
    _say(done.to_json(), as_json=as_json)


def _say(found: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for key, value in found.items():
        if isinstance(value, Mapping):
            click.echo(f"{key}:")
            for inner, number in value.items():
                click.echo(f"  {inner}: {number}")
        else:
            click.echo(f"{key}: {value}")


def _cores() -> int:
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


@contextmanager
def _progress(*, hidden: bool) -> Iterator[Callable[[int, int], None]]:
    with click.progressbar(length=1, label=_("Đang dựng"), file=sys.stderr, hidden=hidden) as bar:

        def told(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield told
