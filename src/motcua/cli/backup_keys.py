"""``motcua backup-keys``: the keys apart from the data, sealed for the person who keeps them."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.backup import custody, store
from motcua.backup.texts import TEXTS
from motcua.cli.backup import write_keys
from motcua.core import texts
from motcua.core.clock import legal_date, now

texts.register(TEXTS)
needs_database = False

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(help=_("Khóa của hệ thống, giữ ở nơi khác với dữ liệu: tạo người giữ khóa, niêm, mở."))
def command() -> None:
    pass


@command.command(help=_("Tạo bí mật của người giữ khóa trong FILE (trên máy của người đó); in dòng công khai."))
@click.argument("file", type=_FILE)
def new(*, file: Path) -> None:
    secret, public = custody.new_identity()
    with store.told_plainly(file.parent):
        custody.write_private(file, f"{secret}\n".encode())
    click.echo(f"MOTCUA_KEYS_RECIPIENT={public}")


@command.command(help=_("In một khóa sao lưu mới."))
def generate() -> None:
    name = legal_date(now()).strftime("%Y%m%d")
    click.echo(f"MOTCUA_BACKUP_KEY={name}:{base64.b64encode(os.urandom(32)).decode()}")


@command.command(help=_("Niêm mọi khóa đang dùng vào FILE cho người giữ khóa."))
@click.argument("file", type=_FILE)
def seal(*, file: Path) -> None:
    write_keys(file)
    click.echo(_("đã niêm khóa vào %(file)s; cất ở nơi khác với bản sao lưu") % {"file": file})


@command.command("open", help=_("Mở tệp khóa bằng bí mật của người giữ khóa; in các biến môi trường."))
@click.argument("file", type=_FILE)
@click.option("--identity", required=True, type=_FILE, help=_("tệp bí mật của người giữ khóa"))
def open_file(*, file: Path, identity: Path) -> None:
    for name, value in custody.open_sealed(file.read_bytes(), identity=identity.read_text("utf-8")).items():
        click.echo(f"{name}={value}")
