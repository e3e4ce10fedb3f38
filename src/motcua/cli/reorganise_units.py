"""``motcua organisation reorganise|sample-country|counts``: decisions about units from a file, and the maps of days."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.dossiers.models import Dossier, Reroute
from motcua.dossiers.selectors.maps import BY, counts_on_map
from motcua.dossiers.services.reorganise import enact_published
from motcua.dossiers.services.reroute import run_reroute, start_due, unfinished
from motcua.organisation.changes import ChangeError, read_json
from motcua.organisation.country import SIZES, write_country
from motcua.organisation.services.import_units import import_units
from motcua.organisation.services.unit_decisions import Head
from motcua.people.actors import SYSTEM

MOST_SHOWN = 20


@dataclass(slots=True)
class Contents:
    """What a file of decisions holds: lines of units, then decisions with their changes, in its order."""

    units: list[bytes] = field(default_factory=list)
    decisions: list[tuple[Head, list[Mapping[str, object]]]] = field(default_factory=list)


@click.command(
    help=_("Thực hiện quyết định sắp xếp đơn vị trong tệp, rồi chuyển hồ sơ đang mở; dừng giữa chừng thì làm tiếp.")
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--status", is_flag=True, help=_("chỉ in tiến độ"))
@click.option("--resume", is_flag=True, help=_("chuyển tiếp hồ sơ còn lại"))
@click.option("--no-move", is_flag=True, help=_("chưa chuyển hồ sơ: để tiến trình nền làm"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def reorganise(*, file: Path | None, status: bool, resume: bool, no_move: bool, as_json: bool) -> None:
    if file is None and not (status or resume):
        raise click.UsageError(_("cần tệp quyết định, hoặc --status, --resume"))
    if file is not None:
        _enact(file)
    if not status and not no_move:
        _move()
    rows = [_row(job) for job in Reroute.objects.order_by("-id")[:MOST_SHOWN]]
    if as_json:
        click.echo(json.dumps({"reroutes": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        text = _(
            "%(number)s, hiệu lực %(effective_on)s: %(state)s, đã xem %(done)d/%(total)d,"
            " chuyển %(moved)d, còn lại %(failed)d"
        )
        click.echo(text % row)


def _enact(file: Path) -> None:
    begun = time.monotonic()
    contents = _read(file)
    if not contents.decisions:
        raise Failure(_("tệp không có quyết định nào"))
    now = clock.now()
    if contents.units:
        click.echo(_("Nạp %(n)d đơn vị") % {"n": len(contents.units)}, err=True)
        report = import_units(contents.units, actor=SYSTEM, now=now, strict=True)
        if not report.written:
            first = report.rejections[0]
            raise Failure(f"{_('dòng')} {first.line}: {say(f'unit_file.{first.code}')} [{first.code}]")
    days = sorted({head.effective_on for head, _changes in contents.decisions})
    for day in days:
        chosen = [one for one in contents.decisions if one[0].effective_on == day]
        click.echo(_("Thực hiện %(n)d quyết định có hiệu lực %(day)s") % {"n": len(chosen), "day": day}, err=True)
        try:
            _made, done = enact_published(chosen, now=now)
        except DomainError as error:
            _tell_faults(error)
            raise Failure(say(error.code, error.params)) from error
        told = {"ended": len(done.applied.ended), "begun": done.applied.begun, "seconds": time.monotonic() - begun}
        click.echo(_("%(ended)d đơn vị kết thúc, %(begun)d đơn vị mới, %(seconds).1f giây") % told, err=True)


def _tell_faults(error: DomainError) -> None:
    for one in list(error.errors)[:MOST_SHOWN]:
        params = {key: value for key, value in one.items() if key not in {"field", "code"}}
        click.echo(f"{one.get('field', '')}: {say(str(one['code']), params)} [{one['code']}]", err=True)


def _move() -> None:
    start_due(now=clock.now())
    for job in unfinished():
        with click.progressbar(length=1, label=f"{_('Chuyển hồ sơ')} {job.number}", file=sys.stderr) as bar:

            def told(done: int, total: int, bar: object = bar) -> None:
                bar.length = max(total, 1)  # type: ignore[attr-defined]
                bar.update(done - bar.pos)  # type: ignore[attr-defined]

            run_reroute(job, progress=told)


def _row(job: Reroute) -> dict[str, object]:
    return {
        "uid": str(job.uid),
        "decision": str(job.decision),
        "number": job.number,
        "kind": job.kind,
        "effective_on": job.effective_on.isoformat(),
        "state": job.state,
        "total": job.total,
        "done": job.done,
        "moved": job.moved,
        "failed": job.failed,
    }


def _read(file: Path) -> Contents:
    """JSON Lines; the shapes are in ``docs/guides/reorganisation.md``."""
    contents = Contents()
    with file.open(encoding="utf-8") as stream:
        for number, row in _rows(stream):
            kind = row.pop("type", "")
            if kind == "unit":
                contents.units.append(json.dumps(row, ensure_ascii=False, default=str).encode())
            elif kind == "decision":
                contents.decisions.append((_head(row, number), []))
            elif kind == "change" and contents.decisions:
                contents.decisions[-1][1].append(row)
            else:
                raise Failure(_("dòng %(line)d: loại dòng phải là unit, decision hoặc change") % {"line": number})
    return contents


def _rows(stream: Iterator[str]) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            row = read_json(line)
        except ChangeError:
            row = None
        if not isinstance(row, dict):
            raise Failure(_("dòng %(line)d không phải là một đối tượng JSON") % {"line": number})
        yield number, row


def _head(row: Mapping[str, object], line: int) -> Head:
    try:
        effective = dt.date.fromisoformat(str(row.get("effective_on")))
        signed = dt.date.fromisoformat(str(row.get("signed_on")))
    except ValueError as error:
        raise Failure(_("dòng %(line)d: quyết định thiếu ngày ký hoặc ngày hiệu lực") % {"line": line}) from error
    texts = {name: str(row.get(name) or "") for name in ("number", "title", "source", "signer")}
    tells = row.get("tells_applicants") is not False
    return Head(effective, texts["number"], texts["title"], texts["source"], signed, texts["signer"], tells)


@click.command(
    "sample-country", help=_("Viết một tệp cả nước hư cấu: bản đồ cũ và các quyết định sắp xếp của một ngày.")
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True, help=_("số gieo"))
@click.option("--communes", default=SIZES.communes, show_default=True, help=_("số xã trước ngày sắp xếp"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def sample_country(*, file: Path, seed: int, communes: int, as_json: bool) -> None:
    made = write_country(file, seed=seed, communes=communes)
    if as_json:
        click.echo(json.dumps(asdict(made), indent=2))
        return
    for name, number in asdict(made).items():
        click.echo(f"{name}: {number}")


@click.command(help=_("Đếm hồ sơ theo đơn vị trên bản đồ của một ngày."))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=_("ngày của bản đồ; mặc định hôm nay"))
@click.option("--by", type=click.Choice(sorted(BY)), default="place", show_default=True)
@click.option("--open", "only_open", is_flag=True, help=_("chỉ hồ sơ đang mở"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def counts(*, on: dt.datetime | None, by: str, only_open: bool, as_json: bool) -> None:
    day = on.date() if on else legal_date(clock.now())
    rows = Dossier.objects.filter(closed=False) if only_open else Dossier.objects.all()
    found = counts_on_map(rows, day, by=by)
    if as_json:
        body = {"on": day.isoformat(), "by": by, "units": [{**asdict(one), "total": one.total} for one in found]}
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    for one in found:
        marked = _(" (ước tính %(n)d)") % {"n": one.estimated} if one.estimated else ""
        click.echo(f"{one.code}\t{one.name}\t{one.total}{marked}")
