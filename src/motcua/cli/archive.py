"""``motcua archive``: what is finished, packed for the archive; what is past its time, destroyed by two people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from uuid import UUID

import click
from django.utils.translation import gettext as _

from motcua.archive import package, selectors, services
from motcua.archive.models import Destruction
from motcua.archive.selectors import Due
from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, NotFound
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Unit
from motcua.people import selectors as people
from motcua.people.actors import SYSTEM, Actor, load_actor

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
_dry_run = click.option("--dry-run", is_flag=True, help=_("chỉ cho biết sẽ làm gì, không thay đổi gì"))
_as = click.option("--as", "username", required=True, help=_("tài khoản của người làm việc này"))


@click.group(help=_("Lưu trữ: thời hạn, gói nộp lưu, hủy hồ sơ hết thời hạn."))
def command() -> None:
    pass


@command.group(help=_("Quy định thời hạn lưu trữ."))
def rules() -> None:
    pass


@rules.command("import", help=_("Đưa tệp quy định FILE (TOML) vào áp dụng; dòng cũ được đóng, không bị sửa."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_json_option
def import_rules(*, file: Path, as_json: bool) -> None:
    begun, ended = services.load_rules(file.read_text("utf-8"), actor=SYSTEM, now=now())
    facts = {"begun": begun, "ended": ended}
    click.echo(json.dumps(facts) if as_json else _("%(begun)d quy định mới, %(ended)d quy định hết hiệu lực") % facts)


@rules.command("show", help=_("Liệt kê quy định đang áp dụng."))
@_json_option
def show_rules(*, as_json: bool) -> None:
    for rule in selectors.rules_in_force():
        facts = {
            "scope": rule.scope,
            "value": rule.value,
            "valid_from": rule.valid_from.isoformat(),
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
            "years": rule.years,
            "permanent": rule.permanent,
            "verified": rule.verified,
            "source": rule.source,
        }
        if as_json:
            click.echo(json.dumps(facts, ensure_ascii=False))
            continue
        how_long = _("vĩnh viễn") if rule.permanent else _("chưa xác định") if rule.years is None else str(rule.years)
        mark = "" if rule.verified else _("(chưa kiểm chứng)")
        click.echo(f"{rule.scope:<10} {rule.value:<20} {how_long:<16} {rule.valid_from}  {rule.source} {mark}")


@command.command(help=_("Liệt kê hồ sơ phải nộp lưu (transfer) hoặc hết thời hạn lưu trữ (destruction)."))
@click.argument("what", type=click.Choice(["transfer", "destruction"]))
@click.option("--within", default=0, show_default=True, type=click.IntRange(0, 3660), help=_("trong số ngày tới"))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@_json_option
def due(*, what: str, within: int, limit: int, as_json: bool) -> None:
    on = legal_date(now())
    if what == "transfer":
        found = selectors.to_transfer(SYSTEM, on=on, within_days=within)
    else:
        found = selectors.past_their_time(SYSTEM, on=on)
    for one in islice(found, limit):
        facts = {
            "code": _code(one.dossier),
            "closed_on": one.closed_on.isoformat(),
            "transfer_by": one.transfer_by.isoformat(),
            "kept_until": one.until.isoformat() if one.until else None,
        }
        click.echo(json.dumps(facts) if as_json else "  ".join(str(value or "-") for value in facts.values()))


@command.command(help=_("Đóng gói các hồ sơ CODE… (không ghi thì mọi hồ sơ phải nộp lưu) vào thư mục --to."))
@click.argument("codes", nargs=-1)
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--place", default="", help=_("nơi nhận, ghi vào sổ"))
@click.option("--within", default=0, show_default=True, type=click.IntRange(0, 3660), help=_("trong số ngày tới"))
@_dry_run
@_json_option
def export(*, codes: tuple[str, ...], folder: Path, place: str, within: int, dry_run: bool, as_json: bool) -> None:
    at = now()
    if codes:
        wanted = [_closed(code) for code in codes]
    else:
        wanted = list(selectors.to_transfer(SYSTEM, on=legal_date(at), within_days=within))
    if dry_run:
        _say_planned(wanted, as_json=as_json)
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made, unfit, size = 0, 0, 0
    with _bar(len(wanted), _("Đóng gói"), hidden=as_json) as progress:
        for one in wanted:
            packed = services.export_package(one, folder, place=place or str(folder), actor=SYSTEM, now=now())
            made, unfit, size = made + 1, unfit + bool(packed.unfit), size + packed.size
            progress(1)
    facts = {"packages": made, "unfit": unfit, "bytes": size, "folder": str(folder)}
    text = _("%(packages)d gói → %(folder)s; %(unfit)d gói có giấy tờ chưa đúng định dạng lưu trữ") % facts
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else text)


def _say_planned(wanted: list[Due], *, as_json: bool) -> None:
    files = size = 0
    for one in wanted:
        count, length = package.planned(one.dossier)
        files, size = files + count, size + length
    facts = {"packages": len(wanted), "files": files, "bytes": size, "dry_run": True}
    click.echo(json.dumps(facts) if as_json else _("sẽ có %(packages)d gói, %(files)d tệp") % facts)


@command.group(help=_("Hủy hồ sơ hết thời hạn lưu trữ: đề nghị, quyết định, thực hiện."))
def destroy() -> None:
    pass


@destroy.command(help=_("Đề nghị hủy các hồ sơ hết thời hạn trong phạm vi của tài khoản."))
@_as
@click.option("--unit", required=True, help=_("mã đơn vị lập đề nghị"))
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1, 100_000))
@_dry_run
@_json_option
def propose(*, username: str, unit: str, limit: int, dry_run: bool, as_json: bool) -> None:
    at = now()
    actor = _actor(username)
    found = list(islice(selectors.past_their_time(actor, on=legal_date(at), verb="archive.propose"), limit))
    if dry_run:
        for one in found:
            click.echo(json.dumps({"code": _code(one.dossier), "kept_until": str(one.until)}))
        return
    if not found:
        raise Conflict("archive_nothing_due")
    made = services.propose_destruction([one.dossier.uid for one in found], unit=_unit(unit), actor=actor, now=at)
    facts = {"destruction": str(made.uid), "dossiers": len(found)}
    text = _("đề nghị %(destruction)s: %(dossiers)d hồ sơ; chờ người khác quyết định") % facts
    click.echo(json.dumps(facts) if as_json else text)


@destroy.command(help=_("Duyệt (hoặc với --reject, bác) đề nghị hủy."))
@click.argument("uid", type=click.UUID)
@_as
@click.option("--decision", default="", help=_("số quyết định"))
@click.option("--reject", is_flag=True)
@_json_option
def decide(*, uid: UUID, username: str, decision: str, reject: bool, as_json: bool) -> None:
    found = services.decide_destruction(uid, approve=not reject, decision=decision, actor=_actor(username), now=now())
    click.echo(json.dumps({"destruction": str(uid), "state": found.state}) if as_json else found.state)


@destroy.command("run", help=_("Thực hiện đề nghị đã duyệt; dừng giữa chừng thì lần sau làm tiếp."))
@click.argument("uid", type=click.UUID)
@_dry_run
@_json_option
def run(*, uid: UUID, dry_run: bool, as_json: bool) -> None:
    found = Destruction.objects.filter(uid=uid).first()
    count = found.items.filter(destroyed_at=None, spared="").count() if found else 0
    if dry_run:
        facts: dict[str, object] = {"destruction": str(uid), "state": found.state if found else None, "waiting": count}
        click.echo(json.dumps(facts))
        return
    with _bar(count, _("Hủy"), hidden=as_json) as progress:
        done = services.carry_out(uid, actor=SYSTEM, now=now(), progress=progress)
    facts = {"destroyed": done.destroyed, "spared": done.spared, "before": done.before}
    click.echo(json.dumps(facts) if as_json else _("đã hủy %(destroyed)d hồ sơ, giữ lại %(spared)d") % facts)


def _closed(code: str) -> Due:
    rows = Dossier.objects.all()
    dossier = rows.filter(code=code).first() or rows.filter(receipt_no=code).first()
    if dossier is None:
        raise NotFound("dossier_unknown")
    found = selectors.due_of(dossier)
    if found is None:
        raise Conflict("archive_dossier_open", params={"code": code})
    return found


def _code(dossier: Dossier) -> str:
    return dossier.code or dossier.receipt_no


def _actor(username: str) -> Actor:
    user = people.account_named(username)
    if user is None:
        raise NotFound("account_unknown")
    return load_actor(user.pk, legal_date(now()))


def _unit(code: str) -> Unit:
    today = legal_date(now())
    found = Unit.objects.filter(code=code, valid_from__lte=today).order_by("-valid_from").first()
    if found is None:
        raise NotFound("unit_unknown", params={"unit": code, "on": today})
    return found


@contextmanager
def _bar(length: int, label: str, *, hidden: bool) -> Iterator[Callable[[int], None]]:
    with click.progressbar(range(length), length=length, label=label, hidden=hidden, file=sys.stderr) as bar:
        yield bar.update
