"""``motcua erase``: lawful erasure of what closed dossiers say about people, of one dossier or of a whole person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

import click
from django.utils.translation import gettext as _

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.documents.printing import print_paper
from motcua.dossiers.models import Dossier, Erasure
from motcua.dossiers.proof_sheets import erasure_sheet
from motcua.dossiers.services.erase import erase_dossier
from motcua.dossiers.services.erase_person import Person, erase_person, find_person
from motcua.dossiers.services.erasure_register import export_register, replay
from motcua.people.actors import SYSTEM


@click.command(
    help=_("Xóa dữ liệu cá nhân của hồ sơ CODE (mã, số biên nhận hoặc id), hoặc của một người, theo quyết định.")
)
@click.argument("code", default="")
@click.option("--person", default="", help=_("xóa cả người: số định danh, thư điện tử hoặc id"))
@click.option("--also", multiple=True, type=click.UUID, help=_("cả chủ thể này (một người có hai bản ghi)"))
@click.option("--closed-only", is_flag=True, help=_("còn hồ sơ đang mở thì chỉ xóa các hồ sơ đã kết thúc"))
@click.option("--dry-run", is_flag=True, help=_("chỉ liệt kê những gì sẽ xóa"))
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help=_("in biên bản (PDF) ra tệp này"))
@click.option(
    "--replay",
    "register",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("xóa lại theo sổ này sau khi khôi phục"),
)
@click.option("--export", "export_to", type=click.Path(dir_okay=False, path_type=Path), help=_("xuất sổ ra tệp này"))
@click.option("--decision", default="", help=_("số quyết định"))
@click.option("--ground", default="", help=_("căn cứ pháp lý"))
@click.option("--yes", is_flag=True, help=_("không hỏi lại"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(
    *,
    code: str,
    person: str,
    also: Sequence[UUID],
    closed_only: bool,
    dry_run: bool,
    sheet: Path | None,
    register: Path | None,
    export_to: Path | None,
    decision: str,
    ground: str,
    yes: bool,
    as_json: bool,
) -> None:
    chosen = [value for value in (code, person, register, export_to) if value]
    if len(chosen) != 1:
        raise click.UsageError(_("cho biết một trong: CODE, --person, --replay, --export"))
    if export_to is not None:
        _tell({"entries": export_register(export_to), "file": str(export_to)}, as_json)
    elif register is not None:
        done = replay(register, actor=SYSTEM, now=now())
        _tell({"entries": done.entries, "open_again": list(done.open_again)}, as_json)
        if done.open_again:
            raise SystemExit(1)
    elif person:
        found = find_person(person, also=also)
        if not as_json:
            _list(found)
        if not (dry_run or yes):
            click.confirm(_("Xóa vĩnh viễn dữ liệu của người này?"), abort=True)
        law = {"decision": decision, "ground": ground}
        erased = erase_person(found, **law, actor=SYSTEM, now=now(), closed_only=closed_only, dry_run=dry_run)
        _tell({**erased.counts, "register": erased.register}, as_json)
        _print(sheet, erased.register)
    else:
        _one(code, decision, ground, yes=yes or dry_run, dry_run=dry_run, as_json=as_json)
        _print(None if dry_run else sheet, "")


def _one(code: str, decision: str, ground: str, *, yes: bool, dry_run: bool, as_json: bool) -> None:
    uid = _find(code)
    if not yes:
        click.confirm(_("Xóa vĩnh viễn dữ liệu cá nhân của hồ sơ %(code)s?") % {"code": code}, abort=True)
    if dry_run:
        _tell({"dossier": str(uid)}, as_json)
        return
    erased = erase_dossier(dossier=uid, decision=decision, ground=ground, actor=SYSTEM, now=now())
    if as_json:
        click.echo(json.dumps({"dossier": str(uid), "erased": erased}))
    else:
        click.echo(_("đã xóa %(n)d phần dữ liệu riêng tư; chuỗi sự kiện vẫn nguyên") % {"n": erased})


def _find(code: str) -> UUID:
    rows = Dossier.objects.values_list("uid", flat=True)
    found = rows.filter(code=code).first() or rows.filter(receipt_no=code).first()
    if found is None:
        try:
            found = rows.filter(uid=UUID(code)).first()
        except ValueError:
            found = None
    if found is None:
        raise NotFound("dossier_unknown")
    return found


def _list(person: Person) -> None:
    """What belongs to the person, by codes and masked names: nothing personal lands in a terminal's history."""
    for party in person.parties:
        click.echo(f"{party.uid}  {party.masked_name}  {party.masked_id_number}")
    for party in person.doubtful:
        words = _("cùng số, khác tên: không xóa, trừ khi thêm --also")
        click.echo(f"{party.uid}  {party.masked_name}  {party.masked_id_number}  ({words})")
    for dossier in person.closed:
        click.echo(str(dossier))
    for dossier in person.open:
        click.echo(f"{dossier}  ({_('chưa kết thúc')})")


def _tell(values: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for name, value in values.items():
        click.echo(f"{name}: {value}")


def _print(sheet: Path | None, register: str) -> None:
    if sheet is None:
        return
    row = Erasure.objects.get(uid=register) if register else Erasure.objects.latest("id")
    sheet.write_bytes(print_paper(erasure_sheet(row)))
    click.echo(str(sheet), err=True)
