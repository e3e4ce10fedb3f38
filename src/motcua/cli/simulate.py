"""``motcua simulate``: a made-up history in bulk."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua.cli.connection import analyze, as_owner
from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.models import JobProgress
from motcua.core.texts import say
from motcua.simulate.indexes import WORTH, is_empty, put_back, set_aside
from motcua.simulate.plan import YEAR, Plan, begin, edition_of, unfinished
from motcua.simulate.run import Outcome, make
from motcua.simulate.spec.counting import counted
from motcua.simulate.spec.history import SpecHistory, prepared
from motcua.simulate.spec.model import SpecFault
from motcua.simulate.spec.reading import read_spec
from motcua.simulate.tables import Keys

SPEC: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
LARGE: Final = 10_000
"""From here on the tables are looked at afterwards, so that plans are made for what they hold now."""


@click.command(
    help=_("Tạo lịch sử giả lập với số lượng lớn: cùng hạt giống thì cùng kết quả; dừng giữa chừng thì làm tiếp.")
)
@click.option("--dossiers", type=click.IntRange(1, 20_000_000), help=_("số hồ sơ"))
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=_("hạt giống của số ngẫu nhiên"))
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), help=_("ngày đầu (mặc định: một năm trước ngày cuối)")
)
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help=_("ngày cuối, đã qua (mặc định: hôm qua)"))
@click.option("--staffing", type=click.FloatRange(0.1, 10), default=1.0, help=_("số người làm so với mức cần"))
@click.option("--spec", type=SPEC, help=_("tệp TOML nêu số liệu phải đúng; xem docs/guides/simulate.md"))
@click.option("--check-spec", "checked", type=SPEC, help=_("không tạo gì: đếm lại bằng SQL từng dòng của tệp"))
@click.option("--resume", is_flag=True, help=_("làm tiếp lần trước chưa xong"))
@click.option("--processes", type=click.IntRange(1, 64), help=_("số tiến trình (mặc định: số lõi)"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(
    *,
    dossiers: int | None,
    seed: int,
    first: dt.datetime | None,
    last: dt.datetime | None,
    staffing: float,
    spec: Path | None,
    checked: Path | None,
    resume: bool,
    processes: int | None,
    as_json: bool,
) -> None:
    if checked is not None:
        _check(checked, as_json=as_json)
        return
    if resume:
        job = unfinished()
        if job is None:
            raise Failure(_("không có lịch sử giả lập nào chưa xong"))
    else:
        now = clock.now()
        ends = last.date() if last else clock.legal_date(now) - dt.timedelta(days=1)
        begins = first.date() if first else ends - YEAR
        if spec is not None:
            job = _begin_spec(spec, seed, ends, now)
        elif dossiers is not None:
            job = begin(Plan(dossiers, seed, begins, ends, staffing, Keys(0, 0), {}), now=now)
        else:
            raise Failure(_("cần --dossiers, --spec hoặc --resume"))
    _set_aside(job)
    outcome = _made(job, processes, hidden=as_json)
    outcome = replace(outcome, seconds=outcome.seconds + _put_back(job))
    if outcome.made >= LARGE:
        analyze()
    click.echo(json.dumps(outcome.to_json()) if as_json else _said(outcome))


def _begin_spec(file: Path, seed: int, ends: dt.date, now: dt.datetime) -> JobProgress:
    """Nothing is begun that cannot be met: the specification is solved first."""
    text = file.read_text(encoding="utf-8")
    with _faults_of(file):
        spec = read_spec(text)
        plan = Plan(spec.dossiers, seed, spec.first, ends, 1.0, Keys(0, 0), {}, text, edition_of(seed))
        prepared(plan)
        SpecHistory(plan, now=now)
    return begin(plan, now=now)


def _check(file: Path, *, as_json: bool) -> None:
    """Every line with what the tables say. Fails when one differs."""
    with _faults_of(file):
        lines = list(counted(read_spec(file.read_text(encoding="utf-8"))))
    rows: list[dict[str, object]] = [
        {"line": one.wanted.line, "path": one.wanted.path, "wanted": one.wanted.text, "counted": one.said}
        | {"part": one.part, "whole": one.whole, "met": one.is_met}
        for one in lines
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            mark = "=" if row["met"] else "≠"
            click.echo(f"{row['line']:>5}  {row['path']}: {row['wanted']} {mark} {row['counted']}")
    wrong = sum(not row["met"] for row in rows)
    if wrong:
        raise Failure(_("%(n)d dòng không khớp") % {"n": wrong})
    if not as_json:
        click.echo(_("mọi dòng đều khớp"))


@contextmanager
def _faults_of(file: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise Failure(_("%(file)s không phải văn bản UTF-8") % {"file": file.name}) from error
    except SpecFault as fault:
        where = _("%(file)s, dòng %(line)d (%(path)s)") % {"file": file.name, "line": fault.line, "path": fault.path}
        raise Failure(f"{where}: {say(fault.code, fault.params)}") from fault


def _set_aside(job: JobProgress) -> None:
    """Fill an empty database without indexes, where their owner's address is known."""
    if (job.total or 0) < WORTH or not settings.OWNER_DATABASE_URL or not is_empty():
        return
    with as_owner():
        set_aside(job)
    job.refresh_from_db()


def _put_back(job: JobProgress) -> float:
    """Seconds that building the indexes took."""
    job.refresh_from_db()
    if "set_aside" not in job.outcome:
        return 0.0
    began = time.monotonic()
    with as_owner():
        click.echo(_("đang dựng chỉ mục…"), err=True)
        put_back(job)
    return time.monotonic() - began


def _made(job: JobProgress, processes: int | None, *, hidden: bool) -> Outcome:
    length, label = job.total or 1, _("Đang tạo")
    with click.progressbar(range(0), length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        try:
            outcome = make(job, processes=processes, progress=lambda done: bar.update(done - bar.pos))
        except RuntimeError as error:
            raise Failure(_("dừng giữa chừng (%(why)s); làm tiếp bằng --resume") % {"why": error}) from error
        bar.update(outcome.dossiers - bar.pos)
    return outcome


def _said(outcome: Outcome) -> str:
    return (
        _("%(dossiers)d hồ sơ, %(events)d sự kiện, %(seconds).1f giây, %(per_second)s hồ sơ/giây") % outcome.to_json()
    )
