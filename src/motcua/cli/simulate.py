"""``motcua simulate``: a made-up history in bulk."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from dataclasses import replace
from typing import Final

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua.cli.connection import analyze, as_owner
from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.models import JobProgress
from motcua.simulate.indexes import WORTH, is_empty, put_back, set_aside
from motcua.simulate.plan import YEAR, Plan, begin, unfinished
from motcua.simulate.run import Outcome, make
from motcua.simulate.tables import Keys

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
    resume: bool,
    processes: int | None,
    as_json: bool,
) -> None:
    if resume:
        job = unfinished()
        if job is None:
            raise Failure(_("không có lịch sử giả lập nào chưa xong"))
    else:
        if dossiers is None:
            raise Failure(_("cần --dossiers, --spec hoặc --resume"))
        now = clock.now()
        ends = last.date() if last else clock.legal_date(now) - dt.timedelta(days=1)
        begins = first.date() if first else ends - YEAR
        job = begin(Plan(dossiers, seed, begins, ends, staffing, Keys(0, 0), {}), now=now)
    _set_aside(job)
    outcome = _made(job, processes, hidden=as_json)
    outcome = replace(outcome, seconds=outcome.seconds + _put_back(job))
    if outcome.made >= LARGE:
        analyze()
    click.echo(json.dumps(outcome.to_json()) if as_json else _said(outcome))


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
    with click.progressbar(length=job.total, label=_("Đang tạo"), file=sys.stderr, hidden=hidden) as bar:
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
