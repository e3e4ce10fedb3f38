"""``motcua erase``: lawful erasure of what a closed dossier says about people."""

from __future__ import annotations

import json
from uuid import UUID

import click
from django.utils.translation import gettext as _

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.erase import erase_dossier
from motcua.people.actors import SYSTEM


@click.command(help=_("Xóa dữ liệu cá nhân của hồ sơ CODE (mã, số biên nhận hoặc id) theo quyết định."))
@click.argument("code")
@click.option("--decision", required=True, help=_("số quyết định"))
@click.option("--ground", required=True, help=_("căn cứ pháp lý"))
@click.option("--yes", is_flag=True, help=_("không hỏi lại"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(*, code: str, decision: str, ground: str, yes: bool, as_json: bool) -> None:
    uid = _find(code)
    if not yes:
        click.confirm(_("Xóa vĩnh viễn dữ liệu cá nhân của hồ sơ %(code)s?") % {"code": code}, abort=True)
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
