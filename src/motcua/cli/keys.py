"""``motcua keys``: the keys that sign receipts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.core.canonical import plain
from motcua.core.clock import LEGAL_ZONE, now
from motcua.dossiers.models import SigningKey
from motcua.dossiers.services import signing
from motcua.dossiers.services.receipts import system_name
from motcua.people.actors import SYSTEM

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))


@click.group(help=_("Khóa ký biên nhận: xem, thay, ngừng, thu hồi, xuất khóa công khai."))
def command() -> None:
    pass


@command.command("list", help=_("Liệt kê các khóa."))
@_json_option
def show(*, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"keys": signing.public_keys()}, ensure_ascii=False, indent=2))
        return
    for key in SigningKey.objects.order_by("valid_from", "id"):
        dates = f"{_day(key.valid_from)} → {_day(key.valid_to) if key.valid_to else '…'}"
        click.echo(f"{key.key_id:<8} {dates:<40} {_state(key)}")


def _day(at: dt.datetime) -> str:
    return f"{at.astimezone(LEGAL_ZONE):%d/%m/%Y %H:%M}"


def _state(key: SigningKey) -> str:
    if key.revoked_at is not None:
        return _("thu hồi từ %(at)s") % {"at": _day(key.revoked_at)}
    return _("đang ký") if key.valid_to is None else _("đã ngừng")


@command.command(help=_("Tạo khóa mới để ký từ bây giờ; khóa đang dùng xác nhận khóa mới rồi ngừng."))
@_json_option
def rotate(*, as_json: bool) -> None:
    _told(signing.rotate(actor=SYSTEM, now=now()), as_json)


@command.command(help=_("Ngừng dùng khóa KEY; --revoked-at: khóa đã lộ từ lúc đó."))
@click.argument("key")
@click.option("--revoked-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]))
@click.option("--reason", default="", help=_("lý do thu hồi"))
@_json_option
def retire(*, key: str, revoked_at: dt.datetime | None, reason: str, as_json: bool) -> None:
    at = revoked_at.replace(tzinfo=LEGAL_ZONE) if revoked_at else None
    signing.retire(key, actor=SYSTEM, now=now(), revoked_at=at, reason=reason)
    _told(SigningKey.objects.get(valid_to=None), as_json)


@command.command(help=_("Bọc lại các khóa ký bằng khóa mới nhất của MOTCUA_FILE_KEY."))
def rewrap() -> None:
    click.echo(_("đã bọc lại %(n)d khóa") % {"n": signing.rewrap_signing_keys()})


@command.command(help=_("Xuất khóa công khai ra FILE cho người kiểm chứng."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(*, file: Path) -> None:
    document = {"format": signing.FORMAT, "system": system_name(), "keys": signing.public_keys()}
    file.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(str(file))


def _told(key: SigningKey, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(plain({"key": key.key_id, "valid_from": key.valid_from})))
    else:
        click.echo(_("khóa đang ký: %(key)s") % {"key": key.key_id})
